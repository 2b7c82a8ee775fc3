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

  /// Makes room for that many more bytes.
  package mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

  /// Appends a text cell that no spreadsheet runs as a formula.
  ///
  /// A cell that starts with `=`, `+`, `-`, `@`, TAB, CR or NUL gets a leading `'`. Tabs and line
  /// breaks become spaces; other control characters and bidirectional ones are dropped.
  package mutating func text(_ text: String) {
    let view = text.utf8
    self.text(view.span)
  }

  /// The same for a symbol, whose bytes are taken from its table.
  package mutating func text(_ symbol: Symbol, in symbols: SymbolTable) {
    symbols.withUTF8(of: symbol) { text($0) }
  }

  /// The same for the bytes of a text.
  package mutating func text(_ text: Span<UInt8>) {
    startField()
    switch SafeText.need(of: text) {
    case .nothing: text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    case .quotes: appendQuoted(text)
    case .cleaning:
      let cell = SafeText.cell(
        text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
      ).utf8
      if cell.contains(where: SafeText.needsQuotes) {
        appendQuoted(cell.span)
      } else {
        bytes.append(contentsOf: cell)
      }
    }
  }

  /// Appends a number as it is; it must hold no delimiter, quote or line end.
  package mutating func number(_ text: String) {
    assert(!text.utf8.contains(where: SafeText.needsQuotes), "not a number: \(text)")
    startField()
    bytes.append(contentsOf: text.utf8)
  }

  /// Appends a whole number.
  package mutating func whole(_ number: Int64) {
    startField()
    appendDecimal(number, digits: 0, to: &bytes)
  }

  /// Appends an amount of minor units with its decimal point, `digits` places from the right.
  package mutating func amount(_ minorUnits: Int64, digits: Int) {
    precondition(digits >= 0)
    startField()
    appendDecimal(minorUnits, digits: digits, to: &bytes)
  }

  /// Appends a day as ISO 8601 has it.
  package mutating func date(_ date: CalendarDate) {
    startField()
    date.append(to: &bytes)
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

  private mutating func appendQuoted(_ text: Span<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    for index in text.indices {
      if text[index] == UInt8(ascii: "\"") { bytes.append(UInt8(ascii: "\"")) }
      bytes.append(text[index])
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
