import Accounting

/// CO-04: goods were refunded, and neither came back nor were paid for.
///
/// A buyer got the money back, the goods did not come back, and the channel reimbursed nothing.
/// Channels pay for such goods when it is claimed in time.
///
/// Found for refunds of a whole order line's price that say nothing came back, when
/// returns_within_days (45 unless crossfoot.yaml says otherwise) have passed since and no
/// reimbursement line names the order. It closes when one of both comes.
///
/// Do: claim by the channel's deadline.
extension RefundMatching {
  func goodsLost(_ refunds: [Int32], _ position: Int, _ source: SourceSettings) -> [Discrepancy] {
    let late = refunds.filter { isOverdueReturn($0) }
    guard !late.isEmpty, !isReimbursed(position) else { return [] }
    let header = orders.index.orders[position]
    return late.compactMap { number in
      let refund = context.snapshot.refunds[Int(number)]
      guard let linePosition = RefundOrders.orderLine(refund, header.lines, context.snapshot) else {
        return nil
      }
      let line = context.snapshot.orderLines[Int(linePosition)]
      guard refund.amount >= line.itemPrice - line.discount, line.itemPrice > 0,
        line.effectiveShippedAt != nil
      else { return nil }
      let order = OrderCase(position, header, context.snapshot)
      var finding = orders.makeFinding(
        .co04, order, lines: [linePosition],
        component: "goods|\(context.text(refund.refundId))",
        date: context.settings.zone.date(of: refund.refundedAt), rule: "goods_not_returned", source)
      finding.internal = refund.amount
      finding.internalEvidence = context.evidence([refund.provenance, line.provenance])
      finding.cashImpact = -context.functional(
        refund.amount, refund.currency, on: finding.eventDate)
      finding.note = "nothing came back, and nothing was reimbursed"
      return finding
    }
  }

  private func isOverdueReturn(_ number: Int32) -> Bool {
    let refund = context.snapshot.refunds[Int(number)]
    guard refund.returnedQuantity == 0, refund.disposition == .notReturned else { return false }
    let date = context.settings.zone.date(of: refund.refundedAt)
    return context.asOf > date.adding(days: context.settings.returnsWithinDays)
  }

  private func isReimbursed(_ position: Int) -> Bool {
    orders.linesByOrder[position].contains {
      context.snapshot.settlementLines[Int($0)].event == .reimbursement
    }
  }
}
