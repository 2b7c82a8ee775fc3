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

  private var sums = SumTable<Key, Sum>(Sum())
  /// Positions of lines that wait for the whole pass: payments that show no parts, and tax of
  /// orders that we do not know.
  private var waiting: [Int] = []
  /// Positions of all payments that show no parts.
  private var grossLines: [Int] = []
  /// Numbers of orders we do not know that have tax withheld, which tells whose tax it is.
  private var withheldOrders: Set<Symbol> = []

  func totals(in period: AccountingPeriod) -> [(key: Key, sum: Sum)] {
    zip(sums.keys, sums.sums).filter { $0.0.period == period }.map { ($0.0, $0.1) }
  }

  /// Takes note of what other lines depend on, whether this one counts or not.
  mutating func note(_ line: SettlementLine, at position: Int, _ data: CloseData) {
    if line.component == .gross { grossLines.append(position) }
    if line.component == .withheld && data.matches.orderOfSettlementLine[position] < 0 {
      withheldOrders.insert(line.orderId)
    }
  }

  /// Counts a settlement line that is tax, or that has tax in it.
  mutating func add(
    _ line: SettlementLine, at position: Int, in period: AccountingPeriod, _ data: CloseData
  ) throws {
    switch (line.event, line.component) {
    case (.charge, .withheld), (.sale, .withheld), (.refund, .withheld), (.sale, .tax),
      (.refund, .tax):
      guard let orderLine = Self.orderLine(of: position, data) else {
        waiting.append(position)
        return
      }
      try add(line.amount, of: line, in: period, data.snapshot.orderLines, orderLine)
    case (.sale, .gross), (.refund, .gross): waiting.append(position)
    default: break
    }
  }

  /// Counts the lines that could not be counted before all were seen.
  mutating func finish(_ data: CloseData) throws {
    let gross = GrossTaxes(data, lines: grossLines)
    let orderLines = data.snapshot.orderLines
    for position in waiting {
      let line = data.snapshot.settlementLines[position]
      let period = line.date.period
      if line.component == .gross {
        for part in gross.parts(ofLine: position) where part.tax != 0 {
          try add(part.tax, of: line, in: period, orderLines, Int(part.orderLine))
        }
      } else {
        let isMarketplace =
          line.component == .withheld
          || (!line.orderId.isNone && withheldOrders.contains(line.orderId))
        try add(line.amount, of: line, in: period, .none, isMarketplace ? .marketplace : .seller)
      }
    }
    (waiting, grossLines, withheldOrders) = ([], [], [])
  }

  private mutating func add(
    _ amount: Int64, of line: SettlementLine, in period: AccountingPeriod,
    _ orderLines: [OrderLine], _ orderLine: Int
  ) throws {
    try add(
      amount, of: line, in: period, orderLines[orderLine].taxJurisdiction,
      orderLines[orderLine].taxRemittedBy)
  }

  private mutating func add(
    _ amount: Int64, of line: SettlementLine, in period: AccountingPeriod, _ jurisdiction: Symbol,
    _ remitter: TaxRemitter
  ) throws {
    let key = Key(
      period: period, jurisdiction: jurisdiction, remitter: remitter, currency: line.currency)
    try sums.update(key, hint: Int(jurisdiction.index)) {
      if line.component == .withheld {
        try $0.withheld.add(-amount)
      } else if line.event == .sale {
        try $0.collected.add(amount)
      } else {
        try $0.refunded.add(-amount)
      }
    }
  }

  /// The order line, else the first line of the order, whose jurisdiction stands for the whole.
  private static func orderLine(of position: Int, _ data: CloseData) -> Int? {
    let line = data.matches.orderLineOfSettlementLine[position]
    if line >= 0 { return Int(line) }
    let order = data.matches.orderOfSettlementLine[position]
    return order < 0 ? nil : data.matches.orders[Int(order)].lines.first.map { Int($0) }
  }
}
