import Accounting

/// The ledger's orders, found by order number in constant time.
struct OrderIndex: Sendable {
  private(set) var orders: [Order] = []
  private(set) var orderOfLine: [Int32]
  /// By symbol index of the order number: the first order of that number, or -1.
  private var firstOrder: [Int32]
  /// By order: the next order of the same number in another channel, or -1.
  private var nextOrder: [Int32] = []

  init(_ snapshot: LedgerSnapshot) {
    orderOfLine = Array(repeating: -1, count: snapshot.orderLines.count)
    firstOrder = Array(repeating: -1, count: snapshot.symbols.count)
    for (position, line) in snapshot.orderLines.enumerated() {
      let order = findOrAdd(channel: line.channel, orderId: line.orderId)
      orders[order].lines.append(Int32(position))
      orderOfLine[position] = Int32(order)
    }
    for index in orders.indices where orders[index].lines.count > 1 {
      orders[index].lines.sort {
        let (left, right) = (snapshot.orderLines[Int($0)], snapshot.orderLines[Int($1)])
        return snapshot.symbols.precedes(left.orderLineId, right.orderLineId) ?? false
      }
    }
  }

  private mutating func findOrAdd(channel: Symbol, orderId: Symbol) -> Int {
    var candidate = firstOrder[Int(orderId.index)]
    var last: Int32 = -1
    while candidate >= 0 {
      if orders[Int(candidate)].channel == channel { return Int(candidate) }
      last = candidate
      candidate = nextOrder[Int(candidate)]
    }
    let added = orders.count
    orders.append(Order(channel: channel, orderId: orderId, lines: []))
    nextOrder.append(-1)
    if last >= 0 {
      nextOrder[Int(last)] = Int32(added)
    } else {
      firstOrder[Int(orderId.index)] = Int32(added)
    }
    return added
  }

  /// Every order of a number, in any channel.
  func orders(numbered orderId: Symbol) -> [Int32] {
    var found: [Int32] = []
    guard Int(orderId.index) < firstOrder.count else { return found }
    var candidate = firstOrder[Int(orderId.index)]
    while candidate >= 0 {
      found.append(candidate)
      candidate = nextOrder[Int(candidate)]
    }
    return found
  }

  /// The only order of a number, the common case, without building a list; -1 when none, -2 when
  /// there are several.
  func onlyOrder(numbered orderId: Symbol) -> Int32 {
    let first = firstOrder[Int(orderId.index)]
    return first < 0 || nextOrder[Int(first)] < 0 ? first : -2
  }
}

extension OrderIndex {
  /// The order and the order line that a version of a line belongs to.
  func place(
    of version: OrderLine, in snapshot: LedgerSnapshot
  ) -> (order: Int, line: Int32)? {
    for order in orders(numbered: version.orderId)
    where orders[Int(order)].channel == version.channel {
      let line = orders[Int(order)].lines.first {
        snapshot.orderLines[Int($0)].orderLineId == version.orderLineId
      }
      if let line { return (Int(order), line) }
    }
    return nil
  }
}
