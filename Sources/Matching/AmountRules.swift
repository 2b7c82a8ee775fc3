import Accounting

extension OrderMatching {
  /// A settled line against its order, one finding per component: each code's own file judges.
  func compare(
    _ order: OrderCase, _ line: LineCase, _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    let expected = Expectation(
      line.orderLines, context.snapshot, pricesIncludeTax: source.pricesIncludeTax)
    if let other = line.saleCurrency,
      other != expected.currency || line.hasPricesOfSeveralCurrencies
    {
      return reportOtherCurrency(order, line, expected, source, &found)
    }
    if isUnclearPart(line, expected, source) {
      record(line.parts(of: expected.quantity), of: line, &found)
      reportRemainder(expected.cash - paid(line, expected), order, line, source, &found)
      return checkWithheld(order, line, expected, source, &found)
    }
    if let finding = settledThoughCancelled(order, line, source) {
      found.discrepancies.append(finding)
    }
    let settled = settledUnits(order, line, expected, source, &found)
    if source.isGrossOnly {
      checkGross(order, line, expected, source, &found)
    } else if !isSplitWrong(order, line, expected, settled: settled, source, &found) {
      checkPrice(order, line, expected, settled: settled, source, &found)
      checkShipping(order, line, expected, settled: settled, source, &found)
      checkDiscount(order, line, expected, settled: settled, source, &found)
    }
    // Rates and taxes of the order say nothing about amounts in another currency.
    if line.hasOtherCurrency { return }
    checkWithheld(order, line, expected, source, &found)
    checkFees(order, line, expected, settled: settled, source, &found)
  }

  /// Whether a part of several order lines is settled that differ in price: which of them the
  /// money is for shows only when all are settled, so the comparison waits until then.
  private func isUnclearPart(
    _ line: LineCase, _ expected: Expectation, _ source: SourceSettings
  ) -> Bool {
    guard line.orderLines.count > 1, !source.isGrossOnly else { return false }
    let settled = line.settledQuantity
    guard settled > 0, settled < expected.quantity, line.sale[.principal] < expected[.principal]
    else { return false }
    return line.orderLines.contains {
      let orderLine = context.snapshot.orderLines[Int($0)]
      return Int128(orderLine.itemPrice) * Int128(expected.quantity)
        != Int128(expected.itemPrice) * Int128(orderLine.quantity)
    }
  }

  /// What has been paid of `Expectation.cash`.
  private func paid(_ line: LineCase, _ expected: Expectation) -> Int64 {
    let parts: [LineComponent] = [.principal, .shipping, .giftWrap, .discount]
    let tax = expected.cashHoldsTax ? line.sale[.tax] : 0
    return parts.reduce(tax) { $0 + line.sale[$1] }
  }

  func record(_ parts: [SettledPart], of line: LineCase, _ found: inout OrderFindings) {
    if parts.isEmpty { return }
    for orderLine in line.orderLines { found.settledParts.append((orderLine, parts)) }
  }

  func isRemittedByMarketplace(_ line: LineCase) -> Bool {
    line.orderLines.allSatisfy {
      context.snapshot.orderLines[Int($0)].taxRemittedBy == .marketplace
    }
  }

  /// One component: equal, forgiven (AM-06), or a finding of the given code.
  func check(
    _ component: LineComponent, _ code: DiscrepancyCode, _ rule: String, _ order: OrderCase,
    _ line: LineCase, _ expected: Int64, _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    let actual = line.sale[component]
    let difference = actual - expected
    guard difference != 0 else { return }
    report(
      difference, external: actual, internal: expected, component, code, rule, order, line, source,
      &found)
  }

  func report(
    _ difference: Int64, external: Int64, internal: Int64, _ component: LineComponent,
    _ code: DiscrepancyCode, _ rule: String, _ order: OrderCase, _ line: LineCase,
    _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    let isForgiven = isForgiven(difference)
    let rows = settlementLines(order, line) { $0.event == .sale && $0.component == component }
    var finding = makeFinding(
      isForgiven ? .am06 : code, order, lines: line.orderLines, component: component.name,
      date: rows.map(\.date).min() ?? line.firstSaleDate ?? context.asOf,
      rule: isForgiven ? "within_tolerance" : rule, source)
    finding.external = external
    finding.internal = `internal`
    let shown = rows.isEmpty ? settlementLines(order, line) { $0.event == .sale } : rows
    finding.settlementId = settlementId(shown)
    finding.externalEvidence = context.evidence(shown.map(\.provenance))
    finding.note = component.name
    let impact = context.functional(
      difference, finding.currency ?? context.settings.functionalCurrency, on: finding.eventDate)
    finding.cashImpact = impact
    if component == .tax || component == .withheld {
      finding.taxImpact = impact
      // What the marketplace collects and remits comes and goes with it.
      if component == .tax && isRemittedByMarketplace(line) { finding.cashImpact = 0 }
    } else {
      finding.marginImpact = impact
    }
    if code == .am02 && difference > 0 && !isForgiven { finding.severity = .s3 }
    if isForgiven {
      found.statistics.toleranceSpent += Int64(difference.magnitude)
    } else {
      let value = rows.reduce(Int64(0)) { $0 &+ Int64(clamping: $1.amount.magnitude) }
      found.countDifference(rows: rows.count, value: value)
    }
    found.discrepancies.append(finding)
  }
}
