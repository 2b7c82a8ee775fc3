import Accounting

extension OrderMatching {
  /// AM-01 to AM-06 and TX-01: a settled line against its order, one finding per component.
  func compare(
    _ order: OrderCase, _ line: LineCase, _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    let expected = Expectation(
      line.orderLines, context.snapshot, pricesIncludeTax: source.pricesIncludeTax)
    if isUnclearPart(line, expected, source) {
      record(line.parts(of: expected.quantity), of: line, &found)
      reportRemainder(expected.cash - paid(line, expected), order, line, source, &found)
      return checkWithheld(order, line, expected, source, &found)
    }
    let settled = settledUnits(order, line, expected, source, &found)
    if source.isGrossOnly {
      check(.gross, .am01, "gross_differs", order, line, expected[.gross], source, &found)
    } else {
      check(
        .principal, .am01, "principal_differs", order, line,
        expected.prorated(expected[.principal], settled: settled), source, &found)
      check(
        .tax, .am01, "tax_differs", order, line,
        expected.prorated(expected[.tax], settled: settled), source, &found)
      check(.giftWrap, .am01, "gift_wrap_differs", order, line, 0, source, &found)
      check(
        .shipping, .am04, "shipping_differs", order, line,
        expected.prorated(expected[.shipping], settled: settled), source, &found)
      check(
        .discount, .am03, "discount_differs", order, line,
        expected.prorated(expected[.discount], settled: settled), source, &found)
    }
    checkWithheld(order, line, expected, source, &found)
    checkFees(order, line, expected, settled: settled, source, &found)
  }

  /// AM-05, and the units the rest of the comparison counts with.
  ///
  /// Fewer units with money in proportion: the rest waits (CM-02, then CM-03). Fewer with the full
  /// money, or more than ordered: AM-05.
  private func settledUnits(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation, _ source: SourceSettings,
    _ found: inout OrderFindings
  ) -> Int64 {
    let settled = line.settledQuantity
    guard !source.isGrossOnly, settled > 0 else { return expected.quantity }
    if settled == expected.quantity {
      record(line.parts(of: settled), of: line, &found)
      return settled
    }
    let tolerance = UInt64(context.settings.componentTolerance)
    let full = expected[.principal]
    let isFull = (line.sale[.principal] - full).magnitude <= tolerance
    if settled < expected.quantity && !isFull {
      let waiting = expected.cash - expected.prorated(expected.cash, settled: settled)
      record(line.parts(of: expected.quantity), of: line, &found)
      reportRemainder(waiting, order, line, source, &found)
      return settled
    }
    let rows = settlementLines(order, line) { $0.event == .sale && $0.component == .principal }
    var finding = makeFinding(
      .am05, order, lines: line.orderLines, component: "quantity",
      date: line.firstSaleDate ?? context.asOf, rule: "quantity_differs", source)
    finding.external = line.sale[.principal]
    finding.internal = full
    finding.settlementId = settlementId(rows)
    finding.externalEvidence = context.evidence(rows.map(\.provenance))
    finding.note = "\(settled) units settled, \(expected.quantity) ordered"
    found.discrepancies.append(finding)
    return expected.quantity
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

  private func record(_ parts: [SettledPart], of line: LineCase, _ found: inout OrderFindings) {
    if parts.isEmpty { return }
    for orderLine in line.orderLines { found.settledParts.append((orderLine, parts)) }
  }

  /// One component: equal, forgiven (AM-06), or a finding of the given code.
  private func check(
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

  private func report(
    _ difference: Int64, external: Int64, internal: Int64, _ component: LineComponent,
    _ code: DiscrepancyCode, _ rule: String, _ order: OrderCase, _ line: LineCase,
    _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    let isForgiven = difference.magnitude <= UInt64(context.settings.componentTolerance)
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

  /// TX-01: the tax the channel kept against the tax it collected for this line.
  ///
  /// On tax the marketplace remits both must cancel; on tax the seller remits nothing may be kept.
  private func checkWithheld(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation, _ source: SourceSettings,
    _ found: inout OrderFindings
  ) {
    let isMarketplace = line.orderLines.contains {
      context.snapshot.orderLines[Int($0)].taxRemittedBy == .marketplace
    }
    let collected = source.isGrossOnly ? expected[.tax] : line.sale[.tax]
    let due = isMarketplace ? -collected : 0
    check(.withheld, .tx01, "withheld_differs", order, line, due, source, &found)
  }

  /// AM-02: every fee the rate card knows for the channel, against what was charged.
  private func checkFees(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation, settled: Int64,
    _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    guard let day = line.firstSaleDate else { return }
    for card in rateCard.cards(of: index.orders[order.position].channel) {
      let fee = card.fee
      guard fee != .refundCommission,
        let due = feeDue(card, line, expected, settled: settled, on: day, source)
      else { continue }
      let difference = line.sale[fee] + due
      guard difference != 0 else { continue }
      report(
        difference, external: line.sale[fee], internal: -due, fee, .am02, "fee_differs", order,
        line, source, &found)
    }
  }

  /// The fee due on a settled line, positive; `nil` where no rate was agreed for any of it.
  private func feeDue(
    _ card: FeeCard, _ line: LineCase, _ expected: Expectation,
    settled: Int64, on day: CalendarDate, _ source: SourceSettings
  ) -> Int64? {
    if card.fee == .payment {
      guard let rate = card.rate(for: .none, on: day) else { return nil }
      let gross = source.isGrossOnly ? line.sale[.gross] : expected[.gross]
      return RateCard.due(
        rate, base: gross, units: max(1, line.paymentCount), currency: expected.currency)
    }
    var total: Int64?
    for position in line.orderLines {
      let orderLine = context.snapshot.orderLines[Int(position)]
      guard let rate = card.rate(for: orderLine.sku, on: day) else { continue }
      let isAlone = line.orderLines.count == 1
      let units = isAlone ? settled : orderLine.quantity
      let price =
        isAlone
        ? expected.prorated(orderLine.itemPrice, settled: settled) : orderLine.itemPrice
      if let due = RateCard.due(rate, base: price, units: units, currency: orderLine.currency) {
        total = (total ?? 0) + due
      }
    }
    guard line.orderLines.count > 1 else { return total }
    return total.map { expected.prorated($0, settled: settled) }
  }
}
