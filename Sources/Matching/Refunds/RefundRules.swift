import Accounting

extension RefundMatching {
  /// AM-01, or AM-06 within tolerance: a pair differs within the sale.
  func difference(
    _ event: RefundEvent, _ refund: Int32, _ position: Int, _ source: SourceSettings
  ) -> Discrepancy {
    let record = context.snapshot.refunds[Int(refund)]
    let expected = -(record.amount + (source.isGrossOnly ? record.tax : 0))
    let difference = event.amount - expected
    let isForgiven = difference.magnitude <= UInt64(context.settings.componentTolerance)
    var finding = refundFinding(
      isForgiven ? .am06 : .am01, event, position, source,
      rule: isForgiven ? "within_tolerance" : "refund_differs", external: event.amount,
      internal: expected)
    finding.internalEvidence = context.evidence([record.provenance])
    finding.note = "refund"
    return finding
  }

  /// DU-05: units came back to an order of several lines, and nothing says of which.
  func unclearReturn(
    _ refund: Refund, _ position: Int, _ source: SourceSettings
  ) -> Discrepancy {
    let order = OrderCase(position, orders.index.orders[position], context.snapshot)
    var finding = orders.makeFinding(
      .du05, order, lines: orders.index.orders[position].lines,
      component: "return|\(context.text(refund.refundId))",
      date: context.settings.zone.date(of: refund.refundedAt), rule: "several_order_lines", source)
    finding.externalEvidence = context.evidence([refund.provenance])
    finding.note =
      "\(refund.returnedQuantity) came back and no line is named: not in stock until "
      + "order_line_id says which"
    return finding
  }

  /// What was sold: by the settlements, else, where the sale is still to come, by the order.
  func saleSums(
    _ position: Int, _ orderLine: Int32, _ source: SourceSettings
  ) -> ComponentSums {
    var sums = ComponentSums()
    for linePosition in orders.linesByOrder[position] {
      let line = context.settlementLine(linePosition, of: orders.index.orders[position])
      let owner = source.isGrossOnly ? -1 : orders.assignment.orderLine[Int(linePosition)]
      if line.event == .sale && owner == orderLine { sums.add(line.amount, to: line.component) }
    }
    return sums.isEmpty ? orderSums(position, orderLine, source) : sums
  }

  /// What is to be sold by the order.
  func orderSums(
    _ position: Int, _ orderLine: Int32, _ source: SourceSettings
  ) -> ComponentSums {
    var sums = ComponentSums()
    let order = orders.index.orders[position]
    let lines = orderLine < 0 ? order.expectedLines(context.snapshot) : [orderLine]
    let expected = Expectation(
      lines, context.snapshot, pricesIncludeTax: source.pricesIncludeTax)
    for component in [LineComponent.principal, .tax, .shipping, .gross] {
      sums.add(expected[component], to: component)
    }
    return sums
  }

  func refundFinding(
    _ code: DiscrepancyCode, _ event: RefundEvent, _ position: Int, _ source: SourceSettings,
    rule: String, external: Int64, internal: Int64?
  ) -> Discrepancy {
    let order = OrderCase(position, orders.index.orders[position], context.snapshot)
    let lines = event.orderLine < 0 ? orders.index.orders[position].lines : [event.orderLine]
    let first = event.lines[0]
    let identity = first.adjustment.isNone ? first.reference : first.adjustment
    let name = identity.isNone ? "\(event.date)" : context.text(identity)
    var finding = orders.makeFinding(
      code, order, lines: lines,
      component: code == .rf02 ? "refund" : "refund|\(name)", date: event.date,
      rule: rule, source)
    finding.sku = first.sku.isNone ? finding.sku : context.text(first.sku)
    finding.currency = first.currency
    finding.external = external
    finding.internal = `internal`
    finding.settlementId = orders.settlementId(event.lines)
    finding.externalEvidence = context.evidence(event.lines.map(\.provenance))
    let impact = context.functional(
      external - (`internal` ?? 0), first.currency, on: finding.eventDate)
    finding.cashImpact = impact
    finding.marginImpact = impact
    return finding
  }

  /// Whether a refund is a concession by the channel's own words: the sale stands, and with it its
  /// tax and its fees.
  private func isGoodwill(_ event: RefundEvent) -> Bool {
    event.lines.allSatisfy {
      $0.component != .principal || context.text($0.label).lowercased().hasSuffix("/goodwill")
    }
  }

  /// What a refund of goods should give back beside their price.
  func checkReversals(
    _ event: RefundEvent, _ position: Int, _ source: SourceSettings,
    _ discrepancies: inout [Discrepancy]
  ) {
    guard !source.isGrossOnly, event.orderLine >= 0, !isGoodwill(event) else { return }
    let sale = saleSums(position, event.orderLine, source)
    var refund = ComponentSums()
    for line in event.lines { refund.add(line.amount, to: line.component) }
    func due(_ component: LineComponent, inProportionTo parts: [LineComponent]) -> Int64 {
      let refunded = parts.reduce(Int64(0)) { $0 - refund[$1] }
      let sold = parts.reduce(Int64(0)) { $0 + sale[$1] }
      guard refunded > 0, sold >= refunded else { return 0 }
      return -Int64(
        roundedHalfUp(Int128(sale[component]) * Int128(refunded), over: Int128(sold)))
    }
    guard refund[.principal] < 0, sale[.principal] >= -refund[.principal] else { return }
    let tax = due(.tax, inProportionTo: [.principal])
    if let finding = taxNotReversed(
      event, position, source, refunded: refund[.tax], due: tax)
    {
      discrepancies.append(finding)
    }
    // Some channels take commission on shipping too: the lower of both is what is surely due.
    let commission = min(
      due(.commission, inProportionTo: [.principal]),
      due(.commission, inProportionTo: [.principal, .shipping, .giftWrap]))
    if let finding = feeNotReturned(
      event, position, source, returned: refund[.commission], due: commission,
      isExact: -refund[.principal] == sale[.principal])
    {
      discrepancies.append(finding)
    }
  }
}
