import Accounting

extension OrderMatching {
  /// CM-02 and CM-03: our order line that no settlement shows, before and after its date.
  ///
  /// Counted by the source's terms; a cancelled line is not expected.
  func reportMissing(
    _ order: OrderCase, _ line: LineCase, _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    // A line that the channel reports as deferred is not missing: TM-03 watches it.
    let expected = line.orderLines.filter {
      context.snapshot.orderLines[Int($0)].status != .cancelled && !deferredLines.contains($0)
    }
    guard !expected.isEmpty else { return }
    let expectation = Expectation(
      expected, context.snapshot, pricesIncludeTax: source.pricesIncludeTax)
    report(missing: expectation.cash, of: expected, order, source, remainder: false, &found)
  }

  /// The part of a partly settled line that still waits.
  func reportRemainder(
    _ amount: Int64, _ order: OrderCase, _ line: LineCase, _ source: SourceSettings,
    _ found: inout OrderFindings
  ) {
    if line.isClaimedByHeld { return }
    report(missing: amount, of: line.orderLines, order, source, remainder: true, &found)
  }

  private func report(
    missing amount: Int64, of lines: [Int32], _ order: OrderCase, _ source: SourceSettings,
    remainder: Bool, _ found: inout OrderFindings
  ) {
    let first = context.snapshot.orderLines[Int(lines[0])]
    let since = context.settings.zone.date(of: source.termsStart(of: first))
    let due = settlementDue(since, source)
    let isLate = isOverdue(due)
    var finding = makeFinding(
      isLate ? .cm03 : .cm02, order, lines: lines, component: "settlement", date: since,
      rule: isLate ? "order_overdue" : "order_awaiting_settlement", source)
    finding.internal = amount
    if isLate { finding.owedFrom = due } else { finding.due = due }
    if isLate {
      finding.cashImpact = -context.functional(amount, first.currency, on: since)
      finding.marginImpact = finding.cashImpact
    }
    found.expected.append(
      ExpectedAmount(
        kind: .earned, source: source.name, item: "\(finding.orderId)/\(lineName(first))",
        orderId: finding.orderId, since: since, due: due, currency: first.currency,
        amount: amount, provenance: first.provenance))
    finding.note =
      (remainder ? "rest of a partly settled line; " : "") + "settlement expected by \(due)"
    found.discrepancies.append(finding)
  }

  private func lineName(_ line: OrderLine) -> String { context.text(line.orderLineId) }
}
