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

  /// Whose tax an order line's is.
  private struct Party {
    let jurisdiction: Symbol
    let remitter: TaxRemitter
  }

  private var sums = SumTable<Key, Sum>(Sum())
  /// Per order line.
  ///
  /// Settlements name them in no order: whole order lines would be fetched from memory one by one.
  private var parties: [Party]
  /// Positions of lines that wait for the whole pass: payments that show no parts, and tax of
  /// orders that we do not know.
  private var waiting: [Int] = []
  /// Numbers of orders we do not know that have tax withheld, which tells whose tax it is.
  private var withheldOrders: Set<Symbol> = []

  init(_ data: CloseData) {
    parties = data.snapshot.orderLines.map {
      Party(jurisdiction: $0.taxJurisdiction, remitter: $0.taxRemittedBy)
    }
  }

  func totals(in period: AccountingPeriod) -> [(key: Key, sum: Sum)] {
    zip(sums.keys, sums.sums).filter { $0.0.period == period }.map { ($0.0, $0.1) }
  }

  /// Takes note of what other lines depend on, whether this one counts or not.
  mutating func note(
    _ line: LineAmount, _ item: SettlementItem, at position: Int, _ data: CloseData
  ) {
    if line.component == .withheld && data.matches.orderOfSettlementLine[position] < 0 {
      withheldOrders.insert(item.orderId)
    }
  }

  /// Counts a settlement line that is tax, or that has tax in it.
  mutating func add(
    _ line: LineAmount, _ item: SettlementItem, at position: Int, in period: AccountingPeriod,
    _ data: CloseData
  ) throws {
    switch (line.event, line.component) {
    case (.charge, .withheld), (.sale, .withheld), (.refund, .withheld), (.sale, .tax),
      (.refund, .tax):
      guard let orderLine = Self.orderLine(of: position, data) else {
        waiting.append(position)
        return
      }
      try add(
        line.amount, of: line, item.currency, in: period, parties[orderLine])
    case (.sale, .gross), (.refund, .gross): waiting.append(position)
    default: break
    }
  }

  /// Counts the lines that could not be counted before all were seen.
  mutating func finish(_ data: CloseData) throws {
    let lines = data.snapshot.settlementLines
    for position in waiting {
      let line = lines.amounts[position]
      let item = lines.items[Int(line.item)]
      let period = item.date.period
      if line.component == .gross {
        for part in data.journal.grossParts[Int32(position)] ?? [] where part.component == .tax {
          try add(part.amount, of: line, item.currency, in: period, parties[Int(part.orderLine)])
        }
      } else {
        let isMarketplace =
          line.component == .withheld
          || (!item.orderId.isNone && withheldOrders.contains(item.orderId))
        try add(
          line.amount, of: line, item.currency, in: period,
          Party(jurisdiction: .none, remitter: isMarketplace ? .marketplace : .seller))
      }
    }
    (waiting, withheldOrders, parties) = ([], [], [])
  }

  private mutating func add(
    _ amount: Int64, of line: LineAmount, _ currency: Currency, in period: AccountingPeriod,
    _ party: Party
  ) throws {
    let key = Key(
      period: period, jurisdiction: party.jurisdiction, remitter: party.remitter,
      currency: currency)
    try sums.update(key, hint: Int(party.jurisdiction.index)) {
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
