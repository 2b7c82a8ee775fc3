import Accounting

/// One measure of one subject's sales, month by month.
struct SaleSeries {
  /// There are as many as sales have figures: no more is kept than finds the rest again.
  struct Line {
    /// As the measure has it.
    let value: Int64
    /// A position in `LedgerSnapshot.settlementLines`.
    var position: Int32
  }

  struct Month {
    let period: AccountingPeriod
    /// Once sorted, by value.
    var lines: [Line] = []
  }

  /// `principal` for prices.
  let fee: LineComponent
  let measure: FeeMeasure
  /// Once sorted, in order.
  private(set) var months: [Month] = []

  init(_ fee: LineComponent, _ measure: FeeMeasure) {
    self.fee = fee
    self.measure = measure
  }

  mutating func add(_ line: Line, in period: AccountingPeriod) {
    if let place = months.lastIndex(where: { $0.period == period }) {
      months[place].lines.append(line)
    } else {
      months.append(Month(period: period, lines: [line]))
    }
  }

  mutating func sort() {
    if months.count == 1 { return }
    for place in months.indices { months[place].lines.sort { $0.value < $1.value } }
    months.sort { $0.period < $1.period }
  }

  /// The months that count for the one at a place, in order.
  func before(_ month: Int, _ most: Int32) -> ArraySlice<Month> {
    let oldest = months[month].period.ordinal - most
    return months[..<month].drop { $0.period.ordinal < oldest }
  }

  /// What is usual before a month; `nil` where fewer than `least` sales tell.
  func usual(before month: Int, _ least: Int, _ most: Int32) -> Usual? {
    let history = before(month, most)
    let count = history.reduce(0) { $0 + $1.lines.count }
    guard count >= least else { return nil }
    return Usual(history.map(\.lines), count, measure)
  }
}

extension [SaleSeries] {
  mutating func add(
    _ line: SaleSeries.Line, _ fee: LineComponent, _ measure: FeeMeasure,
    _ period: AccountingPeriod
  ) {
    if let place = firstIndex(where: { $0.fee == fee && $0.measure == measure }) {
      self[place].add(line, in: period)
    } else {
      append(SaleSeries(fee, measure))
      self[count - 1].add(line, in: period)
    }
  }
}

/// What the values of a history come to, and how far they stray.
struct Usual {
  let median: Int64
  private let limit: Int64

  /// `months`: lines sorted by value, `count` of them, at least one.
  ///
  /// - Complexity: a few dozen searches a month, whatever the number of lines.
  init(_ months: [[SaleSeries.Line]], _ count: Int, _ measure: FeeMeasure) {
    let half = (count - 1) / 2 + 1
    let lowest = months.compactMap { $0.first?.value }.min() ?? 0
    let highest = months.compactMap { $0.last?.value }.max() ?? 0
    let median = Self.least(lowest, highest) { value in
      months.reduce(0) { $0 + $1.count(upTo: value) } >= half
    }
    let deviation = Self.least(0, max(median - lowest, highest - median)) { distance in
      months.reduce(0) {
        $0 + $1.count(upTo: median + distance) - $1.count(upTo: median - distance - 1)
      } >= half
    }
    self.median = median
    let size = Int64(clamping: median.magnitude)
    limit = Swift.max(5 * deviation, size / 2, measure.least)
  }

  func distance(_ value: Int64) -> Int64 { value.distance(from: median) }
  func isFar(_ value: Int64) -> Bool { distance(value) > limit }

  /// The least value of a range from which on a condition holds.
  private static func least(_ low: Int64, _ high: Int64, _ holds: (Int64) -> Bool) -> Int64 {
    var (low, high) = (low, high)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension [SaleSeries.Line] {
  /// How many values are not above one; sorted by value.
  fileprivate func count(upTo value: Int64) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].value <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
