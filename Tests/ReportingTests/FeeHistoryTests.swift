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
    #expect(found.count == 1)
    #expect(found.first?.words.hasPrefix(words) == true)
    #expect(found.first?.history.count == commissions.count - 1)
  }

  @Test(
    arguments: [
      [300, 300, 500], [300, 300, 300, 320], [300, 500, 200, 600, 250, 560], [300],
    ] as [[Int64]])
  func `leave alone what is usual, or too young to judge`(commissions: [Int64]) {
    #expect(outliers(commissions).isEmpty)
  }
}
