/// Why an amount that was changed into another currency arrived as it did: the stated fee, then the
/// rate, then rounding, and what nothing explains.
///
/// Minor units of the currency that was received; a part is negative where it made less of it.
/// `carried + fee + rate + rounding + rest` is what was received.
package struct ConversionExplanation: Sendable, Equatable {
  package var settled: Money
  /// What was settled, at the reference rates of the days on which it was.
  package var carried: Int64
  package var fee: Int64
  /// What the reference rate moved by from those days to the day of receipt.
  package var rate: Int64
  package var rounding: Int64
  package var rest: Int64
  package var received: Money

  /// What is forgiven as rounding: half a unit for our conversion and half for theirs.
  private static let roundingMax: Int64 = 1

  /// Explains a receipt.
  ///
  /// `days`: what was settled on each day; empty where only the sum is known, which then counts as
  ///   settled on `sent`. `statedFee`: positive, in the currency received, of what the settled sum
  ///   comes to on the day of receipt.
  /// - Returns: `nil` where a rate is missing, or an amount grows beyond what can be counted.
  package init?(
    settled: Money, days: [(day: CalendarDate, amount: Int64)], sent: CalendarDate,
    received: Money, on day: CalendarDate, rates: RateTable, statedFee: (Int64) -> Int64
  ) {
    let known = days.reduce(Int64(0)) { $0 &+ $1.amount } == settled.minorUnits
    var carried: Int64 = 0
    for part in known ? days : [(sent, settled.minorUnits)] {
      guard let value = Self.convert(part.1, settled.currency, received.currency, part.0, rates)
      else { return nil }
      carried &+= value
    }
    guard
      let value = Self.convert(
        settled.minorUnits, settled.currency, received.currency, day, rates)
    else { return nil }
    self.settled = settled
    self.received = received
    self.carried = carried
    fee = -statedFee(value)
    rate = value - carried
    let open = received.minorUnits - carried - fee - rate
    rounding = open.magnitude <= UInt64(Self.roundingMax) ? open : 0
    rest = open - rounding
  }

  private static func convert(
    _ amount: Int64, _ from: Currency, _ to: Currency, _ day: CalendarDate, _ rates: RateTable
  ) -> Int64? {
    guard let rate = rates.rate(from: from, to: to, on: day) else { return nil }
    return try? rate.convert(amount)
  }

  /// What should have arrived, by fee and rate.
  package var expected: Int64 { received.minorUnits - rest }

  /// `EUR 1000.00 settled = USD 1100.00; stated fee -5.00; rate -20.00; rounding 0.00; …`.
  package var text: String {
    let currency = received.currency
    func amount(_ units: Int64) -> String { decimalText(units, digits: currency.minorDigits) }
    return "\(settled.currency.code) \(settled) settled = \(currency.code) \(amount(carried)); "
      + "stated fee \(amount(fee)); rate \(amount(rate)); rounding \(amount(rounding)); "
      + "not explained \(amount(rest)); received \(currency.code) \(received)"
  }
}

extension LedgerSnapshot {
  /// What was agreed for a change of currency by a source, on a base in the currency received.
  ///
  /// The fee rates of kind `conversion` for the source's own name or one of the channels it
  /// settles; several of them come on top of each other.
  package func statedConversionFee(
    _ source: Symbol, _ settings: Settings, on day: CalendarDate, base: Int64, _ currency: Currency
  ) -> Int64 {
    let name = symbols[source]
    let known = settings.source(named: name)
    var fee: Int64 = 0
    for rate in feeRates where rate.fee == .feeConversion && rate.isInForce(on: day) {
      let channel = symbols[rate.channel]
      let isOfSource =
        channel.lowercased() == name.lowercased() || known?.settles(channel: channel) ?? false
      guard isOfSource, rate.currency.map({ $0 == currency }) ?? true else { continue }
      if let percent = rate.percentMillionths {
        fee += Int64(
          clamping: roundedHalfUp(Int128(base) * Int128(percent), over: 100_000_000))
      }
      fee += rate.fixed ?? 0
      if let minimum = rate.minimum { fee = max(fee, minimum) }
    }
    return fee
  }
}

extension FeeRate {
  package func isInForce(on day: CalendarDate) -> Bool {
    validFrom <= day && (validTo.map { day <= $0 } ?? true)
  }
}
