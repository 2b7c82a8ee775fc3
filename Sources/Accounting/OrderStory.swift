/// Something that happened to an order, with what tells of it.
package struct OrderEvent: Sendable {
  package enum Kind: String, Sendable {
    case ordered, changed, cancelled, shipped, settled, paid
    case payoutReturned = "payout returned"
    case refundGranted = "refund granted"
    case refunded, returned, disputed
    case disputeWon = "dispute won"
    case disputeLost = "dispute lost"
  }

  package var date: CalendarDate
  package var kind: Kind
  /// A position in `LedgerSnapshot.orderLines`, or -1 for the order as a whole.
  package var orderLine: Int32
  package var quantity: Int64?
  /// Settlement sign.
  package var amount: Money?
  /// The settlement, refund or dispute it belongs to; empty for the others.
  package var reference: String
  /// What changed, in words; else empty.
  package var note: String
  /// `file:line` of what tells of it.
  package var evidence: String

  /// `2026-09-10 settled 2 in S1`.
  package var text: String {
    var words = "\(date) \(kind.rawValue)"
    if let quantity { words += " \(quantity)" }
    if !reference.isEmpty { words += " in \(reference)" }
    if !note.isEmpty { words += ": \(note)" }
    return words
  }
}

/// The lives of some orders, told from every record that speaks of them.
package struct OrderStory: Sendable {
  private let snapshot: LedgerSnapshot
  private let matches: MatchResult
  private let zone: BusinessZone
  /// By order, its settlement lines.
  private var linesOfOrder: [Int32: [Int32]] = [:]
  private var payouts: [Int32: Payout] = [:]
  private var refundsOfOrder: [Symbol: [Int32]] = [:]
  private var historiesOfOrder: [Symbol: [OrderHistory]] = [:]
  private var returnsOfOrder: [Int32: [StockReturn]] = [:]
  private var disputesOfOrder: [Int32: [DisputeCase]] = [:]

  /// `orders`: positions in `MatchResult.orders`.
  /// - Complexity: O(*n*) in the settlement lines, once for all the orders.
  package init(
    _ snapshot: LedgerSnapshot, _ matches: MatchResult, zone: BusinessZone, orders: Set<Int32>
  ) {
    self.snapshot = snapshot
    self.matches = matches
    self.zone = zone
    var isTold = [Bool](repeating: false, count: matches.orders.count)
    for order in orders { isTold[Int(order)] = true }
    for (line, order) in matches.orderOfSettlementLine.enumerated()
    where order >= 0 && isTold[Int(order)] {
      linesOfOrder[order, default: []].append(Int32(line))
    }
    for payout in matches.payouts { payouts[payout.settlement] = payout }
    let names = Set(orders.map { matches.orders[Int($0)].orderId })
    for (position, refund) in snapshot.refunds.enumerated() where names.contains(refund.orderId) {
      refundsOfOrder[refund.orderId, default: []].append(Int32(position))
    }
    for history in snapshot.orderHistories where names.contains(history.current.orderId) {
      historiesOfOrder[history.current.orderId, default: []].append(history)
    }
    for back in matches.returns {
      let order = matches.orderOfLine[Int(back.orderLine)]
      if isTold[Int(order)] { returnsOfOrder[order, default: []].append(back) }
    }
    disputesOfOrder = Dictionary(grouping: matches.disputes, by: \.order)
  }

  /// What happened to an order, oldest first.
  package func events(of order: Int32) -> [OrderEvent] {
    let header = matches.orders[Int(order)]
    var events = header.lines.flatMap { orderEvents($0) }
    events += settlementEvents(order)
    events += (refundsOfOrder[header.orderId] ?? []).map { granted($0, header) }
    events += (returnsOfOrder[order] ?? []).map(returned)
    events += (disputesOfOrder[order] ?? []).flatMap(disputeEvents)
    return events.enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      if one.date != other.date { return one.date < other.date }
      if one.kind.rank != other.kind.rank { return one.kind.rank < other.kind.rank }
      return (one.reference, one.evidence, left.offset)
        < (other.reference, other.evidence, right.offset)
    }.map(\.element)
  }

  private func event(
    _ kind: OrderEvent.Kind, on date: CalendarDate, line: Int32, _ provenance: Provenance
  ) -> OrderEvent {
    OrderEvent(
      date: date, kind: kind, orderLine: line, quantity: nil, amount: nil, reference: "",
      note: "", evidence: snapshot.evidence(provenance))
  }

  // MARK: - Our side

  private func orderEvents(_ position: Int32) -> [OrderEvent] {
    let line = snapshot.orderLines[Int(position)]
    let history = historiesOfOrder[line.orderId]?.first {
      $0.current.orderLineId == line.orderLineId && $0.current.channel == line.channel
    }
    let versions = history?.versions ?? []
    let first = versions.first?.line ?? line
    let last = versions.last?.line ?? line
    var ordered = event(
      .ordered, on: zone.date(of: first.orderedAt), line: position, first.provenance)
    ordered.quantity = first.quantity
    ordered.amount = Money(minorUnits: first.gross, currency: first.currency)
    var events = [ordered]
    for (before, after) in zip(versions, versions.dropFirst()) {
      if let change = changed(before.line, after, position) { events.append(change) }
    }
    if let shipped = last.effectiveShippedAt {
      let teller = versions.first { $0.line.effectiveShippedAt == shipped }?.line ?? last
      events.append(
        event(.shipped, on: zone.date(of: shipped), line: position, teller.provenance))
    }
    if last.status == .cancelled && versions.isEmpty {
      events.append(event(.cancelled, on: ordered.date, line: position, last.provenance))
    }
    return events
  }

  private func changed(
    _ before: OrderLine, _ version: OrderVersion, _ position: Int32
  ) -> OrderEvent? {
    let after = version.line
    let note = after.changes(since: before, zone, snapshot.symbols)
    if note.isEmpty { return nil }
    let imported = snapshot.documents[Int(after.provenance.document)].importedOn
    let day =
      version.updatedAt.map { zone.date(of: $0) } ?? imported ?? zone.date(of: after.orderedAt)
    let isCancelled = after.status == .cancelled && before.status != .cancelled
    var change = event(
      isCancelled ? .cancelled : .changed, on: day, line: position, after.provenance)
    change.note = note
    return change
  }

  private func granted(_ position: Int32, _ order: Order) -> OrderEvent {
    let refund = snapshot.refunds[Int(position)]
    let line = order.lines.first {
      snapshot.orderLines[Int($0)].orderLineId == refund.orderLineId
    }
    var granted = event(
      .refundGranted, on: zone.date(of: refund.refundedAt), line: line ?? -1, refund.provenance)
    granted.amount = Money(
      minorUnits: -(refund.amount + refund.tax), currency: refund.currency)
    granted.reference = snapshot.symbols[refund.refundId]
    return granted
  }

  private func returned(_ back: StockReturn) -> OrderEvent {
    let refund = snapshot.refunds[Int(back.refund)]
    var returned = event(
      .returned, on: zone.date(of: back.at), line: back.orderLine, refund.provenance)
    returned.quantity = back.quantity
    returned.reference = snapshot.symbols[refund.refundId]
    return returned
  }
}

extension OrderStory {
  private struct Shipment: Hashable {
    let event: LineEvent
    let settlement: Int32
    let date: CalendarDate
    let orderLine: Int32
    let number: Symbol
  }

  /// Sales and refunds in settlements, and the payouts that brought them.
  private func settlementEvents(_ order: Int32) -> [OrderEvent] {
    var groups: [Shipment: [SettlementLine]] = [:]
    for position in linesOfOrder[order] ?? [] {
      let line = snapshot.settlementLines[Int(position)]
      guard line.event == .sale || line.event == .refund else { continue }
      if line.settlement >= 0 && snapshot.settlements[Int(line.settlement)].isHeld { continue }
      let shipment = Shipment(
        event: line.event, settlement: line.settlement, date: line.date,
        orderLine: matches.orderLineOfSettlementLine[Int(position)],
        number: line.event == .sale ? line.shipment : line.adjustment)
      groups[shipment, default: []].append(line)
    }
    var events: [OrderEvent] = []
    var sold: Set<Int32> = []
    for (shipment, lines) in groups {
      events.append(settled(shipment, lines))
      if shipment.event == .sale { sold.insert(shipment.settlement) }
    }
    for settlement in sold {
      if let payout = payouts[settlement] { events += paid(payout) }
    }
    return events
  }

  private func settled(_ shipment: Shipment, _ lines: [SettlementLine]) -> OrderEvent {
    let first = lines.min { $0.provenance.line < $1.provenance.line } ?? lines[0]
    var settled = event(
      shipment.event == .sale ? .settled : .refunded, on: shipment.date,
      line: shipment.orderLine, first.provenance)
    let sold = lines.first { $0.component == .principal }
    settled.quantity = sold.map { Int64($0.quantity) }.flatMap { $0 > 0 ? $0 : nil }
    settled.amount = Money(
      minorUnits: lines.reduce(0) { $0 + $1.amount }, currency: first.currency)
    if shipment.settlement >= 0 {
      settled.reference =
        snapshot.symbols[snapshot.settlements[Int(shipment.settlement)].settlementId]
    }
    return settled
  }

  private func paid(_ payout: Payout) -> [OrderEvent] {
    let settlement = snapshot.settlements[Int(payout.settlement)]
    let id = snapshot.symbols[settlement.settlementId]
    if let back = payout.returned {
      var returned = event(.payoutReturned, on: back.date, line: -1, settlement.provenance)
      returned.reference = id
      return [returned]
    }
    return payout.received.map { share in
      let line = snapshot.statementLines[Int(share.statementLine)]
      var paid = event(.paid, on: line.bookingDate, line: -1, line.provenance)
      paid.reference = id
      return paid
    }
  }

  private func disputeEvents(_ dispute: DisputeCase) -> [OrderEvent] {
    let line = dispute.lines.first.map { snapshot.settlementLines[Int($0)].provenance }
    let notice = dispute.notice.map { snapshot.disputes[Int($0)] }
    guard let place = line ?? notice?.provenance else { return [] }
    var opened = event(.disputed, on: dispute.openedOn, line: -1, place)
    opened.amount = Money(
      minorUnits: -(dispute.taken == 0 ? notice?.amount ?? 0 : dispute.taken),
      currency: dispute.currency)
    opened.reference = notice.map { snapshot.symbols[$0.disputeId] } ?? ""
    guard let ended = dispute.decidedOn, dispute.outcome == .won || dispute.outcome == .lost else {
      return [opened]
    }
    let isWon = dispute.outcome == .won
    let last = dispute.lines.last.map { snapshot.settlementLines[Int($0)].provenance }
    var decided = event(
      isWon ? .disputeWon : .disputeLost, on: ended, line: -1,
      (isWon && dispute.returned > 0 ? last : nil) ?? notice?.provenance ?? place)
    decided.reference = opened.reference
    return [opened, decided]
  }
}

extension OrderEvent.Kind {
  /// What comes first on one day.
  fileprivate var rank: Int {
    switch self {
    case .ordered: 0
    case .changed: 1
    case .cancelled: 2
    case .shipped: 3
    case .refundGranted: 4
    case .settled: 5
    case .refunded: 6
    case .returned: 7
    case .disputed: 8
    case .disputeWon, .disputeLost: 9
    case .payoutReturned: 10
    case .paid: 11
    }
  }
}

extension OrderLine {
  /// What a version says that the one before did not, in words; empty for nothing that counts.
  fileprivate func changes(
    since before: OrderLine, _ zone: BusinessZone, _ symbols: SymbolTable
  ) -> String {
    func money(_ name: String, _ amount: Int64, _ old: Int64) -> String? {
      if amount == old { return nil }
      let digits = currency.minorDigits
      return "\(name) \(decimalText(old, digits: digits)) → \(decimalText(amount, digits: digits))"
    }
    let parts = [
      sku == before.sku ? nil : "sku \(symbols[before.sku]) → \(symbols[sku])",
      quantity == before.quantity ? nil : "quantity \(before.quantity) → \(quantity)",
      money("item_price", itemPrice, before.itemPrice), money("item_tax", itemTax, before.itemTax),
      money("shipping", shipping, before.shipping),
      money("shipping_tax", shippingTax, before.shippingTax),
      money("discount", discount, before.discount),
      status == before.status ? nil : "status \(before.status) → \(status)",
      shippedAt == before.shippedAt
        ? nil : "shipped_at \(Self.day(before.shippedAt, zone)) → \(Self.day(shippedAt, zone))",
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  private static func day(_ instant: Instant?, _ zone: BusinessZone) -> String {
    instant.map { zone.date(of: $0).description } ?? "blank"
  }
}
