import Accounting

/// Payments that a person said are for several orders, as lines of each of these orders.
///
/// A line's amount goes to the orders as what they say of its component: exactly, where that comes
/// to the amount by what they say now or said when it was posted, else in proportion. Parts keep
/// the row's place, so that what a file, a settlement or a row comes to stays as it was.
struct DividedPayments {
  private struct Number: Hashable {
    var source: Symbol
    var number: Symbol
  }

  /// The orders, in order of their names, by what a source calls the payment.
  private var divisions: [Number: [Share]] = [:]

  var isEmpty: Bool { divisions.isEmpty }

  init(_ records: LedgerRecords) {
    let confirmed = records.matchDecisions.filter { $0.kind == .order && $0.isConfirmed }
    let groups = Dictionary(grouping: confirmed, by: \.external).filter { $0.value.count > 1 }
    if groups.isEmpty { return }
    let shares = Self.shares(Set(groups.values.flatMap(\.self).map(\.internal)), records)
    for (external, decisions) in groups {
      let orders = decisions.map(\.internal).sorted().compactMap { shares[$0] }
      guard orders.count == decisions.count, let halves = MatchDecision.halves(external),
        let source = records.symbols.find(halves.name),
        let number = records.symbols.find(halves.number)
      else { continue }
      divisions[Number(source: source, number: number)] = orders
    }
  }

  /// The orders of some names, `channel|number`, with their lines.
  private static func shares(_ names: Set<String>, _ records: LedgerRecords) -> [String: Share] {
    var wanted: [OrderName: String] = [:]
    for name in names {
      guard let halves = MatchDecision.halves(name),
        let channel = records.symbols.find(halves.name),
        let order = records.symbols.find(halves.number)
      else { continue }
      wanted[OrderName(channel: channel, orderId: order)] = name
    }
    var shares: [String: Share] = [:]
    for line in records.orderLines {
      let order = OrderName(channel: line.channel, orderId: line.orderId)
      guard let name = wanted[order], line.status != .cancelled else { continue }
      shares[name, default: Share(order: order)].lines.append(line)
    }
    let byNumber = Dictionary(grouping: wanted, by: \.key.orderId)
    for refund in records.refunds {
      for (_, name) in byNumber[refund.orderId] ?? [] {
        shares[name]?.refunds.formUnion([refund.amount, refund.amount + refund.tax])
      }
    }
    for history in records.orderHistories {
      let line = history.current
      let order = OrderName(channel: line.channel, orderId: line.orderId)
      if let name = wanted[order] { shares[name]?.histories.append(history) }
    }
    return shares
  }

  /// The lines with parts in place of what is divided, and the order of each part's item.
  func divide(_ lines: SettlementLines) -> (lines: SettlementLines, orders: [Int32: OrderName]) {
    var (items, amounts) = (lines.items, [LineAmount]())
    var orders: [Int32: OrderName] = [:]
    amounts.reserveCapacity(lines.amounts.count)
    for run in lines.runs {
      let own = lines.amounts[run.lines]
      let item = items[Int(run.item)]
      let number = item.orderId.isNone ? item.reference : item.orderId
      guard let shares = divisions[Number(source: item.source, number: number)] else {
        amounts += own
        continue
      }
      let quantities = Self.quantities(of: item, shares)
      let parts = own.map { Self.parts(of: $0, item, shares) }
      for (place, share) in shares.enumerated() {
        var part = item
        part.quantity = quantities[place]
        for (amount, parts) in zip(own, parts) where parts[place] != 0 || amount.amount == 0 {
          var amount = amount
          amount.item = Int32(items.count)
          amount.amount = parts[place]
          amounts.append(amount)
        }
        orders[Int32(items.count)] = share.order
        items.append(part)
      }
    }
    return (SettlementLines(items: items, amounts: amounts), orders)
  }

  private static func quantities(of item: SettlementItem, _ shares: [Share]) -> [Int32] {
    let units = shares.map { $0.sum(item.sku) { $0.quantity } }
    let parts = divided(Int64(item.quantity), by: units)
    return parts.map { Int32(clamping: $0) }
  }

  private static func parts(
    of line: LineAmount, _ item: SettlementItem, _ shares: [Share]
  ) -> [Int64] {
    if line.event == .refund, let only = refunded(line, item, shares) {
      return shares.indices.map { $0 == only ? line.amount : 0 }
    }
    let former = shares.map { $0.asOf(item.postedAt) }
    for shares in [shares, former] {
      for basis in bases(line.component) {
        let weights = shares.map { $0.sum(item.sku, basis) }
        if abs(weights.reduce(0, +)) == abs(line.amount) {
          return divided(line.amount, by: weights)
        }
      }
    }
    return divided(line.amount, by: shares.map { $0.sum(item.sku, \.gross) })
  }

  /// The only one of the orders that we refunded so much of, or that comes to what was given back.
  private static func refunded(
    _ line: LineAmount, _ item: SettlementItem, _ shares: [Share]
  ) -> Int? {
    let own = shares.indices.filter { shares[$0].refunds.contains(-line.amount) }
    if own.count == 1 { return own[0] }
    let fitting = shares.indices.filter { place in
      bases(line.component).contains { shares[place].sum(item.sku, $0) == -line.amount }
    }
    return fitting.count == 1 ? fitting[0] : nil
  }

  /// What an order line says of a component, with and without tax where sources differ in it.
  private static func bases(_ component: LineComponent) -> [(OrderLine) -> Int64] {
    switch component {
    case .principal: [\.itemPrice, { $0.itemPrice - $0.itemTax }]
    case .shipping: [\.shipping, { $0.shipping - $0.shippingTax }]
    case .discount: [\.discount]
    case .tax, .withheld: [{ $0.itemTax + $0.shippingTax }]
    default: [\.gross, { $0.itemPrice + $0.shipping - $0.discount }]
    }
  }

  private static func divided(_ amount: Int64, by weights: [Int64]) -> [Int64] {
    let whole = weights.reduce(0, +)
    return allocate(amount, by: whole == 0 ? weights.map { _ in 1 } : weights)
  }
}

/// One of the orders that a payment is for.
private struct Share {
  let order: OrderName
  /// But for the cancelled ones.
  var lines: [OrderLine] = []
  var histories: [OrderHistory] = []
  /// What we gave back of it each time, without tax and with it.
  var refunds: Set<Int64> = []

  /// A sum over the lines of some goods; over all lines where none are named.
  func sum(_ sku: Symbol, _ value: (OrderLine) -> Int64) -> Int64 {
    let named = sku.isNone ? lines : lines.filter { $0.sku == sku }
    return named.reduce(0) { $0 + value($1) }
  }

  /// The order as its lines stood at a moment.
  func asOf(_ moment: Instant) -> Share {
    var share = self
    share.lines = lines.map { line in
      histories.first { $0.current.orderLineId == line.orderLineId }?.line(at: moment) ?? line
    }
    return share
  }
}

extension SnapshotReader {
  /// Applied when every line has its settlement, since parts are items of their own.
  mutating func dividePayments() {
    let divided = DividedPayments(snapshot)
    if divided.isEmpty { return }
    (snapshot.settlementLines, snapshot.orderOfDividedItem) =
      divided.divide(snapshot.settlementLines)
  }
}
