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
  private struct Key: Hashable, Sendable {
    let currency: Currency
    let period: AccountingPeriod
  }
  private var firsts: [Key: (date: CalendarDate, source: String)] = [:]

  /// Notes that something of a day could not be converted.
  mutating func note(_ currency: Currency, on date: CalendarDate, source: String) {
    let key = Key(currency: currency, period: date.period)
    if let first = firsts[key], (first.date, first.source) <= (date, source) { return }
    firsts[key] = (date, source)
  }

  mutating func merge(_ other: MissingRates) {
    for (key, first) in other.firsts { note(key.currency, on: first.date, source: first.source) }
  }

  /// FX-02 once a currency and period, with the first settlement lines that wait.
  func discrepancies(_ snapshot: LedgerSnapshot) -> [Discrepancy] {
    firsts.map { key, first in
      var finding = Discrepancy(
        code: .fx02, source: first.source, key: "\(key.currency.code)|\(key.period)",
        eventDate: first.date, rule: "rate_missing")
      finding.currency = key.currency
      finding.note =
        "no \(key.currency.code) rate for \(first.date) or the days before: entries of "
        + "\(key.period) in \(key.currency.code) wait; load a rate file"
      let waiting = snapshot.settlementLines.filter {
        $0.currency == key.currency && $0.date.period == key.period
      }
      finding.externalEvidence = Array(
        Set(waiting.map { snapshot.evidence($0.provenance) }).sorted().prefix(5))
      return finding
    }
    .sorted { $0.key < $1.key }
  }
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
