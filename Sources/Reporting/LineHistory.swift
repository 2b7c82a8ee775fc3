import Accounting

/// What each sale was charged and sold for, against the sales of the months before.
///
/// A month's average hides the one line that is wrong. A line is far outside when its fee (of the
/// price, or of a unit) or its price a unit differs from the median of the lines of the twelve
/// months before by more than five times their median absolute deviation, by more than half of the
/// median and by more than `FeeMeasure.least`, and comes to more than a unit of the currency
/// otherwise: fees have fixed parts, which weigh much on small sales. Fewer than twenty lines
/// before tell nothing. Where the SKU has too few, fees of the price are held against those of the
/// channel.
struct LineHistory {
  private static let linesMin = 20
  private static let monthsMax: Int32 = 12
  /// Of one subject and month, the farthest: more of them are the month's, and told by it.
  private static let linesMax = 10

  private struct Line {
    let period: AccountingPeriod
    /// As the measure has it.
    let value: Int64
    /// Minor units: what was charged or paid.
    let amount: Int64
    /// What the measure counts by: the price in minor units, or units.
    let basis: Int64
    /// A position in `LedgerSnapshot.settlementLines`.
    let position: Int
  }

  private struct Series: Hashable {
    let subject: FeeSubject
    let measure: FeeMeasure
  }

  private let snapshot: LedgerSnapshot
  private var lines: [Series: [Line]] = [:]

  /// Nothing is kept of a ledger of one month.
  init(_ snapshot: LedgerSnapshot) {
    self.snapshot = snapshot
    let days = snapshot.settlementLines.items.lazy.map(\.date)
    guard let first = days.min(), let last = days.max(), first.period < last.period else { return }
    let isHeld = snapshot.settlements.map(\.isHeld)
    var month = MonthOfDay()
    for run in snapshot.settlementLines.runs {
      let item = snapshot.settlementLines.items[Int(run.item)]
      if item.settlement >= 0 && isHeld[Int(item.settlement)] { continue }
      add(run.lines, item, month.period(of: item.date))
    }
  }

  private mutating func add(
    _ range: Range<Int>, _ item: SettlementItem, _ period: AccountingPeriod
  ) {
    let amounts = snapshot.settlementLines.amounts[range]
    let prices = amounts.indices.filter {
      amounts[$0].event == .sale
        && (amounts[$0].component == .principal || amounts[$0].component == .gross)
    }
    guard let first = prices.first else { return }
    let price = prices.reduce(Int64(0)) { $0 &+ amounts[$1].amount }
    guard price > 0 else { return }
    let units = Int64(max(1, item.quantity))
    if !item.sku.isNone {
      let value = Int64(clamping: roundedHalfUp(Int128(price), over: Int128(units)))
      note(
        Line(period: period, value: value, amount: price, basis: units, position: first),
        .principal, .price, item)
    }
    for position in amounts.indices
    where amounts[position].event == .sale && amounts[position].component.isFee {
      let (kind, amount) = (amounts[position].component, 0 &- amounts[position].amount)
      let isOfPrice = kind == .commission || kind == .payment
      if !isOfPrice && item.sku.isNone { continue }
      let basis = isOfPrice ? price : units
      let value = roundedHalfUp(Int128(amount) * (isOfPrice ? 10_000 : 1), over: Int128(basis))
      note(
        Line(
          period: period, value: Int64(clamping: value), amount: amount, basis: basis,
          position: position), kind, isOfPrice ? .ofPrice : .perUnit, item)
    }
  }

  private mutating func note(
    _ line: Line, _ fee: LineComponent, _ measure: FeeMeasure, _ item: SettlementItem
  ) {
    let channel = item.marketplace.isNone ? item.source : item.marketplace
    let subject = FeeSubject(channel: channel, fee: fee, sku: item.sku, currency: item.currency)
    lines[Series(subject: subject, measure: measure), default: []].append(line)
    guard measure == .ofPrice, !item.sku.isNone else { return }
    let whole = FeeSubject(channel: channel, fee: fee, sku: .none, currency: item.currency)
    lines[Series(subject: whole, measure: measure), default: []].append(line)
  }

  /// The lines that are far outside their own history, by period, in no order.
  func outliers() -> [AccountingPeriod: [FeeOutlier]] {
    var found: [AccountingPeriod: [FeeOutlier]] = [:]
    var told: Set<Int> = []
    // Goods before channels: what is told of the one is not told of the other again.
    for isOfChannel in [false, true] {
      for (series, lines) in lines where series.subject.sku.isNone == isOfChannel {
        let ordered = lines.sorted { ($0.period, $0.position) < ($1.period, $1.position) }
        for (period, outliers) in outliers(series, ordered, &told) where !outliers.isEmpty {
          found[period, default: []] += outliers
        }
      }
    }
    return found
  }

  private func outliers(
    _ series: Series, _ lines: [Line], _ told: inout Set<Int>
  ) -> [(AccountingPeriod, [FeeOutlier])] {
    var found: [(AccountingPeriod, [FeeOutlier])] = []
    var (oldest, start) = (0, 0)
    while start < lines.count {
      let period = lines[start].period
      let end = lines[start...].firstIndex { $0.period != period } ?? lines.count
      while lines[oldest].period.ordinal < period.ordinal - Self.monthsMax { oldest += 1 }
      let history = lines[oldest..<start]
      let own = lines[start..<end]
      start = end
      if history.count < Self.linesMin { continue }
      guard let usual = Usual(history.map(\.value), series.measure) else { continue }
      let far = own.filter { usual.isFar($0.value) && isCostly($0, usual, series.measure) }
      // What its goods' own history judged is not judged again.
      let fresh = series.subject.sku.isNone ? far.filter { !told.contains($0.position) } : far
      told.formUnion(own.map(\.position))
      found.append(
        (
          period,
          fresh.sorted { usual.distance($0.value) > usual.distance($1.value) }
            .prefix(Self.linesMax).map { outlier($0, series, usual, history) }
        ))
    }
    return found
  }

  /// Whether the line comes to more than a unit of its currency more or less than usual.
  private func isCostly(_ line: Line, _ usual: Usual, _ measure: FeeMeasure) -> Bool {
    let scale: Int128 = measure == .ofPrice ? 10_000 : 1
    let due = roundedHalfUp(Int128(usual.median) * Int128(line.basis), over: scale)
    return (Int128(line.amount) - due).magnitude > 100
  }

  private func outlier(
    _ line: Line, _ series: Series, _ usual: Usual, _ history: ArraySlice<Line>
  ) -> FeeOutlier {
    let months = Dictionary(grouping: history, by: \.period)
    let record = snapshot.settlementLines[line.position]
    var subject = series.subject
    subject.sku = record.sku
    var outlier = FeeOutlier(
      subject: subject, measure: series.measure, value: line.value, median: usual.median,
      history: months.keys.sorted().map { period in
        (period: period, value: (months[period] ?? []).map(\.value).median)
      })
    outlier.sale = FeeOutlier.Sale(
      orderId: record.orderId, evidence: snapshot.evidence(record.provenance))
    return outlier
  }
}

/// What the values of a history come to, and how far they stray.
private struct Usual {
  let median: Int64
  private let limit: Int64

  /// `nil` where nothing can be far outside.
  init?(_ history: [Int64], _ measure: FeeMeasure) {
    if history.isEmpty { return nil }
    median = history.median
    let deviation = history.map { [median] in $0.distance(from: median) }.median
    limit = max(5 * deviation, Int64(clamping: median.magnitude) / 2, measure.least)
  }

  func distance(_ value: Int64) -> Int64 { value.distance(from: median) }
  func isFar(_ value: Int64) -> Bool { distance(value) > limit }
}
