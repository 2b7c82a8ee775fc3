import Accounting

/// AM-05: the channel settled another number of units than we sold.
///
/// The channel settled another number of units than we sold. Fewer units with money in proportion
/// are no difference: the rest waits for a later settlement, or was cancelled.
///
/// Found per order line: units are summed over the distinct shipments of its principal rows. Fewer
/// than ordered with the full money, or more than ordered, is AM-05; so is a line that was
/// cancelled and is settled all the same, unless it was cancelled later, or the money went back.
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
      if let cut = cutShort(line, at: settled) {
        record(line.parts(of: settled), of: line, &found)
        found.cutShort.append(cut)
        return settled
      }
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

  /// An order line whose rest was cancelled: it comes to the units that were settled.
  private func cutShort(
    _ line: LineCase, at units: Int64
  ) -> (orderLine: Int32, settled: OrderLine)? {
    guard line.orderLines.count == 1 else { return nil }
    var settled = context.snapshot.orderLines[Int(line.orderLines[0])]
    guard settled.status == .cancelled else { return nil }
    func part(_ amount: Int64) -> Int64 {
      Int64(roundedHalfUp(Int128(amount) * Int128(units), over: Int128(settled.quantity)))
    }
    let (price, discount) = (part(settled.itemPrice), part(settled.discount))
    (settled.itemTax, settled.shipping) = (part(settled.itemTax), part(settled.shipping))
    settled.shippingTax = part(settled.shippingTax)
    (settled.itemPrice, settled.discount, settled.quantity) = (price, discount, units)
    return (line.orderLines[0], settled)
  }

  /// AM-05: nothing was to be settled of a line that was cancelled.
  func settledThoughCancelled(
    _ order: OrderCase, _ line: LineCase, _ source: SourceSettings
  ) -> Discrepancy? {
    let snapshot = context.snapshot
    guard line.orderLines.allSatisfy({ snapshot.orderLines[Int($0)].status == .cancelled }),
      let first = line.firstSale
    else { return nil }
    let component: LineComponent = source.isGrossOnly ? .gross : .principal
    let kept = line.sale[component] + line.refund[component]
    let header = snapshot.orderLines[Int(line.orderLines[0])]
    guard kept > 0, !refundedOrders.contains(header.orderId),
      !line.orderLines.contains(where: { wasStanding($0, at: first) })
    else { return nil }
    let rows = settlementLines(order, line) { $0.event == .sale && $0.component == component }
    var finding = makeFinding(
      .am05, order, lines: line.orderLines, component: "cancelled",
      date: line.firstSaleDate ?? context.asOf, rule: "cancelled_line_settled", source)
    finding.external = kept
    finding.internal = 0
    finding.settlementId = settlementId(rows)
    finding.externalEvidence = context.evidence(rows.map(\.provenance))
    finding.note = "settled though cancelled: refund it, or take the cancellation back"
    return finding
  }

  /// Whether an order line was cancelled only after a moment.
  private func wasStanding(_ position: Int32, at moment: Instant) -> Bool {
    let line = context.snapshot.orderLines[Int(position)]
    let history = context.snapshot.orderHistories.first {
      $0.current.channel == line.channel && $0.current.orderId == line.orderId
        && $0.current.orderLineId == line.orderLineId
    }
    return history.map { $0.line(at: moment).status != .cancelled } ?? false
  }
}
