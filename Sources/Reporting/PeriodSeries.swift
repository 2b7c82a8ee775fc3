import Accounting

/// Sums that can be added up over periods.
protocol PeriodTotals: Sendable {
  init()
  /// - Throws: `AmountOverflow`.
  mutating func add(_ other: Self) throws
}

/// Totals by period, so that a balance at any period's end is a short walk.
struct PeriodSeries<Totals: PeriodTotals>: Sendable {
  private var periods: [AccountingPeriod] = []
  private var totals: [Totals] = []

  /// Lets `change` alter the totals of a period; periods mostly come in ascending order.
  mutating func update(
    _ period: AccountingPeriod, _ change: (inout Totals) throws -> Void
  ) rethrows {
    if periods.last == period { return try change(&totals[totals.count - 1]) }
    let position = periods.firstIndex { $0 >= period } ?? periods.count
    if position == periods.count || periods[position] != period {
      periods.insert(period, at: position)
      totals.insert(Totals(), at: position)
    }
    try change(&totals[position])
  }

  func total(in period: AccountingPeriod) -> Totals {
    periods.firstIndex(of: period).map { totals[$0] } ?? Totals()
  }

  /// Everything before a period, or `nil` when there is nothing.
  func total(before period: AccountingPeriod) throws -> Totals? {
    guard let first = periods.first, first < period else { return nil }
    var sum = Totals()
    for position in periods.indices where periods[position] < period {
      try sum.add(totals[position])
    }
    return sum
  }

  /// Every period with its totals, in order.
  var all: [(period: AccountingPeriod, totals: Totals)] {
    zip(periods, totals).map { ($0, $1) }
  }

  func hasAny(through period: AccountingPeriod) -> Bool {
    periods.first.map { $0 <= period } ?? false
  }
}

/// The period of one day after another: days come in runs of a month, and a calendar division costs
/// more than what is done with a day.
struct MonthOfDay {
  private var first = CalendarDate(dayNumber: 0)
  private var last = CalendarDate(dayNumber: -1)
  private var period = AccountingPeriod(ordinal: 0)

  mutating func period(of date: CalendarDate) -> AccountingPeriod {
    if date < first || date > last {
      period = date.period
      (first, last) = (period.firstDay, period.lastDay)
    }
    return period
  }
}

extension Int64 {
  /// Adds in place, throwing `AmountOverflow` where `+=` would trap.
  mutating func add(_ other: Int64) throws(AmountOverflow) { self = try adding(other) }
}

/// Amounts of several currencies, kept apart.
struct CurrencyTotals {
  private var amounts: [Currency: Int64] = [:]

  mutating func add(_ amount: Int64, _ currency: Currency) throws {
    try amounts[currency, default: 0].add(amount)
  }

  /// In order of currency code.
  var sorted: [Money] {
    amounts.sorted { $0.key < $1.key }.map { Money(minorUnits: $0.value, currency: $0.key) }
  }

  var isEmpty: Bool { amounts.isEmpty }
}
