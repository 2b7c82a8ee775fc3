import Accounting

/// Tax collected, refunded and withheld on orders, by period, jurisdiction, remitter and currency.
struct TaxTotals {
  struct Key: Hashable {
    let period: AccountingPeriod
    let jurisdiction: Symbol
    let remitter: TaxRemitter
    let currency: Currency
  }

  /// All positive in the ordinary case.
  struct Sum {
    var collected: Int64 = 0
    /// Net of what came back with returns.
    var withheld: Int64 = 0
    var refunded: Int64 = 0
  }

  private var sums: [Key: Sum] = [:]
  private let data: CloseData
  private let refundsByOrder: [Symbol: [Refund]]

  init(_ data: CloseData) {
    self.data = data
    refundsByOrder = Dictionary(grouping: data.snapshot.refunds, by: \.orderId)
  }

  func totals(in period: AccountingPeriod) -> [(key: Key, sum: Sum)] {
    sums.filter { $0.key.period == period }.map { ($0.key, $0.value) }
  }

  /// Counts a settlement line that is tax, or that has tax in it, and belongs to an order.
  mutating func add(_ line: SettlementLine, at position: Int) throws {
    guard line.event == .sale || line.event == .refund else { return }
    switch line.component {
    case .tax, .withheld:
      guard let orderLine = orderLine(of: position) else { return }
      try add(line.amount, of: line, isWithheld: line.component == .withheld, orderLine)
    case .gross:
      try addGross(line, at: position)
    default: break
    }
  }

  private mutating func add(
    _ amount: Int64, of line: SettlementLine, isWithheld: Bool, _ orderLine: OrderLine
  ) throws {
    let key = Key(
      period: line.date.period, jurisdiction: orderLine.taxJurisdiction,
      remitter: orderLine.taxRemittedBy, currency: line.currency)
    if isWithheld {
      try sums[key, default: Sum()].withheld.add(-amount)
    } else if line.event == .sale {
      try sums[key, default: Sum()].collected.add(amount)
    } else {
      try sums[key, default: Sum()].refunded.add(-amount)
    }
  }

  /// The order line, else the first line of the order, whose jurisdiction stands for the whole.
  private func orderLine(of position: Int) -> OrderLine? {
    let line = data.matches.orderLineOfSettlementLine[position]
    if line >= 0 { return data.snapshot.orderLines[Int(line)] }
    let order = data.matches.orderOfSettlementLine[position]
    guard order >= 0, let first = data.matches.orders[Int(order)].lines.first else { return nil }
    return data.snapshot.orderLines[Int(first)]
  }

  /// A payment without parts: a refund's tax as our refund says, else tax as the order has it, in
  /// proportion to what was paid.
  private mutating func addGross(_ line: SettlementLine, at position: Int) throws {
    let order = data.matches.orderOfSettlementLine[position]
    guard order >= 0 else { return }
    if line.event == .refund, let refund = refund(of: line),
      let orderLine = orderLine(of: refund, in: data.matches.orders[Int(order)])
    {
      return try add(-refund.tax, of: line, isWithheld: false, orderLine)
    }
    let only = data.matches.orderLineOfSettlementLine[position]
    let positions = only >= 0 ? [only] : data.matches.orders[Int(order)].lines
    let orderLines = positions.map { data.snapshot.orderLines[Int($0)] }
    let weights = orderLines.map(\.gross)
    guard weights.reduce(Int128(0), { $0 + Int128($1) }) > 0 else { return }
    for (orderLine, share) in zip(orderLines, allocate(line.amount, by: weights)) {
      let tax = orderLine.itemTax + orderLine.shippingTax
      guard tax != 0, orderLine.gross > 0 else { continue }
      let part = roundedHalfUp(Int128(share) * Int128(tax), over: Int128(orderLine.gross))
      guard let amount = Int64(exactly: part) else { throw AmountOverflow() }
      try add(amount, of: line, isWithheld: false, orderLine)
    }
  }

  private func refund(of line: SettlementLine) -> Refund? {
    (refundsByOrder[line.orderId] ?? [])
      .filter { $0.currency == line.currency && $0.amount + $0.tax == -line.amount }
      .min { data.snapshot.symbols[$0.refundId] < data.snapshot.symbols[$1.refundId] }
  }

  private func orderLine(of refund: Refund, in order: Order) -> OrderLine? {
    let lines = order.lines.map { data.snapshot.orderLines[Int($0)] }
    return lines.first { $0.orderLineId == refund.orderLineId } ?? lines.first
  }
}
