import Accounting
import Reporting
import TestSupport
import Testing

@Suite struct `Reports do not depend on the order of arrival` {
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `whatever came first`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let original = showcase()
    let expected = try closeReports(original.close(), period: september)
    let shuffled = try closeReports(
      original.shuffled(using: &generator).close(), period: september)
    for (one, other) in zip(expected, shuffled) {
      #expect(one == other, "seed \(seed), \(one.name)")
    }
  }

  @Test func `and one index serves many periods as many indexes would`() throws {
    let data = showcase().close()
    let index = try ReportIndex(data)
    for period in [september.previous, september, september.next] {
      let alone = try closeReports(data, period: period)
      #expect(try closeReports(index, period: period) == alone)
    }
    let later = try closeReports(
      index, period: september, asOf: day("2026-10-20"), runId: "run-2")
    #expect(later["discrepancies.csv"].contains("run-2"))
    #expect(later["settlements.csv"].contains("14822002,Amazon.com"))
  }
}

extension ScenarioBuilder {
  /// The same ledger with its records in another order, and every position in it renumbered.
  func shuffled(using generator: inout SeededGenerator) -> ScenarioBuilder {
    var result = self
    result.exceptions.shuffle(using: &generator)
    result.journal.entries.shuffle(using: &generator)
    for entry in result.journal.entries.indices {
      result.journal.entries[entry].postings.shuffle(using: &generator)
    }
    result.costing.movements.shuffle(using: &generator)
    result.snapshot.quarantined.shuffle(using: &generator)
    result.snapshot.refused.shuffle(using: &generator)
    result.shuffleSettlements(using: &generator)
    result.shuffleBankLines(using: &generator)
    result.shuffleSettlementLines(using: &generator)
    result.shuffleOrders(using: &generator)
    return result
  }

  private mutating func shuffleSettlements(using generator: inout SeededGenerator) {
    let order = snapshot.settlements.indices.shuffled(using: &generator)
    let moved = inverse(order)
    snapshot.settlements = order.map { snapshot.settlements[$0] }
    for line in snapshot.settlementLines.indices
    where snapshot.settlementLines[line].settlement >= 0 {
      snapshot.settlementLines[line].settlement =
        moved[Int(snapshot.settlementLines[line].settlement)]
    }
    for payout in matches.payouts.indices {
      matches.payouts[payout].settlement = moved[Int(matches.payouts[payout].settlement)]
    }
    for line in matches.statementLineStates.indices {
      if case .held(let settlement) = matches.statementLineStates[line] {
        matches.statementLineStates[line] = .held(settlement: moved[Int(settlement)])
      }
    }
  }

  private mutating func shuffleBankLines(using generator: inout SeededGenerator) {
    let order = snapshot.statementLines.indices.shuffled(using: &generator)
    let moved = inverse(order)
    snapshot.statementLines = order.map { snapshot.statementLines[$0] }
    matches.statementLineStates = order.map { matches.statementLineStates[$0] }
    for payout in matches.payouts.indices {
      for share in matches.payouts[payout].received.indices {
        let line = matches.payouts[payout].received[share].statementLine
        matches.payouts[payout].received[share].statementLine = moved[Int(line)]
      }
    }
  }

  private mutating func shuffleSettlementLines(using generator: inout SeededGenerator) {
    let order = snapshot.settlementLines.indices.shuffled(using: &generator)
    snapshot.settlementLines = SettlementLines(order.map { snapshot.settlementLines[$0] })
    matches.orderOfSettlementLine = order.map { matches.orderOfSettlementLine[$0] }
    matches.orderLineOfSettlementLine = order.map { matches.orderLineOfSettlementLine[$0] }
  }

  private mutating func shuffleOrders(using generator: inout SeededGenerator) {
    let order = snapshot.orderLines.indices.shuffled(using: &generator)
    let moved = inverse(order)
    snapshot.orderLines = order.map { snapshot.orderLines[$0] }
    matches.settledAt = order.map { matches.settledAt[$0] }
    matches.orderOfLine = order.map { matches.orderOfLine[$0] }
    for position in matches.orders.indices {
      matches.orders[position].lines = matches.orders[position].lines.map { moved[Int($0)] }
    }
    matches.orderLineOfSettlementLine = matches.orderLineOfSettlementLine.map {
      $0 < 0 ? $0 : moved[Int($0)]
    }
  }

  private func inverse(_ order: [Int]) -> [Int32] {
    var moved = Array(repeating: Int32(0), count: order.count)
    for (new, old) in order.enumerated() { moved[old] = Int32(new) }
    return moved
  }
}
