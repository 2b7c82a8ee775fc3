import Accounting
import TestSupport
import Testing

@testable import Journaling

@Suite struct `Any journal` {
  static let seeds: [UInt64] = Array(1...60)

  @Test(arguments: seeds)
  func `balances in each currency and in the functional one`(seed: UInt64) {
    let journal = randomBooks(seed: seed).post()
    #expect(!journal.entries.isEmpty)
    for entry in journal.entries {
      #expect(entry.isBalanced, "seed \(seed), \(entry.id)")
      #expect(!entry.postings.contains { $0.amount == 0 && $0.base == 0 }, "seed \(seed)")
    }
    #expect(Set(journal.entries.map(\.id)).count == journal.entries.count, "seed \(seed)")
  }

  @Test(arguments: seeds)
  func `has margin shares that sum to the income and fee accounts`(seed: UInt64) {
    let journal = randomBooks(seed: seed).post()
    var accounts: [MarginColumn: Int64] = [:]
    for posting in journal.entries.flatMap(\.postings) {
      switch posting.account {
      case .sales, .shippingIncome: accounts[.revenue, default: 0] -= posting.base
      case .discounts: accounts[.discounts, default: 0] -= posting.base
      case .returns: accounts[.refunds, default: 0] -= posting.base
      case let account where account.name.hasPrefix("Expenses:Fees:") || account == .disputeFees:
        accounts[.fees, default: 0] -= posting.base
      default: break
      }
    }
    let shares = Dictionary(grouping: journal.marginShares, by: \.column)
      .mapValues { $0.reduce(0) { $0 + $1.base } }
    for column in [MarginColumn.revenue, .discounts, .refunds, .fees] {
      #expect(
        shares[column, default: 0] == accounts[column, default: 0], "seed \(seed), \(column)")
    }
    let cost = journal.entries.flatMap(\.postings).filter { $0.account == .costOfSales }
      .reduce(0) { $0 + $1.base }
    #expect(journal.costShares.reduce(0) { $0 + $1.cost } == cost, "seed \(seed)")
  }

  @Test(arguments: seeds)
  func `does not depend on the order in which records arrived`(seed: UInt64) {
    let books = randomBooks(seed: seed)
    var shuffled = books
    var generator = SeededGenerator(seed: seed &+ 1_000)
    let order = books.snapshot.settlementLines.indices.shuffled(using: &generator)
    shuffled.snapshot.settlementLines = SettlementLines(
      order.map { books.snapshot.settlementLines[$0] })
    shuffled.matches.orderOfSettlementLine = order.map {
      books.matches.orderOfSettlementLine[$0]
    }
    shuffled.matches.orderLineOfSettlementLine = order.map {
      books.matches.orderLineOfSettlementLine[$0]
    }
    let (one, other) = (books.post(), shuffled.post())
    #expect(
      journalCSV(one.entries, settings: books.settings)
        == journalCSV(other.entries, settings: books.settings), "seed \(seed)")
  }

  @Test func `shares bases by largest remainder, whatever the signs`() throws {
    var generator = SeededGenerator(seed: 7)
    let eur = try #require(Currency(code: "EUR"))
    let rate = ExchangeRate(from: eur, to: .usd, numerator: 11_113, denominator: 10_000)
    for _ in 0..<1_000 {
      let amounts = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
        Int64.random(in: -99_999...99_999, using: &generator)
      }
      let target = try rate.convert(amounts.reduce(0, +))
      let shares = shareBase(target, over: amounts, at: rate)
      #expect(shares.reduce(0, +) == target, "seed 7, \(amounts)")
      for (share, amount) in zip(shares, amounts) where amounts.count > 1 {
        #expect(abs(share - amount * 11_113 / 10_000) <= 1, "seed 7, \(amounts)")
      }
    }
  }
}
