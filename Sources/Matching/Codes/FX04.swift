import Accounting

/// FX-04: settlement, bank and books each have a currency of their own.
///
/// A payout was settled in one currency, received in another, and the books are kept in a third.
/// It is booked by way of the books' currency: both sides at its reference rate of the day.
///
/// Do: check that both rates are right.
struct FX04 {
  let bank: BankMatching

  func findings() -> [Discrepancy] {
    let functional = bank.sides.context.settings.functionalCurrency
    return bank.converted.compactMap { payout, line in
      guard payout.currency != functional, line.currency != functional else { return nil }
      var finding = bank.makeFinding(.fx04, payout, line, rule: "three_currencies")
      if let conversion = payout.conversion {
        finding.external = conversion.received.minorUnits
        finding.internal = conversion.expected
      }
      finding.note =
        "settled in \(payout.currency.code), received in \(line.currency.code), books in "
        + "\(functional.code); booked by way of \(functional.code)"
      if let conversion = payout.conversion { finding.note += "; \(conversion.text)" }
      return finding
    }
  }
}
