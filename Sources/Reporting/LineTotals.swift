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
    let booksFrom = data.settings.booksFrom
    settlements = Array(repeating: SettlementSum(), count: snapshot.settlements.count)
    let items = snapshot.settlementLines.items
    let amounts = snapshot.settlementLines.amounts
    taxes = TaxTotals(data)
    var months = MonthOfDay()
    var current: Int32 = -1
    var item = SettlementItem.none
    var isCounted = false
    var period = AccountingPeriod(ordinal: 0)
    for position in amounts.indices {
      let line = amounts[position]
      if line.item != current {
        current = line.item
        item = items[Int(current)]
        period = months.period(of: item.date)
        let settlement = Int(item.settlement)
        if settlement >= 0 { settlements[settlement].include(item.date) }
        isCounted =
          (settlement < 0 || !isHeld[settlement]) && (booksFrom.map { item.date >= $0 } ?? true)
      }
      if line.component == .gross || line.component == .withheld {
        taxes.note(line, item, at: position, data)
      }
      if item.settlement >= 0 { try settlements[Int(item.settlement)].add(line) }
      if !isCounted { continue }
      if line.component.isFee {
        try fees.add(line, item, in: period)
      } else if line.component.mayHoldTax {
        try taxes.add(line, item, at: position, in: period, data)
      }
    }
    try taxes.finish(data)
  }
}

extension SettlementItem {
  fileprivate static let none = SettlementItem(
    document: 0, settlement: -1, quantity: 0, date: CalendarDate(dayNumber: 0),
    postedAt: Instant(seconds: 0), currency: .usd, source: .none, marketplace: .none,
    orderId: .none, itemCode: .none, sku: .none, shipment: .none, adjustment: .none,
    reference: .none)
}

extension LineComponent {
  fileprivate var mayHoldTax: Bool { self == .tax || self == .withheld || self == .gross }
}

extension LineTotals.SettlementSum {
  fileprivate mutating func include(_ day: CalendarDate) {
    firstDay = firstDay.map { min($0, day) } ?? day
    lastDay = lastDay.map { max($0, day) } ?? day
  }

  fileprivate mutating func add(_ line: LineAmount) throws {
    lines += 1
    switch line.event {
    case .reserveHeld, .reserveReleased:
      if line.isHeldBack { try reserveHeld.add(line.amount) }
      if line.isGivenBack { try reserveReleased.add(line.amount) }
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

  fileprivate mutating func add(
    _ line: LineAmount, _ item: SettlementItem, in period: AccountingPeriod
  ) throws {
    switch line.event {
    case .sale, .refund, .charge, .chargeback, .chargebackReversal: break
    default: return
    }
    let key = Key(
      period: period, source: item.source, fee: line.component, currency: item.currency)
    try sums.update(key, hint: Int(line.component.rawValue)) {
      try $0.amount.add(line.amount)
      $0.lines += 1
    }
  }

  func totals(in period: AccountingPeriod) -> [(key: Key, sum: Sum)] {
    zip(sums.keys, sums.sums).filter { $0.0.period == period }.map { ($0.0, $0.1) }
  }
}
