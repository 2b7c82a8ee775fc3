import Accounting
import Testing

@testable import Importing

@Suite struct `Payment services and marketplaces` {
  let bench: ImportBench

  init() throws { bench = try ImportBench() }

  private func reasons(_ document: ImportedDocument) -> [String] {
    document.quarantinedRows.map { String($0.reason.prefix { $0 != ":" }) }
  }

  // MARK: - Adyen

  @Test func `Adyen: gross and each fee are lines, the payout row declares the total`() throws {
    let (document, sink) = try bench.run(try FormatSample.bytes("adyen-settlement-detail.csv"))
    #expect(document.controlTotals.map(\.settlementId) == ["FernWeb 41 EUR"])
    #expect(document.controlTotals.map(\.declared) == [10_000])
    #expect(document.controlTotals.map(\.difference) == [0])
    #expect(sink.values(.settlement, "bank_reference") == ["TX77120000001XT"])
    #expect(sink.values(.settlementLine, "amount").prefix(4) == ["12000", "-72", "-19", "-48"])
    #expect(
      sink.meanings == [
        "sale gross", "sale payment", "sale payment", "sale payment", "sale gross", "sale payment",
        "sale gross", "stated gross", "sale payment", "sale payment", "sale payment",
        "refund gross", "chargeback gross", "chargeback dispute", "charge payment",
        "reserve_held none",
      ])
    #expect(sink.values(.settlementLine, "order_id").first == "W-5001")
  }

  @Test func `Adyen: a net that gross, rate and fees do not lead to is set aside`() throws {
    let sample = try FormatSample.text("adyen-settlement-detail.csv")
    let near = try bench.run(sample.replacing("EUR,,34.2,", with: "EUR,,34.19,")).document
    #expect(near.quarantined == 0)
    #expect(near.isHeld)
    let far = try bench.run(sample.replacing("EUR,,34.2,", with: "EUR,,34.5,")).document
    #expect(reasons(far) == ["identity_broken"])
    #expect(far.controlTotals.map(\.quarantined) == [3_450], "what moves, without what is stated")
  }

  @Test func `Adyen: an unknown type is taken and unknown`() throws {
    let sample = try FormatSample.text("adyen-settlement-detail.csv")
    let (document, sink) = try bench.run(sample.replacing(",Fee,", with: ",Novelty,"))
    #expect(!document.isHeld)
    #expect(sink.meanings.contains("unknown none"))
  }

  @Test func `Adyen: the payments' journal is checked and brings no line`() throws {
    let sample = try FormatSample.text("adyen-payment-accounting.csv")
    let (document, sink) = try bench.run(sample)
    #expect((document.rows, document.ignored) == (4, 4))
    #expect(sink.rows.isEmpty)
    #expect(document.controlTotals.map(\.accepted) == [11_861])
    let odd = try bench.run(sample.replacing("-120,,120", with: "-120,,121")).document
    #expect(reasons(odd) == ["identity_broken"])
  }

  // MARK: - eBay, Walmart, Square

  @Test func `eBay: parts of the net amount, in two languages`() throws {
    let (document, sink) = try bench.run(try FormatSample.bytes("ebay-transactions.csv"))
    #expect(document.controlTotals.map(\.accepted) == [0])
    #expect(
      sink.values(.settlementLine, "amount") == [
        "5000", "600", "-30", "-750", "-2500", "-300", "15", "375", "-410", "-150", "-1850",
      ])
    #expect(
      sink.meanings == [
        "sale principal", "sale shipping", "sale payment", "sale commission",
        "refund principal", "refund shipping", "refund payment", "refund commission",
        "charge shipping_label", "charge other", "payout none",
      ])
    #expect(sink.values(.settlement, "bank_reference") == ["6600100"])
    let german = try bench.run(try FormatSample.bytes("ebay-transactions.de.csv")).sink
    #expect(
      german.values(.settlementLine, "amount") == ["115000", "2000", "-35", "-13500", "-1995"])
    #expect(german.values(.settlementLine, "sku").first == "SHELF-9")
  }

  @Test func `eBay: a net amount that its parts do not come to is set aside`() throws {
    let sample = try FormatSample.text("ebay-transactions.csv")
    let document = try bench.run(sample.replacing("\"48.20\"", with: "\"48.21\"")).document
    #expect(reasons(document) == ["identity_broken"])
  }

  @Test func `eBay: a sale in another currency is kept in it, with both legs of the exchange`()
    throws
  {
    let text = """
      Transaction creation date,Type,Order number,Net amount,Payout currency,Payout date,Payout ID,Custom label,Quantity,Item subtotal,Shipping and handling,Final Value Fee - fixed,Final Value Fee - variable,Transaction currency,Exchange rate,Description
      "Mar 3, 2026",Order,14-1,17.38,USD,"Mar 10, 2026",P1,A,1,16.00,--,-0.30,-1.80,GBP,1.25,--
      "Mar 4, 2026",Order,14-2,17.10,USD,"Mar 10, 2026",P1,A,1,20.00,--,-0.30,-2.60,USD,--,--

      """
    let (document, sink) = try bench.run(text)
    #expect(document.quarantined == 0)
    #expect(
      sink.values(.settlementLine, "amount")
        == ["1600", "-30", "-180", "-1390", "1738", "2000", "-30", "-260"])
    #expect(
      sink.values(.settlementLine, "currency")
        == ["GBP", "GBP", "GBP", "GBP", "USD", "USD", "USD", "USD"])
    #expect(sink.meanings.filter { $0 == "conversion none" }.count == 2)
    let wrong = text.replacing("17.38", with: "17.40")
    #expect(reasons(try bench.run(wrong).document) == ["identity_broken"])
  }

  @Test func `Walmart: the summary's period and total stand for the rows below it`() throws {
    let sample = try FormatSample.text("walmart-reconciliation.tsv")
    let (document, sink) = try bench.run(sample)
    #expect(document.controlTotals.map(\.declared) == [3_037])
    #expect(document.controlTotals.map(\.settlementId) == ["2026-09-01 2026-09-14"])
    #expect((document.rows, document.accepted, document.ignored) == (8, 6, 2))
    #expect(
      sink.meanings == [
        "sale principal", "sale tax", "sale withheld", "sale commission", "charge shipping_label",
        "reimbursement none",
      ])
    // Whole days, paid on the day of the summary's row: the next period begins a second later.
    #expect(sink.values(.settlement, "starts_at") == ["1788220800"])
    #expect(sink.values(.settlement, "ends_at") == ["1789430399"])
    #expect(sink.values(.settlement, "deposit_at") == ["1789430400"])
    #expect(try bench.run(sample.replacing("-8.23", with: "-8.24")).document.isHeld)
  }

  @Test(arguments: ["\r\n", "\r"])
  func `Walmart: lines count however they end`(end: String) throws {
    let sample = try FormatSample.text("walmart-reconciliation.tsv")
    let plain = sample.replacing("\r\n", with: "\n")
    let document = try bench.run(plain.replacing("\n", with: end)).document
    #expect(!document.isHeld && document.accepted > 0, "\(document.disproof)")
  }

  @Test func `Walmart: a file with fewer lines than it counts is held and brings nothing`() throws {
    let sample = try FormatSample.text("walmart-reconciliation.tsv")
    let (document, sink) = try bench.run(sample.replacing("in file 9", with: "in file 81"))
    #expect(document.isHeld)
    #expect(document.disproof == "the file states 81 lines and has 9")
    #expect(sink.values(.settlementLine, "amount") == [])
    #expect(document.accepted == 0)
  }

  @Test func `Square: what came through Square, its fees, and three sums on every row`() throws {
    let sample = try FormatSample.text("square-transactions.csv")
    let (document, sink) = try bench.run(sample)
    #expect(document.accepted == 3)
    #expect(
      sink.values(.settlementLine, "amount") == [
        "108740", "1000", "-2863", "1296", "-1296", "-3240", "85",
      ])
    #expect(
      sink.meanings == [
        "sale gross", "reimbursement none", "sale payment", "sale gross", "paid_directly none",
        "refund gross", "refund payment",
      ])
    #expect(sink.values(.settlementLine, "posted_at").first == "1789270200")
    for (right, wrong) in [("$5.00", "$5.01"), ("$82.40", "$82.41"), ("-$28.63", "-$28.64")] {
      #expect(
        reasons(try bench.run(sample.replacing(right, with: wrong)).document) == ["identity_broken"]
      )
    }
  }

  @Test func `Square: the sign is the currency, and one that is not the row's sets it aside`()
    throws
  {
    let sample = try FormatSample.text("square-transactions.csv").replacing("$", with: "£")
    let (document, sink) = try bench.run(sample)
    #expect(document.quarantined == 0 && document.controlTotals.map(\.currency.code) == ["GBP"])
    #expect(Set(sink.values(.settlementLine, "currency")) == ["GBP"])
    let mixed = try bench.run(sample.replacing("-£28.63", with: "-€28.63")).document
    #expect(reasons(mixed) == ["other_currency"])
    let etsy = try FormatSample.text("etsy-statement.csv").replacing("CA$1,0", with: "US$1,0")
    #expect(reasons(try bench.run(etsy).document).contains("other_currency"))
  }

  // MARK: - Mollie, Klarna

  @Test func `Mollie: fees are a row without ID, the order stands in the description`() throws {
    let (document, sink) = try bench.run(try FormatSample.bytes("mollie-settlement.csv"))
    #expect(document.controlTotals.map(\.accepted) == [9_205])
    #expect(
      sink.meanings == [
        "sale gross", "sale gross", "stated gross", "refund gross", "charge payment",
      ])
    #expect(
      sink.values(.settlementLine, "order_id") == ["W-6001", "W-6002", "W-6002", "W-6001", ""])
    #expect(sink.values(.settlement, "settlement_id") == ["7654321.2609.02"])
    let last = try #require(CalendarDate(iso8601: "2026-09-10")).dayNumber
    #expect(sink.values(.settlement, "deposit_at") == ["\(Int(last) * 86_400)"])
  }

  @Test func `Klarna: the type gives the sign, whichever way the amount is written`() throws {
    let (_, sink) = try bench.run(try FormatSample.bytes("klarna-settlement.csv"))
    #expect(sink.values(.settlementLine, "amount") == ["129900", "-3637", "-909", "-29900"])
    #expect(
      sink.meanings == ["sale gross", "charge payment", "charge payment", "refund gross"])
    #expect(sink.values(.settlement, "bank_reference") == ["KP2609A"])
  }

  @Test(arguments: [("JPY", "1297", "1297"), ("KWD", "12962", "12962"), ("SEK", "12962", "12962")])
  func `Klarna: amounts are minor units of their own currency`(
    currency: String, written: String, amount: String
  ) throws {
    let text = """
      type,amount,payment_reference,currency_code,capture_date,merchant_reference1
      SALE,\(written),KP1,\(currency),2026-09-02T08:00:00Z,W-1

      """
    let (_, sink) = try bench.run(Array(text.utf8))
    #expect(sink.values(.settlementLine, "amount") == [amount])
  }

  // MARK: - Supplier bills

  @Test func `UBL: freight and other charges go to the receipt, goods to accounts payable`() throws
  {
    let (document, sink) = try bench.run(try FormatSample.bytes("ubl-invoice.xml"))
    // What line 2 charges by itself is in the line's amount (EN 16931, BT-131).
    #expect((document.rows, document.accepted, document.ignored) == (6, 2, 4))
    #expect(
      sink.values(.charge, "charge_id") == ["KC1 INV-881 charge 1", "KC1 INV-881 line 2"])
    #expect(sink.values(.charge, "amount") == ["8500", "2500"])
    #expect(sink.values(.charge, "receipt_id") == ["R-2026-31", "R-2026-31"])
    #expect(sink.values(.charge, "kind") == ["0", "2"])
    let credit = try bench.run(try FormatSample.bytes("ubl-credit-note.xml")).sink
    #expect(credit.values(.charge, "amount") == ["-4000"])
    #expect(credit.values(.charge, "charge_id") == ["Kiln and Clay CN-12 charge 1"])
  }

  @Test(arguments: [
    ("Transport insurance", "2"), ("Sea freight to Hamburg", "0"), ("Versandkosten", "0"),
    ("Frais de port", "0"), ("Customs duty", "1"), ("Doll carriage, wicker", nil),
    ("Book: A history of freight trains", nil), ("Heavy duty tape", nil),
  ])
  func `UBL: a line is a charge when its name is a service's`(name: String, kind: String?) throws {
    let sample = try FormatSample.text("ubl-invoice.xml")
    let sink = try bench.run(sample.replacing("Transport insurance", with: name)).sink
    let charges = zip(sink.values(.charge, "charge_id"), sink.values(.charge, "kind"))
    #expect(charges.first { $0.0 == "KC1 INV-881 line 2" }?.1 == kind)
  }

  @Test(arguments: [
    ("1025.00", "1025.01", "sum of the lines"),
    (">85.00</cbc:Charge", ">85.01</cbc:Charge", "charges"),
    (">10.00</cbc:Allow", ">10.01</cbc:Allow", "allowances"),
    (">1100.00</cbc:TaxEx", ">1100.01</cbc:TaxEx", "total without tax"),
    (">231.00</cbc:TaxAmount></cac:TaxSub", ">231.01</cbc:TaxAmount></cac:TaxSub", "tax"),
    ("1331.00", "1331.01", "total with tax"), (">1000.00</cbc:Pay", ">1000.01</cbc:Pay", "payable"),
  ])
  func `UBL: a bill whose sums do not hold is held and brings nothing`(
    _ right: String, _ wrong: String, _ name: String
  ) throws {
    let sample = try FormatSample.text("ubl-invoice.xml")
    #expect(sample.contains(right))
    let (document, sink) = try bench.run(sample.replacing(right, with: wrong))
    #expect(document.isHeld)
    #expect(document.disproof.hasSuffix(": \(name)"))
    #expect(sink.rows.isEmpty)
  }
}
