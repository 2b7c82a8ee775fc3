import Accounting

/// AM-05: the channel settled another number of units than we sold.
///
/// The channel settled another number of units than we sold. Fewer units with money in proportion
/// are no difference: the rest waits for a later settlement.
///
/// Found per order line: units are summed over the distinct shipments of its principal rows. Fewer
/// than ordered with the full money, or more than ordered, is AM-05.
///
/// Do: count what left the warehouse, and correct the order or claim.
extension OrderMatching {
  /// AM-05, and the units the rest of the comparison counts with.
  ///
  /// Fewer units with money in proportion: the rest waits (CM-02, then CM-03). Fewer with the full
  /// money, or more than ordered: AM-05.
  func settledUnits(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation, _ source: SourceSettings,
    _ found: inout OrderFindings
  ) -> Int64 {
    let settled = line.settledQuantity
    guard !source.isGrossOnly, settled > 0 else { return expected.quantity }
    if settled == expected.quantity {
      record(line.parts(of: settled), of: line, &found)
      return settled
    }
    let tolerance = UInt64(context.settings.componentTolerance)
    let full = expected[.principal]
    let isFull = (line.sale[.principal] - full).magnitude <= tolerance
    if settled < expected.quantity && !isFull {
      let waiting = expected.cash - expected.prorated(expected.cash, settled: settled)
      record(line.parts(of: expected.quantity), of: line, &found)
      reportRemainder(waiting, order, line, source, &found)
      return settled
    }
    let rows = settlementLines(order, line) { $0.event == .sale && $0.component == .principal }
    var finding = makeFinding(
      .am05, order, lines: line.orderLines, component: "quantity",
      date: line.firstSaleDate ?? context.asOf, rule: "quantity_differs", source)
    finding.external = line.sale[.principal]
    finding.internal = full
    finding.settlementId = settlementId(rows)
    finding.externalEvidence = context.evidence(rows.map(\.provenance))
    finding.note = "\(settled) units settled, \(expected.quantity) ordered"
    found.discrepancies.append(finding)
    return expected.quantity
  }
}
