import Accounting

/// One figure of one sale.
///
/// There are as many as sales have figures: no more is kept than finds the rest again.
struct SaleFigure {
  /// As the measure has it.
  let value: Int64
  /// A position in `LedgerSnapshot.settlementLines`.
  let position: Int32
  /// The month of a series that it is of.
  fileprivate let place: Int32
}

/// One measure of one subject's sales, month by month.
struct SaleSeries {
  struct Month {
    let period: AccountingPeriod
    /// Sorted by value.
    let figures: ArraySlice<SaleFigure>
  }

  /// `principal` for prices.
  let fee: LineComponent
  let measure: FeeMeasure
  /// In order.
  let months: [Month]

  /// The months that count for the one at a place, in order.
  func before(_ month: Int, _ most: Int32) -> ArraySlice<Month> {
    let oldest = months[month].period.ordinal - most
    return months[..<month].drop { $0.period.ordinal < oldest }
  }

  /// What is usual before a month; `nil` where fewer than `least` sales tell.
  func usual(before month: Int, _ least: Int, _ most: Int32) -> Usual? {
    let history = before(month, most)
    let count = history.reduce(0) { $0 + $1.figures.count }
    guard count >= least else { return nil }
    return Usual(history.map(\.figures), count, measure)
  }
}

/// Figures as they come, put in order once all are there.
///
/// Kept in one array: a ledger has thousands of short series, and as many small arrays would take
/// twice the room.
struct SaleFigures {
  /// A month of a series.
  private struct Key {
    let fee: LineComponent
    let measure: FeeMeasure
    let period: AccountingPeriod
    let place: Int32
  }

  private var figures: [SaleFigure] = []
  /// By subject, in no order: there are few of each.
  private var keys: [[Key]] = []
  private var counts: [Int] = []

  mutating func add(
    _ value: Int64, at position: Int32, of subject: Int, _ fee: LineComponent,
    _ measure: FeeMeasure, _ period: AccountingPeriod
  ) {
    let place = place(subject, fee, measure, period)
    counts[Int(place)] += 1
    figures.append(SaleFigure(value: value, position: position, place: place))
  }

  private mutating func place(
    _ subject: Int, _ fee: LineComponent, _ measure: FeeMeasure, _ period: AccountingPeriod
  ) -> Int32 {
    while keys.count <= subject { keys.append([]) }
    let known = keys[subject].last {
      $0.period == period && $0.fee == fee && $0.measure == measure
    }
    if let known { return known.place }
    let place = Int32(counts.count)
    counts.append(0)
    keys[subject].append(Key(fee: fee, measure: measure, period: period, place: place))
    return place
  }

  /// The series of each subject, in no order.
  ///
  /// - Complexity: O(*n* log *n*) in the figures.
  consuming func series() -> [[SaleSeries]] {
    let ends = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    var figures = gathered(ends)
    figures.sort { $0.place == $1.place ? $0.value < $1.value : $0.place < $1.place }
    return keys.map { keys in
      var series: [SaleSeries] = []
      for key in keys
      where !series.contains(where: { $0.fee == key.fee && $0.measure == key.measure }) {
        let months = keys.filter { $0.fee == key.fee && $0.measure == key.measure }
          .sorted { $0.period < $1.period }
          .map { own in
            SaleSeries.Month(
              period: own.period,
              figures: figures[ends[Int(own.place)]..<ends[Int(own.place) + 1]])
          }
        series.append(SaleSeries(fee: key.fee, measure: key.measure, months: months))
      }
      return series
    }
  }
}

extension SaleFigures {
  /// The figures by place: what is nearly in order is sorted much sooner.
  private func gathered(_ ends: [Int]) -> [SaleFigure] {
    guard let first = figures.first else { return [] }
    var gathered = Array(repeating: first, count: figures.count)
    var next = ends
    for figure in figures {
      gathered[next[Int(figure.place)]] = figure
      next[Int(figure.place)] += 1
    }
    return gathered
  }
}

extension SaleSeries {
  /// Several subjects' series of one measure as one.
  init(joining parts: [SaleSeries], _ fee: LineComponent, _ measure: FeeMeasure) {
    var figures: [AccountingPeriod: [SaleFigure]] = [:]
    for month in parts.lazy.flatMap(\.months) {
      figures[month.period, default: []] += month.figures
    }
    self.fee = fee
    self.measure = measure
    months = figures.sorted { $0.key < $1.key }
      .map { Month(period: $0.key, figures: $0.value.sorted { $0.value < $1.value }[...]) }
  }
}

/// What the values of a history come to, and how far they stray.
struct Usual {
  let median: Int64
  private let limit: Int64

  /// `months`: figures sorted by value, `count` of them, at least one.
  ///
  /// - Complexity: a few dozen searches a month, whatever the number of lines.
  init(_ months: [ArraySlice<SaleFigure>], _ count: Int, _ measure: FeeMeasure) {
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

extension ArraySlice<SaleFigure> {
  /// How many values are not above one; sorted by value.
  fileprivate func count(upTo value: Int64) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].value <= value { low = middle + 1 } else { high = middle }
    }
    return low - startIndex
  }
}
