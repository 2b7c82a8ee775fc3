import Accounting

/// Refunds in settlements against refunds in the ledger and against the sale they take back.
///
/// Paired within an order line (within the order where the channel shows no lines) by amount,
/// then by date. RF-01 without any sale, RF-02 above the sale, RF-04 on one side only, AM-01 where
/// a pair differs within the sale.
final class RefundMatching: Sendable {
  let orders: OrderMatching
  /// Returned goods, by refund.
  let returns: [StockReturn]
  /// Refunds of the ledger by order.
  private let refundsByOrder: [Int32: [Int32]]

  /// A refund as a settlement shows it: the rows of one adjustment.
  private struct Event {
    var lines: [SettlementLine]
    var orderLine: Int32
    var amount: Int64
    var tax: Int64
    var date: CalendarDate
  }

  init(_ orders: OrderMatching) {
    self.orders = orders
    var returns: [StockReturn] = []
    var groups: [Int32: [Int32]] = [:]
    // A refund names no channel, so its number must lead to one order.
    for (position, refund) in orders.context.snapshot.refunds.enumerated() {
      let order = orders.index.onlyOrder(numbered: refund.orderId)
      guard order >= 0 else { continue }
      groups[order, default: []].append(Int32(position))
      if let back = Self.stockReturn(
        refund, Int32(position), orders.index.orders[Int(order)], orders.context.snapshot)
      {
        returns.append(back)
      }
    }
    self.returns = returns
    refundsByOrder = groups
  }

  private var context: MatchContext { orders.context }

  /// Goes through a range of the orders.
  func match(_ range: Range<Int>) -> [Discrepancy] {
    let (lines, byOrder) = (context.snapshot.settlementLines, orders.linesByOrder)
    var discrepancies: [Discrepancy] = []
    for position in range {
      let hasRefund = byOrder.places(of: position).contains {
        lines.amounts[Int(byOrder.positions[$0])].event == .refund
      }
      guard hasRefund || refundsByOrder[Int32(position)] != nil else { continue }
      let header = orders.index.orders[position]
      guard let source = context.sources.source(settling: header.channel) else { continue }
      let events = refundEvents(position, source)
      let refunds = refundsByOrder[Int32(position)] ?? []
      if events.isEmpty && refunds.isEmpty { continue }
      match(events, refunds, position, source, &discrepancies)
    }
    return discrepancies
  }

  private static func stockReturn(
    _ refund: Refund, _ position: Int32, _ order: Order, _ snapshot: LedgerSnapshot
  ) -> StockReturn? {
    guard refund.returnedQuantity > 0, refund.disposition != .notReturned,
      let line = orderLine(refund, order, snapshot)
    else { return nil }
    return StockReturn(
      refund: position, orderLine: line, quantity: refund.returnedQuantity,
      disposition: refund.disposition, at: refund.refundedAt)
  }

  private static func orderLine(
    _ refund: Refund, _ order: Order, _ snapshot: LedgerSnapshot
  ) -> Int32? {
    if refund.orderLineId.isNone { return order.lines.count == 1 ? order.lines[0] : nil }
    return order.lines.first {
      snapshot.orderLines[Int($0)].orderLineId == refund.orderLineId
    }
  }

  private func refundEvents(_ position: Int, _ source: SourceSettings) -> [Event] {
    var events: [Event] = []
    var keys: [(Symbol, Symbol, Int32, Instant)] = []
    for linePosition in orders.linesByOrder[position]
    where context.snapshot.settlementLines[Int(linePosition)].event == .refund {
      let line = context.snapshot.settlementLines[Int(linePosition)]
      if isHeld(line) { continue }
      let orderLine = source.isGrossOnly ? -1 : orders.assignment.orderLine[Int(linePosition)]
      let identity = line.adjustment.isNone ? line.reference : line.adjustment
      let key = (
        identity, line.sku, orderLine, identity.isNone ? line.postedAt : Instant(seconds: 0)
      )
      let known = keys.firstIndex { $0 == key }
      let event = known ?? events.count
      if known == nil {
        keys.append(key)
        events.append(
          Event(lines: [], orderLine: orderLine, amount: 0, tax: 0, date: line.date))
      }
      events[event].lines.append(line)
      events[event].date = min(events[event].date, line.date)
      switch line.component {
      case .principal, .shipping, .giftWrap, .discount, .gross: events[event].amount += line.amount
      case .tax: events[event].tax += line.amount
      default: break
      }
    }
    return events.filter { $0.amount != 0 || $0.tax != 0 }
  }

  private func isHeld(_ line: SettlementLine) -> Bool {
    line.settlement >= 0 && orders.isHeld[Int(line.settlement)]
  }

  private func match(
    _ events: [Event], _ refunds: [Int32], _ position: Int, _ source: SourceSettings,
    _ discrepancies: inout [Discrepancy]
  ) {
    var open = refunds.sorted { isEarlier($0, $1) }
    var unpaired: [Event] = []
    for event in events.sorted(by: { $0.date < $1.date }) {
      if let exact = open.firstIndex(where: {
        belongs($0, to: event, source) && settlementAmount($0, source) == event.amount
      }) {
        open.remove(at: exact)
      } else {
        unpaired.append(event)
      }
    }
    let excess = exceedsSale(events, position, source, &discrepancies)
    for event in unpaired {
      guard let candidate = open.firstIndex(where: { belongs($0, to: event, source) }) else {
        discrepancies.append(notInLedger(event, position, source))
        continue
      }
      let refund = open.remove(at: candidate)
      if !excess.contains(event.orderLine) {
        discrepancies.append(difference(event, refund, position, source))
      }
    }
    discrepancies += open.compactMap { overdue($0, position, source) }
  }

  private func isEarlier(_ lhs: Int32, _ rhs: Int32) -> Bool {
    let (left, right) = (context.snapshot.refunds[Int(lhs)], context.snapshot.refunds[Int(rhs)])
    if left.refundedAt != right.refundedAt { return left.refundedAt < right.refundedAt }
    return context.text(left.refundId) < context.text(right.refundId)
  }

  private func belongs(_ refund: Int32, to event: Event, _ source: SourceSettings) -> Bool {
    let record = context.snapshot.refunds[Int(refund)]
    if source.isGrossOnly || record.orderLineId.isNone || event.orderLine < 0 { return true }
    let line = context.snapshot.orderLines[Int(event.orderLine)]
    if line.orderLineId == record.orderLineId { return true }
    // Lines of one SKU are settled under the first of them.
    return context.snapshot.orderLines.indices.contains(Int(event.orderLine))
      && orders.index.orders[Int(orders.index.orderOfLine[Int(event.orderLine)])].lines.contains {
        let other = context.snapshot.orderLines[Int($0)]
        return other.orderLineId == record.orderLineId && other.sku == line.sku
      }
  }

  /// What a ledger refund should read as in the settlement: without tax where parts are shown.
  private func settlementAmount(_ refund: Int32, _ source: SourceSettings) -> Int64 {
    let record = context.snapshot.refunds[Int(refund)]
    return -(record.amount + (source.isGrossOnly ? record.tax : 0))
  }

  private func notInLedger(
    _ event: Event, _ position: Int, _ source: SourceSettings
  ) -> Discrepancy {
    refundFinding(
      .rf04, event, position, source, rule: "refund_not_in_ledger",
      external: event.amount, internal: nil)
  }

  private func difference(
    _ event: Event, _ refund: Int32, _ position: Int, _ source: SourceSettings
  ) -> Discrepancy {
    let expected = settlementAmount(refund, source)
    let difference = event.amount - expected
    let isForgiven = difference.magnitude <= UInt64(context.settings.componentTolerance)
    var finding = refundFinding(
      isForgiven ? .am06 : .am01, event, position, source,
      rule: isForgiven ? "within_tolerance" : "refund_differs", external: event.amount,
      internal: expected)
    finding.internalEvidence = context.evidence([
      context.snapshot.refunds[Int(refund)].provenance
    ])
    finding.note = "refund"
    return finding
  }

  private func overdue(
    _ refund: Int32, _ position: Int, _ source: SourceSettings
  ) -> Discrepancy? {
    let record = context.snapshot.refunds[Int(refund)]
    let date = context.settings.zone.date(of: record.refundedAt)
    let due = date.adding(days: source.refundsWithinDays)
    guard context.asOf > due else { return nil }
    let line = Self.orderLine(record, orders.index.orders[position], context.snapshot)
    let order = OrderCase(position, orders.index.orders[position], context.snapshot)
    var finding = orders.makeFinding(
      .rf04, order, lines: line.map { [$0] } ?? orders.index.orders[position].lines,
      component: "refund|\(context.text(record.refundId))", date: date,
      rule: "refund_not_in_settlement", source)
    finding.internal = settlementAmount(refund, source)
    finding.currency = record.currency
    finding.internalEvidence = context.evidence([record.provenance])
    finding.note = "expected in a settlement by \(due)"
    return finding
  }

  /// RF-02: lines whose refunds together exceed their sale in some component; returns them.
  private func exceedsSale(
    _ events: [Event], _ position: Int, _ source: SourceSettings,
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
        let excess = -refunded[component] - sale[component]
        guard excess > context.settings.componentTolerance else { continue }
        exceeding.insert(orderLine)
        var all = own[0]
        all.lines = own.flatMap(\.lines).filter { $0.component == component }
        var finding = refundFinding(
          .rf02, all, position, source, rule: "refund_exceeds_sale",
          external: refunded[component], internal: -sale[component])
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
    let lines = orderLine < 0 ? orders.index.orders[position].lines : [orderLine]
    let expected = Expectation(
      lines, context.snapshot, pricesIncludeTax: source.pricesIncludeTax)
    for component in [LineComponent.principal, .tax, .shipping, .gross] {
      sums.add(expected[component], to: component)
    }
    return sums
  }

  private func refundFinding(
    _ code: DiscrepancyCode, _ event: Event, _ position: Int, _ source: SourceSettings,
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
