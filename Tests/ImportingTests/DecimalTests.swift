import Accounting
import Testing

@testable import Importing

@Suite struct `Decimals` {
  private func decode(
    _ text: String, digits: Int = 2, forms: NumberForms = [], marks: String = "."
  ) -> Decoded<Int64> {
    var decoder = DecimalDecoder(forms: forms, marks: Array(marks.utf8))
    let bytes = Array(text.utf8)
    return decoder.decode(bytes.span, digits: digits)
  }

  private func value(
    _ text: String, digits: Int = 2, forms: NumberForms = [], marks: String = "."
  ) -> Int64? {
    if case .value(let value) = decode(text, digits: digits, forms: forms, marks: marks) {
      return value
    }
    return nil
  }

  private func failure(
    _ text: String, digits: Int = 2, forms: NumberForms = [], marks: String = "."
  ) -> String? {
    if case .failure(let failure) = decode(text, digits: digits, forms: forms, marks: marks) {
      return failure.rawValue
    }
    return nil
  }

  @Test(arguments: [
    ("1 234,50 PLN", 123_450), ("-34,50 PLN", -3_450), ("EUR 12,00", 1_200), ("12,00", 1_200),
    ("12,00\u{A0}SEK", 1_200),
  ])
  func `reads a code of a currency where it is declared`(text: String, expected: Int64) {
    #expect(value(text, forms: [.currencyCode, .grouping], marks: ",") == expected)
    #expect(text == "12,00" || failure(text, forms: [.grouping], marks: ",") != nil)
  }

  @Test(arguments: [
    ("£9.00", "GBP", "USD"), ("CA$9.00", "CAD", "USD"), ("-US$9.00", "USD", "CAD"),
    ("9,00 €", "EUR", "GBP"), ("9.00 PLN", "PLN", "EUR"), ("¥900", "JPY", "USD"),
    ("($9.00)", "AUD", "GBP"), ("9,00 zł", "PLN", "EUR"),
  ])
  func `an amount's own sign or code is never of another currency`(
    text: String, own: String, other: String
  ) throws {
    let bytes = Array(text.utf8)
    #expect(!StatedCurrency.contradicts(bytes.span, try #require(Currency(code: own))))
    #expect(StatedCurrency.contradicts(bytes.span, try #require(Currency(code: other))))
    #expect(
      !StatedCurrency.contradicts(Array("-9.00".utf8).span, try #require(Currency(code: other))))
    let stated = StatedCurrency.currency(of: bytes.span)
    #expect(text.hasPrefix("(") ? stated == nil : stated?.code == own)
  }

  @Test(arguments: [
    ("0", 0), ("-0.00", 0), ("12", 1_200), ("12.3", 1_230), ("12.34", 1_234), ("-12.34", -1_234),
    ("+7.00", 700), (".5", 50), ("5.", 500), ("18.150", 1_815), ("8.85000", 885),
    ("  32.09    ", 3_209), ("92233720368547758.07", Int64.max),
    ("000000000000000000000001.00", 100),
  ])
  func `reads a plain decimal exactly`(text: String, expected: Int64) {
    #expect(value(text) == expected)
  }

  @Test(arguments: [
    ("", "empty_amount"), ("   ", "empty_amount"), ("NaN", "not_a_number"),
    ("inf", "not_a_number"), ("abc", "not_a_number"), ("-", "not_a_number"),
    (".", "not_a_number"), ("12a", "not_a_number"), ("0x10", "hexadecimal_number"),
    ("１２.００", "foreign_digits"), ("1E5", "scientific_notation"),
    ("1.19111E+14", "scientific_notation"), ("1.005", "excess_precision"),
    ("92233720368547758.08", "amount_overflow"), ("99999999999999999999999", "amount_overflow"),
    ("(5.00)", "parentheses"), ("5.00-", "trailing_minus"), ("−5.00", "unicode_minus"),
    ("$5.00", "currency_sign"), ("€5", "currency_sign"), ("5\u{a0}000.00", "no_break_space"),
    ("1,234.50", "thousands_separator"), ("1 234.50", "thousands_separator"),
    ("1.2.3", "thousands_separator"), ("1,5", "thousands_separator"),
    ("=\"5.00\"", "excel_formula"),
  ])
  func `names what is wrong with a number`(text: String, reason: String) {
    #expect(failure(text) == reason)
  }

  @Test func `keeps to the minor unit of the currency`() {
    #expect(failure("10.50", digits: 0) == "excess_precision")
    #expect(value("10.00", digits: 0) == 10)
    #expect(value("1.234", digits: 3) == 1_234)
  }

  @Test func `reads the forms that a contract declares`() {
    #expect(value("(5.00)", forms: .parentheses) == -500)
    #expect(value("5.00-", forms: .trailingMinus) == -500)
    #expect(value("−5.00", forms: .unicodeMinus) == -500)
    #expect(value("-$5.00", forms: .currencySign) == -500)
    #expect(value("1,234,567.50", forms: .grouping) == 123_456_750)
    #expect(failure("1,23,4.50", forms: .grouping) == "thousands_separator")
    #expect(value("1.234,50", forms: .grouping, marks: ",") == 123_450)
  }

  @Test func `lets the first mark decide and refuses the other`() {
    var decoder = DecimalDecoder(forms: [], marks: Array(".,".utf8))
    let first = Array("95,00".utf8)
    let second = Array("1.50".utf8)
    guard case .value(9_500) = decoder.decode(first.span, digits: 2) else {
      Issue.record("95,00 was not read")
      return
    }
    guard case .failure(.mixedDecimalMark) = decoder.decode(second.span, digits: 2) else {
      Issue.record("1.50 was taken in a file of commas")
      return
    }
  }

  @Test func `reads back what it printed`() {
    var seed: UInt64 = 20_260_901
    for round in 0..<2_000 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let amount = Int64(bitPattern: seed) >> Int64(seed % 60)
      let digits = Int(seed >> 33 % 4)
      let text = decimal(amount, digits)
      #expect(value(text, digits: digits) == amount, "seed 20260901, round \(round): \(text)")
    }
  }

  private func decimal(_ amount: Int64, _ digits: Int) -> String {
    var text = String(amount.magnitude)
    while text.count <= digits { text = "0" + text }
    if digits > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -digits)) }
    return (amount < 0 ? "-" : "") + text
  }

  @Test func `a mark before three digits may group thousands where nothing decides`() {
    let both = { (text: String, digits: Int) in
      value(text, digits: digits, forms: [.grouping], marks: ".,")
    }
    #expect(both("12,000", 0) == 12_000 && both("12.000", 0) == 12_000)
    #expect(both("12,000", 2) == nil && both("0,500", 2) == 50 && both("1,234.50", 2) == 123_450)
    #expect(failure("12.000", forms: [.grouping], marks: ".,") == "ambiguous_number")
    #expect(failure("12,000", digits: 0, marks: ".,") == "thousands_separator")
    #expect(value("18.150", marks: ".,") == 1_815 && both("12.000", 3) == 12_000)
    var decoder = DecimalDecoder(forms: [.grouping], marks: Array(".,".utf8))
    decoder.settle(on: UInt8(ascii: "."))
    let bytes = Array("12,000".utf8)
    if case .value(let value) = decoder.decode(bytes.span, digits: 2) {
      #expect(value == 12_000_00)
    } else {
      Issue.record("a settled mark leaves nothing open")
    }
  }
}
