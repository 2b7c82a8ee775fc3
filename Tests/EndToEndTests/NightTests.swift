import Foundation
import Testing

/// What changes from one night to the next: days that pass, and files that come again or late.
@Suite struct `From night to night` {
  private static let settings = "entity: Test\nfunctional_currency: USD\ntime_zone: UTC\n"

  private func row(_ amount: String, _ description: String = "Subscription Fee") -> [String: String]
  {
    [
      "transaction-type": "other-transaction", "amount-type": "other-transaction",
      "amount-description": description, "amount": amount,
    ]
  }

  private func open(_ books: TemporaryBooks) throws -> [String] {
    try books.table("discrepancies.csv", period: "2026-08").rows.filter {
      ["open", "assigned"].contains($0["state"])
    }.compactMap { $0["code"] }.sorted()
  }

  @Test func `finds what did not come in a night without files`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("s.txt", settlementText("6001", [row("30.00")], total: "30.00"))
    #expect(try books.crossfoot("run", "--as-of", "2026-08-18").status == 0)
    #expect(try open(books) == [])
    let night = try books.crossfoot("run", "--as-of", "2026-08-30", "--fail-on", "S1")
    #expect(night.status == 1, "\(night.output) \(night.errors)")
    #expect(try open(books) == ["PO-01"])
    let again = try books.crossfoot("run", "--as-of", "2026-08-30")
    #expect(again.output.contains("nothing new to report"))
  }

  @Test func `lets a settlement stand that is issued again and foots`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("bad.txt", settlementText("6001", [row("30.00")], total: "50.00"))
    #expect(try books.crossfoot("run", "--as-of", "2026-08-18").status == 1)
    #expect(try open(books) == ["CM-05"])
    try books.drop(
      "good.txt", settlementText("6001", [row("30.00"), row("20.00")], total: "50.00"))
    let said = try books.crossfoot("run", "--as-of", "2026-08-18")
    #expect(said.status == 0, "\(said.output)")
    #expect(try open(books) == [])
    let settlements = try books.table("settlements.csv", period: "2026-08").rows
    #expect(settlements.map { $0["source_file"] } == ["good.txt"])
    #expect(settlements.map { $0["state"] } == ["in_transit"])
    // What never footed is a repetition now, and stands no more than before.
    try books.drop("bad again.txt", settlementText("6001", [row("30.00")], total: "50.00"))
    _ = try books.crossfoot("run", "--as-of", "2026-08-18")
    let after = try books.table("settlements.csv", period: "2026-08").rows
    #expect(after.contains { $0["source_file"] == "good.txt" && $0["state"] == "in_transit" })
  }

  @Test func `suggests an order for a payment that names none, and takes a person's word`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    let columns =
      "Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Payout ID,"
      + "Available On,Amount,Fee,Net,Checkout,Payment Method Name,Presentment Amount,"
      + "Presentment Currency,Currency"
    try books.drop(
      "payments.csv",
      """
      \(columns)
      2026-08-10 10:00:00 +0000,charge,,visa,online,paid,2026-08-12,900002,2026-08-12,33.00,1.00,32.00,C77,card,33.00,USD,USD

      """)
    try books.drop(
      "orders.csv",
      """
      order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,status
      #1003,1,2026-08-09T10:00:00Z,2026-08-09T12:00:00Z,Shopify,USD,CUP,1,33.00,shipped

      """)
    _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-14")
    let listed = try books.crossfoot("match", "list", "--kind", "order", "--json")
    let found = try #require(try listed.json() as? [[String: Any]])
    #expect(found.count == 1 && found[0]["state"] as? String == "suggested", "\(listed.output)")
    let first = try open(books)
    #expect(first.contains("CM-01"))
    let id = try #require(found.first?["match_id"] as? String)
    let confirmed = try books.crossfoot("match", "confirm", id, "--as", "Ada")
    #expect(confirmed.status == 0, "\(confirmed.errors)")
    _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-14")
    let codes = try open(books)
    #expect(!codes.contains("CM-01") && !codes.contains("CM-02"), "\(codes)")
    let margin = try books.table("margin.csv", period: "2026-08").rows
    #expect(margin.contains { $0["order_id"] == "#1003" && $0["revenue"] == "33.00" })
  }

  private static let statement =
    "Date,Type,Title,Info,Currency,Amount,Fees & Taxes,Net,Tax Details\n"

  private static func sale(_ day: String, _ order: String) -> String {
    "\"\(day), 2026\",Sale,Payment for Order #\(order),,USD,$20.00,-$1.00,$19.00,--\n"
  }

  private static func deposit(_ day: String, _ amount: String) -> String {
    "\"\(day), 2026\",Deposit,\"$\(amount) sent to your bank account\",\"\",USD,--,--,--,--\n"
  }

  @Test func `books a month the same before and after the payout that brings its money`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop(
      "sep.csv",
      Self.statement + Self.sale("30 September", "3") + Self.deposit("28 September", "19.00")
        + Self.sale("12 September", "1"))
    _ = try books.crossfoot("run", "--as-of", "2026-09-30")
    _ = try books.crossfoot("export", "--period", "2026-09", "--to", "hledger")
    let before = try ["journal.csv", "trial-balance.csv"].map {
      try books.text("reports/2026-09/\($0)")
    }
    try books.drop(
      "oct.csv",
      Self.statement + Self.deposit("5 October", "38.00") + Self.sale("2 October", "4"))
    _ = try books.crossfoot("run", "--as-of", "2026-10-31")
    _ = try books.crossfoot("run", "--period", "2026-09", "--as-of", "2026-10-31")
    let after = try ["journal.csv", "trial-balance.csv"].map {
      try books.text("reports/2026-09/\($0)")
    }
    #expect(after == before)
    let found = try books.table("discrepancies.csv", period: "2026-10").rows
    #expect(found.filter { $0["code"] == "LG-03" }.isEmpty)
    let open = try books.table("clearing.csv", period: "2026-10").rows
    #expect(open.filter { $0["account"] == "Assets:Clearing:Etsy" }.isEmpty)
  }

  @Test func `leaves an exported day's cost of sales when a later payout brings more`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop(
      "orders.csv",
      """
      order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,status
      A1,1,2026-09-29T10:00:00Z,2026-09-29T12:00:00Z,eBay,USD,CUP,1,20.00,shipped
      A2,1,2026-09-29T10:00:00Z,,eBay,USD,CUP,1,30.00,open

      """)
    try books.drop(
      "receipts.csv",
      """
      receipt_id,received_at,sku,quantity,unit_cost,currency
      R1,2026-09-01T10:00:00Z,CUP,50,4.00,USD

      """)
    let columns =
      "Transaction creation date,Type,Order number,Net amount,Payout currency,Payout date,"
      + "Payout ID,Custom label,Quantity,Item subtotal,Shipping and handling,"
      + "Final Value Fee - fixed,Final Value Fee - variable,Description\n"
    func row(_ type: String, _ order: String, _ net: String, _ day: String, _ payout: String)
      -> String
    {
      let goods = order == "--" ? "--,--,--" : "CUP,1,\(net)"
      return "\"\(day)\",\(type),\(order),\(net),USD,\"\(day)\",\(payout),\(goods),--,--,--,--\n"
    }
    try books.drop(
      "sep.csv",
      columns + row("Payout", "--", "-20.00", "Sep 30, 2026", "P1")
        + row("Order", "A1", "20.00", "Sep 30, 2026", "P1"))
    _ = try books.crossfoot("run", "--as-of", "2026-09-30")
    _ = try books.crossfoot("export", "--period", "2026-09", "--to", "hledger")
    let before = try books.table("journal.csv", period: "2026-09").rows
    try books.drop(
      "oct.csv",
      columns + row("Payout", "--", "-30.00", "Oct 3, 2026", "P2")
        + row("Order", "A2", "30.00", "Sep 30, 2026", "P2"))
    _ = try books.crossfoot("run", "--as-of", "2026-10-31")
    let after = try books.table("journal.csv", period: "2026-09").rows
    #expect(before.allSatisfy { after.contains($0) })
    let goods = after.filter { $0["date"] == "2026-09-30" && $0["rule"] == "R10" }
    #expect(
      goods.map { "\($0["settlement_id"] ?? "") \($0["account"] ?? "") \($0["debit"] ?? "")" }
        .filter { !$0.hasSuffix(" ") }.sorted() == [
          "P1 Expenses:CostOfSales 4.00", "P2 Assets:ShippedNotSettled 4.00",
          "P2 Expenses:CostOfSales 4.00",
        ])
    let found = try books.table("discrepancies.csv", period: "2026-10").rows
    #expect(found.filter { $0["code"] == "LG-03" }.isEmpty)
  }

  @Test func `keeps the entries of pending rows whose payout a later export names`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    let columns =
      "Transaction Date,Type,Order,Payout Date,Payout ID,Amount,Fee,Net,Currency\n"
    func charge(_ order: Int, _ payout: String) -> String {
      "2026-08-30 10:00:00 +0000,charge,#\(order),\(payout),30.00,1.00,29.00,USD\n"
    }
    try books.drop("aug.csv", columns + charge(1, ",") + charge(2, ","))
    _ = try books.crossfoot("run", "--as-of", "2026-08-31")
    let before = try books.text("reports/2026-08/journal.csv")
    try books.drop(
      "sep.csv", columns + charge(1, "2026-09-01,901") + charge(2, "2026-09-02,902"))
    _ = try books.crossfoot("run", "--as-of", "2026-09-05")
    _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-09-05")
    #expect(try books.text("reports/2026-08/journal.csv") == before)
    let open = try books.table("clearing.csv", period: "2026-09").rows
    #expect(open.filter { $0["account"] == "Assets:Clearing:Shopify" }.isEmpty)
    #expect(
      open.filter { $0["account"] == "Assets:PayoutsInTransit:Shopify" }.compactMap { $0["item"] }
        == ["901", "902"])
  }

  @Test func `tells of a row in the month of its file, whenever that came`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop(
      "orders.csv",
      """
      order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,status
      A1,1,2026-08-29T10:00:00Z,2026-08-29T12:00:00Z,eBay,USD,CUP,1,20.00,shipped
      A2,1,2026-08-30T10:00:00Z,,eBay,USD,CUP,1,thirty,open

      """)
    let said = try books.crossfoot("run", "--as-of", "2026-09-03")
    #expect(try open(books).contains("DC-02"), "\(said.output)")
    try books.drop("odd.csv", "what,is,this\n1,2,3\n")
    let night = try books.crossfoot("run", "--as-of", "2026-09-04", "--json")
    #expect(night.output.contains("DC-01"), "\(night.output)")
  }

  @Test func `a month years away is a slip of the hand`() throws {
    let books = try TemporaryBooks(copying: Checkout.samples.appending(path: "books"))
    let said = try books.crossfoot("run", "--period", "2036-09")
    #expect(said.status == 2 && said.errors.contains("which is of 2026-"), "\(said.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(books.path)/reports/2036-09"))
    #expect(try books.crossfoot("run", "--period", "2026-09").status != 2)
  }
}
