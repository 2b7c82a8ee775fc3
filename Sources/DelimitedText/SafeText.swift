/// Makes text from outside fit for a cell that people open in a spreadsheet.
package enum SafeText {
  /// The text without control and bidirectional characters, and with `'` before a formula.
  package static func cell(_ text: some StringProtocol) -> String {
    let kept = stripped(text)
    let startsFormula = text.unicodeScalars.first.map(startsFormula) ?? false
    // Stripping may bring a formula to the front.
    let bringsFormula = kept.unicodeScalars.first.map(self.startsFormula) ?? false
    return startsFormula || bringsFormula ? "'" + kept : kept
  }

  /// The text without control and bidirectional characters; line breaks and tabs become spaces.
  package static func stripped(_ text: some StringProtocol) -> String {
    let whole = String(text)
    let bytes = whole.utf8
    if isClean(bytes.span) { return whole }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isBreak(scalar) {
        if !result.isEmpty { result.append(" ") }
      } else if !isControl(scalar) && !isBidirectional(scalar) {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private static func startsFormula(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "=", "+", "-", "@", "\t", "\r", "\0": true
    default: false
    }
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0a, 0x0d, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
  }

  private static func isBidirectional(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}

extension SafeText {
  /// What a text needs before it may stand in a cell.
  enum Need {
    case nothing, quotes, cleaning
  }

  /// One look at the bytes of a text; `cleaning` may be said of a text that comes out unchanged.
  static func need(of text: Span<UInt8>) -> Need {
    if text.isEmpty { return .nothing }
    if startsFormula(Unicode.Scalar(text[0])) { return .cleaning }
    var offset = plainWords(of: text)
    var need = Need.nothing
    while offset < text.count {
      if isUnclean(text, at: offset) { return .cleaning }
      if needsQuotes(text[offset]) { need = .quotes }
      offset += 1
    }
    return need
  }

  /// Whether there is nothing to strip; `false` may be said of a text that comes out unchanged.
  private static func isClean(_ text: Span<UInt8>) -> Bool {
    var offset = plainWords(of: text)
    while offset < text.count {
      if isUnclean(text, at: offset) { return false }
      offset += 1
    }
    return true
  }

  /// How many bytes at the start are printable ASCII without comma and quote, eight at a time, or
  /// all when the last eight are so, too.
  private static func plainWords(of text: Span<UInt8>) -> Int {
    var offset = 0
    while offset &+ 8 <= text.count {
      if !isPlain(ByteSearch.word(of: text, at: offset)) { return offset }
      offset += 8
    }
    let isAll = offset > 0 && isPlain(ByteSearch.word(of: text, at: text.count - 8))
    return isAll ? text.count : offset
  }

  private static func isUnclean(_ text: Span<UInt8>, at offset: Int) -> Bool {
    let byte = text[offset]
    if byte < 0x80 { return byte < 0x20 || byte == 0x7f }
    return offset + 1 < text.count && mayNeedCleaning(byte, text[offset + 1])
  }

  static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
      || byte == UInt8(ascii: "\r")
  }

  /// Eight bytes of printable ASCII without comma and quote.
  @inline(__always)
  private static func isPlain(_ word: UInt64) -> Bool {
    let lowBits = word & 0x7f7f_7f7f_7f7f_7f7f
    let printable = lowBits &+ 0x6060_6060_6060_6060
    let rubout = lowBits &+ 0x0101_0101_0101_0101
    let odd = (~printable | rubout | word) & 0x8080_8080_8080_8080
    return odd == 0
      && ByteSearch.bytes(of: word, equalTo: ByteSearch.repeated(UInt8(ascii: ","))) == 0
      && ByteSearch.bytes(of: word, equalTo: ByteSearch.repeated(UInt8(ascii: "\""))) == 0
  }

  /// Whether two bytes begin the UTF-8 of a control or bidirectional character, or of one near.
  private static func mayNeedCleaning(_ byte: UInt8, _ next: UInt8) -> Bool {
    switch byte {
    case 0xc2: next < 0xa0
    case 0xd8: next == 0x9c
    case 0xe2: next == 0x80 || next == 0x81
    default: false
    }
  }
}
