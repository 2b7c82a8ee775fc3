import Accounting

/// The rows of the margin table, sorted by period, channel, order, line and SKU.
///
/// Months are put together and sorted side by side.
func marginRows(
  _ table: MarginTable, _ loose: LooseMargin, _ snapshot: LedgerSnapshot, _ costing: CostingResult
) -> [MarginRow] {
  var cells: [AccountingPeriod: [Int32]] = [:]
  for (position, cell) in table.cells.enumerated() {
    cells[cell.period, default: []].append(Int32(position))
  }
  let looseByPeriod = Dictionary(grouping: loose.amounts) { $0.key.period }
  let periods = Set(cells.keys).union(looseByPeriod.keys).sorted()
  let byPeriod = [[Int32]](periods.map { cells[$0] ?? [] })
  let parts = inParallel(periods.count, smallest: 1) { range in
    range.map { position in
      var rows = byPeriod[position].map { row(table.cells[Int($0)], snapshot, costing) }
      for (key, amounts) in looseByPeriod[periods[position]] ?? [] {
        rows.append(row(key, amounts))
      }
      return sorted(rows, snapshot.symbols)
    }
  }
  return Array(joining: parts.flatMap(\.self))
}

private func row(
  _ cell: MarginCell, _ snapshot: LedgerSnapshot, _ costing: CostingResult
) -> MarginRow {
  let line = snapshot.orderLines[Int(cell.orderLine)]
  var row = MarginRow(
    period: cell.period, channel: line.channel, orderId: line.orderId,
    orderLineId: line.orderLineId, sku: line.sku, quantity: line.quantity)
  row.isCostComplete = costing.isComplete(cell.orderLine, in: cell.period)
  row.orderLine = cell.orderLine
  row.take(cell.amounts)
  return row
}

private func row(_ key: LooseMargin.Key, _ amounts: MarginAmounts) -> MarginRow {
  var row = MarginRow(
    period: key.period, channel: key.channel, orderId: key.orderId, orderLineId: .none,
    sku: key.sku, quantity: 0)
  row.isCostComplete = false
  row.take(amounts)
  return row
}

/// Rows of one period by channel, order, line and SKU.
private func sorted(_ rows: [MarginRow], _ symbols: SymbolTable) -> [MarginRow] {
  let keys = rows.enumerated().map { position, row in
    (prefix: TextPrefix(symbols.utf8(row.orderId)), position: Int32(position))
  }
  return keys.sorted { one, other in
    let (left, right) = (rows[Int(one.position)], rows[Int(other.position)])
    if let answer = symbols.precedes(left.channel, right.channel) { return answer }
    if one.prefix != other.prefix { return one.prefix < other.prefix }
    return symbols.precedes(left.orderId, right.orderId)
      ?? symbols.precedes(left.orderLineId, right.orderLineId)
      ?? symbols.precedes(left.sku, right.sku) ?? false
  }
  .map { rows[Int($0.position)] }
}

extension MarginRow {
  fileprivate mutating func take(_ amounts: MarginAmounts) {
    revenue = amounts.revenue
    discounts = amounts.discounts
    refunds = amounts.refunds
    fees = amounts.fees
    costOfSales = amounts.costOfSales
    landedCost = amounts.landedCost
  }
}

extension CostingResult {
  /// Whether every unit of an order line had a cost.
  func isComplete(_ orderLine: Int32) -> Bool {
    let position = Int(orderLine)
    return position < orderLineCosts.count && orderLineCosts[position].isComplete
  }

  /// Whether it had one by the end of a period, in whose figures it can be.
  fileprivate func isComplete(_ orderLine: Int32, in period: AccountingPeriod) -> Bool {
    guard isComplete(orderLine) else { return false }
    return orderLineCosts[Int(orderLine)].coveredOn.map { $0.period <= period } ?? true
  }
}
