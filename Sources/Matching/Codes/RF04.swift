import Accounting

/// RF-04: a refund stands on one side only.
///
/// A refund stands on one side only: either the channel made one that we have no record of, or
/// ours never reached the channel.
///
/// Where an orders export says what was refunded of an order in all (Shopify's Refunded Amount),
/// and no single refund of it is known on our side, the settlements' refunds are held against that.
///
/// Found by pairing refunds of an order line by amount, then by date. A settlement's refund
/// without one of ours is told at once; one of ours that no settlement shows is told when the
/// source's refund days have passed. It closes when the other side comes.
///
/// Do: check that it was sent, or record it.
extension RefundMatching {
  /// RF-04: the settlement shows a refund that we did not make.
  func notInLedger(
    _ event: RefundEvent, _ position: Int, _ source: SourceSettings
  ) -> Discrepancy {
    refundFinding(
      .rf04, event, position, source, rule: "refund_not_in_ledger",
      external: event.amount, internal: nil)
  }

  /// RF-04: past its date, a refund of ours is in no settlement.
  func overdue(
    _ refund: Int32, _ position: Int, _ source: SourceSettings
  ) -> Discrepancy? {
    let record = context.snapshot.refunds[Int(refund)]
    let date = context.settings.zone.date(of: record.refundedAt)
    let due = date.adding(days: source.refundsWithinDays)
    guard context.asOf > due else { return nil }
    let lines = orders.index.orders[position].lines
    let line = RefundOrders.orderLine(record, lines, context.snapshot)
    let order = OrderCase(position, orders.index.orders[position], context.snapshot)
    var finding = orders.makeFinding(
      .rf04, order, lines: line.map { [$0] } ?? lines,
      component: "refund|\(context.text(record.refundId))", date: date,
      rule: "refund_not_in_settlement", source)
    finding.internal = -(record.amount + (source.isGrossOnly ? record.tax : 0))
    finding.currency = record.currency
    finding.internalEvidence = context.evidence([record.provenance])
    finding.note = "expected in a settlement by \(due)"
    return finding
  }
}
