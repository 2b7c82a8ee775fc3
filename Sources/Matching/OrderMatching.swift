import Accounting

/// What the passes over a range of orders found.
struct OrderFindings: Sendable {
  var discrepancies: [Discrepancy] = []
  var statistics = MatchStatistics()
  /// Order lines with the time of their first sale.
  var settledAt: [(orderLine: Int32, at: Instant)] = []
  /// Order lines that are settled in several parts, or in part only.
  var settledParts: [(orderLine: Int32, parts: [SettledPart])] = []
  var expected: [ExpectedAmount] = []
  /// Order lines whose rest was cancelled: what was settled of them.
  var cutShort: [(orderLine: Int32, settled: OrderLine)] = []

  /// Counts a line that belongs to an order.
  mutating func count(_ line: SettlementLine) {
    statistics.eligibleRows += 1
    statistics.matchedRows += 1
    let value = Int64(clamping: line.amount.magnitude)
    statistics.eligibleValue &+= value
    statistics.matchedValue &+= value
  }

  /// Takes a component's rows out of what matched.
  mutating func countDifference(rows: Int, value: Int64) {
    statistics.matchedRows -= rows
    statistics.matchedValue &-= value
  }
}

/// Passes 3 to 5: each order against everything that settled it, component by component.
///
/// Orders have nothing to do with each other, so that ranges of them are matched side by side.
final class OrderMatching: Sendable {
  let context: MatchContext
  let index: OrderIndex
  let assignment: LineAssignment
  let linesByOrder: LinesByOrder
  let isHeld: [Bool]
  let rateCard: RateCard
  /// Order lines that the channel reports as deferred.
  let deferredLines: Set<Int32>
  /// Order numbers that our side granted a refund for.
  let refundedOrders: Set<Symbol>

  init(
    _ context: MatchContext, _ index: OrderIndex, _ assignment: LineAssignment, isHeld: [Bool],
    deferredLines: Set<Int32> = []
  ) {
    self.deferredLines = deferredLines
    self.context = context
    self.index = index
    self.assignment = assignment
    self.isHeld = isHeld
    linesByOrder = LinesByOrder(assignment.order, orderCount: index.orders.count)
    rateCard = RateCard(context.snapshot)
    refundedOrders = Set(context.snapshot.refunds.lazy.map(\.orderId))
  }

  /// Goes through a range of the orders, but for those to be skipped.
  func match(_ range: Range<Int>, skipping skipped: Set<Int> = []) -> OrderFindings {
    // Taken here once: threads that count references to one array wait for each other.
    let (lines, byOrder, orderLines) = (
      context.snapshot.settlementLines, linesByOrder, assignment.orderLine
    )
    let hasStated = !context.stated.isEmpty
    var found = OrderFindings()
    var last: (channel: Symbol, source: SourceSettings?) = (.none, nil)
    for position in range {
      if !skipped.isEmpty && skipped.contains(position) { continue }
      let order = index.orders[position]
      if order.channel != last.channel {
        last = (order.channel, context.sources.source(settling: order.channel))
      }
      guard let source = last.source else { continue }
      var orderCase = OrderCase(
        position, order, context.snapshot,
        namesLines: order.lines.count > 1 && namesLines(position))
      for place in byOrder.places(of: position) {
        let linePosition = Int(byOrder.positions[place])
        var line = lines[linePosition]
        let isHeld = line.settlement >= 0 && isHeld[Int(line.settlement)]
        if hasStated {
          if line.event == .stated { continue }
          line = context.settlementLine(Int32(linePosition), of: order)
        }
        if !isHeld { found.count(line) }
        orderCase.add(line, orderLine: orderLines[linePosition], isHeld: isHeld)
      }
      match(orderCase, source, &found)
    }
    return found
  }

  /// Whether each line that settles part of an order names our line, not its SKU alone.
  private func namesLines(_ position: Int) -> Bool {
    linesByOrder[position].allSatisfy {
      let line = context.snapshot.settlementLines[Int($0)]
      let orderLine = assignment.orderLine[Int($0)]
      return orderLine < 0 || line.event == .memo
        || line.itemCode == context.snapshot.orderLines[Int(orderLine)].orderLineId
    }
  }

  private func match(
    _ order: OrderCase, _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    recordSettlement(order, &found)
    for stranger in order.strangers where !stranger.sale.isEmpty {
      found.discrepancies.append(missingInLedger(order, stranger, source))
    }
    if order.whole.isClaimedByHeld { return }
    if source.isGrossOnly || order.isSettledAsWhole {
      matchAsWhole(order, source, &found)
    } else {
      for line in order.lines { matchLine(order, line, source, &found) }
    }
  }

  private func matchLine(
    _ order: OrderCase, _ line: LineCase, _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    if line.sale[.principal] == 0 && line.sale.isEmpty {
      if !line.isClaimedByHeld { reportMissing(order, line, source, &found) }
      return
    }
    compare(order, line, source, &found)
  }

  /// One comparison for the order: every line's money together.
  private func matchAsWhole(
    _ order: OrderCase, _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    var whole = order.whole
    for line in order.lines where line.isClaimedByHeld { whole.isClaimedByHeld = true }
    if !order.lines.allSatisfy(\.sale.isEmpty) {
      let positions = linesByOrder[order.position]
      whole = LineCase(orderLines: whole.orderLines, sku: .none)
      for position in positions {
        let line = context.settlementLine(position, of: index.orders[order.position])
        if line.settlement < 0 || !isHeld[Int(line.settlement)] { whole.add(line) }
      }
    }
    if whole.sale.isEmpty {
      if !whole.isClaimedByHeld {
        for line in order.lines { reportMissing(order, line, source, &found) }
      }
      return
    }
    compare(order, whole, source, &found)
  }

  private func recordSettlement(_ order: OrderCase, _ found: inout OrderFindings) {
    for line in order.lines {
      guard let first = line.firstSale ?? order.whole.firstSale else { continue }
      for position in line.orderLines { found.settledAt.append((position, first)) }
    }
  }

  /// Sales, refunds and unknown rows that lead to no order are eligible and did not match.
  func strangerStatistics() -> MatchStatistics {
    var statistics = MatchStatistics()
    let lines = context.snapshot.settlementLines
    for position in lines.indices where assignment.order[position] < 0 {
      let line = lines[position]
      guard line.event == .sale || line.event == .refund || line.event == .unknown,
        line.settlement < 0 || !isHeld[Int(line.settlement)]
      else { continue }
      statistics.eligibleRows += 1
      statistics.eligibleValue &+= Int64(clamping: line.amount.magnitude)
    }
    return statistics
  }
}
