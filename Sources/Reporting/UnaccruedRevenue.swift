import Accounting

/// What is shipped and not yet settled at a period's end, by currency, at the order's prices.
///
/// Of a line that is settled in part, the rest.
struct UnaccruedRevenue: Sendable {
  struct Totals: PeriodTotals {
    var amount: Int64 = 0
    var orderLines = 0

    mutating func add(_ other: Self) throws {
      try amount.add(other.amount)
      orderLines += other.orderLines
    }
  }

  private var series: [Currency: PeriodSeries<Totals>] = [:]

  init(_ data: CloseData) throws {
    let zone = data.settings.zone
    for (position, line) in data.snapshot.orderLines.enumerated() where line.status != .cancelled {
      guard let shipped = line.effectiveShippedAt else { continue }
      let left = zone.date(of: shipped).period
      let amount = try line.itemPrice.adding(line.shipping).adding(-line.discount)
      if let parts = data.matches.settledParts[Int32(position)] {
        try add(amount, 1, in: left, line.currency)
        for (at, share, isLast) in Self.shares(parts, of: amount) {
          try add(-share, isLast ? -1 : 0, in: max(left, zone.date(of: at).period), line.currency)
        }
        continue
      }
      let paid = data.matches.settledAt[position].map { max(left, zone.date(of: $0).period) }
      if paid == left { continue }
      try add(amount, 1, in: left, line.currency)
      if let paid { try add(-amount, -1, in: paid, line.currency) }
    }
  }

  /// What each part settles of an amount, half up, so that all together settle it exactly.
  private static func shares(
    _ parts: [SettledPart], of amount: Int64
  ) -> [(at: Instant, share: Int64, isLast: Bool)] {
    var units: Int64 = 0
    var settled: Int64 = 0
    return parts.compactMap { part in
      let before = units
      units = min(part.ordered, units + part.quantity)
      if units == before { return nil }
      let due = Int64(
        clamping: roundedHalfUp(Int128(amount) * Int128(units), over: Int128(part.ordered)))
      defer { settled = due }
      return (part.at, due - settled, units == part.ordered)
    }
  }

  private mutating func add(
    _ amount: Int64, _ orderLines: Int, in period: AccountingPeriod, _ currency: Currency
  ) throws {
    try series[currency, default: PeriodSeries()].update(period) {
      try $0.amount.add(amount)
      $0.orderLines += orderLines
    }
  }

  /// In order of currency; currencies with nothing waiting are left out.
  func totals(
    through period: AccountingPeriod
  ) throws -> [(currency: Currency, totals: Totals)] {
    try series.sorted { $0.key < $1.key }.compactMap { currency, series in
      let totals = try series.total(before: period.next) ?? Totals()
      return totals.orderLines == 0 ? nil : (currency, totals)
    }
  }
}
