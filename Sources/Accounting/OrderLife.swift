/// How far an order line has come.
package enum OrderState: UInt8, Sendable, CaseIterable {
  case ordered, cancelled, shipped, partlySettled, settled, paid, refunded, returned, disputed
  case disputeLost

  /// As reports have it.
  package var name: String {
    switch self {
    case .ordered: "ordered"
    case .cancelled: "cancelled"
    case .shipped: "shipped"
    case .partlySettled: "partly_settled"
    case .settled: "settled"
    case .paid: "paid"
    case .refunded: "refunded"
    case .returned: "returned"
    case .disputed: "disputed"
    case .disputeLost: "dispute_lost"
    }
  }
}

/// The days on which an order line came to each of its states, for a whole ledger at once.
package struct LineLives: Sendable {
  package struct Life: Sendable {
    package var ordered = CalendarDate(dayNumber: 0)
    package var shipped: CalendarDate?
    /// The first of its sales in a settlement that is not held, and the last.
    package var settled: CalendarDate?
    package var settledLast: CalendarDate?
    /// When the payout of the last of them arrived.
    package var paid: CalendarDate?
    package var refunded: CalendarDate?
    package var returned: CalendarDate?
    package var disputed: CalendarDate?
    package var disputeEnded: CalendarDate?
    package var isDisputeLost = false
    package var isCancelled = false
    /// Some of its units are not settled.
    package var isPartial = false
    /// Its sale stands in more than one settlement.
    package var isSpread = false
    /// It said something else before.
    package var isEdited = false
    fileprivate var settlement: Int32 = -2
  }

  /// By position in `LedgerSnapshot.orderLines`.
  package private(set) var lives: [Life]

  package init(_ snapshot: LedgerSnapshot, _ matches: MatchResult, zone: BusinessZone) {
    lives = snapshot.orderLines.map { line in
      var life = Life()
      life.ordered = zone.date(of: line.orderedAt)
      life.shipped = line.effectiveShippedAt.map { zone.date(of: $0) }
      life.isCancelled = line.status == .cancelled
      return life
    }
    addSettlementLines(snapshot, matches)
    addPayouts(snapshot, matches)
    for (line, parts) in matches.settledParts {
      let units = parts.reduce(Int64(0)) { $0 + $1.quantity }
      lives[Int(line)].isPartial = parts.first.map { units < $0.ordered } ?? false
    }
    for back in matches.returns {
      let day = zone.date(of: back.at)
      lives[Int(back.orderLine)].returned = max(lives[Int(back.orderLine)].returned ?? day, day)
    }
    addDisputes(matches)
    addHistories(snapshot, matches)
  }

  private mutating func addSettlementLines(_ snapshot: LedgerSnapshot, _ matches: MatchResult) {
    let isHeld = snapshot.settlements.map(\.isHeld)
    let lines = snapshot.settlementLines
    let refunds = Dictionary(grouping: snapshot.refunds, by: \.orderId)
    for (position, amount) in lines.amounts.enumerated() {
      guard amount.tellsOfGoods else { continue }
      let order = matches.orderOfSettlementLine[position]
      if order < 0 { continue }
      let item = lines.items[Int(amount.item)]
      if item.settlement >= 0 && isHeld[Int(item.settlement)] { continue }
      let line = matches.orderLineOfSettlementLine[position]
      if line >= 0 {
        lives[Int(line)].add(amount.event, item)
      } else {
        let all = matches.orders[Int(order)].lines
        let own = amount.event == .refund ? refunds[matches.orders[Int(order)].orderId] : nil
        let named = own.flatMap { refunded(amount.amount, $0, all, snapshot) }
        for line in named ?? all { lives[Int(line)].add(amount.event, item) }
      }
    }
  }

  /// The lines that our refunds of an order name, those of the same amount first; `nil` where one
  /// of them names none.
  private func refunded(
    _ amount: Int64, _ refunds: [Refund], _ lines: [Int32], _ snapshot: LedgerSnapshot
  ) -> [Int32]? {
    let same = refunds.filter { $0.amount + $0.tax == -amount || $0.amount == -amount }
    let names = Set((same.isEmpty ? refunds : same).map(\.orderLineId))
    if names.contains(.none) { return nil }
    let found = lines.filter { names.contains(snapshot.orderLines[Int($0)].orderLineId) }
    return found.isEmpty ? nil : found
  }

  private mutating func addPayouts(_ snapshot: LedgerSnapshot, _ matches: MatchResult) {
    var arrived = [CalendarDate?](repeating: nil, count: snapshot.settlements.count)
    for payout in matches.payouts where payout.returned == nil {
      arrived[Int(payout.settlement)] = payout.received.map {
        snapshot.statementLines[Int($0.statementLine)].bookingDate
      }.max()
    }
    for position in lives.indices where lives[position].settlement >= 0 {
      lives[position].paid = arrived[Int(lives[position].settlement)]
    }
  }

  private mutating func addDisputes(_ matches: MatchResult) {
    for dispute in matches.disputes where dispute.order >= 0 {
      for line in matches.orders[Int(dispute.order)].lines {
        lives[Int(line)].disputed = dispute.openedOn
        if dispute.outcome == .won || dispute.outcome == .lost {
          lives[Int(line)].disputeEnded = dispute.decidedOn
          lives[Int(line)].isDisputeLost = dispute.outcome == .lost
        }
      }
    }
  }

  private mutating func addHistories(_ snapshot: LedgerSnapshot, _ matches: MatchResult) {
    if snapshot.orderHistories.isEmpty { return }
    struct Name: Hashable { let channel: Symbol, order: Symbol, line: Symbol }
    let edited = Set(
      snapshot.orderHistories.map {
        Name(
          channel: $0.current.channel, order: $0.current.orderId, line: $0.current.orderLineId)
      })
    for (position, line) in snapshot.orderLines.enumerated() {
      let name = Name(channel: line.channel, order: line.orderId, line: line.orderLineId)
      if edited.contains(name) { lives[position].isEdited = true }
    }
  }
}

extension LineLives.Life {
  fileprivate mutating func add(_ event: LineEvent, _ item: SettlementItem) {
    if event == .refund {
      refunded = max(refunded ?? item.date, item.date)
      return
    }
    settled = min(settled ?? item.date, item.date)
    if settlement != -2 && settlement != item.settlement { isSpread = true }
    if item.date >= settledLast ?? item.date { settlement = item.settlement }
    settledLast = max(settledLast ?? item.date, item.date)
  }

  /// How far the line had come at the end of a day.
  package func state(on day: CalendarDate) -> OrderState {
    func isBy(_ date: CalendarDate?) -> Bool { date.map { $0 <= day } ?? false }
    if isBy(disputed) && !isBy(disputeEnded) { return .disputed }
    if isBy(disputeEnded) && isDisputeLost { return .disputeLost }
    if isBy(returned) { return .returned }
    if isBy(refunded) { return .refunded }
    if isBy(settled) {
      if isPartial { return .partlySettled }
      return isBy(paid) ? .paid : .settled
    }
    if isCancelled { return .cancelled }
    return isBy(shipped) ? .shipped : .ordered
  }

  /// Sold, shipped and settled in one piece by the end of a day, and nothing else besides.
  package func isPlain(on day: CalendarDate) -> Bool {
    refunded == nil && returned == nil && disputed == nil && !isPartial && !isSpread && !isEdited
      && !isCancelled && (settled.map { $0 <= day } ?? false)
  }

  /// Whether anything happened from one day to another.
  package func touches(_ first: CalendarDate, _ last: CalendarDate) -> Bool {
    func isWithin(_ date: CalendarDate?) -> Bool { date.map { $0 >= first && $0 <= last } ?? false }
    return isWithin(ordered) || isWithin(shipped) || isWithin(settled) || isWithin(settledLast)
      || isWithin(paid) || isWithin(refunded) || isWithin(returned) || isWithin(disputed)
      || isWithin(disputeEnded)
  }
}

extension LineAmount {
  /// The price of a sale, or anything that a refund gives back.
  fileprivate var tellsOfGoods: Bool {
    switch event {
    case .sale: component == .principal || component == .gross
    case .refund: !component.isFee && component != .withheld && component != .none
    default: false
    }
  }
}
