import Accounting
import LedgerStore
import Testing

/// What a run writes into the ledger: only what is not there yet.
@Suite struct `The records of a run` {
  private func exception(_ id: String) -> ExceptionRecord {
    var found = Discrepancy(
      code: .am01, source: "amazon", key: "Amazon.com|1|1-1", eventDate: day(20_001), rule: "a_rule"
    )
    found.due = day(20_031)
    found.severity = .s3
    (found.channel, found.orderId, found.sku, found.settlementId) = ("Amazon.com", "1", "MUG", "9")
    found.currency = .eur
    found.external = -120
    found.cashImpact = 7
    found.marginImpact = -8
    found.taxImpact = 9
    found.inventoryImpact = .max
    found.externalEvidence = ["a.csv:1", "a.csv:2"]
    found.note = "revenue 1.00 − fees 2.00, \"so\"\nit\0 is"
    found.isClosedAtOnce = true
    return ExceptionRecord(
      id: id, discrepancy: found, severity: .s2, state: .waitingExternal, owner: "Ada",
      due: day(20_002), firstSeen: day(20_001), closedOn: nil)
  }

  private func day(_ number: Int32) -> CalendarDate { CalendarDate(dayNumber: number) }

  private func entry(_ id: String, amount: Int64) -> JournalEntry {
    var lines = LineRanges()
    for line: Int32 in [3, 4, 9] { lines.insert(line) }
    return JournalEntry(
      id: id, date: day(20_001), description: "Sales", rule: "R1", settlementId: "9",
      sourceFile: "a.csv",
      postings: [
        Posting(account: .bank, amount: amount, base: amount, currency: .usd, sourceLines: lines),
        Posting(account: .suspense, amount: -amount, base: -amount, currency: .usd, item: "x"),
      ])
  }

  @Test func `exceptions come back as they were written`() throws {
    let ledger = try TemporaryLedger().ledger
    var bare = exception("EX-2")
    bare.discrepancy = Discrepancy(
      code: .cm01, source: "s", key: "k", eventDate: day(1), rule: "r")
    (bare.due, bare.closedOn, bare.state) = (nil, day(3), .closed)
    let records = (0..<50).map { exception("EX-1\(10 + $0)") } + [bare]
    #expect(try ledger.transaction { try $0.save(records, known: []) } == 51)
    #expect(try ledger.read { try $0.exceptions() } == records)
  }

  @Test func `exceptions that did not change are left alone`() throws {
    let ledger = try TemporaryLedger().ledger
    var records = [exception("EX-1"), exception("EX-3")]
    try ledger.transaction { _ = try $0.save(records, known: []) }
    let known = try ledger.read { try $0.exceptions() }
    #expect(try ledger.transaction { try $0.save(known, known: known) } == 0)
    records[1].owner = "Bo"
    records.insert(exception("EX-2"), at: 1)
    #expect(try ledger.transaction { try $0.save(records, known: known) } == 2)
    #expect(try ledger.read { try $0.exceptions() } == records)
  }

  @Test func `entries that did not change are left alone, others go or come`() throws {
    let ledger = try TemporaryLedger().ledger
    func replace(_ entries: [JournalEntry]) throws -> Int {
      try ledger.transaction { transaction in
        let change = try transaction.journalChange(to: entries)
        try transaction.apply(change)
        return change.coming.count
      }
    }
    #expect(try replace([entry("JE-2", amount: 5), entry("JE-1", amount: 5)]) == 2)
    #expect(try replace([entry("JE-1", amount: 5), entry("JE-2", amount: 5)]) == 0)
    #expect(try replace([entry("JE-3", amount: 5), entry("JE-2", amount: 6)]) == 2)
    #expect(try ledger.read { try $0.entryIds() } == ["JE-2", "JE-3"])
    #expect(try replace([entry("JE-2", amount: 6), entry("JE-3", amount: 5)]) == 0)
  }
}
