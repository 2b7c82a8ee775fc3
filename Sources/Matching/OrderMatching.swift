import Accounting

/// Passes 3 to 5: each order against everything that settled it, component by component.
struct OrderMatching {
  let context: MatchContext
  let index: OrderIndex
  let assignment: LineAssignment
  let linesByOrder: LinesByOrder
  let isHeld: [Bool]
  let rateCard: RateCard
  private(set) var discrepancies: [Discrepancy] = []
  private(set) var statistics = MatchStatistics()
  private(set) var settledAt: [Instant?]

  init(
    _ context: MatchContext, _ index: OrderIndex, _ assignment: LineAssignment, isHeld: [Bool]
  ) {
    self.context = context
    self.index = index
    self.assignment = assignment
    self.isHeld = isHeld
    linesByOrder = LinesByOrder(assignment.order, orderCount: index.orders.count)
    rateCard = RateCard(context.snapshot)
    settledAt = Array(repeating: nil, count: context.snapshot.orderLines.count)
  }

  /// Goes through every order once; what it finds stands in the properties afterwards.
  mutating func run() {
    for position in index.orders.indices {
      let order = index.orders[position]
      guard let source = context.sources.source(settling: order.channel) else { continue }
      var orderCase = OrderCase(
        position, order, context.snapshot,
        namesLines: order.lines.count > 1 && namesLines(position))
      for linePosition in linesByOrder[position] {
        let line = context.snapshot.settlementLines[Int(linePosition)]
        orderCase.add(
          line, orderLine: assignment.orderLine[Int(linePosition)],
          isHeld: line.settlement >= 0 && isHeld[Int(line.settlement)])
      }
      match(orderCase, source)
    }
    countStrangers()
  }

  /// Whether each line that settles part of an order names our line, not its SKU alone.
  private func namesLines(_ position: Int) -> Bool {
    linesByOrder[position].allSatisfy {
      let line = context.snapshot.settlementLines[Int($0)]
      let orderLine = assignment.orderLine[Int($0)]
      return orderLine < 0
        || line.itemCode == context.snapshot.orderLines[Int(orderLine)].orderLineId
    }
  }

  private mutating func match(_ order: OrderCase, _ source: SourceSettings) {
    count(order)
    recordSettlement(order)
    for stranger in order.strangers where !stranger.sale.isEmpty {
      discrepancies.append(missingInLedger(order, stranger, source))
    }
    if order.whole.isClaimedByHeld { return }
    if source.isGrossOnly || order.isSettledAsWhole {
      matchAsWhole(order, source)
    } else {
      for line in order.lines { matchLine(order, line, source) }
    }
  }

  private mutating func matchLine(
    _ order: OrderCase, _ line: LineCase, _ source: SourceSettings
  ) {
    if line.sale[.principal] == 0 && line.sale.isEmpty {
      if !line.isClaimedByHeld { reportMissing(order, line, source) }
      return
    }
    compare(order, line, source)
  }

  /// One comparison for the order: every line's money together.
  private mutating func matchAsWhole(_ order: OrderCase, _ source: SourceSettings) {
    var whole = order.whole
    for line in order.lines where line.isClaimedByHeld { whole.isClaimedByHeld = true }
    if !order.lines.allSatisfy(\.sale.isEmpty) {
      let positions = linesByOrder[order.position]
      whole = LineCase(orderLines: whole.orderLines, sku: .none)
      for position in positions {
        let line = context.snapshot.settlementLines[Int(position)]
        if line.settlement < 0 || !isHeld[Int(line.settlement)] { whole.add(line) }
      }
    }
    if whole.sale.isEmpty {
      if !whole.isClaimedByHeld {
        for line in order.lines { reportMissing(order, line, source) }
      }
      return
    }
    compare(order, whole, source)
  }

  private mutating func recordSettlement(_ order: OrderCase) {
    for line in order.lines {
      guard let first = line.firstSale ?? order.whole.firstSale else { continue }
      for position in line.orderLines { settledAt[Int(position)] = first }
    }
  }

  private mutating func count(_ order: OrderCase) {
    for position in linesByOrder[order.position] {
      let line = context.snapshot.settlementLines[Int(position)]
      if line.settlement >= 0 && isHeld[Int(line.settlement)] { continue }
      statistics.eligibleRows += 1
      statistics.matchedRows += 1
      let value = Int64(clamping: line.amount.magnitude)
      statistics.eligibleValue &+= value
      statistics.matchedValue &+= value
    }
  }

  /// Sales, refunds and unknown rows that lead to no order are eligible and did not match.
  private mutating func countStrangers() {
    for (position, line) in context.snapshot.settlementLines.enumerated()
    where assignment.order[position] < 0 {
      guard line.event == .sale || line.event == .refund || line.event == .unknown,
        line.settlement < 0 || !isHeld[Int(line.settlement)]
      else { continue }
      statistics.eligibleRows += 1
      statistics.eligibleValue &+= Int64(clamping: line.amount.magnitude)
    }
  }

  mutating func append(_ discrepancy: Discrepancy) { discrepancies.append(discrepancy) }

  /// Takes a component's rows out of what matched, or counts a forgiven difference.
  mutating func countDifference(rows: Int, value: Int64) {
    statistics.matchedRows -= rows
    statistics.matchedValue &-= value
  }

  mutating func spendTolerance(_ amount: Int64) { statistics.toleranceSpent += amount }
}
