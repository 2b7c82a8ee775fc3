import Accounting
import Hashing
import Testing

@testable import Journaling

@Suite struct `What was given up` {
  private static let account = Account.payoutsInTransit("Amazon")

  /// A payout in euros of which the bank shows something.
  private func books(sent: Int64, received: Int64) -> Books {
    var books = Books()
    books.rate(.eur, "2026-09-10", 11_000_000_000)
    books.rate(.eur, "2026-09-30", 12_000_000_000)
    books.rate(.eur, "2026-10-31", 10_000_000_000)
    let settlement = books.settlement("S1", currency: .eur)
    books.line(.sale, .principal, sent, on: "2026-09-10", settlement: settlement, currency: .eur)
    let payout = books.payout(settlement, sent, on: "2026-09-10")
    books.bankLine(received, on: "2026-09-11", .matched(payouts: [payout]), currency: .eur)
    return books
  }

  private func writeOff(
    _ amount: Int64, on date: String, currency: Currency = .eur, account: Account = Self.account,
    exception: String = "EX-1"
  ) -> WriteOff {
    WriteOff(
      exceptionId: exception, source: "amazon", settlementId: "S1", date: day(date),
      account: account, item: account == Self.account ? "S1" : "",
      amount: Money(minorUnits: amount, currency: currency), base: amount, evidence: "bank.xml:10")
  }

  private func balance(_ books: Books, _ account: Account) -> [Int64] {
    let postings = books.post().entries.flatMap(\.postings).filter { $0.account == account }
    return [postings.reduce(0) { $0 + $1.amount }, postings.reduce(0) { $0 + $1.base }]
  }

  @Test func `comes back at the rate at which it went`() {
    var books = books(sent: 100_00, received: 77_00)
    books.snapshot.writeOffs = [
      writeOff(-23_00, on: "2026-09-30"), writeOff(23_00, on: "2026-10-31"),
    ]
    #expect(balance(books, .reconciliationDifferences) == [0, 0])
    books.snapshot.writeOffs.removeLast()
    #expect(balance(books, .reconciliationDifferences) == [23_00, 27_60])
  }

  @Test func `is less where some of it came after all`() {
    var books = books(sent: 100_00, received: 99_00)
    books.snapshot.writeOffs = [
      writeOff(-2_00, on: "2026-09-30"), writeOff(1_00, on: "2026-10-31"),
    ]
    #expect(balance(books, Self.account)[0] == 0)
    #expect(balance(books, .reconciliationDifferences)[0] == 1_00)
    books.snapshot.writeOffs.removeLast()
    #expect(balance(books, .reconciliationDifferences)[0] == 0, "more than is open")
  }

  @Test func `of an exchange stands as long as its difference is found`() {
    var books = Books()
    var finding = Discrepancy(
      code: .fx03, source: "amazon", key: "S1", eventDate: day("2026-09-11"),
      rule: "beyond_rate_and_fee")
    finding.cashImpact = -1_00
    books.snapshot.writeOffs = [
      writeOff(
        -1_00, on: "2026-09-30", currency: .usd, account: .currencyConversion,
        exception: stableId("EX", finding.identity))
    ]
    #expect(balance(books, .reconciliationDifferences) == [0, 0], "the match was taken apart")
    books.matches.discrepancies = [finding]
    #expect(balance(books, .reconciliationDifferences) == [1_00, 1_00])
  }
}
