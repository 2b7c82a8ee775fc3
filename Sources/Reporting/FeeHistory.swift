import Accounting

/// What a subject is measured by, so that months compare.
package enum FeeMeasure: String, Sendable {
  /// Hundredths of a per cent of the price: commission and payment fees.
  case ofPrice = "percent_of_price"
  /// Minor units for each unit sold, or for each line where no quantity is told.
  case perUnit = "per_unit"
  /// Minor units in the month: fees of the account as a whole.
  case monthTotal = "month_total"
  /// Minor units that a unit was sold for.
  case price = "price_per_unit"
  /// Hundredths of a per cent of the price that went back to buyers.
  case refunds = "refunds_percent_of_price"

  /// What is never worth a word.
  var least: Int64 {
    switch self {
    case .ofPrice: 50
    case .perUnit, .price: 10
    case .monthTotal: 100
    case .refunds: 500
    }
  }
}

/// A fee, the price or the refunds of a channel: on one SKU, on all of them, or on the account.
package struct FeeSubject: Hashable, Sendable {
  package let channel: Symbol
  /// `principal` for prices and refunds.
  package let fee: LineComponent
  /// `none` for the account as a whole, or for all SKUs together.
  package var sku: Symbol
  package let currency: Currency
}

extension FeeSubject {
  fileprivate func names(_ symbols: SymbolTable) -> (String, String, String, String) {
    (symbols[channel], fee.name, symbols[sku], currency.code)
  }
}

/// A value of a month, or of one sale in it, that is far from what it was in the months before.
package struct FeeOutlier: Sendable {
  /// The sale that a line is of.
  package struct Sale: Sendable {
    package let orderId: Symbol
    /// `file:line`.
    package let evidence: String
  }

  package let subject: FeeSubject
  package let measure: FeeMeasure
  package let value: Int64
  package let median: Int64
  /// The months before, oldest first.
  package let history: [(period: AccountingPeriod, value: Int64)]
  /// `nil` where the month as a whole is far outside.
  package var sale: Sale?
}

/// What fees, prices and refunds came to, month by month: by channel, kind of fee and SKU.
///
/// Whole numbers only. A value is far outside when it differs from the median of the months before
/// by more than five times their median absolute deviation, by more than a fifth of the median,
/// and by more than `FeeMeasure.least`. Two months before tell only of what is more than three
/// times the median away, fewer nothing.
package struct FeeHistory {
  private static let monthsMin = 2
  private static let monthsMax: Int32 = 12
  private static let deviations: Int64 = 5

  /// Whose history it is; without a SKU the whole channel's.
  struct Subject: Hashable {
    let channel: Symbol
    let sku: Symbol
    let currency: Currency
  }

  /// What one subject's lines of a month come to.
  fileprivate struct Month {
    let period: AccountingPeriod
    var price: Int64 = 0
    var units: Int64 = 0
    /// Positive = given back.
    var refunded: Int64 = 0
    var fees: [Fee] = []
  }

  /// Fewer units a month tell nothing of how many come back.
  fileprivate static let unitsMin: Int64 = 20

  fileprivate struct Fee {
    let kind: LineComponent
    var amount: Int64 = 0
    var lines: Int64 = 0
  }

  private var places: [Subject: Int] = [:]
  private var subjects: [Subject] = []
  /// By subject, in no order: there are few of each.
  private var months: [[Month]] = []
  private var ofSales: LineHistory?

  /// - Complexity: O(*n*) in the settlement lines; lines that share an item are looked up once.
  package init(_ snapshot: LedgerSnapshot) {
    let isHeld = snapshot.settlements.map(\.isHeld)
    let lines = snapshot.settlementLines
    var sales = lines.isOfSeveralMonths ? SaleFigures() : nil
    var month = MonthOfDay()
    for run in lines.runs {
      let item = lines.items[Int(run.item)]
      if item.settlement >= 0 && isHeld[Int(item.settlement)] { continue }
      let place = place(of: Subject(item))
      let period = month.period(of: item.date)
      let own = months[place].place(of: period)
      for position in run.lines {
        months[place][own].add(lines.amounts[position], item.quantity)
      }
      sales?.note(lines.amounts[run.lines], item, of: place, period)
    }
    ofSales = sales.map { LineHistory(snapshot, subjects, $0) }
  }

  private mutating func place(of subject: Subject) -> Int {
    if let place = places[subject] { return place }
    places[subject] = months.count
    subjects.append(subject)
    months.append([])
    return months.count - 1
  }

  /// The fees that are far outside their own history, by period, the farthest first.
  ///
  /// `symbols`: names channels and SKUs, which decide between equals.
  package func outliers(_ symbols: SymbolTable) -> [AccountingPeriod: [FeeOutlier]] {
    var found: [AccountingPeriod: [FeeOutlier]] = [:]
    func note(_ subject: FeeSubject, _ measure: FeeMeasure, _ months: [Month]) {
      for (period, outlier) in Self.outliers(subject, measure, months) {
        found[period, default: []].append(outlier)
      }
    }
    for (subject, place) in places {
      let months = months[place].sorted { $0.period < $1.period }
      for kind in Set(months.flatMap { $0.fees.map(\.kind) }) {
        let fee = subject.of(kind)
        note(fee, Self.measure(fee), months)
      }
      if subject.sku.isNone { continue }
      note(subject.of(.principal), .price, months)
      note(subject.of(.principal), .refunds, months)
    }
    for (channel, months) in ofChannels {
      note(channel.of(.principal), .refunds, months)
      // Where no line names an SKU, the account as a whole has told of these already.
      if hasOnlyAccount(channel) { continue }
      for kind in Set(months.flatMap { $0.fees.map(\.kind) }) where kind.isOfSales {
        note(channel.of(kind), .ofPrice, months)
      }
    }
    for (period, sales) in ofSales?.outliers() ?? [:] { found[period, default: []] += sales }
    return found.mapValues { $0.sorted { $0.isFarther(than: $1, symbols) } }
  }

  /// By channel and currency, what all its SKUs and the account come to, months in order.
  private var ofChannels: [(channel: Subject, months: [Month])] {
    var all: [Subject: [Month]] = [:]
    for (subject, place) in places {
      for month in months[place] {
        let own = all[subject.wholeChannel, default: []].place(of: month.period)
        all[subject.wholeChannel]?[own].add(month)
      }
    }
    return all.map { ($0.key, $0.value.sorted { $0.period < $1.period }) }
  }

  private func hasOnlyAccount(_ channel: Subject) -> Bool {
    !places.keys.contains {
      $0.channel == channel.channel && $0.currency == channel.currency && !$0.sku.isNone
    }
  }

  private static func outliers(
    _ subject: FeeSubject, _ measure: FeeMeasure, _ months: [Month]
  ) -> [(AccountingPeriod, FeeOutlier)] {
    if months.count <= monthsMin { return [] }
    let series = months.compactMap { month in
      month.value(of: subject.fee, measure).map { (period: month.period, value: $0) }
    }
    guard series.count > monthsMin else { return [] }
    return series.indices.compactMap { index in
      let (period, value) = series[index]
      let history = series[..<index].filter { $0.period.ordinal >= period.ordinal - monthsMax }
      guard history.count >= monthsMin,
        let median = median(farFrom: value, history.map(\.value), measure)
      else { return nil }
      return (
        period,
        FeeOutlier(
          subject: subject, measure: measure, value: value, median: median, history: history)
      )
    }
  }

  /// The median of the months before, if a value is far outside.
  private static func median(
    farFrom value: Int64, _ history: [Int64], _ measure: FeeMeasure
  ) -> Int64? {
    // Most fees are what they were: nothing is near enough to be worth sorting for.
    if history.allSatisfy({ $0.distance(from: value) <= measure.least }) { return nil }
    let median = history.median
    let deviation = history.map { $0.distance(from: median) }.median
    let size = Int64(clamping: median.magnitude)
    let limit = max(
      deviations * deviation, history.count > monthsMin ? size / 5 : 3 * size, measure.least)
    return value.distance(from: median) > limit ? median : nil
  }

  private static func measure(_ subject: FeeSubject) -> FeeMeasure {
    let isOfPrice = subject.fee == .commission || subject.fee == .payment
    if isOfPrice { return .ofPrice }
    return subject.sku.isNone ? .monthTotal : .perUnit
  }

}

extension [Int64] {
  /// The middle value; of an even number, the lower of the two in the middle.
  ///
  /// - Precondition: there is one.
  var median: Int64 { sorted()[(count - 1) / 2] }
}

extension [FeeHistory.Month] {
  fileprivate mutating func place(of period: AccountingPeriod) -> Int {
    if let place = lastIndex(where: { $0.period == period }) { return place }
    append(FeeHistory.Month(period: period))
    return count - 1
  }
}

extension FeeHistory.Month {
  fileprivate mutating func add(_ line: LineAmount, _ quantity: Int32) {
    switch line.component {
    case .principal where line.event == .sale, .gross where line.event == .sale:
      price &+= line.amount
      units &+= Int64(max(1, quantity))
    case .principal where line.event == .refund, .gross where line.event == .refund:
      refunded &-= line.amount
    case let kind where kind.isFee && (line.event == .sale || line.event == .charge):
      let place = place(of: kind)
      fees[place].amount &-= line.amount
      fees[place].lines += 1
    default: break
    }
  }

  /// Adds another subject's month.
  fileprivate mutating func add(_ other: Self) {
    price &+= other.price
    units &+= other.units
    refunded &+= other.refunded
    for fee in other.fees {
      let place = place(of: fee.kind)
      fees[place].amount &+= fee.amount
      fees[place].lines += fee.lines
    }
  }

  private mutating func place(of kind: LineComponent) -> Int {
    if let place = fees.firstIndex(where: { $0.kind == kind }) { return place }
    fees.append(FeeHistory.Fee(kind: kind))
    return fees.count - 1
  }

  /// `nil` where the month has no such thing, or nothing to measure it by.
  fileprivate func value(of kind: LineComponent, _ measure: FeeMeasure) -> Int64? {
    let fee = fees.first { $0.kind == kind }
    switch measure {
    case .price:
      guard price > 0, units > 0 else { return nil }
      return Int64(clamping: roundedHalfUp(Int128(price), over: Int128(units)))
    case .refunds:
      guard price > 0, units >= FeeHistory.unitsMin else { return nil }
      return Int64(clamping: roundedHalfUp(Int128(refunded) * 10_000, over: Int128(price)))
    case .ofPrice:
      guard let fee, price > 0 else { return nil }
      return Int64(clamping: roundedHalfUp(Int128(fee.amount) * 10_000, over: Int128(price)))
    case .perUnit:
      guard let fee else { return nil }
      let units = units > 0 ? units : fee.lines
      return Int64(clamping: roundedHalfUp(Int128(fee.amount), over: Int128(units)))
    case .monthTotal: return fee?.amount
    }
  }
}

extension FeeHistory.Subject {
  fileprivate init(_ item: SettlementItem) {
    self.init(
      channel: item.marketplace.isNone ? item.source : item.marketplace, sku: item.sku,
      currency: item.currency)
  }

  /// All SKUs and the account as a whole.
  var wholeChannel: Self { Self(channel: channel, sku: .none, currency: currency) }

  fileprivate func of(_ kind: LineComponent) -> FeeSubject {
    FeeSubject(channel: channel, fee: kind, sku: sku, currency: currency)
  }
}

extension SettlementLines {
  fileprivate var isOfSeveralMonths: Bool {
    guard let first = items.first?.date.period else { return false }
    return items.contains { $0.date < first.firstDay || $0.date > first.lastDay }
  }
}

extension LineComponent {
  /// A fee that sales bear, so that a channel has a rate of it.
  fileprivate var isOfSales: Bool {
    switch self {
    case .commission, .payment, .fulfilment, .closing, .shippingLabel: true
    default: false
    }
  }
}

extension Int64 {
  func distance(from other: Int64) -> Int64 {
    Int64(clamping: (self - other).magnitude)
  }
}

extension FeeOutlier {
  fileprivate func isFarther(than other: FeeOutlier, _ symbols: SymbolTable) -> Bool {
    if rank != other.rank { return rank > other.rank }
    let (own, others) = (subject.names(symbols), other.subject.names(symbols))
    return own == others ? place < other.place : own < others
  }

  /// How many times the median it is away, in hundredths; what was nothing before is farthest.
  fileprivate var rank: Int64 {
    let distance = Int64(clamping: (value - median).magnitude)
    let (scaled, isOver) = distance.multipliedReportingOverflow(by: 100)
    return median == 0 || isOver ? .max : scaled / Int64(clamping: median.magnitude)
  }

  private var place: String { sale?.evidence ?? "" }

  /// A value as people read it: `17.00 %` or `3.22 USD`.
  package func text(_ value: Int64) -> String {
    measure == .ofPrice || measure == .refunds
      ? "\(decimalText(value, digits: 2)) %"
      : "\(decimalText(value, digits: subject.currency.minorDigits)) \(subject.currency.code)"
  }

  /// `price`, `refunds` or the kind of fee.
  package var what: String {
    switch measure {
    case .price: "price"
    case .refunds: "refunds"
    default: subject.fee.name
    }
  }

  /// What is far outside, and its history: `17.00 % of the price, was 15.00 % (2026-05 …)`.
  package var words: String {
    let unit =
      switch measure {
      case .ofPrice: " of the price"
      case .perUnit: " a unit"
      case .monthTotal: " in the month"
      case .price: " a unit sold"
      case .refunds: " of the price refunded"
      }
    let what = sale == nil ? "" : ", this sale"
    let months = history.map { "\($0.period) \(text($0.value))" }.joined(separator: ", ")
    return "\(text(value))\(unit)\(what), was \(text(median)) (\(months))"
  }
}
