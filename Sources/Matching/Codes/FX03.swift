import Accounting

/// FX-03: a payout arrived with more or less than fee, rate and rounding explain.
///
/// Money arrived in another currency, and it is not what the stated fee, the reference rate and
/// rounding come to. The note has each part; the rest has no explanation.
///
/// External is what the bank received, internal what fee and rate come to. Exchanges inside a
/// channel are judged alike, each between its two currencies.
///
/// Do: ask the bank or the channel which rate and which fee it took.
struct FX03 {
  let bank: BankMatching

  func findings() -> [Discrepancy] {
    bank.converted.compactMap { payout, line in
      guard let conversion = payout.conversion, conversion.rest != 0 else { return nil }
      var finding = bank.makeFinding(.fx03, payout, line, rule: "beyond_rate_and_fee")
      finding.external = conversion.received.minorUnits
      finding.internal = conversion.expected
      finding.cashImpact = bank.sides.context.functional(
        conversion.rest, line.currency, on: line.bookingDate)
      finding.marginImpact = finding.cashImpact
      finding.note = conversion.text
      return finding
    }
  }
}
