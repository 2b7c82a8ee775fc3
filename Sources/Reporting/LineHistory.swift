import Accounting

/// What each sale was charged and sold for, against the sales of the months before.
///
/// A month's average hides the one line that is wrong. A line is far outside when its fee (of the
/// price, or of a unit) or its price a unit differs from the median of the sales of the twelve
/// months before by more than five times their median absolute deviation, by more than half of the
/// median and by more than `FeeMeasure.least`, and comes to more than a unit of the currency
/// otherwise: fees have fixed parts, which weigh much on small sales. Fewer than twenty sales
/// before tell nothing. Where the SKU has too few, fees of the price are held against those of the
/// channel.
struct LineHistory {
  private static let salesMin = 20
  private static let monthsMax: Int32 = 12
  /// Of one subject and month, the farthest: more of them are the month's, and told by it.
  private static let linesMax = 10

  typealias Subject = FeeHistory.Subject

  /// A fee of the price, in all of a channel.
  private struct ChannelFee: Hashable {
    let channel: Subject
    let fee: LineComponent
  }

  private let snapshot: LedgerSnapshot
  private let subjects: [Subject]
  /// By subject, in no order: there are few of each.
  private let series: [[SaleSeries]]

  init(_ snapshot: LedgerSnapshot, _ subjects: [Subject], _ figures: consuming SaleFigures) {
    self.snapshot = snapshot
    self.subjects = subjects
    series = figures.series()
  }

  /// The sales that are far outside their own history, by period, in no order.
  func outliers() -> [AccountingPeriod: [FeeOutlier]] {
    var found: [AccountingPeriod: [FeeOutlier]] = [:]
    /// What has too short a history of its own.
    var untold: [ChannelFee: [AccountingPeriod: [SaleFigure]]] = [:]
    for (subject, series) in zip(subjects, series) {
      for series in series {
        for month in series.months.indices {
          let (period, figures) = (series.months[month].period, series.months[month].figures)
          let usual =
            subject.sku.isNone
            ? nil : series.usual(before: month, Self.salesMin, Self.monthsMax)
          if let usual {
            note(figures, of: subject, in: series, month, usual, &found)
          } else if series.measure == .ofPrice {
            untold[ChannelFee(channel: subject.wholeChannel, fee: series.fee), default: [:]][
              period, default: []] += figures
          }
        }
      }
    }
    for (channel, figures) in untold { note(figures, of: channel, &found) }
    return found
  }

  /// Holds figures against those of the whole channel.
  private func note(
    _ figures: [AccountingPeriod: [SaleFigure]], of channel: ChannelFee,
    _ found: inout [AccountingPeriod: [FeeOutlier]]
  ) {
    let parts = zip(subjects, series).filter { $0.0.wholeChannel == channel.channel }
      .flatMap { $0.1.filter { $0.fee == channel.fee && $0.measure == .ofPrice } }
    let whole = SaleSeries(joining: parts, channel.fee, .ofPrice)
    for month in whole.months.indices {
      guard let figures = figures[whole.months[month].period],
        let usual = whole.usual(before: month, Self.salesMin, Self.monthsMax)
      else { continue }
      note(figures[...], of: channel.channel, in: whole, month, usual, &found)
    }
  }

  private func note(
    _ figures: ArraySlice<SaleFigure>, of subject: Subject, in series: SaleSeries, _ month: Int,
    _ usual: Usual, _ found: inout [AccountingPeriod: [FeeOutlier]]
  ) {
    let far = figures.filter { usual.isFar($0.value) && isCostly($0, usual, series.measure) }
    if far.isEmpty { return }
    let farthest = far.sorted { isFarther($0, than: $1, usual) }.prefix(Self.linesMax)
    found[series.months[month].period, default: []] += farthest.map {
      outlier($0, subject, series, month, usual)
    }
  }

  /// Whether the line comes to more than a unit of its currency more or less than usual.
  private func isCostly(
    _ line: SaleFigure, _ usual: Usual, _ measure: FeeMeasure
  ) -> Bool {
    guard let sale = sale(of: line) else { return false }
    let scale: Int128 = measure == .ofPrice ? 10_000 : 1
    let more = Int128(usual.distance(line.value)) * Int128(sale.basis(of: measure))
    return more > 100 * scale
  }

  /// The sale that a line is of.
  private func sale(of line: SaleFigure) -> Sale? {
    let lines = snapshot.settlementLines.amounts
    let item = lines[Int(line.position)].item
    var (first, end) = (Int(line.position), Int(line.position) + 1)
    while first > 0, lines[first - 1].item == item { first -= 1 }
    while end < lines.count, lines[end].item == item { end += 1 }
    return Sale(lines[first..<end], snapshot.settlementLines.items[Int(item)])
  }

  private func isFarther(
    _ line: SaleFigure, than other: SaleFigure, _ usual: Usual
  ) -> Bool {
    let (own, others) = (usual.distance(line.value), usual.distance(other.value))
    return own == others ? evidence(line) < evidence(other) : own > others
  }

  private func evidence(_ line: SaleFigure) -> String {
    snapshot.evidence(snapshot.settlementLines[Int(line.position)].provenance)
  }

  private func outlier(
    _ line: SaleFigure, _ subject: Subject, _ series: SaleSeries, _ month: Int,
    _ usual: Usual
  ) -> FeeOutlier {
    let record = snapshot.settlementLines[Int(line.position)]
    var outlier = FeeOutlier(
      subject: FeeSubject(
        channel: subject.channel, fee: series.fee, sku: record.sku, currency: subject.currency),
      measure: series.measure, value: line.value, median: usual.median,
      history: series.before(month, Self.monthsMax).map {
        (
          period: $0.period,
          value: $0.figures[$0.figures.startIndex + ($0.figures.count - 1) / 2].value
        )
      })
    outlier.sale = FeeOutlier.Sale(orderId: record.orderId, evidence: evidence(line))
    return outlier
  }
}

extension SaleFigures {
  /// Adds what one item says of its sale; nothing where nothing was sold.
  mutating func note(
    _ amounts: ArraySlice<LineAmount>, _ item: SettlementItem, of subject: Int,
    _ period: AccountingPeriod
  ) {
    guard let sale = Sale(amounts, item) else { return }
    let isNamed = !item.sku.isNone
    if isNamed {
      add(
        sale.value(sale.price, .price), at: sale.position, of: subject, .principal, .price, period)
    }
    for fee in sale.fees {
      let isOfPrice = fee.kind == .commission || fee.kind == .payment
      if !isOfPrice && !isNamed { continue }
      let measure: FeeMeasure = isOfPrice ? .ofPrice : .perUnit
      add(sale.value(fee.amount, measure), at: fee.position, of: subject, fee.kind, measure, period)
    }
  }
}

/// What one item of a settlement sold for, and what was charged on it.
private struct Sale {
  let price: Int64
  private let units: Int64
  /// Of the first line that says what was sold.
  let position: Int32
  private(set) var fees: [(kind: LineComponent, amount: Int64, position: Int32)] = []

  /// `nil` where nothing was sold.
  init?(_ amounts: ArraySlice<LineAmount>, _ item: SettlementItem) {
    var price: Int64 = 0
    var first: Int?
    for position in amounts.indices where amounts[position].event == .sale {
      let line = amounts[position]
      if line.component == .principal || line.component == .gross {
        price &+= line.amount
        first = first ?? position
      } else if line.component.isFee {
        if let known = fees.firstIndex(where: { $0.kind == line.component }) {
          fees[known].amount &-= line.amount
        } else {
          fees.append((line.component, 0 &- line.amount, Int32(position)))
        }
      }
    }
    guard let first, price > 0 else { return nil }
    self.price = price
    units = Int64(max(1, item.quantity))
    position = Int32(first)
  }

  /// What a measure counts by: the price in minor units, or units.
  func basis(of measure: FeeMeasure) -> Int64 { measure == .ofPrice ? price : units }

  /// An amount as a measure has it.
  func value(_ amount: Int64, _ measure: FeeMeasure) -> Int64 {
    let scaled = Int128(amount) * (measure == .ofPrice ? 10_000 : 1)
    return Int64(clamping: roundedHalfUp(scaled, over: Int128(basis(of: measure))))
  }
}
