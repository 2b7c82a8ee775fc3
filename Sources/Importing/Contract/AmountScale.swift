import Accounting

/// How amounts without a decimal mark are to be read: as whole numbers of what.
enum AmountScale: Equatable, Sendable {
  /// Of 10⁻ⁿ, whatever the currency has: PayPal writes 100 yen and 100 dollars as 10000.
  case digits(Int)
  /// Of the currency's own minor unit (ISO 4217): a cent, a yen, a fils.
  case minorUnits

  func digits(of currency: Currency) -> Int {
    switch self {
    case .digits(let digits): digits
    case .minorUnits: currency.minorDigits
    }
  }
}
