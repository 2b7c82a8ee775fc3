import TestSupport

/// A made-up merchant whose every cent is known: orders, refunds, receipts, Amazon settlements in
/// one or two currencies, their payouts at the bank, and no trouble at all.
///
/// Amounts are hundredths. Days count from 1 August 2026, which is day 0; as of 30 September, day
/// 60, three settlements are there and the newest orders wait for the fourth.
struct Merchant {
  /// One line of an order, and what became of it.
  struct Sale {
    var order: String
    var line: Int
    var market: Market
    var sku: String
    var quantity: Int
    var price, tax, shipping, discount, commission: Int
    var shipped, posted: Int
  }

  /// Money given back for a sale.
  struct Refund {
    var sale: Sale
    var day: Int
    var quantity: Int
    var price, discount, shipping, tax, commission: Int
    var returned: Int
    var disposition: String
  }

  struct Market: Hashable {
    var name, currency: String
    var number: Int
  }

  struct Good {
    var sku: String
    var cost: Int
  }

  let seed: UInt64
  private(set) var sales: [Sale] = []
  private(set) var refunds: [Refund] = []
  private(set) var markets: [Market] = []
  private(set) var goods: [Good] = []
  private(set) var rates: [String] = []
  var generator: SeededGenerator

  /// The first days of the settlements; each ends where the next begins, the last is still open.
  static let windows = [9, 23, 37, 51]
  static let asOf = 60

  init(seed: UInt64) {
    self.seed = seed
    generator = SeededGenerator(seed: seed)
    goods = (1...4).map { Good(sku: "SKU-\($0)", cost: number(100...900)) }
    markets = [Market(name: "Amazon.com", currency: "USD", number: 1)]
    if seed.isMultiple(of: 2) {
      markets.append(Market(name: "Amazon.de", currency: "EUR", number: 2))
    }
    rates = (0...Self.asOf).map { "\(Self.date($0)),EUR,USD,1.\(number(1000...1999))" }
    for market in markets { trade(on: market) }
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  private mutating func trade(on market: Market) {
    for index in 1...40 {
      let shipped = number(10...57)
      let order = "\(market.number)00-\(1000 + index)"
      for line in 1...number(1...2) {
        let sale = sell(order, line, market, shipped: shipped)
        sales.append(sale)
        if number(1...5) == 1 && sale.posted <= Self.asOf - 5 { refunds.append(giveBack(sale)) }
      }
    }
  }

  private mutating func sell(
    _ order: String, _ line: Int, _ market: Market, shipped: Int
  ) -> Sale {
    // Two lines of one order are of different goods, so that a SKU names its line.
    let good = goods[(line - 1) * 2 + number(0...1)]
    let quantity = number(1...3)
    let price = good.cost * quantity * number(5...9) + number(0...99)
    return Sale(
      order: order, line: line, market: market, sku: good.sku, quantity: quantity, price: price,
      tax: number(0...2) == 0 ? 0 : price * number(4...9) / 100,
      shipping: number(0...1) * number(199...799),
      discount: number(0...3) == 0 ? price / 10 : 0, commission: (price * 15 + 50) / 100,
      shipped: shipped, posted: shipped + number(0...2))
  }

  private mutating func giveBack(_ sale: Sale) -> Refund {
    let quantity = number(1...sale.quantity)
    let isWhole = quantity == sale.quantity
    let share = { (amount: Int) in isWhole ? amount : amount * quantity / sale.quantity }
    // Given back whole and never seen again would be a loss, and so an exception.
    let disposition = ["sellable", "damaged", "not_returned"][number(0...(isWhole ? 1 : 2))]
    return Refund(
      sale: sale, day: sale.posted + number(1...5), quantity: quantity, price: share(sale.price),
      discount: share(sale.discount), shipping: isWhole ? sale.shipping : 0,
      tax: share(sale.tax), commission: share(sale.commission),
      returned: disposition == "not_returned" ? 0 : quantity, disposition: disposition)
  }

  /// The position of the settlement that a day falls into; `nil` while that is still open.
  static func settlement(of day: Int) -> Int? {
    (0..<windows.count - 1).first { windows[$0] <= day && day < windows[$0 + 1] }
  }

  /// `2026-08-01` plus some days.
  static func date(_ day: Int) -> String {
    let (month, first) = day < 31 ? (8, 0) : day < 61 ? (9, 31) : (10, 61)
    let number = day - first + 1
    return "2026-\(month < 10 ? "0" : "")\(month)-\(number < 10 ? "0" : "")\(number)"
  }

  /// An amount as files have it.
  static func text(_ amount: Int) -> String {
    let digits = String(amount.magnitude % 100)
    return
      "\(amount < 0 ? "-" : "")\(amount.magnitude / 100).\(digits.count < 2 ? "0" : "")\(digits)"
  }
}
