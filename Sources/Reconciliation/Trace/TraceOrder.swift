import Accounting

extension Tracer {
  /// An order from its lines to the bank and the journal; `nil` where nothing has its number.
  func storyOfOrder(_ order: Symbol) -> TraceStory? {
    let ordered = snapshot.orderLines.indices.filter { snapshot.orderLines[$0].orderId == order }
    let settled = orderLines(in: order)
    if ordered.isEmpty && settled.isEmpty { return nil }
    let refunds = snapshot.refunds.filter { $0.orderId == order }
    let isPayment =
      ordered.isEmpty && settled.allSatisfy { snapshot.settlementLines[$0].orderId != order }
    let life = life(ofOrder: order)
    var story = TraceStory(
      "\(isPayment ? "payment" : "order") \(text(order))",
      ordered.map { orderedStep($0) } + life.filter { $0.kind == .changed }.map(step)
        + ordered.compactMap { shippedStep($0, life) } + refunds.map(step)
        + settled.map { step(snapshot.settlementLines[$0]) }
        + life.filter { $0.kind != .changed && $0.kind != .shipped }.map(step))
    story.totals = orderTotals(ordered, refunds, settled)
    let bookings = bookings(of: settled)
    story.add(bookings)
    let amounts = bookings.compactMap { step in step.amount.map { (step, $0) } }
    story.add(
      byCurrency(amounts, \.1.currency).map { currency, booked in
        TraceTotal(
          "journal, clearing", currency,
          booked.map { ("\($0.0.date) \($0.0.evidence)", $0.1.minorUnits) })
      })
    for position in settlements(of: settled) {
      story.add(payoutSteps(of: position))
      story.add(wayToTheBank(position, with: settled, called: "this order"))
    }
    return story
  }

  /// What changed an order besides its settlement: edits, goods that left or came back, disputes
  /// decided.
  private func life(ofOrder number: Symbol) -> [OrderEvent] {
    let matches = result.matches
    let orders = Set(
      matches.orders.indices.filter { matches.orders[$0].orderId == number }.map { Int32($0) })
    let story = OrderStory(snapshot, matches, zone: zone, orders: orders)
    let kinds: Set<OrderEvent.Kind> = [
      .changed, .shipped, .returned, .disputeWon, .disputeLost, .payoutReturned,
    ]
    return orders.sorted().flatMap { story.events(of: $0) }.filter { kinds.contains($0.kind) }
  }

  private func step(_ event: OrderEvent) -> TraceStep {
    let detail = [event.reference, event.note].filter { !$0.isEmpty }.joined(separator: ": ")
    return TraceStep(
      date: event.date, what: event.kind.rawValue + (detail.isEmpty ? "" : " \(detail)"),
      amount: nil, evidence: event.evidence)
  }

  /// The settlement lines of an order, also those that lead to it under another number.
  ///
  /// Of a number that only the channel knows, all its lines; else those of a payment of that name.
  private func orderLines(in order: Symbol) -> [Int] {
    let lines = snapshot.settlementLines
    let orders = Set(
      result.matches.orders.indices.filter { result.matches.orders[$0].orderId == order })
    let found = lines.indices.filter { position in
      let match = result.matches.orderOfSettlementLine[position]
      return match >= 0 && orders.contains(Int(match))
        || lines.items[Int(lines.amounts[position].item)].orderId == order
    }
    return found.isEmpty ? lines.positions(ofItems: { $0.reference == order }) : found
  }

  /// The settlements of some lines, the one that ended first first.
  private func settlements(of lines: [Int]) -> [Int32] {
    let positions = Set(lines.map { snapshot.settlementLines[$0].settlement }).filter { $0 >= 0 }
    return positions.sorted { left, right in
      let (one, other) = (snapshot.settlements[Int(left)], snapshot.settlements[Int(right)])
      return (header(one).date, text(one.settlementId)) < (
        header(other).date, text(other.settlementId)
      )
    }
  }

  func steps(ofOrderLine position: Int) -> [TraceStep] {
    let life = life(ofOrder: snapshot.orderLines[position].orderId)
    return [orderedStep(position), shippedStep(position, life)].compactMap(\.self)
  }

  private func orderedStep(_ position: Int) -> TraceStep {
    let line = snapshot.orderLines[position]
    let end =
      line.effectiveShippedAt == nil && line.status == .cancelled ? ", cancelled" : ""
    return TraceStep(
      date: zone.date(of: line.orderedAt),
      what: "ordered \(name(line)) on \(text(line.channel))\(end)",
      amount: money(line.gross, line.currency), evidence: snapshot.evidence(line.provenance))
  }

  /// The line of the file that says so may be a later one than the line that stands.
  private func shippedStep(_ position: Int, _ life: [OrderEvent]) -> TraceStep? {
    let line = snapshot.orderLines[position]
    guard let shipped = line.effectiveShippedAt else { return nil }
    let told = life.first { $0.kind == .shipped && $0.orderLine == Int32(position) }
    let cost = result.costing.orderLineCosts[position]
    let words =
      cost.cost == 0
      ? "" : ", goods of \(money(cost.cost, functional)) \(functional.code) at cost"
    return TraceStep(
      date: zone.date(of: shipped), what: "shipped \(name(line))\(words)", amount: nil,
      evidence: told?.evidence ?? snapshot.evidence(line.provenance))
  }

  private func name(_ line: OrderLine) -> String {
    "\(text(line.orderLineId)), \(line.quantity) × \(text(line.sku))"
  }

  func step(_ refund: Refund) -> TraceStep {
    TraceStep(
      date: zone.date(of: refund.refundedAt),
      what: "refund \(text(refund.refundId)) granted, \(refund.returnedQuantity) returned",
      amount: money(-(refund.amount + refund.tax), refund.currency),
      evidence: snapshot.evidence(refund.provenance))
  }

  func step(_ line: SettlementLine) -> TraceStep {
    let settlement =
      line.settlement < 0
      ? "not yet settled"
      : "settlement \(text(snapshot.settlements[Int(line.settlement)].settlementId))"
    let order = line.orderId.isNone ? "" : " for order \(text(line.orderId))"
    return TraceStep(
      date: line.date, what: "\(text(line.label))\(order) (\(settlement))",
      amount: money(line.amount, line.currency), evidence: snapshot.evidence(line.provenance))
  }

  /// A refund's own number leads to its order.
  func storyOfRefund(_ number: Symbol) -> TraceStory? {
    let refunds = snapshot.refunds.filter { $0.refundId == number }
    guard let first = refunds.first else { return nil }
    guard var story = storyOfOrder(first.orderId) else {
      return TraceStory("refund \(text(number))", refunds.map(step))
    }
    story.title = "refund \(text(number)) of \(story.title)"
    return story
  }

  private func orderTotals(
    _ ordered: [Int], _ refunds: [Refund], _ settled: [Int]
  ) -> [TraceTotal] {
    let lines = ordered.map { snapshot.orderLines[$0] }
    var totals = byCurrency(lines, \.currency).map { currency, lines in
      TraceTotal(
        "ordered", currency,
        [
          ("items", sum(lines, \.itemPrice)), ("shipping", sum(lines, \.shipping)),
          ("discount", -sum(lines, \.discount)),
          ("tax", sum(lines) { $0.itemTax + $0.shippingTax }),
        ].filter { $0.1 != 0 })
    }
    totals += byCurrency(lines.filter { $0.effectiveShippedAt != nil }, \.currency).map {
      TraceTotal("shipped", $0, $1.map { (text($0.orderLineId), $0.gross) })
    }
    let moved = settled.map { snapshot.settlementLines[$0] }.filter { $0.event != .stated }
    for (what, isWanted) in Self.stages {
      totals += byCurrency(moved.filter { isWanted($0.event) }, \.currency).map {
        TraceTotal(what, $0, byComponent($1))
      }
    }
    totals += byCurrency(refunds, \.currency).map {
      TraceTotal("granted back by us", $0, $1.map { (text($0.refundId), -($0.amount + $0.tax)) })
    }
    totals += byCurrency(moved, \.currency).map { currency, lines in
      TraceTotal(
        "net of the order", currency,
        Self.stages.map { what, isWanted in
          (what, sum(lines.filter { isWanted($0.event) }, \.amount))
        }.filter { $0.1 != 0 })
    }
    return totals
  }

  private static let stages: [(String, @Sendable (LineEvent) -> Bool)] = [
    ("settled", { $0 == .sale }), ("refunded", { $0 == .refund }),
    ("charged, disputed and else", { $0 != .sale && $0 != .refund }),
  ]

  /// Amounts of lines by what they are, in order of the vocabulary.
  func byComponent(_ lines: [SettlementLine]) -> [(what: String, amount: Int64)] {
    let groups = Dictionary(grouping: lines) { line in
      line.component == .none
        ? line.event.name : line.component.name
    }
    let ranks = Dictionary(
      LineComponent.allCases.map { ($0.name, Int($0.rawValue)) }, uniquingKeysWith: { $1 })
    return groups.sorted { (ranks[$0.key] ?? 99, $0.key) < (ranks[$1.key] ?? 99, $1.key) }.map {
      ($0.key.replacing("_", with: " "), sum($0.value, \.amount))
    }
  }

  func byCurrency<Record>(
    _ records: [Record], _ currency: (Record) -> Currency
  ) -> [(Currency, [Record])] {
    Dictionary(grouping: records, by: currency).sorted { $0.key < $1.key }.map {
      ($0.key, $0.value)
    }
  }

  func sum<Record>(_ records: [Record], _ amount: (Record) -> Int64) -> Int64 {
    records.reduce(0) { $0.addingClamped(amount($1)) }
  }
}
