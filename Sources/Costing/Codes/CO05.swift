import Accounting

/// CO-05: a landed cost came after its goods were sold.
///
/// Freight, duty or another charge arrived when part of the goods was already sold. Its share of
/// those goes to cost of sales on the charge's date, and the margin of an earlier period was
/// reported without it.
///
/// Found per charge, where goods that bear it were sold in a period before the charge's own.
/// Internal is the part of the charge that went past stock. Within one period the margin is simply
/// complete, and nothing is told.
///
/// Do: adjust the margin of the earlier period forward, and accrue such charges sooner.
func lateLandedCosts(
  _ movements: [StockMovement], _ snapshot: LedgerSnapshot, _ settings: Settings
) -> [Discrepancy] {
  var late: [Int32: Int64] = [:]
  for movement in movements where movement.kind == .landedAfterSale && movement.orderLine >= 0 {
    let line = snapshot.orderLines[Int(movement.orderLine)]
    guard let left = line.effectiveShippedAt,
      settings.zone.date(of: left).period < movement.date.period
    else { continue }
    late[movement.charge, default: 0] += movement.value
  }
  return late.map { position, amount in
    let charge = snapshot.charges[Int(position)]
    let names = [charge.chargeId, charge.receiptId].map { snapshot.symbols[$0] }
    var result = Discrepancy(
      code: .co05, source: "inventory", key: names.joined(separator: "|"),
      eventDate: settings.zone.date(of: charge.incurredAt), rule: "landed_cost_after_sale")
    result.currency = settings.functionalCurrency
    result.internal = amount
    result.marginImpact = -amount
    result.internalEvidence = [snapshot.evidence(charge.provenance)]
    result.note =
      "charge \(names[0]) of receipt \(names[1]): this part bears on goods sold in an earlier period"
    return result
  }.sorted { $0.key < $1.key }
}
