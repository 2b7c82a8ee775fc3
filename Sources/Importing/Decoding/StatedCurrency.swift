import Accounting

/// What an amount says of its currency itself, by a sign or a code beside the number.
enum StatedCurrency {
  /// The signs that an amount may have, and the currencies that each may be, its usual one first.
  private static let signs: [String: [String]] = [
    "€": ["EUR"], "£": ["GBP", "GIP", "FKP", "SHP"], "¥": ["JPY", "CNY"], "₹": ["INR"],
    "₩": ["KRW", "KPW"], "₺": ["TRY"], "zł": ["PLN"], "kr": ["SEK", "NOK", "DKK", "ISK"],
    "C$": ["CAD"], "A$": ["AUD"], "S$": ["SGD"], "R$": ["BRL"], "NT$": ["TWD"],
    "$": [
      "USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "TWD", "ARS", "CLP", "COP", "BBD", "BMD",
      "BND", "BRL", "BSD", "BZD", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD",
      "UYU", "XCD",
    ],
  ]

  /// Whether an amount says that it is of another currency than this.
  static func contradicts(_ amount: Span<UInt8>, _ currency: Currency) -> Bool {
    guard let word = word(in: amount), isCurrency(word) else { return false }
    return !mayBe(word, currency.code)
  }

  /// Whether what stands beside the digits is a sign, or letters that could be a code.
  private static func isCurrency(_ word: String) -> Bool {
    if signs[word] != nil { return true }
    let isDollar = word.hasSuffix("$")
    let letters = isDollar ? word.dropLast() : word[...]
    guard letters.utf8.allSatisfy({ $0 &- 65 < 26 }) else { return false }
    return isDollar ? letters.count <= 3 : letters.count == 3 && Currency(code: word) != nil
  }

  /// The currency that an amount says it is of; `nil` without a sign, or for one of several.
  static func currency(of amount: Span<UInt8>) -> Currency? {
    guard let word = word(in: amount), word != "$", word != "kr" else { return nil }
    if let code = signs[word]?.first { return Currency(code: code) }
    return word.hasSuffix("$") ? Currency(code: "\(word.dropLast())D") : Currency(code: word)
  }

  private static func mayBe(_ word: String, _ code: String) -> Bool {
    if let codes = signs[word] { return codes.contains(code) }
    // CA$ and US$: the letters of the country, with which the code begins.
    return word.hasSuffix("$") ? code.hasPrefix(word.dropLast()) : word == code
  }

  /// What stands beside the digits; `nil` for nearly every amount.
  private static func word(in amount: Span<UInt8>) -> String? {
    var isPlain = true
    for index in amount.indices where !isOfNumber(amount[index]) { isPlain = false }
    if isPlain { return nil }
    var word: [UInt8] = []
    for index in amount.indices where !isOfNumber(amount[index]) { word.append(amount[index]) }
    let text = String(decoding: word, as: UTF8.self)
      .filter { !$0.isWhitespace && $0 != "\u{2212}" }
    return text.isEmpty ? nil : text
  }

  /// Digits, marks, blanks, signs and parentheses.
  private static func isOfNumber(_ byte: UInt8) -> Bool {
    byte &- 0x30 <= 9 || byte == 0x20 || (byte >= 0x27 && byte <= 0x2E)
  }
}
