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
}
