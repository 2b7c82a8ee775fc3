import Accounting

/// AM-08: the total is right and its parts are wrong.
///
/// The buyer paid what our order says, and the channel split it in another way: what is price here
/// is shipping, tax or discount there. Cash is right, but for tax that the marketplace remits;
/// revenue, tax and shipping are each booked wrong.
///
/// Found per order line: two parts or more differ beyond the tolerance and the differences sum to
/// zero. It stands in place of AM-01, AM-03 and AM-04 of that line; the note names each part's
/// difference.
///
/// Do: fix the allocation, on the order or at the channel.
extension OrderMatching {
  /// Whether the line's total is right and its parts are not; tells of it if so.
  func isSplitWrong(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation,
    settled: Int64, _ source: SourceSettings, _ found: inout OrderFindings
  ) -> Bool {
    var total: Int64 = 0
    var wrong = 0
    for component in Self.splitParts {
      let difference = self.difference(of: component, line, expected, settled: settled)
      total += difference
      if !isForgiven(difference) { wrong += 1 }
    }
    guard wrong > 1, total == 0 else { return false }
    found.discrepancies.append(wrongSplit(order, line, expected, settled: settled, source))
    return true
  }

  private static let splitParts: [LineComponent] = [
    .principal, .tax, .shipping, .giftWrap, .discount,
  ]

  private func difference(
    of component: LineComponent, _ line: LineCase, _ expected: Expectation, settled: Int64
  ) -> Int64 {
    line.sale[component] - expected.due(component, in: line.sale, settled: settled)
  }

  private func wrongSplit(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation, settled: Int64,
    _ source: SourceSettings
  ) -> Discrepancy {
    let rows = settlementLines(order, line) {
      $0.event == .sale && Self.splitParts.contains($0.component)
    }
    var finding = makeFinding(
      .am08, order, lines: line.orderLines, component: "split",
      date: rows.map(\.date).min() ?? context.asOf, rule: "split_differs", source)
    let total = Self.splitParts.reduce(Int64(0)) { $0 + line.sale[$1] }
    finding.external = total
    finding.internal = total
    finding.settlementId = settlementId(rows)
    finding.externalEvidence = context.evidence(rows.map(\.provenance))
    let tax = difference(of: .tax, line, expected, settled: settled)
    finding.taxImpact = context.functional(tax, expected.currency, on: finding.eventDate)
    finding.marginImpact = -finding.taxImpact
    if isRemittedByMarketplace(line) { finding.cashImpact = finding.marginImpact }
    let parts = Self.splitParts.map {
      ($0, difference(of: $0, line, expected, settled: settled))
    }.filter { $0.1 != 0 }
    finding.note = parts.map { component, difference in
      let sign = difference > 0 ? "+" : ""
      let amount = decimalText(difference, digits: expected.currency.minorDigits)
      return "\(component.name) \(sign)\(amount)"
    }.joined(separator: ", ")
    return finding
  }
}
