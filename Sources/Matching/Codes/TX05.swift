import Accounting

/// TX-05: a refund gave back the price and not its tax.
///
/// Goods were refunded whose sale was taxed, and no tax was given back. The tax stays a liability
/// for a sale that was undone.
///
/// Found per refund in a booked settlement that shows its parts: principal goes back, the sale had
/// tax, and the refund has none. Internal is the tax in proportion to the price refunded. A
/// concession that the channel calls goodwill takes no tax back.
///
/// Do: correct the refund, or have the channel reverse the tax.
extension RefundMatching {
  func taxNotReversed(
    _ event: RefundEvent, _ position: Int, _ source: SourceSettings, refunded: Int64, due: Int64
  ) -> Discrepancy? {
    guard refunded == 0, due < -context.settings.componentTolerance else { return nil }
    var finding = refundFinding(
      .tx05, event, position, source, rule: "refund_without_tax", external: 0, internal: due)
    finding.cashImpact = 0
    finding.marginImpact = 0
    finding.taxImpact = context.functional(
      due, finding.currency ?? context.settings.functionalCurrency, on: event.date)
    finding.note = "the sale was taxed"
    return finding
  }
}
