import Accounting

/// What the systems that keep orders say was given back of them in all.
struct RefundedTotals: Sendable {
  /// By order.
  private(set) var byOrder: [Int32: RefundedTotal] = [:]

  init(_ snapshot: LedgerSnapshot, _ index: OrderIndex) {
    for total in snapshot.refundedTotals {
      let order = index.orders(numbered: total.orderId).first {
        index.orders[Int($0)].channel == total.channel
      }
      guard let order, total.amount >= byOrder[order]?.amount ?? 0 else { continue }
      byOrder[order] = total
    }
  }
}

extension RefundMatching {
  /// RF-04 where the order's own system tells of another amount than the settlements show.
  ///
  /// Only for orders of which no single refund is known on our side. The total has no day: what of
  /// it is in no settlement is late when the refund days have passed since it was told.
  func checkTotal(
    _ total: RefundedTotal, _ events: [RefundEvent], _ position: Int, _ source: SourceSettings,
    _ discrepancies: inout [Discrepancy]
  ) {
    guard events.allSatisfy({ $0.lines[0].currency == total.currency }) else {
      discrepancies += events.map { notInLedger($0, position, source) }
      return
    }
    let shown = events.reduce(Int64(0)) { $0 + $1.amount + $1.tax }
    let difference = shown + total.amount
    if difference.magnitude <= UInt64(context.settings.componentTolerance) { return }
    guard difference > 0 else {
      discrepancies.append(beyond(total, shown, events, position, source))
      return
    }
    if let finding = overdue(total, shown, events, position, source) {
      discrepancies.append(finding)
    }
  }

  private func beyond(
    _ total: RefundedTotal, _ shown: Int64, _ events: [RefundEvent], _ position: Int,
    _ source: SourceSettings
  ) -> Discrepancy {
    var all = events[0]
    all.lines = events.flatMap(\.lines)
    var finding = refundFinding(
      .rf04, all, position, source, rule: "refund_not_in_ledger", external: shown,
      internal: -total.amount)
    finding.internalEvidence = context.evidence([total.provenance])
    finding.note = "more was refunded than the order tells of"
    return finding
  }

  private func overdue(
    _ total: RefundedTotal, _ shown: Int64, _ events: [RefundEvent], _ position: Int,
    _ source: SourceSettings
  ) -> Discrepancy? {
    let lines = orders.index.orders[position].lines
    let told =
      context.snapshot.documents[Int(total.provenance.document)].importedOn
      ?? context.settings.zone.date(of: context.snapshot.orderLines[Int(lines[0])].orderedAt)
    let due = told.adding(days: source.refundsWithinDays)
    guard context.asOf > due else { return nil }
    let order = OrderCase(position, orders.index.orders[position], context.snapshot)
    var finding = orders.makeFinding(
      .rf04, order, lines: lines, component: "refund|total", date: told,
      rule: "refund_not_in_settlement", source)
    finding.internal = -total.amount
    if !events.isEmpty {
      finding.external = shown
      finding.externalEvidence = context.evidence(events.flatMap(\.lines).map(\.provenance))
    }
    finding.currency = total.currency
    finding.internalEvidence = context.evidence([total.provenance])
    finding.note = "the order tells of it by \(told); expected in a settlement by \(due)"
    return finding
  }
}
