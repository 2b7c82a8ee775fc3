import Foundation
import Testing

/// Rows and files that are read again from the archive.
@Suite struct `What is read again` {
  private static let hand = ["--by", "Ada", "--at", "2026-10-02T09:30:00Z"]

  @Test func `can be corrected once more, and says that its file is held by it`() throws {
    let books = try scenario("quarantined-row-explains-gap")
    _ = try books.crossfoot("import")
    let id = try #require(try books.waiting().first?["quarantine_id"] as? String)
    _ = try books.crossfoot(["quarantine", "fix", id, "--set", "amount=21.00"] + Self.hand)
    let held = try books.crossfoot(["quarantine", "replay"] + Self.hand)
    #expect(held.status == 1 && held.output.contains("held settlement.txt"), "\(held.output)")
    let corrected = try books.crossfoot(
      ["quarantine", "fix", id, "--set", "Amount=12.00"] + Self.hand)
    #expect(corrected.status == 0, "\(corrected.errors)")
    #expect(try books.waiting().count == 1)
    let taken = try books.crossfoot(["quarantine", "replay"] + Self.hand)
    #expect(taken.status == 0, "\(taken.output)\(taken.errors)")
    _ = try books.crossfoot("run", "--period", "2026-09")
    let settlements = try books.table("settlements.csv", period: "2026-09")
    #expect(settlements["lines_total"] == ["37.50"])
    let shown = try books.crossfoot("quarantine", "show", id)
    #expect(shown.output.contains("12.00") && shown.output.contains("#REF!"))
  }

  private static let contract = """
    format: mybank
    source: ''
    identity: row
    columns: {required: [Date, Text, Amount]}
    dates: [yyyy-MM-dd]
    rows:
      - emit:
          - record: statement_line
            fields:
              account: {text: A}
              booked_on: {column: Date, required: true}
              currency: {text: USD}
              text: Text
              amount: {column: Amount, required: true}

    """

  @Test func `is read by the contract that took it`() throws {
    let books = try emptyBooks()
    try FileManager.default.createDirectory(
      atPath: "\(books.path)/formats", withIntermediateDirectories: true)
    let place = "\(books.path)/formats/mybank.yaml"
    try Data(Self.contract.utf8).write(to: URL(filePath: place))
    try books.drop("s.csv", "Date,Text,Amount\n2026-09-01,a,10.00\n2026-09-02,b,5.5O\n")
    try books.drop("t.csv", "Date,Text,Amount\n2026-10-01,c,20.00\n")
    _ = try books.crossfoot("run", "--as-of", "2026-10-31")
    let changed = Self.contract.replacing("Amount", with: "Betrag")
    try Data(changed.utf8).write(to: URL(filePath: place))
    let id = try #require(try books.waiting().first?["quarantine_id"] as? String)
    #expect(try books.crossfoot("quarantine", "show", id).output.contains("5.5O"))
    _ = try books.crossfoot(["quarantine", "fix", id, "--set", "Amount=5.50"] + Self.hand)
    let negated = changed.replacing("column: Betrag,", with: "column: Betrag, negate: true,")
    try Data(negated.utf8).write(to: URL(filePath: place))
    let replayed = try books.crossfoot(["quarantine", "replay"] + Self.hand)
    #expect(replayed.status == 0, "\(replayed.errors)")
    _ = try books.crossfoot("run", "--as-of", "2026-10-31")
    #expect(try books.table("bank.csv", period: "2026-09")["amount"] == ["10.00", "5.50"])
    #expect(try books.table("bank.csv", period: "2026-10")["amount"] == ["20.00"])
    let back = try books.crossfoot("rollback", "t.csv", "--reason", "not ours")
    #expect(back.status == 0, "\(back.errors)")
  }
}
