import Accounting

extension RefundMatching {
  /// RF-04: the settlement shows a refund that we did not make.
  func notInLedger(
    _ event: RefundEvent, _ position: Int, _ source: SourceSettings
  ) -> Discrepancy {
    refundFinding(
      .rf04, event, position, source, rule: "refund_not_in_ledger",
      external: event.amount, internal: nil)
  }

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

  /// RF-04: past its date, a refund of ours is in no settlement.
  func overdue(
    _ refund: Int32, _ position: Int, _ source: SourceSettings
  ) -> Discrepancy? {
    let record = context.snapshot.refunds[Int(refund)]
    let date = context.settings.zone.date(of: record.refundedAt)
    let due = date.adding(days: source.refundsWithinDays)
    guard context.asOf > due else { return nil }
    let lines = orders.index.orders[position].lines
    let line = RefundOrders.orderLine(record, lines, context.snapshot)
    let order = OrderCase(position, orders.index.orders[position], context.snapshot)
    var finding = orders.makeFinding(
      .rf04, order, lines: line.map { [$0] } ?? lines,
      component: "refund|\(context.text(record.refundId))", date: date,
      rule: "refund_not_in_settlement", source)
    finding.internal = -(record.amount + (source.isGrossOnly ? record.tax : 0))
    finding.currency = record.currency
    finding.internalEvidence = context.evidence([record.provenance])
    finding.note = "expected in a settlement by \(due)"
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

  /// RF-02: lines whose refunds together exceed their sale in some component; returns them.
  func exceedsSale(
    _ events: [RefundEvent], _ position: Int, _ source: SourceSettings,
    _ discrepancies: inout [Discrepancy]
  ) -> Set<Int32> {
    var exceeding: Set<Int32> = []
    for orderLine in Set(events.map(\.orderLine)).sorted() {
      let own = events.filter { $0.orderLine == orderLine }
      var refunded = ComponentSums()
      for event in own {
        for line in event.lines { refunded.add(line.amount, to: line.component) }
      }
      let sale = saleSums(position, orderLine, source)
      for component in [LineComponent.principal, .tax, .shipping, .giftWrap, .gross] {
        // A retrocharge may leave a sale below zero; then nothing of it can be refunded.
        let sold = max(0, sale[component])
        guard refunded[component] < 0,
          -refunded[component] - sold > context.settings.componentTolerance
        else { continue }
        exceeding.insert(orderLine)
        var all = own[0]
        all.lines = own.flatMap(\.lines).filter { $0.component == component }
        var finding = refundFinding(
          .rf02, all, position, source, rule: "refund_exceeds_sale",
          external: refunded[component], internal: -sold)
        finding.key += "|\(component.name)"
        finding.note = "\(component.name) refunded beyond what was sold"
        discrepancies.append(finding)
      }
    }
    return exceeding
  }

  /// What was sold: by the settlements, else, where the sale is still to come, by the order.
  private func saleSums(
    _ position: Int, _ orderLine: Int32, _ source: SourceSettings
  ) -> ComponentSums {
    var sums = ComponentSums()
    for linePosition in orders.linesByOrder[position] {
      let line = context.snapshot.settlementLines[Int(linePosition)]
      let owner = source.isGrossOnly ? -1 : orders.assignment.orderLine[Int(linePosition)]
      if line.event == .sale && owner == orderLine { sums.add(line.amount, to: line.component) }
    }
    if !sums.isEmpty { return sums }
    let order = orders.index.orders[position]
    let lines = orderLine < 0 ? order.expectedLines(context.snapshot) : [orderLine]
    let expected = Expectation(
      lines, context.snapshot, pricesIncludeTax: source.pricesIncludeTax)
    for component in [LineComponent.principal, .tax, .shipping, .gross] {
      sums.add(expected[component], to: component)
    }
    return sums
  }

  /// TX-01: on a refund too, the tax withheld and the tax cancel where the marketplace remits it.
  func checkWithheld(
    _ events: [RefundEvent], _ position: Int, _ source: SourceSettings,
    _ discrepancies: inout [Discrepancy]
  ) {
    if source.isGrossOnly { return }
    for orderLine in Set(events.map(\.orderLine)).sorted() {
      var all = events.filter { $0.orderLine == orderLine }
      let lines = orderLine < 0 ? orders.index.orders[position].lines : [orderLine]
      let isMarketplace = lines.contains {
        context.snapshot.orderLines[Int($0)].taxRemittedBy == .marketplace
      }
      all[0].lines = all.flatMap(\.lines).filter {
        $0.component == .withheld || $0.component == .tax
      }
      let sum = { (component: LineComponent) in
        all[0].lines.reduce(Int64(0)) { $0 + ($1.component == component ? $1.amount : 0) }
      }
      let (withheld, due) = (sum(.withheld), isMarketplace ? -sum(.tax) : 0)
      guard withheld != due else { continue }
      let isForgiven =
        (withheld - due).magnitude <= UInt64(context.settings.componentTolerance)
      var finding = refundFinding(
        isForgiven ? .am06 : .tx01, all[0], position, source,
        rule: isForgiven ? "within_tolerance" : "withheld_differs", external: withheld,
        internal: due)
      finding.key += "|withheld"
      finding.taxImpact = finding.cashImpact
      finding.marginImpact = 0
      finding.note = "withheld tax given back on a refund"
      discrepancies.append(finding)
    }
  }

  private func refundFinding(
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
}
