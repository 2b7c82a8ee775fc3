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
  private(set) var taxes = TaxTotals()

  init(_ data: CloseData) throws {
    let snapshot = data.snapshot
    let isHeld = snapshot.settlements.map(\.isHeld)
    let booksFrom = data.settings.booksFrom
    settlements = Array(repeating: SettlementSum(), count: snapshot.settlements.count)
    var months = MonthOfDay()
    for position in snapshot.settlementLines.indices {
      let line = snapshot.settlementLines[position]
      if line.component == .gross || line.component == .withheld {
        taxes.note(line, at: position, data)
      }
      if line.settlement >= 0 {
        try settlements[Int(line.settlement)].add(line)
        if isHeld[Int(line.settlement)] { continue }
      }
      if let booksFrom, line.date < booksFrom { continue }
      if line.component.isFee {
        try fees.add(line, in: months.period(of: line.date))
      } else if line.component.mayHoldTax {
        try taxes.add(line, at: position, in: months.period(of: line.date), data)
      }
    }
    try taxes.finish(data)
  }
}

extension LineComponent {
  fileprivate var mayHoldTax: Bool { self == .tax || self == .withheld || self == .gross }
}

extension LineTotals.SettlementSum {
  fileprivate mutating func add(_ line: SettlementLine) throws {
    lines += 1
    if let first = firstDay, let last = lastDay {
      if line.date < first { firstDay = line.date }
      if line.date > last { lastDay = line.date }
    } else {
      (firstDay, lastDay) = (line.date, line.date)
    }
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

  private var sums = SumTable<Key, Sum>(Sum())

  fileprivate mutating func add(_ line: SettlementLine, in period: AccountingPeriod) throws {
    switch line.event {
    case .sale, .refund, .charge, .chargeback, .chargebackReversal: break
    default: return
    }
    let key = Key(
      period: period, source: line.source, fee: line.component, currency: line.currency)
    try sums.update(key, hint: Int(line.component.rawValue)) {
      try $0.amount.add(line.amount)
      $0.lines += 1
    }
  }

  func totals(in period: AccountingPeriod) -> [(key: Key, sum: Sum)] {
    zip(sums.keys, sums.sums).filter { $0.0.period == period }.map { ($0.0, $0.1) }
  }
}
