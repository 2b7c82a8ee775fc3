import Accounting

/// Cost that leaves ShippedNotSettled for cost of sales because the goods were paid for.
struct RecognisedCost {
  var share: CostShare
  var provenance: Provenance
  var cause: StockCause
}

extension JournalBuilder {
  /// Spreads each order line's cost over the lines that settled it, by quantity.
  ///
  /// What is not settled yet keeps its cost; the line that completes the quantity takes what
  /// rounding left, and what is settled beyond the quantity has none.
  func recogniseCosts(
    _ costs: [OrderLineCost], settled: [SettledGoods]
  ) -> [RecognisedCost] {
    let settled = settled.sorted { one, other in
      if one.orderLine != other.orderLine { return one.orderLine < other.orderLine }
      if one.date != other.date { return one.date < other.date }
      return precedes(one.provenance, other.provenance)
    }
    var recognised: [RecognisedCost] = []
    recognised.reserveCapacity(settled.count)
    var current: Int32 = -1
    var done: (quantity: Int64, cost: Int64, landed: Int64) = (0, 0, 0)
    for goods in settled {
      if goods.orderLine != current {
        current = goods.orderLine
        done = (0, 0, 0)
      }
      let cost = costs[Int(goods.orderLine)]
      let whole = snapshot.orderLines[Int(goods.orderLine)].quantity
      let isComplete = goods.quantity == 0 || done.quantity + goods.quantity >= whole
      done.quantity = isComplete ? whole : done.quantity + goods.quantity
      let total = isComplete ? cost.cost : Self.part(cost.cost, done.quantity, whole)
      let landed = isComplete ? cost.landed : Self.part(cost.landed, done.quantity, whole)
      if total != done.cost || landed != done.landed {
        recognised.append(
          RecognisedCost(
            share: CostShare(
              orderLine: goods.orderLine, date: goods.date, cost: total - done.cost,
              landed: landed - done.landed),
            provenance: goods.provenance, cause: goods.cause))
      }
      done.cost = total
      done.landed = landed
    }
    return recognised
  }

  private static func part(_ cost: Int64, _ quantity: Int64, _ whole: Int64) -> Int64 {
    Int64(clamping: Int128(cost) * Int128(quantity) / Int128(whole))
  }
}
