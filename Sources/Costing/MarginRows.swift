import Accounting

/// A margin row before its texts are made.
private struct RowDraft {
  let period: AccountingPeriod
  let channel: Symbol
  let orderId: Symbol
  let orderLineId: Symbol
  let sku: Symbol
  let orderPrefix: TextPrefix
  let amounts: MarginAmounts
  let quantity: Int64
  let isCostComplete: Bool

  /// Whether the row comes before another by period, channel, order, line and SKU.
  func precedes(_ other: RowDraft, _ symbols: SymbolTable) -> Bool {
    if period != other.period { return period < other.period }
    if let answer = symbols.precedes(channel, other.channel) { return answer }
    if orderPrefix != other.orderPrefix { return orderPrefix < other.orderPrefix }
    return symbols.precedes(orderId, other.orderId)
      ?? symbols.precedes(orderLineId, other.orderLineId)
      ?? symbols.precedes(sku, other.sku) ?? false
  }
}

/// The rows of the margin table, sorted by period, channel, order, line and SKU.
func marginRows(
  _ table: MarginTable, _ loose: LooseMargin, _ snapshot: LedgerSnapshot, _ costing: CostingResult
) -> [MarginRow] {
  let symbols = snapshot.symbols
  var drafts = table.cells.map { cell in
    let line = snapshot.orderLines[Int(cell.orderLine)]
    return RowDraft(
      period: cell.period, channel: line.channel, orderId: line.orderId,
      orderLineId: line.orderLineId, sku: line.sku,
      orderPrefix: TextPrefix(symbols.utf8(line.orderId)), amounts: cell.amounts,
      quantity: line.quantity, isCostComplete: costing.isComplete(cell.orderLine))
  }
  for (key, amounts) in loose.amounts {
    drafts.append(
      RowDraft(
        period: key.period, channel: key.channel, orderId: key.orderId, orderLineId: .none,
        sku: key.sku, orderPrefix: TextPrefix(symbols.utf8(key.orderId)), amounts: amounts,
        quantity: 0, isCostComplete: false))
  }
  drafts.sort { $0.precedes($1, symbols) }
  return rows(drafts, symbols)
}

private func rows(_ drafts: [RowDraft], _ symbols: SymbolTable) -> [MarginRow] {
  // Channels come in runs: one text serves a whole run.
  var channel = (symbol: Symbol.none, text: "")
  return drafts.map { draft in
    if draft.channel != channel.symbol { channel = (draft.channel, symbols[draft.channel]) }
    var row = MarginRow(
      period: draft.period, channel: channel.text, orderId: symbols[draft.orderId],
      orderLineId: symbols[draft.orderLineId], sku: symbols[draft.sku], quantity: draft.quantity)
    row.revenue = draft.amounts.revenue
    row.discounts = draft.amounts.discounts
    row.refunds = draft.amounts.refunds
    row.fees = draft.amounts.fees
    row.costOfSales = draft.amounts.costOfSales
    row.landedCost = draft.amounts.landedCost
    row.isCostComplete = draft.isCostComplete
    return row
  }
}

extension CostingResult {
  /// Whether every unit of an order line had a cost.
  func isComplete(_ orderLine: Int32) -> Bool {
    let position = Int(orderLine)
    return position < orderLineCosts.count && orderLineCosts[position].isComplete
  }
}
