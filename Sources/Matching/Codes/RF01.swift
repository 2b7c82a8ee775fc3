import Accounting

/// RF-01: a refund for a sale that is in none of the records.
///
/// The channel took money back for a sale that is in none of the records.
///
/// Found for refund lines of booked settlements that lead to no order of ours, where the channel
/// shows no sale of it either; where it shows the sale, that is CM-01 and the refund RF-04. It
/// closes when the sale comes.
///
/// Do: find the order.
extension StrangerRules {
  /// RF-01 where there was never a sale; where the sale is CM-01, the refund is RF-04.
  func refundFinding(_ positions: [Int32], hasSale: Bool) -> Discrepancy {
    var finding = strangerFinding(positions, context)
    finding.code = hasSale ? .rf04 : .rf01
    finding.rule = hasSale ? "refund_not_in_ledger" : "refund_without_sale"
    finding.key += "|refund"
    let impact = context.functional(
      finding.external ?? 0, finding.currency ?? context.settings.functionalCurrency,
      on: finding.eventDate)
    finding.cashImpact = impact
    finding.marginImpact = impact
    return finding
  }
}
