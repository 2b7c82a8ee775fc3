import Accounting

/// One order line (or the lines of one SKU, or a whole order) with the money that settled it.
struct LineCase {
  /// Positions in `LedgerSnapshot.orderLines`; empty for money without a line of ours.
  var orderLines: [Int32]
  /// The SKU the channel names; `Symbol.none` at the order's level.
  var sku: Symbol
  var sale = ComponentSums()
  var refund = ComponentSums()
  /// Principal (or gross) rows, distinct by shipment and item (its SKU where it has no code), with
  /// their quantities.
  private var shipments: [(shipment: Symbol, item: Symbol, quantity: Int64, at: Instant)] = []
  private(set) var firstSale: Instant?
  private(set) var firstSaleDate: CalendarDate?
  /// The currency of the sale's first price, else of its first line.
  private(set) var saleCurrency: Currency?
  /// Some of the sale is in another currency than its price, as fees are of converted payments.
  private(set) var hasOtherCurrency = false
  private(set) var hasPricesOfSeveralCurrencies = false
  /// Buyers' payments, where the channel shows payments rather than parts.
  private(set) var paymentCount: Int64 = 0
  /// A line of a held settlement speaks for the order: not missing, but not compared either.
  var isClaimedByHeld = false

  init(orderLines: [Int32], sku: Symbol) {
    self.orderLines = orderLines
    self.sku = sku
  }

  mutating func add(_ line: SettlementLine) {
    switch line.event {
    case .sale:
      sale.add(line.amount, to: line.component)
      if saleCurrency != line.currency { noteCurrency(of: line) }
      if line.component == .principal || line.component == .gross { addShipment(line) }
      if line.component == .gross { paymentCount += 1 }
      if firstSaleDate.map({ line.date < $0 }) ?? true { firstSaleDate = line.date }
    case .refund:
      refund.add(line.amount, to: line.component)
    default:
      break
    }
  }

  private mutating func noteCurrency(of line: SettlementLine) {
    let isPrice = line.component == .principal || line.component == .gross
    if saleCurrency != nil { hasOtherCurrency = true }
    guard saleCurrency == nil || isPrice else { return }
    if shipments.isEmpty {
      saleCurrency = line.currency
    } else {
      hasPricesOfSeveralCurrencies = true
    }
  }

  private mutating func addShipment(_ line: SettlementLine) {
    if firstSale.map({ line.postedAt < $0 }) ?? true { firstSale = line.postedAt }
    let item = line.itemCode.isNone ? line.sku : line.itemCode
    if !shipments.contains(where: { $0.shipment == line.shipment && $0.item == item }) {
      shipments.append((line.shipment, item, Int64(line.quantity), line.postedAt))
    }
  }

  var settledQuantity: Int64 { shipments.reduce(0) { $0 + $1.quantity } }

  /// The shipments in order of date, as parts of the units ordered; none where one is the whole.
  func parts(of ordered: Int64) -> [SettledPart] {
    if shipments.count == 1 && shipments[0].quantity == ordered { return [] }
    return shipments.map { SettledPart(at: $0.at, quantity: $0.quantity, ordered: ordered) }
      .sorted { ($0.at, $0.quantity) < ($1.at, $1.quantity) }
  }
}

/// An order with everything that settled it, sorted into the lines it belongs to.
struct OrderCase {
  let position: Int
  /// One for each of our lines, in order of the line number; where the channel names SKUs alone,
  /// lines of one SKU together.
  var lines: [LineCase]
  /// What the channel books at the order's level: no SKU, or one payment for the whole.
  var whole: LineCase
  /// SKUs the channel names and our order does not have.
  var strangers: [LineCase] = []

  /// `namesLines`: every settlement line of the order names the order line it is for.
  init(
    _ position: Int, _ order: Order, _ snapshot: LedgerSnapshot, namesLines: Bool = false
  ) {
    self.position = position
    lines = []
    for line in order.lines {
      let sku = snapshot.orderLines[Int(line)].sku
      if order.lines.count > 1, !namesLines,
        let known = lines.firstIndex(where: { $0.sku == sku })
      {
        lines[known].orderLines.append(line)
      } else {
        lines.append(LineCase(orderLines: [line], sku: sku))
      }
    }
    whole = LineCase(orderLines: order.expectedLines(snapshot), sku: .none)
  }

  mutating func add(_ line: SettlementLine, orderLine: Int32, isHeld: Bool) {
    guard isHeld else {
      update(line, orderLine) { $0.add(line) }
      return
    }
    update(line, orderLine) { $0.isClaimedByHeld = true }
  }

  private mutating func update(
    _ line: SettlementLine, _ orderLine: Int32, _ change: (inout LineCase) -> Void
  ) {
    if orderLine < 0 && line.sku.isNone {
      change(&whole)
    } else if orderLine < 0 {
      if let known = strangers.firstIndex(where: { $0.sku == line.sku }) {
        change(&strangers[known])
      } else {
        var stranger = LineCase(orderLines: [], sku: line.sku)
        change(&stranger)
        strangers.append(stranger)
      }
    } else if let known = lines.firstIndex(where: { $0.orderLines.contains(orderLine) }) {
      change(&lines[known])
    }
  }

  /// The channel shows money of the sale without saying which line it is for.
  var isSettledAsWhole: Bool {
    let parts: [LineComponent] = [.principal, .gross, .shipping, .giftWrap, .discount, .tax]
    return parts.contains { whole.sale[$0] != 0 }
  }
}
