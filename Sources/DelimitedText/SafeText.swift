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
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return String(text) }
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
