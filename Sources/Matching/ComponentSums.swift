import Accounting

/// Sums of one order line's money by component, settlement sign.
struct ComponentSums {
  private var sums = InlineArray<28, Int64>(repeating: 0)
  private(set) var isEmpty = true

  mutating func add(_ amount: Int64, to component: LineComponent) {
    sums[Int(component.rawValue)] &+= amount
    isEmpty = false
  }

  subscript(component: LineComponent) -> Int64 { sums[Int(component.rawValue)] }

  /// The sum of every component.
  var total: Int64 {
    var total: Int64 = 0
    for index in sums.indices { total += sums[index] }
    return total
  }
}

/// The settlement lines of each order, reached by order in constant time.
///
/// A counting sort: two passes, no dictionary, and memory of four bytes a line.
struct LinesByOrder: Sendable {
  private let starts: [Int32]
  /// Positions of settlement lines, order after order, each order's in ledger order.
  let positions: [Int32]

  init(_ orderOfLine: [Int32], orderCount: Int) {
    var starts = [Int32](repeating: 0, count: orderCount + 1)
    for order in orderOfLine where order >= 0 { starts[Int(order) + 1] += 1 }
    for order in 0..<orderCount { starts[order + 1] += starts[order] }
    var next = starts
    var positions = [Int32](repeating: 0, count: Int(starts[orderCount]))
    for (line, order) in orderOfLine.enumerated() where order >= 0 {
      positions[Int(next[Int(order)])] = Int32(line)
      next[Int(order)] += 1
    }
    self.starts = starts
    self.positions = positions
  }

  /// Where an order's lines stand in `positions`.
  func places(of order: Int) -> Range<Int> { Int(starts[order])..<Int(starts[order + 1]) }

  /// Positions of the order's settlement lines, in ledger order.
  subscript(order: Int) -> ArraySlice<Int32> {
    positions[places(of: order)]
  }
}
