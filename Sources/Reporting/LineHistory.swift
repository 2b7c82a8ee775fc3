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

  private typealias Subject = FeeHistory.Subject

  private let snapshot: LedgerSnapshot
  private var places: [Subject: Int] = [:]
  /// By subject, in no order: there are few of each.
  private var series: [[SaleSeries]] = []

  /// Nothing is kept of a ledger of one month.
  ///
  /// - Complexity: O(*n* log *n*) in the sales.
  init(_ snapshot: LedgerSnapshot) {
    self.snapshot = snapshot
    let items = snapshot.settlementLines.items
    guard let first = items.first?.date.period,
      items.contains(where: { $0.date < first.firstDay || $0.date > first.lastDay })
    else { return }
    let isHeld = snapshot.settlements.map(\.isHeld)
    var month = MonthOfDay()
    for run in snapshot.settlementLines.runs {
      let item = items[Int(run.item)]
      if item.settlement >= 0 && isHeld[Int(item.settlement)] { continue }
      if let sale = Sale(snapshot.settlementLines.amounts[run.lines], item) {
        note(sale, item, month.period(of: item.date))
      }
    }
    for place in series.indices {
      for own in series[place].indices { series[place][own].sort() }
    }
  }

  private mutating func note(_ sale: Sale, _ item: SettlementItem, _ period: AccountingPeriod) {
    let channel = item.marketplace.isNone ? item.source : item.marketplace
    let whole = place(of: Subject(channel: channel, sku: .none, currency: item.currency))
    let isNamed = !item.sku.isNone
    let own =
      isNamed
      ? place(of: Subject(channel: channel, sku: item.sku, currency: item.currency)) : whole
    if isNamed {
      series[own].add(sale.value(sale.price, .price), .principal, .price, period)
    }
    for fee in sale.fees {
      let isOfPrice = fee.kind == .commission || fee.kind == .payment
      if !isOfPrice && !isNamed { continue }
      var line = sale.value(fee.amount, isOfPrice ? .ofPrice : .perUnit)
      line.position = fee.position
      series[own].add(line, fee.kind, isOfPrice ? .ofPrice : .perUnit, period)
      if isOfPrice && isNamed { series[whole].add(line, fee.kind, .ofPrice, period) }
    }
  }

  private mutating func place(of subject: Subject) -> Int {
    if let place = places[subject] { return place }
    places[subject] = series.count
    series.append([])
    return series.count - 1
  }

  /// The sales that are far outside their own history, by period, in no order.
  func outliers() -> [AccountingPeriod: [FeeOutlier]] {
    var found: [AccountingPeriod: [FeeOutlier]] = [:]
    for (subject, place) in places {
      for series in series[place] {
        for month in series.months.indices {
          let own = series.months[month]
          guard let usual = series.usual(before: month, Self.salesMin, Self.monthsMax) else {
            continue
          }
          let far = own.lines.filter {
            usual.isFar($0.value) && isCostly($0, usual, series.measure)
              && (!subject.sku.isNone || isJudgedByChannel($0, series, own.period))
          }
          for line in far.sorted(by: { isFarther($0, than: $1, usual) }).prefix(Self.linesMax) {
            found[own.period, default: []].append(outlier(line, subject, series, month, usual))
          }
        }
      }
    }
    return found
  }

  /// Whether the SKU of a line has too short a history of its own.
  private func isJudgedByChannel(
    _ line: SaleSeries.Line, _ series: SaleSeries, _ period: AccountingPeriod
  ) -> Bool {
    let record = snapshot.settlementLines[Int(line.position)]
    if record.sku.isNone { return true }
    let channel = record.marketplace.isNone ? record.source : record.marketplace
    let subject = Subject(channel: channel, sku: record.sku, currency: record.currency)
    guard let place = places[subject],
      let own = self.series[place].first(where: { $0.fee == series.fee }),
      let month = own.months.firstIndex(where: { $0.period == period })
    else { return true }
    return own.usual(before: month, Self.salesMin, Self.monthsMax) == nil
  }

  /// Whether the line comes to more than a unit of its currency more or less than usual.
  private func isCostly(
    _ line: SaleSeries.Line, _ usual: Usual, _ measure: FeeMeasure
  ) -> Bool {
    guard let sale = sale(of: line) else { return false }
    let scale: Int128 = measure == .ofPrice ? 10_000 : 1
    let more = Int128(usual.distance(line.value)) * Int128(sale.basis(of: measure))
    return more > 100 * scale
  }

  /// The sale that a line is of.
  private func sale(of line: SaleSeries.Line) -> Sale? {
    let lines = snapshot.settlementLines.amounts
    let item = lines[Int(line.position)].item
    var (first, end) = (Int(line.position), Int(line.position) + 1)
    while first > 0, lines[first - 1].item == item { first -= 1 }
    while end < lines.count, lines[end].item == item { end += 1 }
    return Sale(lines[first..<end], snapshot.settlementLines.items[Int(item)])
  }

  private func isFarther(
    _ line: SaleSeries.Line, than other: SaleSeries.Line, _ usual: Usual
  ) -> Bool {
    let (own, others) = (usual.distance(line.value), usual.distance(other.value))
    return own == others ? evidence(line) < evidence(other) : own > others
  }

  private func evidence(_ line: SaleSeries.Line) -> String {
    snapshot.evidence(snapshot.settlementLines[Int(line.position)].provenance)
  }

  private func outlier(
    _ line: SaleSeries.Line, _ subject: Subject, _ series: SaleSeries, _ month: Int,
    _ usual: Usual
  ) -> FeeOutlier {
    let record = snapshot.settlementLines[Int(line.position)]
    var outlier = FeeOutlier(
      subject: FeeSubject(
        channel: subject.channel, fee: series.fee, sku: record.sku, currency: subject.currency),
      measure: series.measure, value: line.value, median: usual.median,
      history: series.before(month, Self.monthsMax).map {
        (period: $0.period, value: $0.lines[($0.lines.count - 1) / 2].value)
      })
    outlier.sale = FeeOutlier.Sale(orderId: record.orderId, evidence: evidence(line))
    return outlier
  }
}

/// What one item of a settlement sold for, and what was charged on it.
private struct Sale {
  let price: Int64
  private let units: Int64
  private let position: Int32
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
  func value(_ amount: Int64, _ measure: FeeMeasure) -> SaleSeries.Line {
    let scaled = Int128(amount) * (measure == .ofPrice ? 10_000 : 1)
    let value = roundedHalfUp(scaled, over: Int128(basis(of: measure)))
    return SaleSeries.Line(value: Int64(clamping: value), position: position)
  }
}
