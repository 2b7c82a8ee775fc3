import Accounting

/// Writes comma-separated values as RFC 4180 has them, with LF, safe to open in a spreadsheet.
///
/// Fields are quoted only when they must be.
package struct DelimitedWriter: Sendable {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []
  private var fieldsInRecord = 0
  private var recordStart = 0

  package init() {}

  /// Appends a text cell that no spreadsheet runs as a formula.
  ///
  /// A cell that starts with `=`, `+`, `-`, `@`, TAB, CR or NUL gets a leading `'`. Tabs and line
  /// breaks become spaces; other control characters and bidirectional ones are dropped.
  package mutating func text(_ s: some StringProtocol) { text(String(s)) }

  /// The same for a `String`: the generic form is not specialised outside this module, and a
  /// report has millions of cells.
  package mutating func text(_ s: String) {
    startField()
    var text = s
    let isPlain = text.withUTF8 {
      $0.first.map(Self.isPlainStart) ?? true && $0.allSatisfy(Self.isPlain)
    }
    if isPlain {
      text.withUTF8 { bytes.append(contentsOf: $0) }
    } else {
      appendQuotedIfNeeded(SafeText.cell(s))
    }
  }

  /// A byte that is neither a control character, nor beyond ASCII, nor in need of quotes.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7f && !needsQuotes(byte)
  }

  /// A plain byte that starts no formula.
  private static func isPlainStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"): false
    default: true
    }
  }

  /// Appends a number as it is; it must hold no delimiter, quote or line end.
  package mutating func number(_ s: some StringProtocol) { number(String(s)) }

  /// The same for a `String`, specialised.
  package mutating func number(_ s: String) {
    assert(!s.utf8.contains(where: Self.needsQuotes), "not a number: \(s)")
    startField()
    bytes.append(contentsOf: s.utf8)
  }

  /// Appends an amount of minor units with its decimal point, `digits` places from the right.
  package mutating func amount(_ minorUnits: Int64, digits: Int) {
    precondition(digits >= 0)
    startField()
    appendDecimal(minorUnits, digits: digits, to: &bytes)
  }

  /// Appends an empty cell.
  package mutating func blank() { startField() }

  /// Ends the record.
  package mutating func endRecord() {
    // One empty cell would read back as a blank line.
    if fieldsInRecord == 1, bytes.count == recordStart { bytes.append(contentsOf: "\"\"".utf8) }
    bytes.append(UInt8(ascii: "\n"))
    recordStart = bytes.count
    fieldsInRecord = 0
  }

  private mutating func startField() {
    if fieldsInRecord > 0 { bytes.append(UInt8(ascii: ",")) }
    fieldsInRecord += 1
  }

  private mutating func appendQuotedIfNeeded(_ text: some StringProtocol) {
    guard text.utf8.contains(where: Self.needsQuotes) else {
      bytes.append(contentsOf: text.utf8)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
      || byte == UInt8(ascii: "\r")
  }
}
