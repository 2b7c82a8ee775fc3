import Accounting

/// Which order lines used up which receipt rows, for costs that come after the sale.
struct ConsumptionLog {
  private struct Entry {
    let orderLine: Int32
    let receipt: Int32
    var quantity: Int64
    /// The entry before this one of the same receipt row, or -1.
    let earlier: Int32
    /// The next entry of the same order line, or -1.
    var next: Int32 = -1
  }

  private var entries: [Entry] = []
  private var lastOfReceipt: [Int32]
  private var firstOfLine: [Int32]
  /// Units of each receipt row that are on hand, in its own layer or back from a buyer.
  private(set) var onHand: [Int64]

  init(receipts: Int, orderLines: Int) {
    lastOfReceipt = Array(repeating: -1, count: receipts)
    firstOfLine = Array(repeating: -1, count: orderLines)
    onHand = Array(repeating: 0, count: receipts)
    entries.reserveCapacity(orderLines)
  }

  mutating func receive(_ quantity: Int64, from receipt: Int32) {
    onHand[Int(receipt)] += quantity
  }

  /// Keeps what one order line took, at once or in addition.
  mutating func consume(_ units: [LayerUnits], by orderLine: Int32) {
    guard !units.isEmpty else { return }
    var last = firstOfLine[Int(orderLine)]
    while last >= 0, entries[Int(last)].next >= 0 { last = entries[Int(last)].next }
    for part in units {
      let place = Int32(entries.count)
      if last < 0 { firstOfLine[Int(orderLine)] = place } else { entries[Int(last)].next = place }
      last = place
      let receipt = Int(part.receipt)
      onHand[receipt] -= part.quantity
      let entry = Entry(
        orderLine: orderLine, receipt: part.receipt, quantity: part.quantity,
        earlier: lastOfReceipt[receipt])
      lastOfReceipt[receipt] = Int32(entries.count)
      entries.append(entry)
    }
  }

  /// Takes units of an order line back on hand, those first that left first.
  mutating func giveBack(_ quantity: Int64, by orderLine: Int32) -> [LayerUnits] {
    var units: [LayerUnits] = []
    var left = quantity
    var index = Int(firstOfLine[Int(orderLine)])
    while index >= 0, left > 0 {
      let part = min(left, entries[index].quantity)
      if part > 0 {
        entries[index].quantity -= part
        onHand[Int(entries[index].receipt)] += part
        units.append(LayerUnits(receipt: entries[index].receipt, quantity: part))
        left -= part
      }
      index = Int(entries[index].next)
    }
    return units
  }

  /// Units with a cost that an order line took and did not give back.
  func quantity(of orderLine: Int32) -> Int64 {
    var total: Int64 = 0
    var index = Int(firstOfLine[Int(orderLine)])
    while index >= 0 {
      total += entries[index].quantity
      index = Int(entries[index].next)
    }
    return total
  }

  /// The order lines that hold units of a receipt row, in the order in which they took them.
  func consumers(of receipt: Int32) -> [(orderLine: Int32, quantity: Int64)] {
    var result: [(orderLine: Int32, quantity: Int64)] = []
    var index = lastOfReceipt[Int(receipt)]
    while index >= 0 {
      let entry = entries[Int(index)]
      if let last = result.last, last.orderLine == entry.orderLine {
        result[result.count - 1].quantity += entry.quantity
      } else if entry.quantity > 0 {
        result.append((entry.orderLine, entry.quantity))
      }
      index = entry.earlier
    }
    return result.reversed()
  }
}
