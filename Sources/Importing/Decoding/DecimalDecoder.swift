/// The unusual ways of writing a number that a contract may declare.
struct NumberForms: OptionSet, Sendable {
  let rawValue: UInt16

  static let parentheses = Self(rawValue: 1)
  /// `12,35-`, and `12,35+` beside it.
  static let trailingMinus = Self(rawValue: 2)
  static let unicodeMinus = Self(rawValue: 4)
  static let currencySign = Self(rawValue: 8)
  static let noBreakSpace = Self(rawValue: 16)
  static let grouping = Self(rawValue: 32)
  /// `1 234,50 PLN`: a currency's code before or behind, which must be the amount's own.
  static let currencyCode = Self(rawValue: 128)
  static let namingCurrencies: Self = [.currencySign, .currencyCode]
  /// 19.989999999999998: what a spreadsheet made of 19.99.
  static let floatNoise = Self(rawValue: 64)
  /// 1,23,456.50: thousands, and hundreds of thousands above them.
  static let lakh = Self(rawValue: 256)
  /// `850.00 DR`, `96.50Cr.`, `850,00 S`: a word behind the number says which way it went.
  static let creditDebit = Self(rawValue: 512)
}

/// Reads exact decimals straight from bytes.
///
/// Where a contract allows both decimal marks, the file decides: by vote over its first rows, else
/// by the first value that has one. A value of the other form is refused, not guessed.
struct DecimalDecoder: Sendable {
  let forms: NumberForms
  /// The marks the contract allows.
  let marks: [UInt8]
  /// The file's mark; `nil` until it is known.
  private(set) var mark: UInt8?

  init(forms: NumberForms, marks: [UInt8]) {
    self.forms = forms
    self.marks = marks
    self.mark = marks.count == 1 ? marks[0] : nil
  }

  mutating func settle(on mark: UInt8) { if self.mark == nil { self.mark = mark } }

  /// The value in units of 10⁻ᵈⁱᵍⁱᵗˢ.
  ///
  /// Blanks around it are padding.
  mutating func decode(_ padded: Span<UInt8>, digits: Int) -> Decoded<Int64> {
    var start = 0
    var end = padded.count
    while start < end, padded[start].isBlank { start += 1 }
    while start < end, padded[end - 1].isBlank { end -= 1 }
    let bytes = padded.extracting(start..<end)
    var index = 0
    let count = bytes.count
    guard count > 0 else { return .failure(.emptyAmount) }
    var isNegative = false
    if bytes[0] == .minus || bytes[0] == .plus {
      isNegative = bytes[0] == .minus
      index = 1
    }
    var value: UInt64 = 0
    var digitsSeen = 0
    while index < count {
      let digit = bytes[index] &- .zero
      if digit > 9 { break }
      // Eighteen digits always fit.
      if digitsSeen >= 18 { return classify(bytes, digits: digits) }
      value = value &* 10 &+ UInt64(digit)
      digitsSeen += 1
      index += 1
    }
    var scale = digits
    var newMark: UInt8?
    if index < count {
      let found = bytes[index]
      if found != mark {
        guard mark == nil, marks.contains(found), count - index != 4 else {
          return classify(bytes, digits: digits)
        }
        newMark = found
      }
      index += 1
      while index < count {
        let digit = bytes[index] &- .zero
        if digit > 9 || digitsSeen >= 18 { return classify(bytes, digits: digits) }
        if scale > 0 {
          value = value &* 10 &+ UInt64(digit)
          scale -= 1
          digitsSeen += 1
        } else if digit != 0 {
          // What follows may say more: 1.19111E+14.
          return classify(bytes, digits: digits)
        } else if digitsSeen == 0 {
          digitsSeen = 1
        }
        index += 1
      }
    }
    if digitsSeen == 0 { return classify(bytes, digits: digits) }
    if let newMark { mark = newMark }
    while scale > 0 {
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return .failure(.amountOverflow) }
      value = scaled
      scale -= 1
    }
    return Self.signed(value, isNegative)
  }

  private static func signed(_ value: UInt64, _ isNegative: Bool) -> Decoded<Int64> {
    guard value <= UInt64(Int64.max) else { return .failure(.amountOverflow) }
    return .value(isNegative ? -Int64(value) : Int64(value))
  }

  // MARK: - Values that are not plain

  /// Names what is unusual about a value, or reads it where the contract declares the form.
  private mutating func classify(_ bytes: Span<UInt8>, digits: Int) -> Decoded<Int64> {
    var text = bytes.withUnsafeBufferPointer { Array($0) }
    var isNegative = false
    if let failure = undeclaredForm(&text, &isNegative) { return .failure(failure) }
    if let first = text.first, first == .minus || first == .plus {
      isNegative = isNegative != (first == .minus)
      text.removeFirst()
    }
    if let failure = resolveMarks(&text, digits: digits) { return .failure(failure) }
    if forms.contains(.floatNoise) { Self.dropNoise(&text, mark: mark, digits: digits) }
    return Self.exact(text, mark: mark, digits: digits, isNegative: isNegative)
  }

  /// Strips the declared forms; the reason when one is not declared.
  private func undeclaredForm(_ text: inout [UInt8], _ isNegative: inout Bool) -> DecodeFailure? {
    if forms.contains(.currencyCode) { text.removeCode() }
    if text.starts(with: Array("=".utf8)) { return .excelFormula }
    if text.first == UInt8(ascii: "("), text.last == UInt8(ascii: ")") {
      guard forms.contains(.parentheses) else { return .parentheses }
      text = Array(text.dropFirst().dropLast())
      isNegative = true
    }
    if text.starts(with: [0xe2, 0x88, 0x92]) {
      guard forms.contains(.unicodeMinus) else { return .unicodeMinus }
      text = [.minus] + text.dropFirst(3)
    }
    if let isDebit = CreditDebitWord.isDebit(text) {
      guard forms.contains(.creditDebit) else { return .creditDebit }
      CreditDebitWord.remove(from: &text)
      // Two signs of one number need not say the same.
      if text.first == .minus || text.first == UInt8(ascii: "(") || isNegative {
        return .notANumber
      }
      isNegative = isDebit
    }
    if text.count > 1, let last = text.last, last == .minus || last == .plus {
      guard forms.contains(.trailingMinus) else { return .trailingMinus }
      text.removeLast()
      isNegative = last == .minus
    }
    for space in [[0xc2, 0xa0], [0xe2, 0x80, 0xaf]] as [[UInt8]] where text.contains(space) {
      guard forms.contains(.noBreakSpace) else { return .noBreakSpace }
      text = text.removing(space)
    }
    for sign in Self.currencySigns where text.contains(sign) {
      guard forms.contains(.currencySign) else { return .currencySign }
      text.removeCountry(before: sign)
      text = text.removing(sign)
      text.removeAll { $0 == UInt8(ascii: " ") }
    }
    return nil
  }

  /// Leaves digits and at most one decimal mark, the file's.
  private mutating func resolveMarks(_ text: inout [UInt8], digits: Int) -> DecodeFailure? {
    if let failure = Self.foreignCharacter(text) { return failure }
    let points = text.count { $0 == UInt8(ascii: ".") }
    let commas = text.count { $0 == UInt8(ascii: ",") }
    let others = text.count { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "'") }
    if mark == nil, points + commas == 1, others == 0 {
      let found = points == 1 ? UInt8(ascii: ".") : UInt8(ascii: ",")
      if mayGroup(text, by: found, digits: digits) {
        // A yen has no decimals: what stands there can only group.
        guard digits == 0 else { return .ambiguousNumber }
        guard !forms.isDisjoint(with: [.grouping, .lakh]) else { return .thousandsSeparator }
        text.removeAll { $0 == found }
        return nil
      }
      if marks.contains(found) { mark = found }
    }
    if mark == nil, points > 0, commas > 0,
      let last = text.last(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }),
      marks.contains(last)
    {
      // The other one groups thousands.
      mark = last
    }
    let decimal = mark ?? marks[0]
    let decimals = text.count { $0 == decimal }
    let separators = points + commas + others - decimals
    if separators == 0 { return decimals > 1 ? .thousandsSeparator : nil }
    // One mark and it is the other one: 1,5 in a file of points.
    if decimals == 0, points + commas == 1, others == 0,
      !isGrouped(text, decimal: decimal)
    {
      return marks.count > 1 ? .mixedDecimalMark : .thousandsSeparator
    }
    guard decimals <= 1, isGrouped(text, decimal: decimal) else {
      let isLakh = Self.groups(of: text, decimal: decimal).map(Self.areLakhs) ?? false
      return isLakh && forms.contains(.grouping) ? .lakhSeparator : .thousandsSeparator
    }
    text.removeAll { $0 != decimal && !Self.isDigit($0) }
    return nil
  }

  /// Whether a lone mark before three last digits may stand between thousands.
  private func mayGroup(_ text: [UInt8], by mark: UInt8, digits: Int) -> Bool {
    guard marks.count > 1,
      digits == 0 || digits == 2 && !forms.isDisjoint(with: [.grouping, .lakh]),
      let place = text.firstIndex(of: mark)
    else { return false }
    return text.count - place == 4 && (1...3).contains(place) && text[0] != .zero
  }

  private static func foreignCharacter(_ text: [UInt8]) -> DecodeFailure? {
    let lower = text.map { $0 | 0x20 }
    if lower.starts(with: Array("0x".utf8)) { return .hexadecimal }
    if let letter = lower.firstIndex(of: UInt8(ascii: "e")), letter > 0,
      isDigit(text[letter - 1]) || text[letter - 1] == UInt8(ascii: "."),
      text[(letter + 1)...].contains(where: isDigit),
      text[(letter + 1)...].allSatisfy({ isDigit($0) || $0 == .plus || $0 == .minus })
    {
      return .scientificNotation
    }
    if String(decoding: text, as: UTF8.self).unicodeScalars.contains(where: {
      !$0.isASCII && $0.properties.numericType == .decimal
    }) {
      return .foreignDigits
    }
    let isPlain = text.allSatisfy {
      isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",")
        || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "'")
    }
    return isPlain && text.contains(where: isDigit) ? nil : .notANumber
  }

  /// Separators stand where a form that the contract declares has them.
  private func isGrouped(_ text: [UInt8], decimal: UInt8) -> Bool {
    guard let groups = Self.groups(of: text, decimal: decimal) else { return false }
    let areThousands = (1...3).contains(groups[0]) && groups.dropFirst().allSatisfy { $0 == 3 }
    return forms.contains(.grouping) && areThousands
      || forms.contains(.lakh) && Self.areLakhs(groups)
  }

  private static func areLakhs(_ groups: [Int]) -> Bool {
    groups.count > 1 && groups.last == 3 && (1...2).contains(groups[0])
      && groups.dropFirst().dropLast().allSatisfy { $0 == 2 }
  }

  /// How many digits stand between the separators of the whole part, which are of one kind.
  private static func groups(of text: [UInt8], decimal: UInt8) -> [Int]? {
    let parts = text.split(separator: decimal, omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.count <= 2 else { return nil }
    guard parts.count < 2 || parts[1].allSatisfy(isDigit) else { return nil }
    let separators = Set(whole.filter { !isDigit($0) })
    guard separators.count == 1, let separator = separators.first else { return nil }
    return whole.split(separator: separator, omittingEmptySubsequences: false).map(\.count)
  }

  /// Rounds off what a binary fraction left behind: nine like digits beyond the value's own.
  private static func dropNoise(_ text: inout [UInt8], mark: UInt8?, digits: Int) {
    guard let point = text.firstIndex(where: { $0 == mark }) else { return }
    let rest = text[(point + 1)...].dropFirst(digits)
    guard rest.count >= 10, let first = rest.first, first == .zero || first == UInt8(ascii: "9"),
      rest.prefix(9).allSatisfy({ $0 == first })
    else { return }
    text.removeSubrange(rest.startIndex...)
    guard first == UInt8(ascii: "9") else { return }
    for index in text.indices.reversed() where isDigit(text[index]) {
      if text[index] < UInt8(ascii: "9") {
        text[index] += 1
        return
      }
      text[index] = .zero
    }
    text.insert(UInt8(ascii: "1"), at: 0)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- .zero <= 9 }

  private static func exact(
    _ text: [UInt8], mark: UInt8?, digits: Int, isNegative: Bool
  ) -> Decoded<Int64> {
    let parts = text.split(
      maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { $0 == mark })
    let fraction = parts.count > 1 ? parts[1] : []
    guard fraction.dropFirst(digits).allSatisfy({ $0 == .zero }) else {
      return .failure(.excessPrecision)
    }
    var value: UInt64 = 0
    let padding = repeatElement(UInt8.zero, count: max(0, digits - fraction.count))
    for byte in Array(parts.first ?? []) + fraction.prefix(digits) + padding {
      guard isDigit(byte) else { return .failure(.notANumber) }
      let (tens, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) = tens.addingReportingOverflow(UInt64(byte &- .zero))
      if first || second { return .failure(.amountOverflow) }
      value = sum
    }
    return signed(value, isNegative)
  }

  private static let currencySigns: [[UInt8]] = ["$", "€", "£", "¥", "₹", "₩", "₺", "zł", "kr"].map
  { Array($0.utf8) }
}

extension UInt8 {
  static let minus = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let zero = UInt8(ascii: "0")

  /// A space, tab or line end.
  var isBlank: Bool { self == 0x20 || (self >= 9 && self <= 13) }
}

extension [UInt8] {
  /// Takes three capital letters off one end, with the blanks around them.
  fileprivate mutating func removeCode() {
    trimBlanks()
    let isLetter = { (byte: UInt8) in byte &- UInt8(ascii: "A") < 26 }
    let (head, tail) = (prefix { isLetter($0) }, reversed().prefix { isLetter($0) })
    guard (head.count == 3) != (tail.count == 3), count > 3 else { return }
    if head.count == 3 { removeFirst(3) } else { removeLast(3) }
    trimBlanks()
  }

  private mutating func trimBlanks() {
    let spaces = [[0xc2, 0xa0], [0xe2, 0x80, 0xaf], [0x20], [0x09]] as [[UInt8]]
    while let space = spaces.first(where: { starts(with: $0) }) { removeFirst(space.count) }
    while let space = spaces.first(where: { suffix($0.count).elementsEqual($0) }) {
      removeLast(space.count)
    }
  }

  fileprivate func contains(_ piece: [UInt8]) -> Bool { firstIndex(of: piece) != nil }

  fileprivate func firstIndex(of piece: [UInt8]) -> Int? {
    guard count >= piece.count else { return nil }
    return (0...(count - piece.count)).first { self[$0..<$0 + piece.count].elementsEqual(piece) }
  }

  /// The letters that tell dollars apart: `CA$`, `US$`.
  fileprivate mutating func removeCountry(before sign: [UInt8]) {
    guard let place = firstIndex(of: sign) else { return }
    let letters = self[..<place].reversed().prefix { $0 &- 65 < 26 }
    if letters.count <= 3 { removeSubrange(place - letters.count..<place) }
  }

  fileprivate func removing(_ piece: [UInt8]) -> [UInt8] {
    var rest = self
    while let start = rest.firstIndex(of: piece) {
      rest.removeSubrange(start..<start + piece.count)
    }
    return rest
  }
}
