import Accounting

/// AM-01: the channel settled another price or another tax than our order has.
///
/// The channel settled another price or another tax than our order has.
///
/// Found per order line for its principal, its tax (all item taxes with those of shipping and gift
/// wrap) and its gift wrap, against the order, in proportion to the units settled; for channels
/// that show one payment, for the whole. A principal row that stands twice shows here. A refund
/// that differs from ours and stays within the sale is AM-01 too. When the total is right and only
/// its parts differ, that is AM-08. Tax that the marketplace remits is no cash of ours.
///
/// Do: check price, discount and later edits of the order.
extension OrderMatching {
  func checkGross(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation,
    _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    check(.gross, .am01, "gross_differs", order, line, expected[.gross], source, &found)
  }

  func checkPrice(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation,
    settled: Int64, _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    check(
      .principal, .am01, "principal_differs", order, line,
      expected.due(.principal, in: line.sale, settled: settled), source, &found)
    check(
      .tax, .am01, "tax_differs", order, line,
      expected.due(.tax, in: line.sale, settled: settled), source, &found)
    check(
      .giftWrap, .am01, "gift_wrap_differs", order, line,
      expected.due(.giftWrap, in: line.sale, settled: settled), source, &found)
  }
}
