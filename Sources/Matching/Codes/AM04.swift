import Accounting

/// AM-04: the channel settled another shipping than our order has.
///
/// The shipping the channel settled is not the shipping on our order.
///
/// Found per order line, in proportion to the units settled.
///
/// Do: check the carrier's bill and what the buyer was offered.
extension OrderMatching {
  func checkShipping(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation,
    settled: Int64, _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    check(
      .shipping, .am04, "shipping_differs", order, line,
      expected.prorated(expected[.shipping], settled: settled), source, &found)
  }
}
