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
  /// Numbers of orders we do not know that have tax withheld, which tells whose tax it is.
  private let withheldOrders: Set<Symbol>

  init(_ data: CloseData) {
    self.data = data
    gross = GrossTaxes(data)
    let lines = data.snapshot.settlementLines
    withheldOrders = Set(
      lines.indices.lazy.filter {
        lines[$0].component == .withheld && data.matches.orderOfSettlementLine[$0] < 0
      }.map { lines[$0].orderId })
  }

  func totals(in period: AccountingPeriod) -> [(key: Key, sum: Sum)] {
    sums.filter { $0.key.period == period }.map { ($0.key, $0.value) }
  }

  /// Counts a settlement line that is tax, or that has tax in it.
  mutating func add(_ line: SettlementLine, at position: Int) throws {
    guard line.event == .sale || line.event == .refund || line.event == .charge else { return }
    switch (line.event, line.component) {
    case (.charge, .withheld), (.sale, .withheld), (.refund, .withheld), (.sale, .tax),
      (.refund, .tax):
      if let orderLine = orderLine(of: position) {
        try add(line.amount, of: line, orderLine.taxJurisdiction, orderLine.taxRemittedBy)
      } else {
        let isMarketplace =
          line.component == .withheld
          || (!line.orderId.isNone && withheldOrders.contains(line.orderId))
        try add(line.amount, of: line, .none, isMarketplace ? .marketplace : .seller)
      }
    case (.sale, .gross), (.refund, .gross):
      try addGross(line, at: position)
    default: break
    }
  }

  private mutating func add(
    _ amount: Int64, of line: SettlementLine, _ jurisdiction: Symbol, _ remitter: TaxRemitter
  ) throws {
    let key = Key(
      period: line.date.period, jurisdiction: jurisdiction, remitter: remitter,
      currency: line.currency)
    if line.component == .withheld {
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
      let orderLine = data.snapshot.orderLines[Int(part.orderLine)]
      try add(part.tax, of: line, orderLine.taxJurisdiction, orderLine.taxRemittedBy)
    }
  }
}
