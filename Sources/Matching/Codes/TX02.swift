import Accounting

/// TX-02: tax that the marketplace remits stands as our liability.
///
/// The channel withheld all the tax of the sale, so it remits it itself; our order says that we
/// remit it, and the tax is booked as our liability. It would be paid twice.
///
/// Found per order line: the order says 'seller', and what was withheld is exactly what was
/// collected. External is what was withheld, internal what we took for due.
///
/// Do: reclassify it: correct tax_remitted_by on the order.
extension OrderMatching {
  /// Whether a channel withheld all the tax that it collected.
  func isWithheldWhole(_ line: LineCase, _ collected: Int64) -> Bool {
    collected != 0 && line.sale[.withheld] == -collected
  }

  func reportLiability(
    _ order: OrderCase, _ line: LineCase, _ collected: Int64, _ source: SourceSettings,
    _ found: inout OrderFindings
  ) {
    let rows = settlementLines(order, line) { $0.event == .sale && $0.component == .withheld }
    var finding = makeFinding(
      .tx02, order, lines: line.orderLines, component: "remitter",
      date: rows.map(\.date).min() ?? context.asOf, rule: "marketplace_tax_as_ours", source)
    finding.external = -collected
    finding.internal = 0
    finding.settlementId = settlementId(rows)
    finding.externalEvidence = context.evidence(rows.map(\.provenance))
    finding.taxImpact = context.functional(
      -collected, finding.currency ?? context.settings.functionalCurrency,
      on: finding.eventDate)
    let jurisdictions = Set(
      line.orderLines.map {
        context.text(context.snapshot.orderLines[Int($0)].taxJurisdiction)
      }
    ).filter { !$0.isEmpty }.sorted()
    finding.note = (["withheld in full"] + jurisdictions).joined(separator: "; ")
    found.discrepancies.append(finding)
  }
}
