import Accounting

/// Converts `amounts` at `rate` so that they come to exactly `target`.
///
/// Each amount is converted exactly and cut towards zero; the minor units then missing or over
/// go, one each, to the amounts that were cut most in that direction, earliest first. Weights of
/// both signs may cancel out, which is why this is not `allocate`.
///
/// - Precondition: `amounts` is not empty, and `target` is their converted sum but for rounding.
func shareBase(_ target: Int64, over amounts: [Int64], at rate: ExchangeRate) -> [Int64] {
  if amounts.count == 1 { return [target] }
  let (above, below) = fraction(of: rate)
  var shares: [Int64] = []
  var remainders: [Int128] = []
  shares.reserveCapacity(amounts.count)
  remainders.reserveCapacity(amounts.count)
  for amount in amounts {
    let (share, remainder) = (Int128(amount) * above).quotientAndRemainder(dividingBy: below)
    shares.append(Int64(clamping: share))
    remainders.append(remainder)
  }
  let leftover = target - shares.reduce(0, +)
  guard leftover != 0 else { return shares }
  let sign = Int128(leftover.signum())
  let order = remainders.indices.sorted {
    let (one, other) = (remainders[$0] * sign, remainders[$1] * sign)
    return one == other ? $0 < $1 : one > other
  }
  var position = 0
  for _ in 0..<leftover.magnitude {
    shares[order[position % order.count]] += leftover.signum()
    position += 1
  }
  return shares
}

/// Functional minor units per minor unit of the foreign currency.
private func fraction(of rate: ExchangeRate) -> (above: Int128, below: Int128) {
  var above = Int128(rate.numerator)
  var below = Int128(rate.denominator)
  var digits = rate.to.minorDigits - rate.from.minorDigits
  while digits > 0 {
    above *= 10
    digits -= 1
  }
  while digits < 0 {
    below *= 10
    digits += 1
  }
  return (above, below)
}

/// Currencies that entries wait for, once per currency and period.
struct MissingRates: Sendable {
  struct Key: Hashable, Sendable {
    let currency: Currency
    let period: AccountingPeriod
  }

  struct Gap: Sendable {
    var first: CalendarDate
    /// Of what waits on the first day, the first by name.
    var source: String
    /// The days without a rate on which something happened.
    var days: Set<CalendarDate>
  }

  private(set) var gaps: [Key: Gap] = [:]

  /// Notes that something of a day could not be converted.
  mutating func note(_ currency: Currency, on date: CalendarDate, source: String) {
    let gap = Gap(first: date, source: source, days: [date])
    add(gap, to: Key(currency: currency, period: date.period))
  }

  mutating func merge(_ other: MissingRates) {
    for (key, gap) in other.gaps { add(gap, to: key) }
  }

  private mutating func add(_ gap: Gap, to key: Key) {
    guard var known = gaps[key] else {
      gaps[key] = gap
      return
    }
    if (gap.first, gap.source) < (known.first, known.source) {
      (known.first, known.source) = (gap.first, gap.source)
    }
    known.days.formUnion(gap.days)
    gaps[key] = known
  }
}

extension JournalBuilder {
  /// FX-02 once a currency and period, with the first records that wait: the channel's and the
  /// bank's, and the order lines they settle.
  func missingRateDiscrepancies() -> [Discrepancy] {
    missingRates.gaps.map { key, gap in
      var finding = Discrepancy(
        code: .fx02, source: gap.source, key: "\(key.currency.code)|\(key.period)",
        eventDate: gap.first, rule: "rate_missing")
      finding.currency = key.currency
      finding.note =
        "no \(key.currency.code) rate for \(gap.first) or the days before: entries of "
        + "\(key.period) in \(key.currency.code) wait; load a rate file"
      let lines = waitingLines(key.currency, gap.days)
      finding.externalEvidence = firstEvidence(
        lines.map { snapshot.settlementLines[$0].provenance }
          + waitingMovements(key.currency, gap.days))
      finding.internalEvidence = firstEvidence(
        Set(lines.flatMap(orderLines)).map { snapshot.orderLines[Int($0)].provenance })
      return finding
    }
    .sorted { $0.key < $1.key }
  }

  /// The order line that a settlement line is for, or those of its order.
  private func orderLines(_ settlementLine: Int) -> [Int32] {
    let orderLine = matches.orderLineOfSettlementLine[settlementLine]
    if orderLine >= 0 { return [orderLine] }
    let order = matches.orderOfSettlementLine[settlementLine]
    return order < 0 ? [] : matches.orders[Int(order)].lines
  }

  private func waitingLines(_ currency: Currency, _ days: Set<CalendarDate>) -> [Int] {
    snapshot.settlementLines.indices.filter {
      let line = snapshot.settlementLines[$0]
      return line.currency == currency && days.contains(line.date)
        && (line.settlement < 0 || !isHeld[Int(line.settlement)])
    }
  }

  /// Payouts and bank lines.
  private func waitingMovements(_ currency: Currency, _ days: Set<CalendarDate>) -> [Provenance] {
    let payouts = matches.payouts.filter { $0.currency == currency && days.contains($0.date) }
    let bank = snapshot.statementLines.indices.filter {
      let line = snapshot.statementLines[$0]
      return line.currency == currency && days.contains(line.bookingDate)
        && matches.statementLineStates[$0] != .unrelated
    }
    return payouts.map { snapshot.settlements[Int($0.settlement)].provenance }
      + bank.map { snapshot.statementLines[$0].provenance }
  }

  /// `file:line` of the first few records, in order of file and line.
  private func firstEvidence(_ records: [Provenance]) -> [String] {
    var words: [String] = []
    for record in records.sorted(by: precedes) {
      let word = snapshot.evidence(record)
      if words.last != word { words.append(word) }
      if words.count == Self.evidenceMax { break }
    }
    return words
  }

  private static let evidenceMax = 5
}

extension JournalBuilder {
  /// The rate into the functional currency; where there is none, the lack is noted.
  mutating func baseRate(
    _ currency: Currency, on date: CalendarDate, source: String
  ) -> ExchangeRate? {
    if let rate = rates.rate(from: currency, to: settings.functionalCurrency, on: date) {
      return rate
    }
    missingRates.note(currency, on: date, source: source)
    return nil
  }

  /// An amount in the functional currency; `nil`, and noted, where there is no rate.
  mutating func base(
    _ amount: Int64, _ currency: Currency, on date: CalendarDate, source: String
  ) -> Int64? {
    if currency == settings.functionalCurrency { return amount }
    guard let rate = baseRate(currency, on: date, source: source) else { return nil }
    return try? rate.convert(amount)
  }
}
