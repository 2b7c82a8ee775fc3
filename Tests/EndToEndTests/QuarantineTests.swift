import Foundation
import Testing

/// Rows set aside, as the work list they are.
@Suite struct `Quarantine` {
  private static let hand = ["--by", "Ada", "--at", "2026-10-02T09:30:00Z"]

  @Test func `keeps a row on the list until it is replayed, and then its suspense clears`() throws {
    let books = try scenario("quarantined-row-explains-gap")
    _ = try books.crossfoot("run", "--period", "2026-09")
    let row = try #require(try books.waiting().first)
    let id = try #require(row["quarantine_id"] as? String)
    #expect(row["source_file"] as? String == "settlement.txt")
    #expect(row["line"] as? Int == 5)
    #expect(row["state"] as? String == "open")

    let wrong = try books.crossfoot(["quarantine", "fix", id, "--set", "amount=12.0x"] + Self.hand)
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("12.0x"), "\(wrong.errors)")
    let nowhere = try books.crossfoot(
      ["quarantine", "fix", id, "--set", "amout=12.00"] + Self.hand)
    #expect(nowhere.status == 2)
    #expect(nowhere.errors.contains("amount"), "names the columns: \(nowhere.errors)")

    let fixed = try books.crossfoot(
      ["quarantine", "fix", id, "--set", "amount=12.00", "--reason", "per mail"] + Self.hand)
    #expect(fixed.status == 0, "\(fixed.errors)")
    _ = try books.crossfoot("run", "--period", "2026-09")
    #expect(try books.table("quarantine.csv", period: "2026-09")["quarantine_id"] == [id])

    let replayed = try books.crossfoot(["quarantine", "replay", "--json"] + Self.hand)
    #expect(replayed.status == 0, "\(replayed.errors)")
    #expect(try books.waiting().isEmpty)
    _ = try books.crossfoot("run")
    #expect(try books.table("quarantine.csv", period: "2026-09").rows.isEmpty)
    let settlement = try #require(
      try books.table("settlements.csv", period: "2026-09").rows.first)
    #expect(settlement["lines_total"] == "37.50" && settlement["difference"] == "0.00")
    let balances = try books.table("trial-balance.csv", period: "2026-09").rows
    #expect(
      !balances.contains { $0["account"]?.contains("Suspense") == true && $0["closing"] != "0.00" })
    let open = try books.table("discrepancies.csv", period: "2026-09").rows
      .filter { $0["code"] == "DC-02" || $0["code"] == "LG-04" }
    #expect(open.allSatisfy { $0["state"] == "closed" }, "\(open)")
    let journal = try books.text("reports/2026-09/journal.csv")
    #expect(journal.contains("settlement.txt"))

    let shown = try books.crossfoot("quarantine", "show", id)
    for word in ["replayed", "#REF!", "12.00", "Ada", "2026-10-02T09:30:00Z", "per mail"] {
      #expect(shown.output.contains(word), "\(word) in \(shown.output)")
    }
    let story = try books.crossfoot("trace", "settlement.txt:5")
    #expect(story.output.contains("fixed by Ada"), "\(story.output)")
    let again = try books.crossfoot(["quarantine", "replay", id] + Self.hand)
    #expect(again.status == 2)
  }

  @Test func `is undone by taking the file back`() throws {
    let books = try scenario("quarantined-row-explains-gap")
    let content = try books.text("inbox/settlement.txt")
    let said = try books.crossfoot("import", "--json")
    let files = try #require(try said.json() as? [[String: Any]])
    let file = try #require(files.first { $0["file"] as? String == "settlement.txt" })
    let rows = try #require(file["quarantine"] as? [[String: Any]])
    let id = try #require(rows.first?["quarantine_id"] as? String)
    _ = try books.crossfoot(["quarantine", "fix", id, "--set", "amount=12.00"] + Self.hand)
    _ = try books.crossfoot(["quarantine", "replay"] + Self.hand)
    let batch = try #require(file["batch"] as? String)
    let taken = try books.crossfoot("rollback", batch, "--reason", "wrong file")
    #expect(taken.status == 0, "\(taken.errors)")
    try books.drop("settlement.txt", content)
    #expect(try books.imported() == ["settlement.txt accepted 4=2+1+1"])
    let row = try #require(try books.waiting().first)
    #expect(row["quarantine_id"] as? String == id)
    #expect((row["history"] as? [Any])?.isEmpty == true)
  }

  @Test func `discards by name with a reason, and the money stays in suspense`() throws {
    let books = try scenario("quarantined-row-explains-gap")
    _ = try books.crossfoot("run", "--period", "2026-09")
    let id = try #require(try books.waiting().first?["quarantine_id"] as? String)
    #expect(try books.crossfoot(["quarantine", "discard", id] + Self.hand).status == 64)
    let said = try books.crossfoot(
      ["quarantine", "discard", id, "--reason", "a test row"] + Self.hand)
    #expect(said.status == 0, "\(said.errors)")
    _ = try books.crossfoot("run", "--period", "2026-09")
    #expect(try books.table("quarantine.csv", period: "2026-09").rows.isEmpty)
    #expect(try books.text("reports/2026-09/trial-balance.csv").contains("Suspense"))
    #expect(try books.waiting().isEmpty)
    let all = try books.crossfoot("quarantine", "list", "--all", "--json")
    let rows = try #require(try all.json() as? [[String: Any]])
    #expect(rows.map { $0["state"] as? String } == ["discarded"])
    let history = try #require(rows.first?["history"] as? [[String: Any]])
    #expect(history.map { $0["reason"] as? String } == ["a test row"])
  }

  @Test func `settles two rows that contradict each other by discarding one`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", MadeUp.orders(MadeUp.order()))
    try books.drop("b.csv", MadeUp.orders(MadeUp.order(price: "11.00")))
    #expect(try books.imported() == ["a.csv accepted 1=0+1+0", "b.csv accepted 1=0+1+0"])
    let rows = try books.waiting()
    #expect(rows.map { $0["source_file"] as? String } == ["a.csv", "b.csv"])
    let ids = rows.compactMap { $0["quarantine_id"] as? String }
    try #require(ids.count == 2)
    let early = try books.crossfoot(["quarantine", "replay", ids[0]] + Self.hand)
    #expect(early.status == 1, "both still stand against each other: \(early.output)")
    _ = try books.crossfoot(["quarantine", "discard", ids[1], "--reason", "typo"] + Self.hand)
    let said = try books.crossfoot(["quarantine", "replay", ids[0]] + Self.hand)
    #expect(said.status == 0, "\(said.errors)\(said.output)")
    #expect(try books.waiting().isEmpty)
    _ = try books.crossfoot("run", "--period", "2026-09")
    let margin = try books.table("margin.csv", period: "2026-09")
    #expect(margin.rows.count <= 1)
  }

  @Test func `does not let a fix set aside what was taken`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", MadeUp.orders(MadeUp.order(), MadeUp.order("A2", price: "x")))
    _ = try books.imported()
    try books.drop("b.csv", MadeUp.orders(MadeUp.order("A2", price: "10.00")))
    #expect(try books.imported() == ["b.csv accepted 1=1+0+0"])
    let id = try #require(try books.waiting().first?["quarantine_id"] as? String)
    let fixed = try books.crossfoot(
      ["quarantine", "fix", id, "--set", "item_price=11.00"] + Self.hand)
    #expect(fixed.status == 0, "\(fixed.errors)")
    let said = try books.crossfoot(["quarantine", "replay"] + Self.hand)
    #expect(said.status == 2)
    #expect(said.errors.contains("b.csv:2"), "\(said.errors)")
    #expect(try books.waiting().count == 1)
  }

  @Test func `mends a row of a statement in XML, and one with cells too few`() throws {
    let books = try emptyBooks()
    try books.drop(
      "a.xml",
      MadeUp.statement([("10.00", "2026-02-30"), ("20.00", "2026-09-10")], closing: "30.00"))
    let short = String(MadeUp.order("A7").dropLast(",open".count))
    try books.drop("b.csv", MadeUp.orders(MadeUp.order(), short))
    _ = try books.imported()
    let rows = try books.waiting()
    try #require(rows.count == 2)
    let shown = try books.crossfoot(
      "quarantine", "show", try #require(rows[0]["quarantine_id"] as? String), "--json")
    #expect(shown.status == 0, "\(shown.errors)")
    let ids = rows.compactMap { $0["quarantine_id"] as? String }
    let column = try #require(rows[0]["column"] as? String)
    let xml = try books.crossfoot(
      ["quarantine", "fix", ids[0], "--set", "\(column)=2026-09-09"] + Self.hand)
    #expect(xml.status == 0, "\(xml.errors)")
    let unmended = try books.crossfoot(["quarantine", "replay", ids[1]] + Self.hand)
    #expect(unmended.status == 1, "a short row stays short")
    let cells = try #require(
      try books.crossfoot("quarantine", "show", ids[1], "--json").json() as? [String: Any])
    #expect((cells["cells"] as? [[String: Any]])?.isEmpty == false)
    let csv = try books.crossfoot(
      ["quarantine", "fix", ids[1], "--set", "status=open"] + Self.hand)
    #expect(csv.status == 0, "\(csv.errors)")
    let said = try books.crossfoot(["quarantine", "replay"] + Self.hand)
    #expect(said.status == 0, "\(said.errors)\(said.output)")
    _ = try books.crossfoot("run", "--period", "2026-09")
    #expect(try books.table("bank.csv", period: "2026-09")["amount"] == ["10.00", "20.00"])
  }

  @Test func `shows all of it before anything is imported`() throws {
    let books = try emptyBooks()
    let bad = (1...9).map { MadeUp.order("B\($0)", price: "x") }
    try books.drop("a.csv", ([MadeUp.orderHeader] + bad).joined(separator: "\n") + "\n")
    let tried = try books.crossfoot("import", "--dry-run")
    #expect(tried.output.split(separator: "\n").count { $0.contains("set aside: ") } == 9)
    #expect(try books.waiting().isEmpty)
  }
}

extension TemporaryBooks {
  /// The rows that wait in quarantine.
  func waiting() throws -> [[String: Any]] {
    let said = try crossfoot("quarantine", "list", "--json")
    #expect(said.status == 0, "\(said.errors)")
    return try #require(try said.json() as? [[String: Any]])
  }
}
