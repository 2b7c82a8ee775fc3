import Foundation
import Testing

/// Settlements whose rows stand in several files: the ledger as a whole says whether they foot.
@Suite struct `Settlements of several files` {
  private static let settings = "entity: Test\nfunctional_currency: USD\ntime_zone: UTC\n"
  private static let columns =
    "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,"
    + "charge_id,automatic_payout_id,automatic_payout_effective_at_utc,payment_metadata[order_id]"
  private static let february = file("t1,2026-02-27 10:00:00,usd,50.00,1.75,48.25,charge,s1,c1")
  private static let march = file(
    "t2,2026-03-01 10:00:00,usd,20.00,0.88,19.12,charge,s2,c2",
    "t3,2026-03-03 00:00:00,usd,-67.37,0,-67.37,payout,po_9,")

  private static func file(_ rows: String...) -> String {
    ([columns] + rows.map { $0 + ",po_9,2026-03-03 00:00:00," }).joined(separator: "\n") + "\n"
  }

  private func files(_ said: Spoken) throws -> [[String: Any]] {
    let document = try said.json()
    let list = (document as? [String: Any])?["import"] ?? document
    return try #require(list as? [[String: Any]])
  }

  private func held(_ books: TemporaryBooks) throws -> Int? {
    let summary = try JSONSerialization.jsonObject(
      with: Data(try books.text("reports/2026-03/summary.json").utf8))
    let imports = (summary as? [String: Any])?["imports"] as? [String: Any]
    return imports?["files_held"] as? Int
  }

  @Test func `foot when all files of a run are in`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("stripe-02.csv", Self.february)
    try books.drop("stripe-03.csv", Self.march)
    let trial = try books.crossfoot("import", "--dry-run", "--json")
    #expect(trial.status == 0, "\(trial.output)")
    let said = try books.crossfoot("run", "--as-of", "2026-03-31", "--json")
    #expect(said.status == 0, "\(said.output)\(said.errors)")
    for file in [try files(trial), try files(said)].joined() {
      #expect(file["outcome"] as? String == "accepted" && file["reason"] as? String == "")
    }
    let totals = try #require(try files(said).last?["totals"] as? [[String: Any]])
    #expect(totals.map { $0["accepted"] as? String } == ["67.37"])
    #expect(totals.map { $0["difference"] as? String } == ["0.00"])
    let row = try #require(try books.table("settlements.csv", period: "2026-03").rows.first)
    #expect(row["state"] == "unbanked" && row["source_file"] == "stripe-03.csv")
    #expect(try held(books) == 0)
  }

  @Test func `are held until the missing file comes`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("stripe-03.csv", Self.march)
    let early = try books.crossfoot("import", "--json")
    #expect(early.status == 1)
    let reason = try files(early).first?["reason"] as? String
    #expect(reason == "settlement po_9 differs from its declared total by -48.25 USD")
    _ = try books.crossfoot("run", "--as-of", "2026-03-31")
    #expect(try held(books) == 1)
    try books.drop("stripe-02.csv", Self.february)
    let late = try books.crossfoot("run", "--as-of", "2026-03-31")
    #expect(late.status == 0, "\(late.output)\(late.errors)")
    #expect(try held(books) == 0)
    let states = try books.table("discrepancies.csv", period: "2026-03").rows
      .filter { $0["code"] == "CM-05" }.map { $0["state"] }
    #expect(states.allSatisfy { $0 != "open" })
  }

  @Test func `are held when a later file contradicts a total that footed`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("stripe-03.csv", Self.march.replacing("67.37", with: "19.12"))
    #expect(try books.crossfoot("import").status == 0)
    try books.drop("stripe-04.csv", Self.february)
    let said = try books.crossfoot("run", "--as-of", "2026-03-31", "--json")
    #expect(said.status == 1)
    #expect(try files(said).first?["outcome"] as? String == "held")
    #expect(try held(books) == 2)
  }

  private static func walmart(_ amount: String) -> String {
    let columns =
      "Period Start Date,Period End Date,Total Payable,Currency,Transaction Key,"
      + "Transaction Posted Timestamp,Transaction Type,Transaction Description,Customer Order #,"
      + "Amount,Amount Type"
    return """
      \(columns)
      3/1/2026,3/14/2026,50.00,USD,,3/15/2026,PaymentSummary,,,,
      ,,,,K,3/4/2026,Sale,Purchase,W1,\(amount),Product Price
      ,,,,K,3/5/2026,Sale,Purchase,W2,30.00,Product Price

      """
  }

  private func sales(_ books: TemporaryBooks) throws -> String? {
    try books.table("trial-balance.csv", period: "2026-03").rows
      .first { $0["account"] == "Income:Sales" }?["closing"]
  }

  private func open(_ books: TemporaryBooks, _ code: String) throws -> Int {
    try books.table("discrepancies.csv", period: "2026-03").rows
      .count { $0["code"] == code && $0["state"] == "open" }
  }

  @Test func `stand as they first came when another version contradicts them`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("b.csv", Self.walmart("20.00"))
    #expect(try books.crossfoot("run", "--as-of", "2026-03-31").status == 0)
    try books.drop("a.csv", Self.walmart("25.00"))
    let said = try books.crossfoot("run", "--as-of", "2026-03-31", "--json")
    #expect(said.status == 1, "\(said.output)\(said.errors)")
    let file = try #require(try files(said).first)
    #expect(file["outcome"] as? String == "held")
    #expect((file["reason"] as? String)?.contains("is known with other content") == true)
    #expect(try (open(books, "DU-03"), open(books, "CM-05")) == (1, 1))
    #expect(try sales(books) == "-50.00")
    // Exactly what came first counts once, also with the other in the books.
    try books.drop("c.csv", Self.walmart("20.00").replacing(",,,,K,3/5", with: ",,,,K,3/05"))
    _ = try books.crossfoot("run", "--as-of", "2026-03-31")
    #expect(try sales(books) == "-50.00")
  }

  @Test func `give way to a version that foots when they never did`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("b.csv", Self.walmart("25.00"))
    #expect(try books.crossfoot("run", "--as-of", "2026-03-31").status == 1)
    try books.drop("a.csv", Self.walmart("20.00"))
    let said = try books.crossfoot("run", "--as-of", "2026-03-31")
    #expect(said.status == 0, "\(said.output)\(said.errors)")
    #expect(try (open(books, "DU-03"), open(books, "CM-05")) == (0, 0))
    #expect(try sales(books) == "-50.00")
  }

  @Test func `are both held when two versions come in one run`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("a.csv", Self.walmart("20.00"))
    try books.drop("b.csv", Self.walmart("25.00"))
    let said = try books.crossfoot("run", "--as-of", "2026-03-31", "--json")
    #expect(try files(said).map { $0["outcome"] as? String } == ["held", "held"])
    #expect(try open(books, "DU-03") >= 1 && sales(books) == nil)
  }

  @Test func `may have lines in a currency that they change into their own`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    let file = """
      Transaction creation date,Type,Order number,Net amount,Payout currency,Payout date,Payout ID,Custom label,Quantity,Item subtotal,Shipping and handling,Final Value Fee - fixed,Final Value Fee - variable,Transaction currency,Exchange rate,Description
      "Mar 3, 2026",Order,14-1,17.38,USD,"Mar 10, 2026",P1,A,1,16.00,--,-0.30,-1.80,GBP,1.25,--
      "Mar 10, 2026",Payout,--,-17.38,USD,"Mar 10, 2026",P1,--,--,--,--,--,--,USD,--,--

      """
    try books.drop("ebay.csv", file)
    let said = try books.crossfoot("run", "--as-of", "2026-03-31")
    #expect(said.status == 0, "\(said.output)\(said.errors)")
    #expect(try open(books, "DC-04") == 0)
    let payout = try #require(try books.table("settlements.csv", period: "2026-03").rows.first)
    #expect(payout["lines_total"] == "17.38" && payout["currency"] == "USD")
  }
}
