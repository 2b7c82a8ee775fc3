import Accounting

/// RF-03: a fee was not returned on a refund.
///
/// The channel took its commission on the sale and kept it when the goods were refunded.
///
/// Found per refund in a booked settlement that shows its parts: less commission came back than
/// the sale's in proportion to what was refunded, beyond the tolerance: to the price, or to price,
/// shipping and gift wrap together, whichever is less. What a channel keeps of it by its terms is
/// a refund commission, a fee of its own; a concession that it calls goodwill returns none.
///
/// Do: claim it if the terms say that it is due.
extension RefundMatching {
  func feeNotReturned(
    _ event: RefundEvent, _ position: Int, _ source: SourceSettings, returned: Int64, due: Int64,
    isExact: Bool
  ) -> Discrepancy? {
    // What is due in proportion is rounded here: a unit less is no difference that is forgiven.
    guard due - returned > (isExact ? 0 : 1) else { return nil }
    var finding = refundFinding(
      .rf03, event, position, source, rule: "commission_not_returned", external: returned,
      internal: due)
    finding.note = "commission"
    if due - returned > context.settings.componentTolerance { return finding }
    finding.key += "|commission"
    return finding.forgiven
  }
}
