import Accounting

/// A number of units with what they cost, in minor units of the functional currency.
struct StockAmount: Equatable {
  var quantity: Int64 = 0
  /// Goods and landed cost together.
  var value: Int64 = 0
  /// The part of `value` that came from charges.
  var landed: Int64 = 0

  /// The cost of `units` of these, half up; the last units take what is left.
  func part(_ units: Int64) -> StockAmount {
    guard units < quantity else { return self }
    return StockAmount(
      quantity: units, value: proportion(value, units), landed: proportion(landed, units))
  }

  static func += (lhs: inout Self, rhs: Self) {
    lhs.quantity += rhs.quantity
    lhs.value += rhs.value
    lhs.landed += rhs.landed
  }

  static func -= (lhs: inout Self, rhs: Self) {
    lhs.quantity -= rhs.quantity
    lhs.value -= rhs.value
    lhs.landed -= rhs.landed
  }

  private func proportion(_ amount: Int64, _ units: Int64) -> Int64 {
    if amount == 0 { return 0 }
    let (product, overflow) = amount.multipliedReportingOverflow(by: units)
    // 64 bits are enough nearly always, and divide several times faster than 128.
    if !overflow && amount >= 0 && product <= Int64.max / 4 {
      let (quotient, remainder) = product.quotientAndRemainder(dividingBy: quantity)
      return remainder >= quantity - remainder ? quotient + 1 : quotient
    }
    return Int64(roundedHalfUp(Int128(amount) * Int128(units), over: Int128(quantity)))
  }
}

/// Units of one receipt row, as a sale or a return moves them.
struct LayerUnits: Equatable {
  /// A position in `LedgerSnapshot.receipts`.
  let receipt: Int32
  var quantity: Int64
}

/// One SKU's stock with a cost: its total, and the layers in the order they will be sold.
///
/// Under the weighted average the cost stands in the total alone and layers count units only, to
/// tell whose units are sold. Layers always sum to the total's quantity, under FIFO to its cost.
struct StockOnHand {
  private struct Layer {
    let receipt: Int32
    var amount: StockAmount
  }

  private let method: CostingMethod
  private(set) var total = StockAmount()
  private var layers: [Layer] = []
  /// The first layer that is not used up.
  private var head = 0
  /// Units with a cost came in at some time.
  private(set) var wasEverFilled = false

  init(method: CostingMethod) { self.method = method }

  /// Adds units that came from a receipt row, directly or back from a buyer.
  mutating func add(_ amount: StockAmount, from receipt: Int32) {
    guard amount.quantity > 0 else { return }
    wasEverFilled = true
    let kept = method == .fifo ? amount : StockAmount(quantity: amount.quantity)
    layers.append(Layer(receipt: receipt, amount: kept))
    total += amount
  }

  /// Adds landed cost to the units of a receipt row that are on hand, of which there is one at
  /// least.
  mutating func addLanded(_ value: Int64, to receipt: Int32) {
    total += StockAmount(quantity: 0, value: value, landed: value)
    guard method == .fifo else { return }
    let holders = layers.indices.dropFirst(head).filter { layers[$0].receipt == receipt }
    precondition(!holders.isEmpty, "landed cost needs goods to rest on")
    let parts = allocate(value, by: holders.map { layers[$0].amount.quantity })
    for (layer, part) in zip(holders, parts) {
      layers[layer].amount += StockAmount(quantity: 0, value: part, landed: part)
    }
  }

  /// Takes up to `quantity` units out, oldest first, with their cost.
  ///
  /// - Parameters:
  ///   - quantity: The units asked for; fewer are taken when there are not as many.
  ///   - units: Gets the units by the receipt row they came from.
  /// - Returns: The units taken, with their cost.
  mutating func take(_ quantity: Int64, into units: inout [LayerUnits]) -> StockAmount {
    var missing = min(quantity, total.quantity)
    var taken = StockAmount()
    if method == .weightedAverage { taken = total.part(missing) }
    while missing > 0 {
      let part = layers[head].amount.part(missing)
      units.append(LayerUnits(receipt: layers[head].receipt, quantity: part.quantity))
      layers[head].amount -= part
      missing -= part.quantity
      if method == .fifo { taken += part }
      if layers[head].amount.quantity == 0 { head += 1 }
    }
    total -= taken
    dropUsedLayers()
    return taken
  }

  private mutating func dropUsedLayers() {
    guard head > 32 && head * 2 > layers.count else { return }
    layers.removeFirst(head)
    head = 0
  }
}
