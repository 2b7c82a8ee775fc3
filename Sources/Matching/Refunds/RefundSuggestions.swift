import Accounting

/// Orders of ours that a refund without an order number may be of.
///
/// Our own refund has the amount and the days fit; a person chooses among them.
struct RefundSuggestions {
  private let orders: OrderMatching
  private var context: MatchContext { orders.context }
  /// Our refunds of which no settlement tells, by what the buyer gets back with the tax.
  private var open: [Int64: [Int32]] = [:]

  private static let daysAround = 14
  private static let most = 3

  init(_ orders: OrderMatching, isNeeded: Bool) {
    self.orders = orders
    guard isNeeded else { return }
    for (position, refund) in context.snapshot.refunds.enumerated() {
      let order = orders.index.onlyOrder(numbered: refund.orderId)
      if order < 0 || isSettled(order) { continue }
      open[refund.amount + refund.tax, default: []].append(Int32(position))
    }
  }

  private func isSettled(_ order: Int32) -> Bool {
    orders.linesByOrder[Int(order)].contains {
      context.snapshot.settlementLines.amounts[Int($0)].event == .refund
    }
  }

  /// The orders that the lines of one refund may be of, the nearest refund first.
  func matches(for lines: [SettlementLine]) -> [Match] {
    guard let first = lines.min(by: { $0.date < $1.date }), !first.matchNumber.isNone else {
      return []
    }
    let parts: [LineComponent] = [.principal, .tax, .shipping, .giftWrap, .discount, .gross]
    let total = lines.reduce(Int64(0)) { $0 + (parts.contains($1.component) ? $1.amount : 0) }
    let fitting = (open[-total] ?? []).filter { fits($0, first) }.sorted {
      let (left, right) = (distance($0, first), distance($1, first))
      return left == right ? context.isEarlier(refund: $0, than: $1) : left < right
    }
    var seen: Set<Int32> = []
    let found = fitting.map { orders.index.onlyOrder(numbered: refund($0).orderId) }
      .filter { seen.insert($0).inserted }
    return found.prefix(Self.most).map {
      Match(
        kind: .order, state: .suggested, rule: .amount, currency: first.currency,
        date: first.date, external: [context.side(of: lines, numbered: first.matchNumber)],
        internal: [context.side(of: orders.index.orders[Int($0)])], candidates: found.count)
    }
  }

  private func refund(_ position: Int32) -> Refund { context.snapshot.refunds[Int(position)] }

  private func distance(_ position: Int32, _ line: SettlementLine) -> Int {
    abs(line.date.days(since: context.settings.zone.date(of: refund(position).refundedAt)))
  }

  private func fits(_ position: Int32, _ line: SettlementLine) -> Bool {
    let order = orders.index.onlyOrder(numbered: refund(position).orderId)
    return refund(position).currency == line.currency
      && distance(position, line) <= Self.daysAround
      && context.sources.isSettled(orders.index.orders[Int(order)].channel, by: line.source)
  }
}
