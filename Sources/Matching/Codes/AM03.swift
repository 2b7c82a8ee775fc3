import Accounting

/// AM-03: a discount is borne by another party than agreed.
///
/// The discount the channel applied is not the one on our order: it took one from us that we did
/// not grant, bore one itself that we expected to bear, or took another amount.
///
/// Found per order line over all its promotions. The rule says which: promotion_borne_by_us,
/// promotion_borne_by_channel, or discount_differs.
///
/// Do: check the terms of the promotion.
extension OrderMatching {
  func checkDiscount(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation,
    settled: Int64, _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    let due = expected.prorated(expected[.discount], settled: settled)
    let rule =
      due == 0
      ? "promotion_borne_by_us"
      : line.sale[.discount] == 0 ? "promotion_borne_by_channel" : "discount_differs"
    check(.discount, .am03, rule, order, line, due, source, &found)
  }
}
