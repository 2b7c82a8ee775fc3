import Accounting

/// Order lines that were edited after they were settled: a dated change, and no mismatch.
///
/// What a line said when its first sale was posted is what its settlement is compared with, unless
/// what it says now agrees: then a mistake of ours was put right.
struct EditedOrders {
  /// By position of the order line, as it was settled; lines that say the same are left out.
  private(set) var asSettled: [Int32: OrderLine] = [:]
  /// The orders they belong to, in order of position.
  private(set) var orders: [Int] = []

  init(_ matching: OrderMatching) {
    for history in matching.context.snapshot.orderHistories {
      guard let (order, position) = Self.find(history.current, matching),
        let moment = Self.settled(position, of: order, matching)
      else { continue }
      let version = history.line(at: moment)
      let line = matching.context.snapshot.orderLines[Int(position)]
      let settled = line.withMoney(of: version)
      if settled.hasMoney(of: line) { continue }
      asSettled[position] = settled
      orders.append(order)
    }
    orders = Set(orders).sorted()
  }

  private static func find(
    _ line: OrderLine, _ matching: OrderMatching
  ) -> (order: Int, position: Int32)? {
    let index = matching.index
    for order in index.orders(numbered: line.orderId)
    where index.orders[Int(order)].channel == line.channel {
      let position = index.orders[Int(order)].lines.first {
        matching.context.snapshot.orderLines[Int($0)].orderLineId == line.orderLineId
      }
      if let position { return (Int(order), position) }
    }
    return nil
  }

  /// When the first sale of an order line, or of its order as a whole, was posted.
  private static func settled(
    _ position: Int32, of order: Int, _ matching: OrderMatching
  ) -> Instant? {
    let lines = matching.context.snapshot.settlementLines
    return matching.linesByOrder[order].compactMap { place -> Instant? in
      let line = lines[Int(place)]
      let owner = matching.assignment.orderLine[Int(place)]
      return line.event == .sale && (owner == position || owner < 0) ? line.postedAt : nil
    }.min()
  }

  /// Matches each edited order both ways and keeps what holds.
  ///
  /// - Returns: The findings, and of the order lines that count as they were settled, those.
  func match(_ matching: OrderMatching) -> (found: [OrderFindings], counted: [Int32: OrderLine]) {
    if orders.isEmpty { return ([], [:]) }
    let snapshot = matching.context.snapshot
    let context = MatchContext(
      snapshot: snapshot.replacing(orderLines: asSettled), settings: matching.context.settings,
      rates: matching.context.rates, asOf: matching.context.asOf)
    let before = OrderMatching(
      context, matching.index, matching.assignment, isHeld: matching.isHeld)
    var found: [OrderFindings] = []
    var counted: [Int32: OrderLine] = [:]
    for order in orders {
      let now = matching.match(order..<order + 1)
      guard now.hasMismatch else {
        found.append(now)
        continue
      }
      found.append(before.match(order..<order + 1))
      for line in matching.index.orders[order].lines { counted[line] = asSettled[line] }
    }
    return (found, counted)
  }
}

extension OrderFindings {
  /// Whether an amount or a quantity differs beyond the tolerance.
  fileprivate var hasMismatch: Bool {
    let codes: Set<DiscrepancyCode> = [.am01, .am02, .am03, .am04, .am05, .tx01]
    return discrepancies.contains { codes.contains($0.code) }
  }
}

extension OrderLine {
  /// The line with what another version of it says of money and quantity.
  fileprivate func withMoney(of version: OrderLine) -> OrderLine {
    var line = self
    line.quantity = version.quantity
    line.itemPrice = version.itemPrice
    line.itemTax = version.itemTax
    line.shipping = version.shipping
    line.shippingTax = version.shippingTax
    line.discount = version.discount
    return line
  }

  fileprivate func hasMoney(of other: OrderLine) -> Bool {
    quantity == other.quantity && itemPrice == other.itemPrice && itemTax == other.itemTax
      && shipping == other.shipping && shippingTax == other.shippingTax
      && discount == other.discount
  }
}
