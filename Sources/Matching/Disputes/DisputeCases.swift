import Accounting

/// Disputes put together from settlement lines and lists, one for each order, or for each number
/// where no order is known, or where a list names several of one order.
struct DisputeCases {
  private struct Key: Hashable {
    var source: Symbol
    var name: Symbol
    var currency: Currency
  }

  let context: MatchContext
  private let index: OrderIndex
  private let orderOfLine: [Int32]
  /// Of orders with several disputes in one currency, what the lists say of each.
  private let several: SeveralDisputes
  private var cases: [Key: DisputeCase] = [:]
  /// In order of source, name and currency.
  private(set) var sorted: [DisputeCase] = []

  init(_ context: MatchContext, _ index: OrderIndex, _ assignment: LineAssignment) {
    self.context = context
    self.index = index
    orderOfLine = assignment.order
    several = SeveralDisputes(context.snapshot.disputes)
    addLines()
    addNotices()
    sorted = cases.values.sorted {
      (context.text($0.source), $0.name, $0.currency)
        < (context.text($1.source), $1.name, $1.currency)
    }
    for position in sorted.indices { settle(&sorted[position]) }
  }

  // MARK: - What settlements show

  private mutating func addLines() {
    let lines = context.snapshot.settlementLines
    let rows = context.rareLines.filter {
      let line = lines.amounts[$0]
      return line.event == .chargeback || line.event == .chargebackReversal
        || (line.event == .charge && line.component == .dispute)
    }
    if rows.isEmpty { return }
    let ordersByReference = ordersByReference(of: rows.map { lines[$0] })
    let order = { (line: SettlementLine) in
      line.orderId.isNone ? ordersByReference[line.adjustment] ?? .none : line.orderId
    }
    let booked = rows.filter {
      let line = lines[$0]
      return line.settlement < 0 || !context.snapshot.settlements[Int(line.settlement)].isHeld
    }
    let names = severalNames(of: booked.map { lines[$0] }, order)
    // A fee alone is no dispute: it joins one, or stands as the charge it is.
    let fees = booked.filter { lines[$0].event == .charge }
    for row in booked.filter({ lines[$0].event != .charge }) + fees {
      let line = lines[row]
      var name = order(line)
      if name.isNone { name = line.adjustment.isNone ? line.reference : line.adjustment }
      add(line, at: Int32(row), named: names[line.provenance] ?? name)
    }
  }

  /// By row, its dispute where its order has several.
  private func severalNames(
    of lines: [SettlementLine], _ order: (SettlementLine) -> Symbol
  ) -> [Provenance: Symbol] {
    let moved = lines.filter { $0.event != .charge && !$0.component.isFee }.sorted {
      $0.date == $1.date ? context.places($0.provenance, precede: $1.provenance) : $0.date < $1.date
    }
    return several.names(of: moved.map { ($0, order($0)) }, context.snapshot.symbols)
  }

  /// The orders of payments that lines without an order refer to.
  private func ordersByReference(of rows: [SettlementLine]) -> [Symbol: Symbol] {
    let wanted = Set(rows.filter(\.orderId.isNone).map(\.adjustment)).subtracting([.none])
    if wanted.isEmpty { return [:] }
    var orders: [Symbol: Symbol] = [:]
    for item in context.snapshot.settlementLines.items where !item.orderId.isNone {
      if wanted.contains(item.reference) { orders[item.reference] = item.orderId }
      if wanted.contains(item.adjustment) { orders[item.adjustment] = item.orderId }
    }
    return orders
  }

  private mutating func add(_ line: SettlementLine, at position: Int32, named name: Symbol) {
    let key = Key(source: line.source, name: name, currency: line.currency)
    if line.event == .charge && cases[key] == nil { return }
    var dispute =
      cases[key]
      ?? make(
        line.source, name: context.text(name), order: orderOfLine[Int(position)],
        orderId: line.orderId, line.currency, on: line.date)
    dispute.lines.append(position)
    if line.date < dispute.openedOn {
      dispute.openedOn = line.date
      dispute.deadline = deadline(line.source, from: line.date)
    }
    if line.component.isFee {
      dispute.fees -= line.amount
    } else if line.event == .chargebackReversal || line.amount > 0 {
      dispute.returned += line.amount
      dispute.decidedOn = max(dispute.decidedOn ?? line.date, line.date)
    } else {
      dispute.taken -= line.amount
    }
    if dispute.order < 0 { dispute.order = orderOfLine[Int(position)] }
    cases[key] = dispute
  }

  private func make(
    _ source: Symbol, name: String, order: Int32, orderId: Symbol, _ currency: Currency,
    on day: CalendarDate
  ) -> DisputeCase {
    DisputeCase(
      source: source, name: name, orderId: orderId, order: order, currency: currency,
      openedOn: day, deadline: deadline(source, from: day))
  }

  private func deadline(_ source: Symbol, from day: CalendarDate) -> CalendarDate? {
    context.sources.source(source)?.disputeAnswerDays.map { day.adding(days: $0) }
  }

  // MARK: - What lists say

  private mutating func addNotices() {
    let zone = context.settings.zone
    for (position, notice) in context.snapshot.disputes.enumerated() {
      let key = key(of: notice)
      let opened = zone.date(of: notice.openedAt)
      let order = index.onlyOrder(numbered: notice.orderId)
      var dispute =
        cases[key]
        ?? make(
          key.source, name: context.text(key.name), order: max(-1, order),
          orderId: notice.orderId, notice.currency, on: opened)
      dispute.notice = Int32(position)
      if let due = notice.dueAt {
        dispute.deadline = zone.date(of: due)
        dispute.isDeadlineStated = true
      } else if dispute.lines.isEmpty {
        dispute.deadline = deadline(key.source, from: opened)
      }
      dispute.openedOn = min(dispute.openedOn, opened)
      dispute.outcome = notice.outcome
      if let decided = notice.decidedAt { dispute.decidedOn = zone.date(of: decided) }
      if dispute.order < 0 { dispute.order = max(-1, order) }
      cases[key] = dispute
    }
  }

  /// The case of the order, or of the number; one of its own where no settlement has either.
  private func key(of notice: DisputeNotice) -> Key {
    let isOneOfSeveral = several.includes(notice)
    let names = [isOneOfSeveral ? .none : notice.orderId, notice.disputeId].filter { !$0.isNone }
    let known = cases.keys.filter { key in
      key.currency == notice.currency && names.contains(key.name)
    }.sorted {
      (context.text($0.source), context.text($0.name))
        < (context.text($1.source), context.text($1.name))
    }
    if let first = known.first { return first }
    let order = index.onlyOrder(numbered: notice.orderId)
    let settler =
      order < 0 ? nil : context.sources.source(settling: index.orders[Int(order)].channel)
    let source =
      settler.flatMap { context.snapshot.symbols.find($0.name) } ?? notice.source
    return Key(
      source: source,
      name: notice.orderId.isNone || isOneOfSeveral ? notice.disputeId : notice.orderId,
      currency: notice.currency)
  }

  /// What came back in full was won, whatever a list says.
  private func settle(_ dispute: inout DisputeCase) {
    if dispute.taken > 0 && dispute.returned >= dispute.taken && dispute.outcome != .lost {
      dispute.outcome = .won
    }
    if (dispute.outcome == .won || dispute.outcome == .lost) && dispute.decidedOn == nil {
      dispute.decidedOn = dispute.openedOn
    }
  }
}
