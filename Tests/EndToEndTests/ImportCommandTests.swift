import Foundation
import Testing

/// What `import` and `rollback` do to files and records.
@Suite struct `Importing` {
  private static let keys = [
    "accepted", "batch", "delivery", "file", "format", "ignored", "outcome", "quarantine",
    "quarantined", "reason", "rows", "sha256", "totals", "warnings",
  ]

  @Test func `tells of each file what the contract promises`() throws {
    let books = try scenario("quarantined-row-explains-gap")
    let said = try books.crossfoot("import", "--json")
    #expect(said.status == 1)
    let files = try #require(try said.json() as? [[String: Any]])
    #expect(files.count == 4)
    for file in files {
      #expect(file.keys.sorted() == Self.keys)
      let counts = try ["rows", "accepted", "quarantined", "ignored"].map {
        try #require(file[$0] as? Int)
      }
      #expect(counts[0] == counts[1] + counts[2] + counts[3], "\(file)")
      #expect((file["sha256"] as? String)?.count == 64)
    }
    let settlement = try #require(files.first { $0["file"] as? String == "settlement.txt" })
    #expect(settlement["format"] as? String == "amazon-settlement-v2")
    #expect(settlement["rows"] as? Int == 4)
    #expect(settlement["ignored"] as? Int == 1)
    let total = try #require((settlement["totals"] as? [[String: Any]])?.first)
    #expect(total["currency"] as? String == "USD")
    #expect(total["declared"] as? String == "37.50")
    #expect(total["accepted"] as? String == "25.50")
    #expect(total["quarantined"] as? String == "0.00")
    #expect(total["difference"] as? String == "-12.00")
  }

  @Test func `empties the inbox and archives every file under its hash`() throws {
    let books = try scenario("reserve-carried")
    try books.drop("deep/er/late.csv", "date,base,quote,rate\n2026-09-01,EUR,USD,1.1\n")
    let sent = try Set(books.files(below: "inbox").values)
    _ = try books.crossfoot("import")
    #expect(try books.files(below: "inbox") == [:])
    #expect(
      try books.names(below: "inbox") == ["operations"])
    #expect(try Set(books.files(below: "archive").values) == sent)
  }

  @Test func `puts a refused file beside its reason`() throws {
    let books = try scenario("reserve-carried")
    try books.drop("amazon/login page.csv", "<html><body>Please log in</body></html>\n")
    let said = try books.crossfoot("import")
    #expect(said.status == 1)
    let refused = try books.files(below: "refused")
    #expect(refused.count == 2)
    #expect(refused["amazon_login page.csv"]?.hasPrefix("<html>") == true)
    #expect(refused["amazon_login page.csv.reason.txt"]?.isEmpty == false)
    #expect(try books.files(below: "inbox") == [:])
  }

  @Test func `skips the same bytes under another name, and changes no figure`() throws {
    let books = try scenario("reserve-carried")
    let first = try books.text("inbox/first.txt")
    _ = try books.crossfoot("run", "--period", "2026-09")
    let before = try books.reports()
    try books.drop("first (1).txt", first)
    let said = try books.crossfoot("run", "--period", "2026-09", "--json")
    #expect(said.status == 0)
    let run = try #require(try said.json() as? [String: Any])
    let files = try #require(run["import"] as? [[String: Any]])
    #expect(files.map { $0["outcome"] as? String } == ["duplicate"])
    #expect((files.first?["reason"] as? String)?.contains("first.txt") == true)
    let after = try books.reports()
    for name in ["journal.csv", "margin.csv", "trial-balance.csv", "settlements.csv"] {
      #expect(before["2026-09/\(name)"] == after["2026-09/\(name)"], "\(name)")
    }
    let found = try books.table("discrepancies.csv", period: "2026-09")
    #expect(found["code"] == ["DU-01", "TM-03"])
    #expect(found["state"] == ["closed", "open"])
  }

  @Test func `leaves a file named on the command line where it is`() throws {
    let books = try scenario("reserve-carried")
    let rates = try loose("my rates.csv", "date,base,quote,rate\n2026-09-01,EUR,USD,1.1\n")
    defer { rates.remove() }
    let said = try books.crossfoot("import", "--json", rates.path)
    #expect(said.status == 0, "\(said.errors)")
    let files = try #require(try said.json() as? [[String: Any]])
    #expect(files.map { $0["file"] as? String } == ["my%20rates.csv"])
    #expect(FileManager.default.fileExists(atPath: rates.path))
    #expect(try books.files(below: "archive").count == 1)
    #expect(try books.files(below: "inbox").count == 5, "the inbox still waits")
  }

  @Test func `changes nothing when it only tries`() throws {
    let books = try scenario("quarantined-row-explains-gap")
    let untouched = try scenario("quarantined-row-explains-gap")
    let before = try visible(books)
    let tried = try books.crossfoot("import", "--dry-run", "--json")
    #expect(tried.status == 1)
    #expect(try visible(books) == before)
    let done = try books.crossfoot("import", "--json")
    #expect(tried.output == done.output, "the trial says what the import then does")
    _ = try books.crossfoot("run", "--period", "2026-09")
    _ = try untouched.crossfoot("run", "--period", "2026-09")
    expectSame(try books.reports(), try untouched.reports(), "after a trial")
  }

  @Test func `tries files together, as it will import them`() throws {
    let books = try TemporaryBooks(copying: Checkout.samples.appending(path: "books"))
    let before = try visible(books)
    let tried = try books.crossfoot("import", "--dry-run", "--json")
    #expect(try visible(books) == before)
    #expect(tried.output.contains("\"held\""))
    #expect(try books.crossfoot("import", "--json").output == tried.output)
    // Now all is known.
    let again = try books.crossfoot("import", "--dry-run", "--json")
    #expect(again.output == "[]\n", "\(again.output)")
    let kept = try #require(try books.names(below: "archive").first)
    let known = try books.crossfoot("import", "--json", "\(books.path)/archive/\(kept)")
    #expect(known.output.contains("\"outcome\": \"duplicate\""), "\(known.output)")
  }

  @Test(arguments: [
    "first.txt", "second.txt", "bank.xml", "operations/orders.csv", "operations/receipts.csv",
  ])
  func `takes a file back whole, and again`(name: String) throws {
    let books = try scenario("reserve-carried")
    let content = try books.text("inbox/\(name)")
    let said = try books.crossfoot("run", "--period", "2026-09", "--json")
    let before = try books.reports()
    let run = try #require(try said.json() as? [String: Any])
    let files = try #require(run["import"] as? [[String: Any]])
    let batch = try #require(
      files.first { $0["file"] as? String == name }?["batch"] as? String)
    let taken = try books.crossfoot(
      "rollback", batch, "--reason", "wrong month", "--json")
    #expect(taken.status == 0, "\(taken.errors)")
    _ = try books.crossfoot("run", "--period", "2026-09")
    #expect(try books.reports() != before, "it was needed")
    try books.drop(name, content)
    let again = try books.crossfoot("run", "--period", "2026-09")
    #expect(again.status == 0, "\(again.output)")
    expectSame(
      try withoutQueue(books.reports()), withoutQueue(before),
      "\(name) taken back and imported again")
    let open = try books.table("discrepancies.csv", period: "2026-09").rows
      .filter { $0["state"] != "closed" && $0["state"] != "void" }
    #expect(open.map { $0["code"] } == ["TM-03"], "the last reserve still waits: \(open)")
  }

  @Test func `takes a file back by its name and by its content's hash`() throws {
    let books = try scenario("reserve-carried")
    let said = try books.crossfoot("run", "--period", "2026-09", "--json")
    let run = try #require(try said.json() as? [String: Any])
    let files = try #require(run["import"] as? [[String: Any]])
    let bank = try #require(files.first { $0["file"] as? String == "bank.xml" })
    let hash = try #require(bank["sha256"] as? String)
    for name in [String(hash.prefix(8)), "orders.csv"] {
      let taken = try books.crossfoot("rollback", name, "--reason", "why", "--json")
      #expect(taken.status == 0, "\(taken.errors)")
    }
    let gone = try books.crossfoot("rollback", "orders.csv", "--reason", "why")
    #expect(gone.status == 2 && gone.errors.contains("there is no import orders.csv"))
  }

  @Test func `refuses to take back what it never took`() throws {
    let books = try scenario("reserve-carried")
    let said = try books.crossfoot("rollback", "B-unknown", "--reason", "why")
    #expect(said.status == 2)
    #expect(!said.errors.isEmpty)
  }

  /// All but the reports that tell of the queue: what was open for a while stays in it.
  private func withoutQueue(_ reports: [String: String]) -> [String: String] {
    reports.filter {
      !$0.key.contains("discrepancies") && !$0.key.hasSuffix("summary.json")
    }
  }

  /// Everything but the database, whose files may grow without its content changing.
  private func visible(_ books: TemporaryBooks) throws -> [String] {
    try books.inventory().filter { !$0.hasPrefix("ledger.sqlite") && !$0.hasPrefix(".lock") }
      .filter { !$0.hasSuffix(" folder") }
  }
}
