import Accounting

/// Pass 1, exact key: which order, and which line of it, each settlement line belongs to.
///
/// The key is order number and order-item code where that is one of our line numbers, else order
/// number and SKU, which may be one that the line had before it was edited; a blank SKU is the
/// order's level. The order's channel must be one that the line's source settles; the marketplace
/// decides between several, else the amount (`SharedNumbers`). A part of a payment that a person
/// divided is its order's.
struct LineAssignment: Sendable {
  private(set) var order: [Int32]
  private(set) var orderLine: [Int32]
  /// Of numbers that stand in several channels of a source: what their amounts decided.
  private(set) var claims: [SharedNumbers.Claim] = []
  /// By item, whether its number is of several orders; empty where none is.
  private var isShared: [Bool] = []

  init(_ context: MatchContext, _ index: OrderIndex, _ decisions: OrderDecisions) {
    let lines = context.snapshot.settlementLines
    let former = FormerGoods(context.snapshot, index)
    var owners = Array(
      joining: inParallel(lines.items.count) {
        Self.assign(lines.items[$0], context, index, decisions, former)
      })
    Self.assignParts(&owners, context, index)
    order = lines.amounts.map { owners[Int($0.item)].order }
    orderLine = lines.amounts.map { owners[Int($0.item)].orderLine }
    if owners.contains(where: { $0.order == Self.several }) {
      isShared = owners.map { $0.order == Self.several }
      assignShared(context, index, decisions)
    }
  }

  /// In place of an order's position: its number is that of several.
  private static let several: Int32 = -2

  /// Whether an unassigned line's number is of several orders of its source.
  func isShared(_ item: Int32) -> Bool { !isShared.isEmpty && isShared[Int(item)] }

  /// What a person divided between orders: each part is its order's.
  private static func assignParts(
    _ owners: inout [Owner], _ context: MatchContext, _ index: OrderIndex
  ) {
    for (item, name) in context.snapshot.orderOfDividedItem {
      let order = index.orders(numbered: name.orderId).first {
        index.orders[Int($0)].channel == name.channel
      }
      guard let order else { continue }
      let line = findLine(
        context.snapshot.settlementLines.items[Int(item)], in: index.orders[Int(order)],
        context.snapshot)
      owners[Int(item)] = (order, line)
    }
  }

  private mutating func assignShared(
    _ context: MatchContext, _ index: OrderIndex, _ decisions: OrderDecisions
  ) {
    let lines = context.snapshot.settlementLines
    claims = SharedNumbers(isShared, context, index, decisions).claims
    for position in order.indices where order[position] == Self.several { order[position] = -1 }
    for claim in claims {
      for position in claim.lines.map({ Int($0) }) {
        let item = lines.items[Int(lines.amounts[position].item)]
        order[position] = claim.order
        orderLine[position] = Self.findLine(
          item, in: index.orders[Int(claim.order)], context.snapshot)
      }
    }
  }

  private typealias Owner = (order: Int32, orderLine: Int32)

  private static func assign(
    _ items: ArraySlice<SettlementItem>, _ context: MatchContext, _ index: OrderIndex,
    _ decisions: OrderDecisions, _ former: FormerGoods
  ) -> [Owner] {
    var lastKey = (orderId: Symbol.none, source: Symbol.none, marketplace: Symbol.none)
    var lastOrder: Int32 = -1
    return items.map { item in
      if item.orderId.isNone {
        guard !decisions.isEmpty, !item.reference.isNone,
          let order = decisions.confirmedOrder(item.source, item.reference)
        else { return (-1, -1) }
        return (order, findLine(item, in: index.orders[Int(order)], context.snapshot))
      }
      let key = (orderId: item.orderId, source: item.source, marketplace: item.marketplace)
      if !decisions.isEmpty {
        lastOrder = decide(item, context, index, decisions)
      } else if key != lastKey {
        lastKey = key
        lastOrder = findOrder(item, context, index)
      }
      guard lastOrder >= 0 else { return (lastOrder, -1) }
      let line = findLine(item, in: index.orders[Int(lastOrder)], context.snapshot)
      if line < 0 && !former.isEmpty {
        return (lastOrder, former.line(of: lastOrder, sold: item.sku))
      }
      return (lastOrder, line)
    }
  }

  /// A person's word comes before the key; it may be on one payment of several.
  private static func decide(
    _ item: SettlementItem, _ context: MatchContext, _ index: OrderIndex,
    _ decisions: OrderDecisions
  ) -> Int32 {
    if let order = decisions.confirmedOrder(item.source, item.orderId) { return order }
    if !item.reference.isNone,
      let order = decisions.confirmedOrder(item.source, item.reference)
    {
      return order
    }
    let found = findOrder(item, context, index)
    return decisions.isForbidden(item.source, item.orderId, found) ? -1 : found
  }

  private static func findOrder(
    _ line: SettlementItem, _ context: MatchContext, _ index: OrderIndex
  ) -> Int32 {
    let only = index.onlyOrder(numbered: line.orderId)
    if only >= 0 {
      return settles(line, index.orders[Int(only)], context) ? only : -1
    }
    if only == -1 { return findWithoutAttempt(line, context, index) }
    let candidates = index.orders(numbered: line.orderId).filter {
      settles(line, index.orders[Int($0)], context)
    }
    return unique(candidates, line, context, index)
  }

  private static func settles(
    _ line: SettlementItem, _ order: Order, _ context: MatchContext
  ) -> Bool {
    context.sources.isSettled(order.channel, by: line.source)
  }

  private static func unique(
    _ candidates: [Int32], _ line: SettlementItem, _ context: MatchContext, _ index: OrderIndex
  ) -> Int32 {
    if candidates.count == 1 { return candidates[0] }
    let marketplace = context.text(line.marketplace).lowercased()
    let named = candidates.filter {
      context.text(index.orders[Int($0)].channel).lowercased() == marketplace
    }
    if named.count == 1 { return named[0] }
    return candidates.count > 1 ? several : -1
  }

  /// PayPal numbers repeated attempts `1234.1`: without that ending one order may remain.
  private static func findWithoutAttempt(
    _ line: SettlementItem, _ context: MatchContext, _ index: OrderIndex
  ) -> Int32 {
    let text = context.text(line.orderId)
    guard context.text(line.source) == "paypal", let dot = text.lastIndex(of: "."),
      text[text.index(after: dot)...].allSatisfy(\.isNumber),
      let symbol = context.snapshot.symbols.find(text[..<dot])
    else { return -1 }
    let candidates = index.orders(numbered: symbol).filter {
      settles(line, index.orders[Int($0)], context)
    }
    return candidates.count == 1 ? candidates[0] : -1
  }

  private static func findLine(
    _ line: SettlementItem, in order: Order, _ snapshot: LedgerSnapshot
  ) -> Int32 {
    if !line.itemCode.isNone {
      for position in order.lines
      where snapshot.orderLines[Int(position)].orderLineId == line.itemCode { return position }
    }
    guard !line.sku.isNone else { return -1 }
    for position in order.lines where snapshot.orderLines[Int(position)].sku == line.sku {
      return position
    }
    return -1
  }
}

/// The goods that order lines named before they were edited.
private struct FormerGoods: Sendable {
  private var lines: [Int32: [(sku: Symbol, line: Int32)]] = [:]

  init(_ snapshot: LedgerSnapshot, _ index: OrderIndex) {
    for history in snapshot.orderHistories {
      let former = history.versions.dropLast().map(\.line.sku)
        .filter { $0 != history.current.sku && !$0.isNone }
      guard !former.isEmpty, let place = index.place(of: history.current, in: snapshot) else {
        continue
      }
      lines[Int32(place.order), default: []] += former.map { ($0, place.line) }
    }
  }

  var isEmpty: Bool { lines.isEmpty }

  /// The only line of an order that was of these goods; -1 when none, or several.
  func line(of order: Int32, sold sku: Symbol) -> Int32 {
    if sku.isNone { return -1 }
    let found = Set((lines[order] ?? []).filter { $0.sku == sku }.map(\.line))
    return found.count == 1 ? found.first ?? -1 : -1
  }
}
