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
    let snapshot = matching.context.snapshot
    for history in snapshot.orderHistories {
      guard let (order, position) = matching.index.place(of: history.current, in: snapshot),
        let (moment, sku) = Self.settled(position, of: order, matching)
      else { continue }
      let line = snapshot.orderLines[Int(position)]
      var settled = line.withTerms(of: history.line(at: moment))
      // The channel settled what the line says now: a mistake of ours was put right.
      if sku == line.sku { settled.sku = sku }
      if settled.hasTerms(of: line) { continue }
      asSettled[position] = settled
      orders.append(order)
    }
    orders = Set(orders).sorted()
  }

  /// When the first sale of an order line, or of its order as a whole, was posted, and of which
  /// goods.
  private static func settled(
    _ position: Int32, of order: Int, _ matching: OrderMatching
  ) -> (at: Instant, sku: Symbol)? {
    let lines = matching.context.snapshot.settlementLines
    return matching.linesByOrder[order].compactMap { place -> (at: Instant, sku: Symbol)? in
      let line = lines[Int(place)]
      let owner = matching.assignment.orderLine[Int(place)]
      return line.event == .sale && (owner == position || owner < 0)
        ? (line.postedAt, line.sku) : nil
    }.min { $0.at < $1.at }
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
      guard now.hasMismatch || changesGoods(order, matching) else {
        found.append(now)
        continue
      }
      found.append(before.match(order..<order + 1))
      for line in matching.index.orders[order].lines { counted[line] = asSettled[line] }
    }
    return (found, counted)
  }

  private func changesGoods(_ order: Int, _ matching: OrderMatching) -> Bool {
    matching.index.orders[order].lines.contains { line in
      asSettled[line].map {
        $0.sku != matching.context.snapshot.orderLines[Int(line)].sku
      } ?? false
    }
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
  /// The line with what another version of it says of goods, money and quantity, and its place.
  fileprivate func withTerms(of version: OrderLine) -> OrderLine {
    var line = self
    line.provenance = version.provenance
    line.sku = version.sku
    line.quantity = version.quantity
    line.itemPrice = version.itemPrice
    line.itemTax = version.itemTax
    line.shipping = version.shipping
    line.shippingTax = version.shippingTax
    line.discount = version.discount
    return line
  }

  fileprivate func hasTerms(of other: OrderLine) -> Bool {
    sku == other.sku && quantity == other.quantity && itemPrice == other.itemPrice
      && itemTax == other.itemTax && shipping == other.shipping
      && shippingTax == other.shippingTax && discount == other.discount
  }
}
