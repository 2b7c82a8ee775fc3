/// A place that sells, in its own currency.
enum Marketplace: Int, CaseIterable {
  case unitedStates
  case canada

  var name: String { self == .canada ? "Amazon.ca" : "Amazon.com" }
  var currency: String { self == .canada ? "CAD" : "USD" }
}

/// Something for sale, with what it costs.
///
/// Amounts are cents, for one piece.
struct Product {
  let sku: String
  let price: Int
  let unitCost: Int
  let freight: Int
  let duty: Int
  let fulfilmentFee: Int

  static let commissionPercent = 15

  init(number: Int, generator: inout SeededGenerator) {
    let lines = ["LAMP", "MUG", "RUG", "VASE", "TRAY", "HOOK", "SHELF"]
    let finishes = ["OAK", "ASH", "NAVY", "SAND", "L", "XL", "2PK"]
    let line = lines[generator.draw(0...(lines.count - 1))]
    let finish = finishes[generator.draw(0...(finishes.count - 1))]
    sku = "\(line)-\(padded(number, 5))-\(finish)"
    price = generator.draw(600...12_000)
    unitCost = share(price, percent: generator.draw(20...45))
    freight = generator.draw(15...180)
    duty = share(unitCost, percent: generator.draw(0...12))
    fulfilmentFee = generator.draw(240...760)
  }
}
