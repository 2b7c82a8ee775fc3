/// How a delimited text separates and protects its fields.
package struct Dialect: Sendable, Equatable {
  package var delimiter: UInt8
  /// The byte that encloses fields; `nil` when quotes are plain characters.
  package var quote: UInt8?

  package init(delimiter: UInt8, quote: UInt8?) {
    self.delimiter = delimiter
    self.quote = quote
  }

  /// Comma and double quotes, as RFC 4180 has it.
  package static let commaSeparated = Dialect(
    delimiter: UInt8(ascii: ","), quote: UInt8(ascii: "\""))

  /// Tabs, and quotes that mean nothing.
  package static let tabSeparated = Dialect(delimiter: UInt8(ascii: "\t"), quote: nil)
}
