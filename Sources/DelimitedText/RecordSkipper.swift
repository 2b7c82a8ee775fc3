/// Walks to the end of a record that is too long to keep, with the scanner's idea of quotes.
struct RecordSkipper {
  private enum State {
    case fieldStart
    case plain
    case quoted
    /// After a quote in a quoted field: closing, or the first of two.
    case quoteInQuoted
    /// After a carriage return that ended the record.
    case lineEnd
  }

  private let dialect: Dialect
  private var state = State.fieldStart
  private var lastWasReturn = false
  /// Physical lines that ended so far.
  private(set) var lineEnds = 0

  init(dialect: Dialect) { self.dialect = dialect }

  /// Goes on at `start`.
  ///
  /// - Returns: Where the next record starts, or `nil` when all bytes belong to this one.
  mutating func skip(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    for position in start..<bytes.count {
      let byte = bytes[position]
      if state == .lineEnd { return byte == UInt8(ascii: "\n") ? position + 1 : position }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if !(byte == UInt8(ascii: "\n") && lastWasReturn) { lineEnds += 1 }
        if state != .quoted {
          if byte == UInt8(ascii: "\n") { return position + 1 }
          state = .lineEnd
        }
      } else {
        state = state(after: byte)
      }
      lastWasReturn = byte == UInt8(ascii: "\r")
    }
    return nil
  }

  private func state(after byte: UInt8) -> State {
    switch state {
    case .quoted: byte == dialect.quote ? .quoteInQuoted : .quoted
    case .quoteInQuoted where byte == dialect.quote: .quoted
    case .fieldStart where byte == dialect.quote: .quoted
    default: byte == dialect.delimiter ? .fieldStart : .plain
    }
  }
}
