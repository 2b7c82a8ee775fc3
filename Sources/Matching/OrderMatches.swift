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
      guard let lines = bySource[source] else { return nil }
      let external = context.side(of: lines, numbered: lines[0].orderId)
      if decided.contains(external.key) { return nil }
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

  private static let daysBack = 60
  private static let most = 3

  init(_ orders: OrderMatching, isNeeded: Bool) {
    context = orders.context
    index = orders.index
    guard isNeeded else { return }
    for (position, order) in index.orders.enumerated()
    where orders.linesByOrder.places(of: position).isEmpty {
      let lines = order.expectedLines(context.snapshot).map { context.snapshot.orderLines[Int($0)] }
      if lines.allSatisfy({ $0.status == .cancelled }) { continue }
      let isGross = context.sources.source(settling: order.channel)?.isGrossOnly ?? false
      let total = lines.reduce(Int64(0)) {
        $0 + (isGross ? $1.gross : $1.itemPrice + $1.shipping - $1.discount)
      }
      unsettled[total, default: []].append(Int32(position))
    }
  }

  /// Orders of the same amount, SKUs and currency, placed in the weeks before; the nearest first.
  func matches(for lines: [SettlementLine]) -> [Match] {
    guard let first = lines.min(by: { $0.date < $1.date }), !first.matchNumber.isNone else {
      return []
    }
    let parts: [LineComponent] = [.principal, .shipping, .giftWrap, .discount, .gross]
    let total = lines.reduce(Int64(0)) { $0 + (parts.contains($1.component) ? $1.amount : 0) }
    let skus = Set(lines.map(\.sku)).subtracting([.none])
    let fitting = (unsettled[total] ?? []).filter { fits(index.orders[Int($0)], first, skus) }
      .sorted { sortKey($0) > sortKey($1) }
    return fitting.prefix(Self.most).map {
      Match(
        kind: .order, state: .suggested, rule: .amount, currency: first.currency,
        date: first.date, external: [context.side(of: lines, numbered: first.matchNumber)],
        internal: [context.side(of: index.orders[Int($0)])], candidates: fitting.count)
    }
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
