import Accounting

/// What our order says a sale comes to, by component, in settlement sign.
struct Expectation {
  let quantity: Int64
  let currency: Currency
  let itemPrice: Int64
  private let sums: ComponentSums

  subscript(component: LineComponent) -> Int64 { sums[component] }

  /// Everything the buyer pays; where the marketplace remits the tax, without it.
  let cash: Int64
  /// Whether `cash` has tax that stands beside the prices.
  let cashHoldsTax: Bool

  /// The expectation for some lines of one order, in one currency.
  ///
  /// - Precondition: `lines` is not empty.
  init(_ lines: [Int32], _ snapshot: LedgerSnapshot, pricesIncludeTax: Bool) {
    var sums = ComponentSums()
    var quantity: Int64 = 0
    var itemPrice: Int64 = 0
    var cash: Int64 = 0
    var cashHoldsTax = false
    for position in lines {
      let line = snapshot.orderLines[Int(position)]
      let tax = line.itemTax + line.shippingTax
      quantity += line.quantity
      itemPrice += line.itemPrice
      sums.add(line.itemPrice - (pricesIncludeTax ? line.itemTax : 0), to: .principal)
      sums.add(line.shipping - (pricesIncludeTax ? line.shippingTax : 0), to: .shipping)
      sums.add(tax, to: .tax)
      sums.add(-line.discount, to: .discount)
      let net = line.itemPrice + line.shipping - line.discount
      sums.add(pricesIncludeTax ? net : net + tax, to: .gross)
      cash += net
      if line.taxRemittedBy == .seller && tax != 0 {
        cashHoldsTax = true
        if !pricesIncludeTax { cash += tax }
      } else if pricesIncludeTax {
        cash -= tax
      }
    }
    self.sums = sums
    self.quantity = quantity
    self.itemPrice = itemPrice
    self.cash = cash
    self.cashHoldsTax = cashHoldsTax
    self.currency = snapshot.orderLines[Int(lines[0])].currency
  }

  /// What a sale should bring of a component, for `settled` of the ordered units.
  ///
  /// An order that has one price for goods and gift wrap tells nothing of the wrap: price and gift
  /// wrap then come to that price.
  func due(_ component: LineComponent, in sale: ComponentSums, settled: Int64) -> Int64 {
    let due = prorated(self[component], settled: settled)
    guard component == .principal || component == .giftWrap else { return due }
    let wrap = sale[.giftWrap]
    let isOnePrice =
      sale[.principal] + wrap == prorated(self[.principal], settled: settled)
    if component == .giftWrap { return isOnePrice ? wrap : 0 }
    return isOnePrice ? due - wrap : due
  }

  /// The amount that `settled` of the ordered units should bring, half up.
  func prorated(_ amount: Int64, settled: Int64) -> Int64 {
    guard quantity > 0, settled > 0, settled < quantity else { return amount }
    return Int64(roundedHalfUp(Int128(amount) * Int128(settled), over: Int128(quantity)))
  }
}
