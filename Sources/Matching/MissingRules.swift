import Accounting

extension OrderMatching {
  /// CM-02 and CM-03: our order line that no settlement shows, before and after its date.
  ///
  /// Counted from shipping, else from ordering; a cancelled line is not expected.
  func reportMissing(
    _ order: OrderCase, _ line: LineCase, _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    let expected = line.orderLines.filter {
      context.snapshot.orderLines[Int($0)].status != .cancelled
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
    let since = context.settings.zone.date(of: first.effectiveShippedAt ?? first.orderedAt)
    let due = since.adding(days: source.settlesWithinDays)
    let isLate = context.asOf > due
    var finding = makeFinding(
      isLate ? .cm03 : .cm02, order, lines: lines, component: "settlement", date: since,
      rule: isLate ? "order_overdue" : "order_awaiting_settlement", source)
    finding.internal = amount
    if !isLate { finding.due = due }
    if isLate {
      finding.cashImpact = -context.functional(amount, first.currency, on: since)
      finding.marginImpact = finding.cashImpact
    }
    finding.note =
      (remainder ? "rest of a partly settled line; " : "") + "settlement expected by \(due)"
    found.discrepancies.append(finding)
  }

  /// CM-01 for a SKU that the channel settled on an order of ours which does not have it.
  func missingInLedger(
    _ order: OrderCase, _ stranger: LineCase, _ source: SourceSettings
  ) -> Discrepancy {
    let lines = linesByOrder[order.position].filter {
      let line = context.snapshot.settlementLines[Int($0)]
      return line.sku == stranger.sku && assignment.orderLine[Int($0)] < 0 && line.event == .sale
    }
    return strangerFinding(lines.map { $0 }, context)
  }
}

/// CM-01: money for a sale that our orders do not have, from its settlement lines.
func strangerFinding(_ positions: [Int32], _ context: MatchContext) -> Discrepancy {
  let lines = positions.map { context.snapshot.settlementLines[Int($0)] }
  let first = lines.min { $0.date < $1.date } ?? lines[0]
  let order = context.text(first.orderId)
  let key = order.isEmpty ? context.text(first.reference) : order
  var finding = Discrepancy(
    code: .cm01, source: context.text(first.source), key: "\(key)|\(context.text(first.sku))",
    eventDate: first.date, rule: "order_not_in_ledger")
  finding.channel = context.text(first.marketplace)
  finding.orderId = order
  finding.sku = context.text(first.sku)
  if first.settlement >= 0 {
    let settlement = context.snapshot.settlements[Int(first.settlement)]
    finding.settlementId = context.text(settlement.settlementId)
    if finding.channel.isEmpty { finding.channel = context.channel(of: settlement) }
  }
  if finding.channel.isEmpty { finding.channel = sourceTitle(context.text(first.source)) }
  finding.currency = first.currency
  finding.external = lines.reduce(0) { $0 + $1.amount }
  finding.externalEvidence = context.evidence(lines.map(\.provenance))
  return finding
}
