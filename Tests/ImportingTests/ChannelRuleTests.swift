import Accounting
import Testing

@testable import Importing

/// What contracts of channels say must hold, each broken by a row of its own.
@Suite struct `Rules of channels` {
  typealias Broken = (sample: String, old: String, new: String, rule: String, amount: Int64)

  static let broken: [Broken] = [
    ("ebay-transactions.csv", "\"-4.10\"", "\"4.10\"", "sign_by_kind", 410),
    (
      "adyen-settlement-detail.csv", "EUR,60,,1,EUR,67.5,,7.5", "EUR,,60,1,EUR,,52.5,7.5",
      "sign_by_kind",
      6000
    ),
    ("adyen-settlement-detail.csv", "EUR,20,,1,EUR,20,", "EUR,,20,1,EUR,,20", "sign_by_kind", 2000),
    ("etsy-statement.csv", "-CA$4.42,-CA$4.42", "CA$4.42,CA$4.42", "sign_by_kind", 442),
    ("etsy-statement.csv", "-CA$8.00,-CA$8.00", "CA$8.00,CA$8.00", "sign_by_kind", 800),
    ("paypal-transaction-detail.csv", "\"DR\",3174", "\"CR\",3174", "sign_by_kind", 3174),
    ("paypal-activity-short.csv", "\"-48.50\"", "\"48.50\"", "sign_by_kind", 4850),
  ]

  @Test(arguments: broken) func `of sign are broken`(_ row: Broken) throws {
    let bench = try ImportBench()
    let sample = try FormatSample.text(row.sample)
    #expect(try bench.run(sample).document.brokenRules.map(\.rule) == [])
    #expect(sample.contains(row.old))
    let document = try bench.run(sample.replacing(row.old, with: row.new)).document
    #expect(document.quarantinedRows.map(\.reason) == [])
    #expect(document.brokenRules.map(\.rule) == [row.rule])
    #expect(document.brokenRules.map(\.amount) == [row.amount])
  }

  private static let transactions = """
    "CH","Transaction ID","Invoice ID","PayPal Reference ID","Transaction Event Code",\
    "Transaction Initiation Date","Transaction Debit or Credit","Gross Transaction Amount",\
    "Gross Transaction Currency","Fee Debit or Credit","Fee Amount","Fee Currency"

    """

  @Test func `of sign are broken by a refund that PayPal's settlement credits`() throws {
    let text =
      Self.transactions + """
        "SB","T1","1001","","T1107",2026/09/02 07:45:51 -0700,"CR",1000,"USD","DR",0,"USD"

        """
    let document = try ImportBench().run(text).document
    #expect(document.brokenRules.map(\.rule) == ["sign_by_kind"])
  }

  @Test func `what we sent through PayPal is no fee, and its fee no sale`() throws {
    let text =
      Self.transactions + """
        "SB","T1","","","T0000",2026/09/02 07:45:51 -0700,"DR",15000,"USD","DR",499,"USD"
        "SB","T2","1001","","T0006",2026/09/02 07:45:51 -0700,"CR",1000,"USD","DR",59,"USD"

        """
    #expect(
      try ImportBench().run(text).sink.meanings == [
        "unknown none", "charge payment", "sale gross", "sale payment",
      ])
    let activity = try FormatSample.text("paypal-activity.csv")
      .replacing("\"1,084.00\",\"-31.74\",\"1,052.26\"", with: "\"-5.00\",\"-0.10\",\"-5.10\"")
    let (_, sink) = try ImportBench().run(activity)
    #expect(sink.meanings.prefix(2) == ["unknown none", "charge payment"])
  }

  private func orders(_ currency: String, _ price: String) throws -> [String] {
    let header = "order_id,order_line_id,ordered_at,channel,currency,sku,quantity,item_price\n"
    let row = "A1,1,2026-09-01T10:00:00Z,Shop,\(currency),MUG,1,\(price)\n"
    return try ImportBench().run(header + row).document.brokenRules.map(\.rule)
  }

  @Test(arguments: [
    ("USD", "1000000.00", false), ("USD", "1000000.01", true), ("EUR", "1000000.01", true),
    ("KWD", "1000000.001", true), ("JPY", "1500000", false), ("JPY", "100000000", false),
    ("JPY", "100000001", true), ("HUF", "90000000.00", false), ("KRW", "1000000000", false),
    ("KRW", "1000000001", true), ("IDR", "9000000000.00", false), ("VND", "10000000001", true),
    ("CLP", "900000000", false), ("IRR", "99000000000.00", false),
  ])
  func `of amounts are as large as their currency`(
    currency: String, price: String, isBroken: Bool
  ) throws {
    #expect(try orders(currency, price) == (isBroken ? ["price_range"] : []))
  }

  @Test func `mean the record's own currency unless they name another`() throws {
    var registry = try FormatRegistry.standard()
    let contract = """
      format: own
      identity: key
      columns: {required: [id, on, cost, money]}
      dates: [yyyy-MM-dd]
      rows:
        - emit:
            - record: receipt
              fields:
                receipt_id: id
                sku: {text: CUP}
                received_at: {column: on, required: true}
                quantity: {text: '1'}
                unit_cost_millionths: cost
                currency: money
      rules:
        - {rule: plain, record: receipt, field: unit_cost_millionths, most: 50}
        - {rule: dear, record: receipt, field: unit_cost_millionths, most: 50, in: USD}
        - {rule: yen, record: receipt, field: unit_cost_millionths, most: 5000, in: JPY}
      """
    try registry.add([("own.yaml", contract)])
    var bench = try ImportBench()
    bench.registry = registry
    let broken = { (row: String) in
      try bench.run("id,on,cost,money\n\(row)\n", format: "own").document.brokenRules.map(\.rule)
    }
    #expect(try broken("1,2026-09-01,50.00,USD") == [])
    #expect(try broken("1,2026-09-01,50.01,USD") == ["plain", "dear"])
    #expect(try broken("1,2026-09-01,5000,JPY") == ["plain"])
    #expect(try broken("1,2026-09-01,5001,JPY") == ["plain", "dear", "yen"])
    #expect(throws: ContractError.self) {
      try registry.add([
        (
          "b.yaml",
          contract.replacing("in: USD", with: "in: XXX")
            .replacing("format: own", with: "format: b")
        )
      ])
    }
  }
}
