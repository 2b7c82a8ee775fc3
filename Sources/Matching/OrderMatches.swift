import Accounting

/// The matches of one order number: by its exact key, or by a person's word.
///
/// `result`: what `matchLedger` made of the same snapshot.
package func orderMatches(
  numbered orderId: String, _ snapshot: LedgerSnapshot, _ result: MatchResult,
  settings: Settings, rates: RateTable, asOf: CalendarDate
) -> [Match] {
  guard let symbol = snapshot.symbols.find(orderId) else { return [] }
  let context = MatchContext(snapshot: snapshot, settings: settings, rates: rates, asOf: asOf)
  let decided = Set(result.matches.filter { $0.kind == .order }.map(\.external[0].key))
  var groups: [Int32: [SettlementLine]] = [:]
  for (position, order) in result.orderOfSettlementLine.enumerated()
  where order >= 0 && result.orders[Int(order)].orderId == symbol {
    groups[order, default: []].append(snapshot.settlementLines[position])
  }
  return groups.keys.sorted().flatMap { order in
    let bySource = Dictionary(grouping: groups[order] ?? []) { $0.source.index }
    return bySource.keys.sorted().compactMap { source -> Match? in
      let lines = (bySource[source] ?? []).filter { line in
        ![line.orderId, line.reference].contains {
          !$0.isNone && decided.contains(context.key(line.source, $0))
        }
      }
      if lines.isEmpty { return nil }
      let external = context.side(of: lines, numbered: lines[0].orderId)
      return Match(
        kind: .order, state: .confirmed, rule: .key, currency: lines[0].currency,
        date: lines.map(\.date).min() ?? asOf, external: [external],
        internal: [context.side(of: result.orders[Int(order)])])
    }
  }
}

/// Matches between an unknown order number and orders of ours that a person may choose from.
struct OrderSuggestions {
  private let context: MatchContext
  private let index: OrderIndex
  /// Orders that nothing settled, by what the buyer pays without tax, and with it.
  private var unsettled: [Int64: [Int32]] = [:]
  /// The same by day, for payments of several orders at once.
  private var byDay: [(day: CalendarDate, total: Int64, order: Int32)] = []

  private static let daysBack = 60
  private static let most = 3
  /// Days before a payment in which orders may have been placed that it pays together, and how many
  /// it may pay.
  private static let groupDaysBack = 7
  private static let groupSize = 2...5

  init(_ orders: OrderMatching, isNeeded: Bool) {
    context = orders.context
    index = orders.index
    guard isNeeded else { return }
    for (position, order) in index.orders.enumerated()
    where orders.linesByOrder.places(of: position).isEmpty {
      let lines = order.expectedLines(context.snapshot).map { context.snapshot.orderLines[Int($0)] }
      if lines.allSatisfy({ $0.status == .cancelled }) { continue }
      let total = context.total(of: order).amount
      unsettled[total, default: []].append(Int32(position))
      let day = context.settings.zone.date(of: lines[0].orderedAt)
      if total > 0 { byDay.append((day, total, Int32(position))) }
    }
    byDay = byDay.sorted {
      $0.day == $1.day ? sortKey($0.order) < sortKey($1.order) : $0.day < $1.day
    }
  }

  /// Orders of the same amount, SKUs and currency, placed in the weeks before; the nearest first.
  func matches(for lines: [SettlementLine]) -> [Match] {
    guard let first = lines.min(by: { $0.date < $1.date }), !first.matchNumber.isNone else {
      return []
    }
    let total = lines.reduce(Int64(0)) { $0 + ($1.component.isBuyersPrice ? $1.amount : 0) }
    let skus = Set(lines.map(\.sku)).subtracting([.none])
    let fitting = (unsettled[total] ?? []).filter { fits(index.orders[Int($0)], first, skus) }
      .sorted { sortKey($0) > sortKey($1) }
    if fitting.isEmpty { return group(paying: total, first, skus, lines).map { [$0] } ?? [] }
    return fitting.prefix(Self.most).map {
      Match(
        kind: .order, state: .suggested, rule: .amount, currency: first.currency,
        date: first.date, external: [context.side(of: lines, numbered: first.matchNumber)],
        internal: [context.side(of: index.orders[Int($0)])], candidates: fitting.count)
    }
  }

  /// The only orders of the days before that a payment comes to together; none where there are
  /// several such groups, or too many orders to tell.
  private func group(
    paying total: Int64, _ first: SettlementLine, _ skus: Set<Symbol>, _ lines: [SettlementLine]
  ) -> Match? {
    let since = first.date.adding(days: -Self.groupDaysBack)
    let start = byDay.partitioningIndex { $0.day >= since }
    var candidates: [(total: Int64, order: Int32)] = []
    for entry in byDay[start...].prefix(while: { $0.day <= first.date }) {
      guard entry.total < total, fits(index.orders[Int(entry.order)], first, []) else { continue }
      if candidates.count == SubsetSearch.amountsMax { return nil }
      candidates.append((entry.total, entry.order))
    }
    guard
      case .unique(let places) = SubsetSearch.find(
        candidates.map(\.total), total: total, size: Self.groupSize)
    else { return nil }
    let orders = places.map { index.orders[Int(candidates[$0].order)] }
    let goods = Set(
      orders.flatMap(\.lines).map { context.snapshot.orderLines[Int($0)].sku })
    guard skus.isSubset(of: goods) else { return nil }
    return Match(
      kind: .order, state: .suggested, rule: .groupSum, currency: first.currency,
      date: first.date, external: [context.side(of: lines, numbered: first.matchNumber)],
      internal: orders.map { context.side(of: $0) })
  }

  private func sortKey(_ order: Int32) -> (Instant, String) {
    let order = index.orders[Int(order)]
    return (context.snapshot.orderLines[Int(order.lines[0])].orderedAt, context.key(of: order))
  }

  private func fits(_ order: Order, _ first: SettlementLine, _ skus: Set<Symbol>) -> Bool {
    guard context.sources.isSettled(order.channel, by: first.source) else { return false }
    let lines = order.lines.map { context.snapshot.orderLines[Int($0)] }
    let days = first.date.days(since: context.settings.zone.date(of: lines[0].orderedAt))
    return lines[0].currency == first.currency && days >= 0 && days <= Self.daysBack
      && skus.isSubset(of: lines.map(\.sku))
  }
}

extension Array {
  /// The first position from which on a condition holds, in an array where it holds to the end.
  fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
