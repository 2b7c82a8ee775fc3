import Accounting
import Testing

@testable import Journaling

/// A balance in another currency that one settlement takes over from the one before.
@Suite struct `A carried foreign balance` {
  /// A debt of 30.00 EUR at 1.10, recovered from sales at 1.20, and 70.00 paid out at 1.25.
  @Test func `leaves nothing in the functional currency once all is paid`() throws {
    var books = Books()
    for (date, rate) in [
      ("2026-09-02", 11_000_000_000), ("2026-09-12", 12_000_000_000),
      ("2026-09-20", 12_500_000_000),
    ] as [(String, Int64)] { books.rate(.eur, date, rate) }
    let debt = books.settlement("S1", currency: .eur, linesTotal: -30_00)
    let next = books.settlement("S2", currency: .eur, linesTotal: 70_00)
    for (settlement, start) in [(debt, "2026-09-01"), (next, "2026-09-10")] {
      books.snapshot.settlements[Int(settlement)].startsAt = BusinessZone.utc.startOfDay(day(start))
    }
    books.line(
      .charge, .subscription, -30_00, on: "2026-09-02", settlement: debt, currency: .eur)
    books.line(
      .balanceForward, .none, -30_00, on: "2026-09-10", settlement: next, currency: .eur)
    books.line(.sale, .principal, 100_00, on: "2026-09-12", settlement: next, currency: .eur)
    let payout = books.payout(next, 70_00, on: "2026-09-20")
    books.bankLine(70_00, on: "2026-09-20", .matched(payouts: [payout]), currency: .eur)
    let clearing = books.post().entries.flatMap(\.postings).filter {
      $0.account == .clearing("Amazon")
    }
    #expect(clearing.reduce(0) { $0 + $1.amount } == 0)
    #expect(clearing.reduce(0) { $0 + $1.base } == 0)
  }

  private func received(_ parts: [(Int64, String)]) -> [Posting] {
    var books = Books()
    for (date, rate) in [
      ("2026-09-10", 11_000_000_000), ("2026-09-12", 10_800_000_000),
      ("2026-09-15", 10_500_000_000),
    ] as [(String, Int64)] { books.rate(.eur, date, rate) }
    let settlement = books.settlement("S1", currency: .eur, linesTotal: 1_000_00)
    books.line(
      .reimbursement, .none, 1_000_00, on: "2026-09-10", settlement: settlement, currency: .eur)
    let payout = books.payout(settlement, 1_000_00, on: "2026-09-10")
    for (amount, day) in parts {
      books.bankLine(amount, on: day, .matched(payouts: [payout]), currency: .eur)
    }
    return books.post().entries.flatMap(\.postings)
  }

  private func base(_ postings: [Posting], _ account: Account) -> Int64 {
    postings.filter { $0.account == account }.reduce(0) { $0 + $1.base }
  }

  /// 977.00 of 1,000.00 EUR arrive at 1.08 where 1.10 was booked: 19.54 are lost that day.
  @Test func `that arrives in part leaves the rest at the rate at which it was sent`() {
    let postings = received([(977_00, "2026-09-12")])
    #expect(base(postings, .payoutsInTransit("Amazon")) == 25_30)
    #expect(base(postings, .exchangeDifferences) == 19_54)
  }

  @Test func `of a bank account that is empty again is empty in the functional currency`() {
    let postings = received([(1_000_00, "2026-09-12"), (-1_000_00, "2026-09-15")])
    #expect(postings.filter { $0.account == .bank }.reduce(0) { $0 + $1.amount } == 0)
    #expect(base(postings, .bank) == 0)
  }
}
