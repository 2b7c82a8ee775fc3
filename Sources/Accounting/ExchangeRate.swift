/// How many units of one currency one unit of another costs, as an exact fraction.
package struct ExchangeRate: Hashable, Sendable {
  package let from: Currency
  package let to: Currency
  package let numerator: Int64
  package let denominator: Int64

  /// - Precondition: both parts of the fraction are positive.
  package init(from: Currency, to: Currency, numerator: Int64, denominator: Int64) {
    precondition(numerator > 0 && denominator > 0)
    self.from = from
    self.to = to
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Converts minor units of `from` into minor units of `to`, half up.
  package func convert(_ minorUnits: Int64) throws(AmountOverflow) -> Int64 {
    var above = Int128(minorUnits) * Int128(numerator)
    var below = Int128(denominator)
    var digits = to.minorDigits - from.minorDigits
    while digits > 0 { above *= 10; digits -= 1 }
    while digits < 0 { below *= 10; digits += 1 }
    guard let result = Int64(exactly: roundedHalfUp(above, over: below)) else {
      throw AmountOverflow()
    }
    return result
  }
}

/// The reference rates the entity knows, and the rule by which one is chosen for a day.
///
/// The rate of a day is the last one quoted on or before it, at most `staleAfterDays` old (the
/// ECB quotes none at weekends); quotes are read in either direction, the later of both, else
/// crossed over a currency that both are quoted with.
package struct RateTable: Sendable {
  /// The fixed-point scale of `RateQuote.rate`.
  package static let scale: Int64 = 10_000_000_000

  private struct Pair: Hashable { let base: Currency, quote: Currency }
  private var quotes: [Pair: [(day: CalendarDate, rate: Int64)]] = [:]
  private var pivots: [Currency] = []
  private let staleAfterDays: Int

  package init(_ rates: [RateQuote], staleAfterDays: Int) {
    self.staleAfterDays = staleAfterDays
    for rate in rates where rate.rate > 0 {
      quotes[Pair(base: rate.base, quote: rate.quote), default: []].append((rate.date, rate.rate))
    }
    for key in quotes.keys { quotes[key]?.sort { $0.day < $1.day } }
    pivots = Set(quotes.keys.flatMap { [$0.base, $0.quote] }).sorted()
  }

  /// The rate for a day, or `nil` when none is recent enough.
  package func rate(from: Currency, to: Currency, on day: CalendarDate) -> ExchangeRate? {
    if from == to { return ExchangeRate(from: from, to: to, numerator: 1, denominator: 1) }
    let (direct, inverse) = (latest(from, to, day), latest(to, from, day))
    if let direct, inverse.map({ $0.day <= direct.day }) ?? true {
      return ExchangeRate(from: from, to: to, numerator: direct.rate, denominator: Self.scale)
    }
    if let inverse {
      return ExchangeRate(from: from, to: to, numerator: Self.scale, denominator: inverse.rate)
    }
    return pivots.lazy.compactMap { crossed(from, to, over: $0, day) }.first
  }

  /// Both quoted against one currency, in the same direction, or one in each.
  private func crossed(
    _ from: Currency, _ to: Currency, over pivot: Currency, _ day: CalendarDate
  ) -> ExchangeRate? {
    if let there = quote(pivot, to, day), let back = quote(pivot, from, day) {
      return ExchangeRate(from: from, to: to, numerator: there, denominator: back)
    }
    if let there = quote(from, pivot, day), let back = quote(to, pivot, day) {
      return ExchangeRate(from: from, to: to, numerator: there, denominator: back)
    }
    if let there = quote(from, pivot, day), let on = quote(pivot, to, day),
      let product = Self.product(there, on)
    {
      return ExchangeRate(from: from, to: to, numerator: product, denominator: Self.scale)
    }
    if let there = quote(pivot, from, day), let on = quote(to, pivot, day),
      let product = Self.product(there, on)
    {
      return ExchangeRate(from: from, to: to, numerator: Self.scale, denominator: product)
    }
    return nil
  }

  /// Two rates one after the other, half up; `nil` where that is nothing, or beyond what counts.
  private static func product(_ one: Int64, _ other: Int64) -> Int64? {
    let product = roundedHalfUp(Int128(one) * Int128(other), over: Int128(scale))
    return Int64(exactly: product).flatMap { $0 > 0 ? $0 : nil }
  }

  private func quote(_ base: Currency, _ other: Currency, _ day: CalendarDate) -> Int64? {
    latest(base, other, day)?.rate
  }

  private func latest(
    _ base: Currency, _ other: Currency, _ day: CalendarDate
  ) -> (day: CalendarDate, rate: Int64)? {
    guard let list = quotes[Pair(base: base, quote: other)] else { return nil }
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle].day <= day { low = middle + 1 } else { high = middle }
    }
    guard low > 0, day.days(since: list[low - 1].day) <= staleAfterDays else { return nil }
    return list[low - 1]
  }
}
