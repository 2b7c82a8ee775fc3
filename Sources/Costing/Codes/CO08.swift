import Accounting

/// CO-08: an order line lost money.
///
/// The order line cost more, fees and goods together, than it brought in.
///
/// Found for every order line whose margin is below 0 over all periods, with every unit's cost
/// known, and not refunded in full. The last is judged in the sale's own currency: between sale
/// and refund the rate has moved. A line that was charged for and is not settled yet waits.
///
/// Do: review price and fees.
func negativeMargins(
  _ table: MarginTable, _ snapshot: LedgerSnapshot, _ costing: CostingResult,
  unrefunded: [Int32: Int64], settings: Settings
) -> [Discrepancy] {
  inParallel(snapshot.orderLines.count) { range in
    var found: [Discrepancy] = []
    for position in range {
      guard let (amounts, lastDay) = table.total(of: Int32(position)), amounts.margin < 0,
        amounts.isSettled, !amounts.isFullyRefunded(unrefunded[Int32(position)]),
        costing.isComplete(Int32(position))
      else { continue }
      let line = snapshot.orderLines[position]
      found.append(negativeMargin(line, amounts, on: lastDay, snapshot, settings))
    }
    return found
  }
  .flatMap(\.self).sorted { $0.key < $1.key }
}

private func negativeMargin(
  _ line: OrderLine, _ amounts: MarginAmounts, on date: CalendarDate, _ snapshot: LedgerSnapshot,
  _ settings: Settings
) -> Discrepancy {
  let channel = snapshot.symbols[line.channel]
  let order = snapshot.symbols[line.orderId]
  let name = snapshot.symbols[line.orderLineId]
  var result = Discrepancy(
    code: .co08, source: "margin", key: "\(channel)|\(order)|\(name)", eventDate: date,
    rule: "margin_below_zero")
  result.channel = channel
  result.orderId = order
  result.sku = snapshot.symbols[line.sku]
  result.currency = settings.functionalCurrency
  result.internal = amounts.margin
  result.marginImpact = amounts.margin
  result.internalEvidence = [snapshot.evidence(line.provenance)]
  let digits = settings.functionalCurrency.minorDigits
  func text(_ amount: Int64) -> String { decimalText(amount, digits: digits) }
  result.note =
    "revenue \(text(amounts.revenue)) − discounts \(text(amounts.discounts))"
    + " − refunds \(text(amounts.refunds)) − fees \(text(amounts.fees))"
    + " − cost of sales \(text(amounts.costOfSales)) = \(text(amounts.margin))"
  return result
}
