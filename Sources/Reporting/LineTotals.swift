import Accounting

/// What settlement lines come to, added up in one pass over all of them.
struct LineTotals: Sendable {
  /// What one settlement's lines say beside their sum.
  struct SettlementSum {
    var reserveReleased: Int64 = 0
    var reserveHeld: Int64 = 0
    var payouts: Int64 = 0
    var payoutLines = 0
    var lines = 0
    var firstDay: CalendarDate?
    var lastDay: CalendarDate?
  }

  /// By position in `LedgerSnapshot.settlements`.
  private(set) var settlements: [SettlementSum]
  private(set) var fees = FeeTotals()
  private(set) var taxes: TaxTotals

  init(_ data: CloseData) throws {
    let snapshot = data.snapshot
    let isHeld = snapshot.settlements.map(\.isHeld)
    settlements = Array(repeating: SettlementSum(), count: snapshot.settlements.count)
    taxes = TaxTotals(data)
    for position in snapshot.settlementLines.indices {
      let line = snapshot.settlementLines[position]
      if line.settlement >= 0 { try settlements[Int(line.settlement)].add(line) }
      if line.settlement >= 0 && isHeld[Int(line.settlement)] { continue }
      if let start = data.settings.booksFrom, line.date < start { continue }
      if line.component.isFee { try fees.add(line) }
      try taxes.add(line, at: position)
    }
  }
}

extension LineTotals.SettlementSum {
  fileprivate mutating func add(_ line: SettlementLine) throws {
    lines += 1
    if firstDay.map({ line.date < $0 }) ?? true { firstDay = line.date }
    if lastDay.map({ line.date > $0 }) ?? true { lastDay = line.date }
    switch line.event {
    case .reserveReleased: try reserveReleased.add(line.amount)
    case .reserveHeld: try reserveHeld.add(line.amount)
    case .payout:
      try payouts.add(line.amount)
      payoutLines += 1
    default: break
    }
  }
}

/// Fees charged, by period, source, kind and currency.
struct FeeTotals {
  struct Key: Hashable {
    let period: AccountingPeriod
    let source: Symbol
    let fee: LineComponent
    let currency: Currency
  }

  struct Sum {
    /// Settlement sign: negative was charged to us.
    var amount: Int64 = 0
    var lines = 0
  }

  private var sums: [Key: Sum] = [:]

  fileprivate mutating func add(_ line: SettlementLine) throws {
    switch line.event {
    case .sale, .refund, .charge, .chargeback, .chargebackReversal: break
    default: return
    }
    let key = Key(
      period: line.date.period, source: line.source, fee: line.component, currency: line.currency)
    try sums[key, default: Sum()].amount.add(line.amount)
    sums[key, default: Sum()].lines += 1
  }

  func totals(in period: AccountingPeriod) -> [(key: Key, sum: Sum)] {
    sums.filter { $0.key.period == period }.map { ($0.key, $0.value) }
  }
}
