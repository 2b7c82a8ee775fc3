import Accounting

extension JournalBuilder {
  /// Deals the units that lines of several order lines pay for to those lines.
  ///
  /// A settlement line that names its SKU alone pays for any of the order lines with that SKU; one
  /// that names no SKU, for any line of the order. The order lines are filled one after the other,
  /// after what named them, so that each unit is paid for once.
  func dealShared(_ settled: [SettledGoods]) -> [SettledGoods] {
    let shared = settled.filter { $0.sharing != .none }.sorted { one, other in
      if one.orderLine != other.orderLine { return one.orderLine < other.orderLine }
      if one.date != other.date { return one.date < other.date }
      return precedes(one.provenance, other.provenance)
    }
    guard !shared.isEmpty else { return settled }
    var dealt = settled.filter { $0.sharing == .none }
    var left = unpaid(dealt)
    for goods in shared {
      var rest = goods.quantity
      for position in orderLines(sharing: goods) {
        let units = min(rest, max(0, left[Int(position)]))
        if units == 0 { continue }
        rest -= units
        left[Int(position)] -= units
        var part = goods
        part.orderLine = position
        part.quantity = units
        part.sharing = .none
        dealt.append(part)
      }
    }
    return dealt
  }

  /// Per order line, the units that no settlement line names.
  private func unpaid(_ named: [SettledGoods]) -> [Int64] {
    var left = snapshot.orderLines.map(\.quantity)
    for goods in named {
      let position = Int(goods.orderLine)
      left[position] = goods.quantity == 0 ? 0 : left[position] - goods.quantity
    }
    return left
  }

  private func orderLines(sharing goods: SettledGoods) -> [Int32] {
    let lines = matches.orders[Int(matches.orderOfLine[Int(goods.orderLine)])].lines
    if goods.sharing == .order { return lines }
    let sku = snapshot.orderLines[Int(goods.orderLine)].sku
    return lines.filter { snapshot.orderLines[Int($0)].sku == sku }
  }
}
