import Accounting
import Testing

@testable import Journaling

@Suite struct `Foreign currency` {
  @Test func `leaves no functional balance on an item that is closed`() throws {
    var books = Books()
    books.rate(.eur, "2026-09-10", 11_000_000_000)
    books.rate(.eur, "2026-09-17", 10_800_000_000)
    books.rate(.eur, "2026-09-19", 10_900_000_000)
    let settlement = books.settlement("S1", currency: .eur)
    books.line(
      .sale, .principal, 1_000_00, on: "2026-09-10", settlement: settlement, currency: .eur)
    let payout = books.payout(settlement, 1_000_00, on: "2026-09-17")
    books.bankLine(1_000_00, on: "2026-09-19", .matched(payouts: [payout]), currency: .eur)
    let entries = books.post().entries
    var base: [String: Int64] = [:]
    for posting in entries.flatMap(\.postings) {
      base[posting.account.name, default: 0] += posting.base
    }
    #expect(
      base == [
        "Assets:Bank": 1_090_00, "Assets:Clearing:Amazon": 0,
        "Assets:PayoutsInTransit:Amazon": 0, "Expenses:ExchangeDifferences": 10_00,
        "Income:Sales": -1_100_00,
      ])
    let differences = entries.filter { $0.rule == "R9" }
    #expect(differences.map(\.date) == [day("2026-09-17"), day("2026-09-19")])
    #expect(differences.allSatisfy { $0.isBalanced && $0.settlementId == "S1" })
    #expect(differences.flatMap(\.postings).allSatisfy { $0.amount == 0 })
    let text = try export(
      entries, period: day("2026-09-17").period, target: .hledger, settings: books.settings)
    #expect(
      String(decoding: text[0].bytes, as: UTF8.self).contains("ExchangeDifferences  EUR 0.00"))
    // QuickBooks has one amount a line: it would lose the difference.
    let refusal = #expect(throws: ExportRefusal.self) {
      try export(
        entries, period: day("2026-09-17").period, target: .quickbooksOnline,
        settings: books.settings)
    }
    #expect(refusal?.remedy.contains("functional_currency") == true)
  }

  @Test func `waits with the difference while an item is open`() {
    var books = Books()
    books.rate(.eur, "2026-09-10", 11_000_000_000)
    books.rate(.eur, "2026-09-17", 10_800_000_000)
    let settlement = books.settlement("S1", currency: .eur)
    books.line(
      .sale, .principal, 1_000_00, on: "2026-09-10", settlement: settlement, currency: .eur)
    _ = books.payout(settlement, 999_99, on: "2026-09-17")
    #expect(books.post().entries.allSatisfy { $0.rule == "R1" })
  }

  @Test func `what cancels out in an account does so in both currencies`() throws {
    var books = Books()
    books.rate(.eur, "2026-09-10", 11_033_000_000)
    let order = books.order("O1", currency: .eur, price: 33_33, tax: 5_40)
    books.line(.sale, .principal, 33_33, on: "2026-09-10", orderLine: order, currency: .eur)
    books.line(.sale, .tax, 5_40, on: "2026-09-10", orderLine: order, currency: .eur)
    books.line(.sale, .withheld, -5_40, on: "2026-09-10", orderLine: order, currency: .eur)
    books.line(.sale, .commission, -5_01, on: "2026-09-10", orderLine: order, currency: .eur)
    let tax = try #require(books.post().entries.first).postings
      .filter { $0.account == .marketplaceTax("US-CA") }
    #expect(tax.map(\.amount) == [5_40, -5_40])
    #expect(tax.map(\.base) == [5_96, -5_96])
  }

  @Test func `shares the clearing total's value and reaches the margin to the cent`() {
    var books = Books()
    books.rate(.eur, "2026-09-10", 11_113_000_000)
    let order = books.order("O1", currency: .eur, price: 9_99)
    for _ in 0..<3 {
      books.line(.sale, .principal, 3_33, on: "2026-09-10", orderLine: order, currency: .eur)
    }
    books.line(.sale, .commission, -1_01, on: "2026-09-10", orderLine: order, currency: .eur)
    let journal = books.post()
    // 8.98 EUR at 1.1113 is 9.979474; 9.99 is 11.101887 and 1.01 is 1.122413.
    #expect(journal.entries.first?.postings.map(\.base) == [9_98, 1_12, -11_10])
    let revenue = journal.marginShares.filter { $0.column == .revenue }.map(\.base)
    #expect(revenue == [11_10])
  }

  @Test func `keeps sane values where a day's sales and refunds nearly cancel out`() {
    var books = Books()
    books.rate(.eur, "2026-09-10", 11_000_000_000)
    books.line(.sale, .principal, 1_000_00, on: "2026-09-10", currency: .eur)
    books.line(.refund, .principal, -999_99, on: "2026-09-10", currency: .eur)
    let bases = books.post().entries.first?.postings.map(\.base)
    #expect(bases == [1, 1_099_99, -1_100_00])
  }

  @Test func `without a rate the entry waits, once per currency and period`() {
    var books = Books()
    books.rate(.eur, "2026-09-01", 11_000_000_000)
    let order = books.order("O1", currency: .eur, price: 9_99)
    for date in ["2026-09-05", "2026-09-20", "2026-09-19"] {
      books.line(.sale, .principal, 1_00, on: date, orderLine: order, currency: .eur)
    }
    let journal = books.post()
    #expect(journal.entries.map(\.date) == [day("2026-09-05")])
    #expect(journal.marginShares.count == 1)
    #expect(journal.discrepancies.map(\.code) == [.fx02])
    #expect(journal.discrepancies.first?.key == "EUR|2026-09")
    #expect(journal.discrepancies.first?.eventDate == day("2026-09-19"))
    #expect(journal.discrepancies.first?.source == "amazon")
    // The day that had a rate does not wait.
    #expect(
      journal.discrepancies.first?.externalEvidence == ["settlement.txt:4", "settlement.txt:5"])
    #expect(journal.discrepancies.first?.internalEvidence == ["orders.csv:2"])
  }

  @Test func `without a rate the bank's line is what waits`() {
    var books = Books()
    books.bankLine(9_00, on: "2026-09-19", .unidentified, currency: .eur)
    let found = books.post().discrepancies
    #expect(found.map(\.externalEvidence) == [["bank.xml:10"]])
  }
}
