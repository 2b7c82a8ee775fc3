/// A record that cannot be read as delimited text.
package struct DelimitedTextError: Error, Hashable, Sendable {
  package enum Code: Hashable, Sendable {
    /// The input ends inside a quoted field.
    case unterminatedQuote
    /// Something other than a delimiter or a line end follows a closing quote.
    case textAfterQuote
    case fieldTooLong(bytesMax: Int)
    /// A record over its limit is dropped while it is read, so its bytes are not at hand.
    case recordTooLong(bytesMax: Int)
  }

  package let code: Code
  /// The physical line on which the record starts, from 1.
  package let line: Int
  /// The offset of the record in the stream.
  package let byteOffset: Int

  package init(_ code: Code, line: Int, byteOffset: Int) {
    self.code = code
    self.line = line
    self.byteOffset = byteOffset
  }
}

extension DelimitedTextError {
  /// The code as one word, for tables and logs.
  package var reason: String {
    switch code {
    case .unterminatedQuote: "unterminated_quote"
    case .textAfterQuote: "text_after_quote"
    case .fieldTooLong: "field_too_long"
    case .recordTooLong: "record_too_long"
    }
  }

  /// What is wrong and how to put it right, without the place.
  package var message: String {
    switch code {
    case .unterminatedQuote:
      "a quoted field does not end; add its closing quote or export the file again"
    case .textAfterQuote:
      "text follows a closing quote; double the quotes that belong to the value"
    case .fieldTooLong(let bytesMax):
      "a field is longer than \(bytesMax) bytes; look for a quote that is not closed"
    case .recordTooLong(let bytesMax):
      "a record is longer than \(bytesMax) bytes; look for a missing line end or closing quote"
    }
  }
}

extension DelimitedTextError: CustomStringConvertible {
  package var description: String { "line \(line), byte \(byteOffset): \(message)" }
}
