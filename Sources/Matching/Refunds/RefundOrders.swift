import Accounting

/// Which order each refund of the ledger takes back.
///
/// A refund names no channel. Where several channels have its order number, the order line that it
/// names decides, then its currency.
struct RefundOrders: Sendable {
  /// By refund: the position of its order, or -1.
  private(set) var orderOf: [Int32]
  /// By order: its refunds.
  private(set) var byOrder: [Int32: [Int32]] = [:]
  /// Goods that came back, of refunds that say of which line.
  private(set) var returns: [StockReturn] = []

  init(_ snapshot: LedgerSnapshot, _ index: OrderIndex) {
    orderOf = snapshot.refunds.map { Self.order(of: $0, snapshot, index) }
    for (position, order) in orderOf.enumerated() where order >= 0 {
      byOrder[order, default: []].append(Int32(position))
      let lines = index.orders[Int(order)].lines
      if let back = Self.stockReturn(Int32(position), lines, snapshot) { returns.append(back) }
    }
  }

  private static func order(
    of refund: Refund, _ snapshot: LedgerSnapshot, _ index: OrderIndex
  ) -> Int32 {
    let only = index.onlyOrder(numbered: refund.orderId)
    if only > -2 { return only }
    let candidates = index.orders(numbered: refund.orderId)
    let lines = { (order: Int32) in
      index.orders[Int(order)].lines.map { snapshot.orderLines[Int($0)] }
    }
    let named = candidates.filter { order in
      !refund.orderLineId.isNone
        && lines(order).contains { $0.orderLineId == refund.orderLineId }
    }
    if named.count == 1 { return named[0] }
    let inCurrency = (named.isEmpty ? candidates : named).filter { order in
      lines(order).contains { $0.currency == refund.currency }
    }
    return inCurrency.count == 1 ? inCurrency[0] : -1
  }

  /// The order line a refund names, else the only one of its order; of lines of one SKU, the first.
  static func orderLine(
    _ refund: Refund, _ lines: [Int32], _ snapshot: LedgerSnapshot
  ) -> Int32? {
    if refund.orderLineId.isNone {
      let sku = snapshot.orderLines[Int(lines[0])].sku
      return lines.allSatisfy { snapshot.orderLines[Int($0)].sku == sku } ? lines[0] : nil
    }
    return lines.first { snapshot.orderLines[Int($0)].orderLineId == refund.orderLineId }
  }

  private static func stockReturn(
    _ position: Int32, _ lines: [Int32], _ snapshot: LedgerSnapshot
  ) -> StockReturn? {
    let refund = snapshot.refunds[Int(position)]
    guard refund.bringsGoodsBack, let line = orderLine(refund, lines, snapshot) else { return nil }
    return stockReturn(position, of: line, refund)
  }

  static func stockReturn(_ position: Int32, of line: Int32, _ refund: Refund) -> StockReturn {
    StockReturn(
      refund: position, orderLine: line, quantity: refund.returnedQuantity,
      disposition: refund.disposition, at: refund.refundedAt)
  }
}

extension Refund {
  var bringsGoodsBack: Bool { returnedQuantity > 0 && disposition != .notReturned }
}

extension MatchContext {
  /// Whether a refund of the ledger comes before another: by time, then by number.
  func isEarlier(refund lhs: Int32, than rhs: Int32) -> Bool {
    let (left, right) = (snapshot.refunds[Int(lhs)], snapshot.refunds[Int(rhs)])
    if left.refundedAt != right.refundedAt { return left.refundedAt < right.refundedAt }
    return text(left.refundId) < text(right.refundId)
  }
}
