import Accounting
import Testing

@testable import Journaling

/// Only what balances is booked.
@Suite struct `An entry out of balance` {
  @Test func `is left out and told`() throws {
    let books = Books()
    let snapshot = LedgerSnapshot(books.snapshot)
    var builder = JournalBuilder(
      snapshot, books.matches, settings: books.settings,
      rates: RateTable([], staleAfterDays: 7))
    let postings = [
      Posting(account: .bank, amount: 10_00, base: 10_00, currency: .usd),
      Posting(account: .suspense, amount: -9_99, base: -9_99, currency: .usd),
    ]
    builder.append(
      JournalEntry(
        id: "JE-1", date: day("2026-09-02"), description: "a slip", rule: "R1", settlementId: "S1",
        sourceFile: "", postings: postings))
    let result = builder.finish(through: nil)
    #expect(result.entries.isEmpty)
    let finding = try #require(result.discrepancies.first)
    #expect(finding.code == .lg01 && finding.key == "JE-1" && finding.internal == 1)
  }
}
