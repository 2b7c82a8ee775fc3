/// One amount that a settlement reports for an order line.
enum Component: Int, CaseIterable {
  case principal, tax, shipping, commission, fulfilment, withheldTax, promotion

  /// What settlements and `truth.csv` call it.
  var name: String {
    switch self {
    case .principal: "Principal"
    case .tax: "Tax"
    case .shipping: "Shipping"
    case .commission: "Commission"
    case .fulfilment: "FBAPerUnitFulfillmentFee"
    case .withheldTax: "MarketplaceFacilitatorTax-Principal"
    case .promotion: "Promotion"
    }
  }
}

/// What was planted on an order line.
enum Fault {
  /// The channel never settles it.
  case missingInSettlement
  /// The seller never recorded it.
  case missingInLedger
  /// The price settled is off by so many cents.
  case price(Int)
  /// One amount stands twice.
  case duplicate(Component)
  /// A fee is so many cents too high.
  case fee(Component, Int)
  /// The price settled is off by one cent, which is forgiven.
  case forgiven(Int)

  /// Draws the fault of a line: none for about 98 of 100.
  static func draw(_ generator: inout SeededGenerator) -> Fault? {
    let sign = generator.draw(0...1) == 0 ? -1 : 1
    switch generator.draw(0...999) {
    case 0..<5: return .missingInSettlement
    case 5..<10: return .missingInLedger
    case 10..<14: return .price(sign * generator.draw(2...400))
    case 14..<16: return .duplicate(sign > 0 ? .principal : .commission)
    case 16..<19: return .fee(sign > 0 ? .fulfilment : .commission, generator.draw(5...200))
    case 19..<22: return .forgiven(sign)
    default: return nil
    }
  }

  /// What `truth.csv` calls it; nil where there is nothing to find.
  var kind: String? {
    switch self {
    case .missingInSettlement: "missing_in_settlement"
    case .missingInLedger: "missing_in_ledger"
    case .price: "amount_mismatch"
    case .duplicate: "duplicate_line"
    case .fee: "fee_overcharge"
    case .forgiven: nil
    }
  }
}

/// One product of an order.
///
/// Amounts are cents for the whole line.
struct SaleLine {
  let product: Product
  let quantity: Int
  let tax: Int
  let shipping: Int
  let shippingTax: Int
  let discount: Int
  let fault: Fault?

  var price: Int { product.price * quantity }
  var allTax: Int { tax + shippingTax }

  init(of product: Product, generator: inout SeededGenerator) {
    let quantity = generator.chance(perMille: 850) ? 1 : generator.draw(2...4)
    let price = product.price * quantity
    let isTaxed = generator.chance(perMille: 950)
    self.product = product
    self.quantity = quantity
    tax = isTaxed ? share(price, percent: generator.draw(4...10)) : 0
    shipping = generator.chance(perMille: 800) ? generator.draw(199...999) : 0
    shippingTax = isTaxed ? share(shipping, percent: 7) : 0
    discount =
      generator.chance(perMille: 250) ? share(price, percent: generator.draw(5...20)) : 0
    fault = Fault.draw(&generator)
  }

  /// What the settlement should say, from the order and the rate card.
  func due(_ component: Component) -> Int {
    switch component {
    case .principal: price
    case .tax: allTax
    case .shipping: shipping
    case .commission: -share(price, percent: Product.commissionPercent)
    case .fulfilment: -product.fulfilmentFee * quantity
    case .withheldTax: -allTax
    case .promotion: -discount
    }
  }

  /// The amounts that the settlement does carry, row by row.
  var settled: [(component: Component, cents: Int)] {
    var rows: [(component: Component, cents: Int)] = []
    for component in Component.allCases where due(component) != 0 {
      var cents = due(component)
      switch fault {
      case .missingInSettlement: continue
      case .price(let off) where component == .principal: cents += off
      case .forgiven(let off) where component == .principal: cents += off
      case .fee(component, let extra): cents -= extra
      case .duplicate(component): rows.append((component, cents))
      default: break
      }
      rows.append((component, cents))
    }
    return rows
  }

  /// The components in trouble, with what was expected and what the settlement says.
  var troubles: [(component: Component, expected: Int?, actual: Int?)] {
    guard fault?.kind != nil else { return [] }
    let rows = settled
    return Component.allCases.compactMap { component in
      let found = rows.filter { $0.component == component }.map(\.cents)
      let actual = found.isEmpty ? nil : found.reduce(0, +)
      var expected: Int? = due(component) == 0 ? nil : due(component)
      if case .missingInLedger = fault { expected = nil }
      return expected == actual ? nil : (component, expected, actual)
    }
  }
}

/// What one customer bought at once.
struct Sale {
  let id: String
  let orderedAt: Moment
  let marketplace: Marketplace
  let lines: [SaleLine]
  /// The first line comes back.
  let isReturned: Bool

  init(number: Int, at moment: Moment, catalogue: [Product], generator: inout SeededGenerator) {
    // Odd and no multiple of five, so that ten million orders get different middle parts.
    let middle = (number * 7_368_787 + 1_234_567) % 10_000_000
    id = "\(701 + number % 3)-\(padded(middle, 7))-\(padded(generator.draw(0...9_999_999), 7))"
    orderedAt = moment
    marketplace = generator.chance(perMille: 150) ? .canada : .unitedStates
    isReturned = generator.chance(perMille: 60)
    let count = min([1, 1, 1, 1, 1, 1, 2, 2, 2, 3][generator.draw(0...9)], catalogue.count)
    var chosen: [Int] = []
    while chosen.count < count {
      let product = generator.draw(0...(catalogue.count - 1))
      if !chosen.contains(product) { chosen.append(product) }
    }
    lines = chosen.map { SaleLine(of: catalogue[$0], generator: &generator) }
  }
}
