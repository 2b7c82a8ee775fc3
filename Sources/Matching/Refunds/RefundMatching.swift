import Accounting

/// Refunds in settlements against refunds in the ledger and against the sale they take back.
///
/// Paired within an order line (within the order where the channel shows no lines). RF-01 without
/// any sale, RF-02 above the sale, RF-04 on one side only, AM-01 where a pair differs within the
/// sale, TX-01 where the tax given back is not the tax withheld.
final class RefundMatching: Sendable {
  let orders: OrderMatching
  let refunds: RefundOrders
  private let totals: RefundedTotals
  private let decisions: DecisionBook

  /// What going through some orders found.
  struct Findings: Sendable {
    var discrepancies: [Discrepancy] = []
    var matches: [Match] = []
    /// By settlement line that shows no parts: the ledger's refunds it pays.
    var shares: [Int32: [RefundShare]] = [:]
    /// Goods that came back, of refunds that do not say of which line, but what paid them does.
    var returns: [StockReturn] = []
  }

  init(_ orders: OrderMatching) {
    self.orders = orders
    refunds = RefundOrders(orders.context.snapshot, orders.index)
    totals = RefundedTotals(orders.context.snapshot, orders.index)
    decisions = DecisionBook(orders.context.snapshot.matchDecisions, of: .refund)
  }

  var context: MatchContext { orders.context }

  /// Goes through a range of the orders.
  func match(_ range: Range<Int>) -> Findings {
    let (lines, byOrder) = (context.snapshot.settlementLines, orders.linesByOrder)
    var found = Findings()
    for position in range {
      let hasRefund = byOrder.places(of: position).contains {
        lines.amounts[Int(byOrder.positions[$0])].event == .refund
      }
      guard
        hasRefund || refunds.byOrder[Int32(position)] != nil
          || totals.byOrder[Int32(position)] != nil
      else { continue }
      let header = orders.index.orders[position]
      guard let source = context.sources.source(settling: header.channel) else { continue }
      let events = refundEvents(position, source)
      let own = refunds.byOrder[Int32(position)] ?? []
      if events.isEmpty && own.isEmpty && totals.byOrder[Int32(position)] == nil { continue }
      match(events, own, position, source, &found)
    }
    return found
  }

  private func refundEvents(_ position: Int, _ source: SourceSettings) -> [RefundEvent] {
    var events: [RefundEvent] = []
    var keys: [EventKey] = []
    for linePosition in orders.linesByOrder[position]
    where context.snapshot.settlementLines.amounts[Int(linePosition)].event == .refund {
      let line = context.settlementLine(linePosition, of: orders.index.orders[position])
      let isHeld = line.settlement >= 0 && orders.isHeld[Int(line.settlement)]
      let orderLine = source.isGrossOnly ? -1 : orders.assignment.orderLine[Int(linePosition)]
      let key = EventKey(line, orderLine, isHeld: isHeld, isGrossOnly: source.isGrossOnly)
      let known = keys.firstIndex(of: key)
      let event = known ?? events.count
      if known == nil {
        keys.append(key)
        events.append(
          RefundEvent(
            lines: [], positions: [], orderLine: orderLine, date: line.date, isHeld: isHeld))
      }
      events[event].add(line, at: linePosition)
    }
    for event in events.indices { events[event].key = key(of: events[event], position) }
    return events.sorted { ($0.date, $0.key) < ($1.date, $1.key) }
  }

  private func key(of event: RefundEvent, _ position: Int) -> String {
    let first = event.lines[0]
    let identity = first.adjustment.isNone ? first.reference : first.adjustment
    return [
      context.text(first.source), context.text(orders.index.orders[position].orderId),
      context.text(identity), "\(first.postedAt)", "\(event.amount)", context.text(first.sku),
      context.text(first.itemCode),
    ].joined(separator: "|")
  }

  /// What the rows of one refund share.
  ///
  /// A channel that shows payments has a row a refund: the reference it gives may be that of the
  /// purchase, and so of every refund of it.
  private struct EventKey: Equatable {
    var identity = Symbol.none
    var sku = Symbol.none
    var orderLine: Int32
    var at = Instant(seconds: 0)
    var row = Provenance(document: -1, line: -1)
    var isHeld: Bool

    init(_ line: SettlementLine, _ orderLine: Int32, isHeld: Bool, isGrossOnly: Bool) {
      self.orderLine = orderLine
      self.isHeld = isHeld
      if isGrossOnly {
        row = line.provenance
        return
      }
      identity = line.adjustment.isNone ? line.reference : line.adjustment
      sku = line.sku
      if identity.isNone { at = line.postedAt }
    }
  }

  private func match(
    _ events: [RefundEvent], _ own: [Int32], _ position: Int, _ source: SourceSettings,
    _ found: inout Findings
  ) {
    let paid = events.filter { $0.amount != 0 || $0.tax != 0 }
    let pairing = RefundPairing(
      paid, own.sorted { context.isEarlier(refund: $0, than: $1) },
      RefundPairing.Terms(
        refundKey: { self.context.text(self.context.snapshot.refunds[Int($0)].refundId) },
        expected: { self.settlementAmount($0, source) },
        belong: { self.belongs($0, to: $1, source) }, decisions: decisions))
    let judged = paid.filter { !$0.isHeld }
    let (excess, forgiven) = exceedsSale(judged, position, source, &found.discrepancies)
    var told: Set<Int32> = []
    checkWithheld(events.filter { !$0.isHeld }, position, source, &found.discrepancies)
    for event in judged where !excess.contains(event.orderLine) {
      checkReversals(event, position, source, &found.discrepancies)
    }
    for pair in pairing.pairs where take(pair, paid, excess, position, source, &found) {
      told.insert(paid[pair.events[0]].orderLine)
    }
    for (line, findings) in forgiven where !excess.contains(line) && !told.contains(line) {
      found.discrepancies += findings
    }
    settleReturns(own, pairing, paid, position, source, &found)
    let strays = pairing.events.map { paid[$0] }
    if let total = totals.byOrder[Int32(position)], own.isEmpty {
      if strays.allSatisfy({ !$0.isHeld }) {
        checkTotal(total, strays, position, source, &found.discrepancies)
      }
    } else {
      found.discrepancies += strays.filter { !$0.isHeld }.map { notInLedger($0, position, source) }
    }
    found.discrepancies += pairing.refunds.compactMap { overdue($0, position, source) }
    found.discrepancies += goodsLost(own, position, source)
  }

  /// What a pair comes to: a finding where it differs, and whose refund a payment without parts is.
  ///
  /// - Returns: Whether it differs.
  private func take(
    _ pair: RefundPairing.Pair, _ events: [RefundEvent], _ excess: Set<Int32>, _ position: Int,
    _ source: SourceSettings, _ found: inout Findings
  ) -> Bool {
    let own = pair.events.map { events[$0] }
    let external = own.reduce(Int64(0)) { $0 + $1.amount }
    let expected = pair.refunds.reduce(Int64(0)) { $0 + settlementAmount($1, source) }
    if external == expected {
      found.shares.merge(shares(own, pair.refunds)) { first, _ in first }
    } else if !own[0].isHeld && !excess.contains(own[0].orderLine) {
      found.discrepancies.append(difference(own[0], pair.refunds[0], position, source))
    }
    if pair.rule != .key { found.matches.append(match(own, pair)) }
    return external != expected
  }

  /// Goods of refunds that name no line of an order of several: of the line that was paid, else
  /// DU-05, since stock must not be guessed.
  private func settleReturns(
    _ own: [Int32], _ pairing: RefundPairing, _ events: [RefundEvent], _ position: Int,
    _ source: SourceSettings, _ found: inout Findings
  ) {
    let lines = orders.index.orders[position].lines
    for refund in own {
      let record = context.snapshot.refunds[Int(refund)]
      guard record.bringsGoodsBack,
        RefundOrders.orderLine(record, lines, context.snapshot) == nil
      else { continue }
      let paid = pairing.pairs.first { $0.refunds.contains(refund) }?.events ?? []
      let named = Set(paid.map { events[$0].orderLine })
      if let line = named.first, named.count == 1, line >= 0 {
        found.returns.append(RefundOrders.stockReturn(refund, of: line, record))
      } else {
        found.discrepancies.append(unclearReturn(record, position, source))
      }
    }
  }

  private func match(_ events: [RefundEvent], _ pair: RefundPairing.Pair) -> Match {
    Match(
      kind: .refund, state: .confirmed, rule: pair.rule, currency: events[0].lines[0].currency,
      date: events[0].date,
      external: events.map {
        Match.Side(
          key: $0.key, evidence: context.evidence($0.lines.map(\.provenance)),
          amount: $0.amount)
      },
      internal: pair.refunds.map {
        let refund = context.snapshot.refunds[Int($0)]
        return Match.Side(
          key: context.text(refund.refundId), evidence: context.evidence([refund.provenance]),
          amount: -refund.amount)
      })
  }

  /// Whose refunds a payment without parts is: one payment for several refunds, or a refund's tax
  /// shared by its payments.
  private func shares(_ events: [RefundEvent], _ own: [Int32]) -> [Int32: [RefundShare]] {
    let lines = events.flatMap { event in zip(event.positions, event.lines) }
      .filter { $0.1.component == .gross }
    // Shares are of what was settled, which may be in another currency than ours.
    if lines.contains(where: {
      $0.1.currency != context.snapshot.settlementLines[Int($0.0)].currency
    }) {
      return [:]
    }
    guard !lines.isEmpty else { return [:] }
    if let line = lines.first, lines.count == 1 {
      return [
        line.0: own.map {
          let refund = context.snapshot.refunds[Int($0)]
          return RefundShare(refund: $0, amount: -(refund.amount + refund.tax), tax: -refund.tax)
        }
      ]
    }
    guard own.count == 1, lines.allSatisfy({ $0.1.amount < 0 }) else { return [:] }
    let taxes = allocate(
      -context.snapshot.refunds[Int(own[0])].tax, by: lines.map(\.1.amount))
    return Dictionary(
      uniqueKeysWithValues: zip(lines, taxes).map { line, tax in
        (line.0, [RefundShare(refund: own[0], amount: line.1.amount, tax: tax)])
      })
  }

  private func belongs(
    _ refund: Int32, to event: RefundEvent, _ source: SourceSettings
  ) -> Bool {
    let record = context.snapshot.refunds[Int(refund)]
    if source.isGrossOnly || record.orderLineId.isNone || event.orderLine < 0 { return true }
    let line = context.snapshot.orderLines[Int(event.orderLine)]
    if line.orderLineId == record.orderLineId { return true }
    // Lines of one SKU are settled under the first of them.
    let order = orders.index.orderOfLine[Int(event.orderLine)]
    return orders.index.orders[Int(order)].lines.contains {
      let other = context.snapshot.orderLines[Int($0)]
      return other.orderLineId == record.orderLineId && other.sku == line.sku
    }
  }

  /// What a ledger refund should read as in the settlement: without tax where parts are shown.
  private func settlementAmount(_ refund: Int32, _ source: SourceSettings) -> Int64 {
    let record = context.snapshot.refunds[Int(refund)]
    return -(record.amount + (source.isGrossOnly ? record.tax : 0))
  }
}

extension RefundEvent {
  fileprivate mutating func add(_ line: SettlementLine, at position: Int32) {
    lines.append(line)
    positions.append(position)
    date = min(date, line.date)
    switch line.component {
    case .principal, .shipping, .giftWrap, .discount, .gross: amount += line.amount
    case .tax: tax += line.amount
    default: break
    }
  }
}
