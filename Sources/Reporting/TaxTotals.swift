import Accounting

/// Tax collected, refunded and withheld on orders, by period, jurisdiction, remitter and currency.
struct TaxTotals: Sendable {
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
  private let gross: GrossTaxes

  init(_ data: CloseData) {
    self.data = data
    gross = GrossTaxes(data)
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

  private mutating func addGross(_ line: SettlementLine, at position: Int) throws {
    for part in gross.parts(ofLine: position) where part.tax != 0 {
      try add(
        part.tax, of: line, isWithheld: false, data.snapshot.orderLines[Int(part.orderLine)])
    }
  }
}
