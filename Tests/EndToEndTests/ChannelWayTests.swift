import Reconciliation
import Testing

/// What channels have that others do not, through the whole program.
@Suite struct `Ways of single channels` {
  private static let settings = "entity: Test\nfunctional_currency: USD\ntime_zone: UTC\n"
  private static let receipts = """
    receipt_id,received_at,sku,quantity,unit_cost,currency
    R1,2026-09-01T10:00:00Z,CUP,10,1.00,USD
    R2,2026-09-01T10:00:00Z,JUG,10,2.00,USD

    """

  private static let ebayHeader =
    "Transaction creation date,Type,Order number,Net amount,Payout currency,Payout date,Payout ID,"
    + "Custom label,Quantity,Item subtotal,Shipping and handling,Final Value Fee - fixed,"
    + "Final Value Fee - variable,Description\n"

  private func orders(_ rows: String...) -> String {
    "order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,status\n"
      + rows.map { $0 + "\n" }.joined()
  }

  private func bank(_ amount: String, _ reference: String, on day: String) -> String {
    statementText(account: "B1", amount: amount, reference: reference, day: day)
  }

  @Test func `eBay: a disputed payment that is given back is a dispute won`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    func row(_ day: Int, _ type: String, _ net: String) -> String {
      let goods = type == "Order" ? "CUP,1,\(net)" : "--,--,--"
      return "\"Sep \(day), 2026\",\(type),E1,\(net),USD,--,--,\(goods),--,--,--,--\n"
    }
    try books.drop(
      "ebay.csv",
      Self.ebayHeader + row(3, "Order", "20.00") + row(5, "Payment dispute", "-20.00")
        + row(9, "Payment dispute", "20.00"))
    try books.drop("receipts.csv", Self.receipts)
    try books.drop(
      "orders.csv",
      orders("E1,1,2026-09-02T18:00:00Z,2026-09-02T18:30:00Z,eBay,USD,CUP,1,20.00,shipped"))
    try books.run(period: "2026-09")
    #expect(try books.table("discrepancies.csv", period: "2026-09").rows.map { $0["code"] } == [])
    let told = try books.crossfoot("trace", "E1")
    #expect(told.output.contains("dispute won"), "\(told.output)")
  }

  @Test func `Square: cash is not waited for, tips are no sale, a deposit is a payout`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    let header =
      "Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,"
      + "Total Collected,Cash,Other Tender,Fees,Net Total,Transaction ID,Payment ID,Event Type,"
      + "Deposit ID,Deposit Date\n"
    try books.drop(
      "square.csv",
      header + """
        09/13/2026,2:30:00 PM,Eastern Time (US & Canada),$30.00,$0.00,$30.00,$0.00,$0.00,$3.00,$0.00,\
        $33.00,$0.00,$0.00,-$1.00,$32.00,Q1,P1,Payment,DEP1,09/14/2026
        09/13/2026,3:30:00 PM,Eastern Time (US & Canada),$12.00,$0.00,$12.00,$0.00,$0.00,$0.00,$0.00,\
        $12.00,$12.00,$0.00,$0.00,$12.00,Q2,P2,Payment,,

        """)
    try books.drop("receipts.csv", Self.receipts)
    try books.drop(
      "orders.csv",
      orders(
        "Q1,1,2026-09-13T18:00:00Z,2026-09-13T18:30:00Z,Square,USD,CUP,1,30.00,shipped",
        "Q2,1,2026-09-13T18:00:00Z,2026-09-13T18:30:00Z,Square,USD,JUG,1,12.00,shipped"))
    try books.drop("bank.sta", bank("32,00", "SQ DEP", on: "260915"))
    try books.run(period: "2026-09")
    let found = try books.table("discrepancies.csv", period: "2026-09").rows
    #expect(found.map { $0["code"] } == [])
    let settlement = try books.table("settlements.csv", period: "2026-09").rows
    #expect(settlement.first { $0["settlement_id"] == "DEP1" }?["state"] == "matched")
    let journal = try books.text("reports/2026-09/journal.csv")
    #expect(journal.contains("Assets:Cash"))
    let balances = try books.table("trial-balance.csv", period: "2026-09").rows
    let closing = { (account: String) in balances.first { $0["account"] == account }?["closing"] }
    #expect(closing("Assets:Cash") == "12.00")
    #expect(closing("Income:Sales") == "-42.00")
    #expect(closing("Income:Reimbursements") == "-3.00")
    #expect(closing("Assets:Clearing:Square") ?? "0.00" == "0.00")
  }

  @Test func `Square: gift cards sold and used meet in suspense, and are no cash`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop(
      "square.csv",
      "Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,"
        + "Total Collected,Cash,Square Gift Card,Other Tender,Fees,Net Total,Transaction ID,"
          + """
          Payment ID,Event Type
          09/13/2026,2:30:00 PM,Eastern Time (US & Canada),$0.00,$0.00,$0.00,$50.00,$0.00,$0.00,$0.00,\
          $50.00,$0.00,$0.00,$0.00,-$1.40,$48.60,Q1,P1,Payment
          09/14/2026,2:30:00 PM,Eastern Time (US & Canada),$40.00,$0.00,$40.00,$0.00,$0.00,$0.00,$0.00,\
          $40.00,$0.00,$40.00,$0.00,$0.00,$40.00,Q2,P2,Payment

          """)
    try books.run(period: "2026-09")
    let balances = try books.table("trial-balance.csv", period: "2026-09").rows
    let closing = { (account: String) in balances.first { $0["account"] == account }?["closing"] }
    #expect(closing("Assets:Cash") == nil)
    #expect(closing("Assets:Clearing:Square") == "48.60", "what Square owes us")
    let found = try books.table("discrepancies.csv", period: "2026-09").rows
    #expect(found.contains { $0["code"] == "DC-03" })
  }

  @Test func `eBay: an entry keeps its number when the payout that its row names comes`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop(
      "august.csv",
      Self.ebayHeader
        + "\"Aug 25, 2026\",Order,12-3,54.00,USD,--,P1,CUP,1,60.00,0.00,-0.60,-5.40,--\n")
    try books.run(period: "2026-08")
    let before = try books.table("journal.csv", period: "2026-08")["entry_id"]
    #expect(!before.isEmpty)
    try books.drop(
      "september.csv",
      Self.ebayHeader
        + "\"Sep 6, 2026\",Payout,--,-54.00,USD,\"Sep 6, 2026\",P1,--,--,--,--,--,--,--\n")
    try books.run()
    try books.run(period: "2026-08")
    #expect(try books.table("journal.csv", period: "2026-08")["entry_id"] == before)
  }

  @Test func `eBay: an order of several items is spread over its lines`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop(
      "ebay.csv",
      Self.ebayHeader + """
        "Sep 10, 2026",Payout,--,-54.00,USD,"Sep 10, 2026",P1,--,--,--,--,--,--,--
        "Sep 6, 2026",Order,12-3,54.00,USD,"Sep 10, 2026",P1,--,3,60.00,0.00,-0.60,-5.40,--
        "Sep 6, 2026",Order,12-3,--,USD,"Sep 10, 2026",P1,CUP,1,10.00,0.00,--,--,--
        "Sep 6, 2026",Order,12-3,--,USD,"Sep 10, 2026",P1,JUG,2,50.00,0.00,--,--,--

        """)
    try books.drop("receipts.csv", Self.receipts)
    try books.drop(
      "orders.csv",
      orders(
        "12-3,1,2026-09-05T10:00:00Z,2026-09-05T12:00:00Z,eBay,USD,CUP,1,10.00,shipped",
        "12-3,2,2026-09-05T10:00:00Z,2026-09-05T12:00:00Z,eBay,USD,JUG,2,50.00,shipped"))
    try books.drop("bank.sta", bank("54,00", "P1", on: "260911"))
    try books.run(period: "2026-09")
    #expect(try books.table("discrepancies.csv", period: "2026-09").rows.isEmpty)
    let margin = try books.table("margin.csv", period: "2026-09").rows
    #expect(margin.map { $0["sku"] } == ["CUP", "JUG"])
    #expect(margin.map { $0["revenue"] } == ["10.00", "50.00"])
    #expect(margin.map { $0["fees"] } == ["1.00", "5.00"])
    #expect(margin.map { $0["cost_of_sales"] } == ["1.00", "4.00"])
  }

  @Test func `PayPal: what we sent waits in suspense, and is no order of ours`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop(
      "activity.csv",
      """
      Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID,Balance
      13/09/2026,10:00:00,UTC,Ann,Website Payment,Completed,USD,200.00,0.00,200.00,T0,200.00
      14/09/2026,10:00:00,UTC,Bob,General Payment,Completed,USD,-150.00,-4.99,-154.99,T1,45.01

      """)
    try books.run(period: "2026-09")
    let found = try books.table("discrepancies.csv", period: "2026-09").rows
    let ours = found.filter { $0["evidence_external"]?.contains("activity.csv:3") == true }
    #expect(Set(ours.compactMap { $0["code"] }) == ["DC-03"])
    let balances = try books.table("trial-balance.csv", period: "2026-09").rows
    #expect(!balances.contains { $0["account"] == "Expenses:Fees:Other" })
    #expect(balances.first { $0["account"] == "Expenses:Fees:Payment" }?["closing"] == "4.99")
  }

  @Test func `a refusal in books without any month is an exception of today`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("bad.csv", "a,b\n1,2\n")
    #expect(try books.crossfoot("run").status == 1)
    let listed = try books.crossfoot("exceptions", "list", "--json")
    #expect(listed.output.contains("DC-01"))
  }

  @Test func `a rollback names what takes the place of what it took back`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("receipts.csv", Self.receipts)
    let row: (String) -> String = {
      "A1,1,2026-09-05T10:00:00Z,2026-09-05T12:00:00Z,Amazon.com,USD,CUP,1,\($0),shipped"
    }
    try books.drop("o1.csv", orders(row("10.00")))
    let first = try books.run(period: "2026-09")
    let batch = try #require(first.files.first { $0.file == "o1.csv" }?.batch)
    try books.drop("o2.csv", orders(row("11.00")))
    try books.run(period: "2026-09")
    let said = try books.crossfoot("rollback", batch, "--reason", "wrong price")
    #expect(said.output.contains("in its place: o2.csv, 1 row set aside until now"))
  }
}

/// An MT940 message with one credit.
private func statementText(
  account: String, amount: String, reference: String, day: String
) -> String {
  """
  :20:S1
  :25:\(account)
  :28C:1/1
  :60F:C260901USD0,00
  :61:\(day)\(day.suffix(4))C\(amount)NTRF\(reference)
  :86:\(reference)
  :62F:C260930USD\(amount)
  -

  """
}
