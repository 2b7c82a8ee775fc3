import Accounting
import Testing

@testable import Reporting

/// Fees against their own past.
@Suite struct `The history of fees` {
  /// Seven months of one SKU at 20.00 with the commissions given, in minor units.
  private func outliers(_ commissions: [Int64]) -> [FeeOutlier] {
    var records = LedgerRecords()
    records.documents = [
      SourceDocument(name: "s.txt", sha256: "a", format: "f", source: "amazon")
    ]
    let (amazon, mug) = (records.symbols.intern("amazon"), records.symbols.intern("MUG"))
    for (month, commission) in commissions.enumerated() {
      let day = day("2026-0\(month + 1)-10")
      for (component, amount) in [(LineComponent.principal, 2000), (.commission, -commission)] {
        records.settlementLines.append(
          SettlementLine(
            provenance: Provenance(document: 0, line: Int32(month)), settlement: -1, quantity: 1,
            amount: amount, postedAt: BusinessZone.utc.startOfDay(day), date: day, currency: .usd,
            event: .sale, component: component, source: amazon, marketplace: .none,
            orderId: .none, itemCode: .none, sku: mug, shipment: .none, adjustment: .none,
            label: .none, reference: .none))
      }
    }
    let snapshot = LedgerSnapshot(records)
    let last = day("2026-0\(commissions.count)-10").period
    return FeeHistory(snapshot).outliers(snapshot.symbols)[last] ?? []
  }

  @Test(arguments: [
    ([300, 300, 300, 500], "25.00 % of the price, was 15.00 %"),
    ([300, 310, 290, 300, 100], "5.00 % of the price, was 15.00 %"),
  ])
  func `point out what is far outside`(commissions: [Int64], words: String) {
    let found = outliers(commissions)
    // Of the SKU, and of the channel that has no other.
    #expect(found.count == 2 && Set(found.map(\.words)).count == 1)
    #expect(found.first?.words.hasPrefix(words) == true)
    #expect(found.first?.history.count == commissions.count - 1)
  }

  /// Four months of 20 sales at a price of `prices`, of which so many are refunded.
  private func outliers(prices: [Int64], refunds: [Int]) -> [FeeOutlier] {
    var records = LedgerRecords()
    records.documents = [
      SourceDocument(name: "s.txt", sha256: "a", format: "f", source: "amazon")
    ]
    let (amazon, mug) = (records.symbols.intern("amazon"), records.symbols.intern("MUG"))
    for (month, price) in prices.enumerated() {
      let day = day("2026-0\(month + 1)-10")
      let sales = Array(repeating: (LineEvent.sale, price), count: 20)
      let back = Array(repeating: (LineEvent.refund, -price), count: refunds[month])
      for (event, amount) in sales + back {
        records.settlementLines.append(
          SettlementLine(
            provenance: Provenance(document: 0, line: Int32(month)), settlement: -1, quantity: 1,
            amount: amount, postedAt: BusinessZone.utc.startOfDay(day), date: day, currency: .usd,
            event: event, component: .principal, source: amazon, marketplace: .none,
            orderId: .none, itemCode: .none, sku: mug, shipment: .none, adjustment: .none,
            label: .none, reference: .none))
      }
    }
    let snapshot = LedgerSnapshot(records)
    return FeeHistory(snapshot).outliers(snapshot.symbols)[day("2026-04-10").period] ?? []
  }

  @Test func `point out a price and refunds, of the goods and of their channel`() {
    let cheap = outliers(prices: [2000, 2000, 2000, 900], refunds: [1, 1, 1, 1])
    #expect(cheap.map(\.what) == ["price"])
    #expect(cheap.first?.words.hasPrefix("9.00 USD a unit sold, was 20.00 USD") == true)
    let sentBack = outliers(prices: [2000, 2000, 2000, 2000], refunds: [1, 1, 1, 8])
    #expect(sentBack.map(\.what) == ["refunds", "refunds"])
    #expect(Set(sentBack.map { $0.subject.sku.isNone }) == [true, false])
    #expect(
      sentBack.allSatisfy { $0.words.hasPrefix("40.00 % of the price refunded, was 5.00 %") })
    #expect(outliers(prices: [2000, 2100, 1900, 2200], refunds: [1, 2, 0, 1]).isEmpty)
  }

  @Test(
    arguments: [
      [300, 300, 500], [300, 300, 300, 320], [300, 500, 200, 600, 250, 560], [300],
    ] as [[Int64]])
  func `leave alone what is usual, or too young to judge`(commissions: [Int64]) {
    #expect(outliers(commissions).isEmpty)
  }

  /// Two months of sales at 20.00 with a commission of 3.00 each, but for the last.
  private func lastSale(price: Int64, commission: Int64) -> [FeeOutlier] {
    var records = LedgerRecords()
    records.documents = [
      SourceDocument(name: "s.txt", sha256: "a", format: "f", source: "amazon")
    ]
    let (amazon, mug) = (records.symbols.intern("amazon"), records.symbols.intern("MUG"))
    for sale in 1...40 {
      let (day, isLast) = (day(sale <= 25 ? "2026-01-10" : "2026-02-10"), sale == 40)
      let order = records.symbols.intern("A\(sale)")
      let amounts = isLast ? (price, commission) : (2000, 300)
      for (component, amount) in [(LineComponent.principal, amounts.0), (.commission, -amounts.1)] {
        records.settlementLines.append(
          SettlementLine(
            provenance: Provenance(document: 0, line: Int32(sale)), settlement: -1, quantity: 1,
            amount: amount, postedAt: BusinessZone.utc.startOfDay(day), date: day, currency: .usd,
            event: .sale, component: component, source: amazon, marketplace: .none,
            orderId: order, itemCode: .none, sku: mug, shipment: .none, adjustment: .none,
            label: .none, reference: .none))
      }
    }
    let snapshot = LedgerSnapshot(records)
    return FeeHistory(snapshot).outliers(snapshot.symbols)[day("2026-02-10").period] ?? []
  }

  @Test func `points out one sale, by name, and not what a fixed part makes of a small one`() {
    let overcharged = lastSale(price: 2000, commission: 1800)
    #expect(overcharged.map(\.sale?.evidence) == ["s.txt:40"])
    #expect(
      overcharged.first?.words
        == "90.00 % of the price, this sale, was 15.00 % (2026-01 15.00 %)")
    #expect(lastSale(price: 9000, commission: 1350).map(\.what) == ["price"])
    #expect(lastSale(price: 100, commission: 45).isEmpty == false)
    #expect(!lastSale(price: 2000, commission: 350).contains { $0.what == "commission" })
    #expect(!lastSale(price: 100, commission: 45).contains { $0.what == "commission" })
  }
}
