import Foundation
import GRDB
import Testing

/// One payment for several orders, and one order number in several channels.
@Suite struct `Payments that name no order, or several` {
  private static let settings = "entity: Test\nfunctional_currency: USD\ntime_zone: UTC\n"
  private static let hand = ["--by", "Ada", "--at", "2026-09-02T09:30:00Z"]
  private static let orderHeader =
    "order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,"
    + "item_tax,shipping,tax_jurisdiction,status\n"

  /// Charges and refunds of one Stripe payout, by order number and gross amount and fee.
  private func payout(_ rows: [(order: String, gross: String, fee: String, net: String)]) -> String
  {
    let header =
      "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,"
      + "charge_id,automatic_payout_id,automatic_payout_effective_at_utc,"
      + "payment_metadata[order_id],description\n"
    return header
      + rows.enumerated().map { number, row in
        let kind = row.gross.hasPrefix("-") ? "refund" : "charge"
        return "t\(number),2026-08-05 1\(number):00:00,usd,\(row.gross),\(row.fee),\(row.net),"
          + "\(kind),s\(number),c\(number),po_1,2026-08-09 00:00:00,\(row.order),\n"
      }.joined()
  }

  private func run(_ books: TemporaryBooks) throws {
    let said = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-31")
    #expect(said.status == 0, "\(said.errors)")
  }

  private func open(_ books: TemporaryBooks) throws -> [String] {
    try books.table("discrepancies.csv", period: "2026-08").rows
      .filter { $0["state"] == "open" && $0["code"] != "CO-01" && $0["code"] != "PO-01" }
      .map { "\($0["code"] ?? "") \($0["order_id"] ?? "")" }.sorted()
  }

  private func revenue(_ books: TemporaryBooks) throws -> [String] {
    try books.table("margin.csv", period: "2026-08").rows
      .map {
        ["channel", "order_id", "revenue", "fees"].map { [row = $0] in row[$0] ?? "" }
          .joined(separator: " ")
      }.sorted()
  }

  private func matches(_ books: TemporaryBooks, _ state: String) throws -> [[String: Any]] {
    let said = try books.crossfoot(
      "match", "list", "--kind", "order", "--state", state, "--json")
    return try #require(try said.json() as? [[String: Any]])
  }

  @Test func `are shared by their orders once a person confirms it, until it is undone`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("s.csv", payout([("", "82.40", "2.77", "79.63")]))
    try books.drop(
      "o.csv",
      Self.orderHeader + """
        A1,1,2026-08-03T10:00:00Z,2026-08-03T10:00:00Z,Stripe,USD,CUP,1,30.00,2.40,,TX,shipped
        A2,1,2026-08-03T11:00:00Z,2026-08-03T11:00:00Z,Stripe,USD,MUG,2,45.00,,5.00,,shipped
        A3,1,2026-08-04T10:00:00Z,2026-08-04T10:00:00Z,Stripe,USD,CUP,1,33.33,,,,shipped

        """)
    try run(books)
    #expect(try open(books) == ["CM-01 ", "CM-03 A1", "CM-03 A2", "CM-03 A3", "LG-04 "])
    let before = try books.table("journal.csv", period: "2026-08").rows
    let suggestion = try #require(try matches(books, "suggested").first)
    #expect(suggestion["rule"] as? String == "group_sum")
    let id = try #require(suggestion["match_id"] as? String)

    let confirmed = try books.crossfoot(["match", "confirm", id] + Self.hand)
    #expect(confirmed.status == 0, "\(confirmed.errors)")
    try run(books)
    #expect(try open(books) == ["CM-03 A3"])
    #expect(try revenue(books) == ["Stripe A1 30.00 1.09", "Stripe A2 50.00 1.68"])
    let balances = try books.table("trial-balance.csv", period: "2026-08").rows
    let balance = { (account: String) in
      balances.first { $0["account"] == account }?["closing"]
    }
    #expect(balance("Income:Sales") == "-75.00" && balance("Income:Shipping") == "-5.00")
    #expect(balance("Liabilities:SalesTax:TX") == "-2.40" && balance("Assets:Suspense") == nil)
    let kept = try DatabaseQueue(path: "\(books.path)/ledger.sqlite").read {
      try String.fetchAll(
        $0,
        sql: """
          SELECT order_id || ' ' || rule FROM line_match_text
          UNION ALL SELECT id || ' ' || rule || ' ' || candidates FROM decided_match
          UNION ALL SELECT made_by || ' ' || internal_key FROM match_event
          """)
    }
    #expect(
      Set(kept) == [
        "A1 by_hand", "A2 by_hand", "\(id) group_sum 1", "Ada Stripe|A1", "Ada Stripe|A2",
      ])

    _ = try books.crossfoot(["match", "undo", id, "--reason", "no"] + Self.hand)
    try run(books)
    #expect(try open(books) == ["CM-01 ", "CM-03 A1", "CM-03 A2", "CM-03 A3", "LG-04 "])
    #expect(try books.table("journal.csv", period: "2026-08").rows == before)
    #expect(try matches(books, "suggested").isEmpty)
  }

  @Test func `leave the lines of an order paid that a refund of another line is not for`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop(
      "s.csv", payout([("A1", "55.00", "2.00", "53.00"), ("A1", "-15.00", "0", "-15.00")]))
    try books.drop(
      "o.csv",
      Self.orderHeader + """
        A1,1,2026-08-03T10:00:00Z,2026-08-03T10:00:00Z,Stripe,USD,CUP,2,40.00,,,,shipped
        A1,2,2026-08-03T10:00:00Z,2026-08-03T10:00:00Z,Stripe,USD,MUG,1,15.00,,,,shipped

        """)
    try books.drop(
      "r.csv",
      """
      refund_id,order_id,order_line_id,refunded_at,currency,amount
      F1,A1,2,2026-08-05T09:00:00Z,USD,15.00

      """)
    try run(books)
    let lines = try books.table("margin.csv", period: "2026-08").rows
    #expect(lines.map { $0["state"] } == ["settled", "refunded"])
    #expect(lines.map { $0["refunds"] } == ["0.00", "15.00"])
  }

  @Test func `give back to the order that we refunded so much of`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop(
      "s.csv", payout([("A12", "80.00", "2.00", "78.00"), ("A12", "-10.00", "0", "-10.00")]))
    try books.drop(
      "o.csv",
      Self.orderHeader + """
        A1,1,2026-08-03T10:00:00Z,2026-08-03T10:00:00Z,Stripe,USD,CUP,1,30.00,,,,shipped
        A2,1,2026-08-03T11:00:00Z,2026-08-03T11:00:00Z,Stripe,USD,MUG,2,50.00,,,,shipped

        """)
    try books.drop(
      "r.csv",
      """
      refund_id,order_id,order_line_id,refunded_at,currency,amount
      F1,A2,1,2026-08-05T09:00:00Z,USD,10.00

      """)
    try run(books)
    let id = try #require(try matches(books, "suggested").first?["match_id"] as? String)
    _ = try books.crossfoot(["match", "confirm", id] + Self.hand)
    try run(books)
    let refunds = try books.table("margin.csv", period: "2026-08").rows.map { $0["refunds"] }
    #expect(refunds == ["0.00", "10.00"])
    #expect(try open(books) == [])
  }

  @Test(arguments: [
    (["30.00", "45.00"], [], ["Shop 1 45.00 0.00", "Stripe 1 30.00 0.00"]),
    (["45.00"], ["CM-03 1"], ["Shop 1 45.00 0.00"]),
    (["30.00", "44.00"], ["AM-01 1"], ["Shop 1 44.00 0.00", "Stripe 1 30.00 0.00"]),
    (["30.00", "30.00"], ["CM-03 1", "CM-03 1", "DU-05 1", "DU-05 1", "LG-04 "], []),
    (["45.00", "-45.00"], ["CM-03 1", "RF-04 1"], ["Shop 1 45.00 0.00"]),
  ])
  func `of a number in two channels are each the order's that comes to it`(
    payments: [String], findings: [String], lines: [String]
  ) throws {
    let books = try TemporaryBooks(
      configuration: Self.settings + "sources: {stripe: {channels: [Stripe, Shop]}}\n")
    try books.drop("s.csv", payout(payments.map { ("1", $0, "0", $0) }))
    try books.drop(
      "o.csv",
      Self.orderHeader + """
        1,1,2026-08-03T10:00:00Z,2026-08-03T10:00:00Z,Stripe,USD,CUP,1,30.00,,,,shipped
        1,1,2026-08-03T11:00:00Z,2026-08-03T11:00:00Z,Shop,USD,MUG,1,45.00,,,,shipped

        """)
    try run(books)
    #expect(try open(books) == findings)
    #expect(try revenue(books) == lines)
    if findings.contains("DU-05 1") {
      let choices = try matches(books, "ambiguous")
      #expect(choices.count == 4)
      let id = try #require(choices.first?["match_id"] as? String)
      _ = try books.crossfoot(["match", "confirm", id] + Self.hand)
      try run(books)
      // The other payment is then the other order's.
      #expect(try open(books).filter { $0 != "AM-01 1" } == [])
    }
  }
}
