import Accounting

extension RecordMaker {
  /// Checks that the row's own figures add up in every one of the ways.
  mutating func checkAll(_ identities: [IdentityRule], currency: Currency?) -> Fault? {
    for identity in identities {
      if let fault = check([identity], currency: currency) { return fault }
    }
    return nil
  }

  /// Whether every word is the currency's code.
  mutating func areAll(_ currency: Currency, in words: Range<Int>) -> Bool {
    if words.count == 3 { return currencies.currency(cells, words) == currency }
    return cells.text(words).split(separator: " ").allSatisfy {
      Currency(code: $0.uppercased()) == currency
    }
  }

  /// Checks a row's amount in one currency against that in another, by the row's own rate.
  mutating func check(_ rule: ConversionRule, currency: Currency?) -> Fault? {
    let rateRange = resolve(rule.rate)
    guard !rateRange.isEmpty, let currency,
      let other = currencies.currency(cells, resolve(rule.currency))
    else { return nil }
    let from: Int64
    switch sum(rule.from, currency: other, scale: nil) {
    case .failure(let fault): return fault
    case .success(let value):
      guard let value else { return nil }
      from = value
    }
    guard let rate = rate(rateRange) else { return fault(.notANumber, rule.rate, rateRange) }
    switch sum(rule.to, currency: currency, scale: nil) {
    case .failure(let fault): return fault
    case .success(let to):
      let due = Self.convert(from, rate, from: other.minorDigits, to: currency.minorDigits)
      if let due, abs(due - (to ?? 0)) <= rule.within { return nil }
      let total = rule.to.plus[0].source
      return fault(.identityBroken, total, resolve(total))
    }
  }

  private static let rateDigits = 10

  /// The rate in units of 10⁻¹⁰; what it has beyond that is dropped.
  private mutating func rate(_ range: Range<Int>) -> Int64? {
    let bytes = cells.bytes[range]
    let mark = bytes.firstIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
    let end = mark.map { min(range.upperBound, $0 + 1 + Self.rateDigits) } ?? range.upperBound
    guard
      case .value(let rate) = decimals.decode(
        cells, range.lowerBound..<end, digits: Self.rateDigits)
    else { return nil }
    return rate
  }

  private static func convert(_ amount: Int64, _ rate: Int64, from: Int, to: Int) -> Int64? {
    var product = Int128(amount) * Int128(rate)
    var divisor: Int128 = 10_000_000_000
    for _ in 0..<max(0, to - from) { product *= 10 }
    for _ in 0..<max(0, from - to) { divisor *= 10 }
    let half = product < 0 ? -divisor / 2 : divisor / 2
    return Int64(exactly: (product + half) / divisor)
  }

  /// Checks that amounts sum to zero where more than one of them is there.
  mutating func check(balanced terms: [MoneyTerm], currency: Currency?) -> Fault? {
    let filled = terms.filter { !resolve($0.source).isEmpty }
    guard filled.count > 1 else { return nil }
    switch sum(MoneySum(plus: filled), currency: currency, scale: nil) {
    case .failure(let fault): return fault
    case .success(let total):
      let first = filled[0].source
      return total == 0 ? nil : fault(.identityBroken, first, resolve(first))
    }
  }

  /// Checks what the document states of itself; where it does not hold, the document is held and
  /// what follows brings no record.
  mutating func check(_ checks: [DocumentCheck]) {
    for check in checks where fits(check.conditions) {
      let currency = currencies.currency(cells, resolve(check.currency))
      if self.check([check.identity], currency: currency) == nil { continue }
      disprove("check_failed", "the document's own sums do not hold: \(check.name)")
    }
  }

  /// The document as a whole is wrong: it is held, and what follows brings no record.
  mutating func disprove(_ code: String, _ message: String) {
    if tally.disproof.isEmpty { tally.disproof = message }
    tally.warn(code, message)
  }
}
