import Accounting

/// What a kind of fee is measured by, so that months compare.
package enum FeeMeasure: String, Sendable {
  /// Hundredths of a per cent of the price: commission and payment fees.
  case ofPrice = "percent_of_price"
  /// Minor units for each unit sold, or for each line where no quantity is told.
  case perUnit = "per_unit"
  /// Minor units in the month: fees of the account as a whole.
  case monthTotal = "month_total"

  /// What is never worth a word.
  fileprivate var least: Int64 {
    switch self {
    case .ofPrice: 50
    case .perUnit: 10
    case .monthTotal: 100
    }
  }
}

/// A fee of a channel, on one SKU or on the account.
package struct FeeSubject: Hashable, Sendable {
  package let channel: Symbol
  package let fee: LineComponent
  /// `none` for the account as a whole.
  package let sku: Symbol
  package let currency: Currency
}

/// A fee that in one month was far from what it was in the months before.
package struct FeeOutlier: Sendable {
  package let subject: FeeSubject
  package let measure: FeeMeasure
  package let value: Int64
  package let median: Int64
  /// The months before, oldest first.
  package let history: [(period: AccountingPeriod, value: Int64)]
}

/// What fees came to, month by month: by channel, kind of fee and SKU.
///
/// Whole numbers only. A value is far outside when it differs from the median of the months before
/// by more than five times their median absolute deviation, by more than a fifth of the median,
/// and by more than `FeeMeasure.least`. Fewer than three months before tell nothing.
package struct FeeHistory: Sendable {
  private static let monthsMin = 3
  private static let monthsMax = 12
  private static let deviations: Int64 = 5

  private struct Key: Hashable {
    let subject: Subject
    let period: AccountingPeriod
  }

  private struct Subject: Hashable {
    let channel: Symbol
    let sku: Symbol
    let currency: Currency
  }

  /// What one subject's lines of a month come to, by component.
  private struct Sums {
    var price: Int64 = 0
    var units: Int64 = 0
    var fees = [Int64](repeating: 0, count: FeeHistory.slots)
    var lines = [Int64](repeating: 0, count: FeeHistory.slots)
  }

  /// One for each raw value of `LineComponent`.
  private static let slots = (LineComponent.allCases.map { Int($0.rawValue) }.max() ?? 0) + 1

  private var months: [Key: Int] = [:]
  private var sums: [Sums] = []

  package init() {}

  /// - Complexity: O(*n*) in the settlement lines; lines that share an item are looked up once.
  package init(_ snapshot: LedgerSnapshot) {
    let isHeld = snapshot.settlements.map(\.isHeld)
    let lines = snapshot.settlementLines
    var month = MonthOfDay()
    for run in lines.runs {
      let item = lines.items[Int(run.item)]
      if item.settlement >= 0 && isHeld[Int(item.settlement)] { continue }
      let channel = item.marketplace.isNone ? item.source : item.marketplace
      let key = Key(
        subject: Subject(channel: channel, sku: item.sku, currency: item.currency),
        period: month.period(of: item.date))
      let place = place(of: key)
      for position in run.lines { add(lines.amounts[position], item.quantity, to: place) }
    }
  }

  private mutating func place(of key: Key) -> Int {
    if let place = months[key] { return place }
    months[key] = sums.count
    sums.append(Sums())
    return sums.count - 1
  }

  private mutating func add(_ line: LineAmount, _ quantity: Int32, to place: Int) {
    switch line.component {
    case .principal,
      .gross where line.event == .sale:
      sums[place].price &+= line.amount
      sums[place].units &+= Int64(quantity)
    case _ where line.component.isFee && (line.event == .sale || line.event == .charge):
      sums[place].fees[Int(line.component.rawValue)] &-= line.amount
      sums[place].lines[Int(line.component.rawValue)] += 1
    default: break
    }
  }
}

extension FeeHistory {
  /// The fees of a period that are far outside their own history, the farthest first.
  ///
  /// `symbols`: names channels and SKUs, which decide between equals.
  package func outliers(in period: AccountingPeriod, _ symbols: SymbolTable) -> [FeeOutlier] {
    var found: [FeeOutlier] = []
    for (key, place) in months where key.period == period {
      for fee in LineComponent.allCases where sums[place].lines[Int(fee.rawValue)] > 0 {
        if let outlier = outlier(key.subject, fee, in: period) { found.append(outlier) }
      }
    }
    return found.sorted { left, right in
      let (one, other) = (left.rank, right.rank)
      if one != other { return one > other }
      return name(left.subject, symbols) < name(right.subject, symbols)
    }
  }

  private func name(
    _ subject: FeeSubject, _ symbols: SymbolTable
  ) -> (String, String, String, String) {
    (
      symbols[subject.channel], subject.fee.name, symbols[subject.sku], subject.currency.code
    )
  }

  private func outlier(
    _ subject: Subject, _ fee: LineComponent, in period: AccountingPeriod
  ) -> FeeOutlier? {
    let measure = measure(subject, fee)
    guard let value = value(subject, fee, measure, period) else { return nil }
    var history: [(period: AccountingPeriod, value: Int64)] = []
    for back in 1...Int32(Self.monthsMax) {
      let earlier = AccountingPeriod(ordinal: period.ordinal - back)
      if let value = self.value(subject, fee, measure, earlier) {
        history.insert((earlier, value), at: 0)
      }
    }
    guard history.count >= Self.monthsMin else { return nil }
    let median = Self.median(history.map(\.value))
    let deviation = Self.median(history.map { Int64(clamping: ($0.value - median).magnitude) })
    let limit = max(
      Self.deviations * deviation, Int64(clamping: median.magnitude) / 5, measure.least)
    guard Int64(clamping: (value - median).magnitude) > limit else { return nil }
    return FeeOutlier(
      subject: FeeSubject(
        channel: subject.channel, fee: fee, sku: subject.sku, currency: subject.currency),
      measure: measure, value: value, median: median, history: history)
  }

  private func measure(_ subject: Subject, _ fee: LineComponent) -> FeeMeasure {
    if subject.sku.isNone && fee != .commission && fee != .payment { return .monthTotal }
    return fee == .commission || fee == .payment ? .ofPrice : .perUnit
  }

  /// `nil` where the month has no such fee, or nothing to measure it by.
  private func value(
    _ subject: Subject, _ fee: LineComponent, _ measure: FeeMeasure, _ period: AccountingPeriod
  ) -> Int64? {
    guard let place = months[Key(subject: subject, period: period)] else { return nil }
    let (sum, slot) = (sums[place], Int(fee.rawValue))
    guard sum.lines[slot] > 0 else { return nil }
    switch measure {
    case .ofPrice:
      guard sum.price > 0 else { return nil }
      return Int64(
        clamping: roundedHalfUp(Int128(sum.fees[slot]) * 10_000, over: Int128(sum.price)))
    case .perUnit:
      let units = sum.units > 0 ? sum.units : sum.lines[slot]
      return Int64(clamping: roundedHalfUp(Int128(sum.fees[slot]), over: Int128(units)))
    case .monthTotal: return sum.fees[slot]
    }
  }

  /// The middle value; of an even number, the lower of the two in the middle.
  private static func median(_ values: [Int64]) -> Int64 {
    values.sorted()[(values.count - 1) / 2]
  }
}

extension FeeOutlier {
  /// How many times the median it is away, in hundredths; what was nothing before is farthest.
  fileprivate var rank: Int64 {
    let distance = Int64(clamping: (value - median).magnitude)
    let (scaled, isOver) = distance.multipliedReportingOverflow(by: 100)
    return median == 0 || isOver ? .max : scaled / Int64(clamping: median.magnitude)
  }

  /// A value as people read it: `17.00 %` or `3.22 USD`.
  package func text(_ value: Int64) -> String {
    measure == .ofPrice
      ? "\(decimalText(value, digits: 2)) %"
      : "\(decimalText(value, digits: subject.currency.minorDigits)) \(subject.currency.code)"
  }

  /// What is far outside, and its history: `17.00 % of the price, was 15.00 % (2026-05 …)`.
  package var words: String {
    let unit =
      switch measure {
      case .ofPrice: " of the price"
      case .perUnit: " a unit"
      case .monthTotal: " in the month"
      }
    let months = history.map { "\($0.period) \(text($0.value))" }.joined(separator: ", ")
    return "\(text(value))\(unit), was \(text(median)) (\(months))"
  }
}
