import Accounting

/// Units of one SKU that left without a cost, and wait for a receipt to cover them.
struct UncoveredSales {
  struct Sale {
    let orderLine: Int32
    var units: Int64
    let date: CalendarDate
    /// Whether it was told already that stock went below zero.
    let isTold: Bool
  }

  private var all: [Sale] = []
  /// The first that still waits.
  private var head = 0

  /// In order of their sale.
  var sales: ArraySlice<Sale> { all[head...] }

  var isEmpty: Bool { head == all.count }

  mutating func append(_ sale: Sale) { all.append(sale) }

  /// Takes up to so many units of the oldest sale off; `nil` when none waits.
  ///
  /// - Returns: What was taken, and whether it is all that the sale waited for.
  mutating func take(_ units: Int64) -> (sale: Sale, isLast: Bool)? {
    guard head < all.count, units > 0 else { return nil }
    var taken = all[head]
    taken.units = min(units, taken.units)
    all[head].units -= taken.units
    let isLast = all[head].units == 0
    if isLast { head += 1 }
    return (taken, isLast)
  }

  /// Takes units off that came back without ever having had a cost.
  mutating func giveBack(_ units: Int64, of orderLine: Int32) {
    guard let place = sales.firstIndex(where: { $0.orderLine == orderLine }) else { return }
    all[place].units -= min(units, all[place].units)
    if all[place].units == 0 { all.remove(at: place) }
  }
}
