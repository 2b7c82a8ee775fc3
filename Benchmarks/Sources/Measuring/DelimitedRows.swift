import Foundation

/// The rows of a comma-separated file with a header, as RFC 4180 has them.
package struct DelimitedRows {
  package let header: [String]
  package let rows: [[String]]

  /// Reads the whole text.
  package init(_ bytes: some Sequence<UInt8>) {
    var parser = RowParser()
    for byte in bytes { parser.take(byte) }
    let all = parser.finish()
    header = all.first ?? []
    rows = Array(all.dropFirst())
  }

  package init(contentsOf file: URL) throws {
    self.init(try Data(contentsOf: file))
  }

  /// The position of a column.
  ///
  /// - Throws: ``MissingColumn`` when the header has no such name.
  package func column(_ name: String) throws -> Int {
    guard let position = header.firstIndex(of: name) else {
      throw MissingColumn(name: name, header: header)
    }
    return position
  }
}

/// A header without a column that is needed.
package struct MissingColumn: Error, CustomStringConvertible {
  let name: String
  let header: [String]

  package var description: String {
    "no column \(name) among \(header.joined(separator: ", "))"
  }
}

private struct RowParser {
  private var rows: [[String]] = []
  private var row: [String] = []
  private var field: [UInt8] = []
  private var isQuoted = false

  mutating func take(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""):
      // A doubled quote closes and opens again: put back the one that it stands for.
      if !isQuoted && closedQuote { field.append(byte) }
      isQuoted.toggle()
      closedQuote = !isQuoted
      return
    case UInt8(ascii: ",") where !isQuoted:
      endField()
    case UInt8(ascii: "\n") where !isQuoted:
      if field.last == UInt8(ascii: "\r") { field.removeLast() }
      endField()
      rows.append(row)
      row = []
    default:
      field.append(byte)
    }
    closedQuote = false
  }

  private var closedQuote = false

  mutating func finish() -> [[String]] {
    if !field.isEmpty || !row.isEmpty {
      endField()
      rows.append(row)
    }
    return rows
  }

  private mutating func endField() {
    row.append(String(decoding: field, as: UTF8.self))
    field.removeAll(keepingCapacity: true)
  }
}
