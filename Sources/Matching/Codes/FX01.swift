import Accounting

/// FX-01: the channel settled an order in another currency than it was placed in.
///
/// The order is in one currency and its settlement lines are in another. The amounts cannot be
/// compared: a leg that converts them is missing.
///
/// A leg of an exchange inside a channel, of which nothing tells what it was exchanged for, is the
/// same.
///
/// Found per order line, before any amount is compared; such a line raises no AM. Where the row
/// itself states what was paid in the order's currency, that is compared, and there is no FX-01.
/// External is what was settled, in the settlement's currency; the order's amount stands in the
/// note.
///
/// Do: find the leg that converts, or correct the order's currency.
extension OrderMatching {
  func reportOtherCurrency(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation,
    _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    let rows = settlementLines(order, line) {
      $0.event == .sale && $0.currency != expected.currency
    }
    guard let first = rows.first else { return }
    var finding = makeFinding(
      .fx01, order, lines: line.orderLines, component: "currency",
      date: rows.map(\.date).min() ?? context.asOf, rule: "order_in_other_currency", source)
    finding.currency = first.currency
    finding.external = rows.reduce(Int64(0)) { $0 + $1.amount }
    finding.settlementId = settlementId(rows)
    finding.externalEvidence = context.evidence(rows.map(\.provenance))
    let ordered = decimalText(expected[.gross], digits: expected.currency.minorDigits)
    finding.note =
      "ordered for \(ordered) \(expected.currency.code), settled in \(first.currency.code)"
    found.discrepancies.append(finding)
  }
}
