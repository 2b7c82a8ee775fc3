/// A whole small table in memory: what a spreadsheet saved, by the names of its columns.
///
/// For files that people work on; what is imported is read in chunks.
package struct DelimitedTable: Sendable {
  package struct Row: Sendable {
    /// The line in the file on which the row begins.
    package let line: Int
    fileprivate let cells: [String]
    fileprivate let places: [String: Int]

    /// A cell without blanks at its ends and without the `'` that keeps it from being a formula.
    ///
    /// Empty where the row or the table has no such cell.
    package subscript(column: String) -> String {
      guard let place = places[column], place < cells.count else { return "" }
      return SafeText.withoutGuard(cells[place])
    }
  }

  /// In order, in lower case.
  package let columns: [String]
  package let rows: [Row]

  /// Reads a table whose header is known by one of its columns.
  ///
  /// Comma, semicolon or tab between cells, a byte order mark and any line ends are taken; so are
  /// columns in another order, more of them, and blank rows.
  ///
  /// - Throws: `TextEncodingError`, `DelimitedTextError`, or `DelimitedTableError` for a table
  ///   that has no such column.
  package init(_ file: [UInt8], keyColumn: String, encoding: TextEncoding? = nil) throws {
    let text = try Self.utf8(file, encoding)
    let delimiters = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    let delimiter = delimiters.first { delimiter in
      let header = try? Self.records(text, delimiter, countMax: 1).first
      return header.map { Self.names($0.cells).contains(keyColumn) } ?? false
    }
    guard let delimiter else { throw DelimitedTableError("no column \(keyColumn) in its header") }
    let records = try Self.records(text, delimiter, countMax: .max)
    columns = Self.names(records[0].cells)
    let places = try Self.places(columns)
    rows = records.dropFirst().filter { $0.cells.contains { !$0.isEmpty } }
      .map { Row(line: $0.line, cells: $0.cells, places: places) }
  }

  private static func names(_ header: [String]) -> [String] {
    header.map { SafeText.withoutGuard($0).lowercased() }
  }

  private static func places(_ names: [String]) throws -> [String: Int] {
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() where !name.isEmpty {
      if places.updateValue(place, forKey: name) != nil {
        throw DelimitedTableError("the column \(name) stands twice")
      }
    }
    return places
  }

  /// The text of a file: as its byte order mark says, else in the encoding named, else UTF-8, else
  /// Windows-1252, in which many spreadsheets save it.
  private static func utf8(_ file: [UInt8], _ named: TextEncoding?) throws -> [UInt8] {
    let mark = TextEncoding.byteOrderMark(of: file.span)
    let content = Array(file.dropFirst(mark?.byteCount ?? 0))
    do {
      return try text(content, in: mark?.encoding ?? named ?? .utf8)
    } catch  where mark == nil && named == nil {
      return try text(content, in: .windows1252)
    }
  }

  private static func text(_ content: [UInt8], in encoding: TextEncoding) throws -> [UInt8] {
    var transcoder = Transcoder(from: encoding)
    var text: [UInt8] = []
    try transcoder.append(content.span, to: &text)
    try transcoder.finish()
    return text
  }

  /// The records that are not blank, at most so many.
  private static func records(
    _ text: [UInt8], _ delimiter: UInt8, countMax: Int
  ) throws -> [(line: Int, cells: [String])] {
    var reader = DelimitedReader(dialect: Dialect(delimiter: delimiter, quote: UInt8(ascii: "\"")))
    reader.feed(text.span)
    reader.finish()
    var records: [(line: Int, cells: [String])] = []
    while records.count < countMax, try reader.next() {
      if reader.isBlank { continue }
      var cells: [String] = []
      for index in 0..<reader.fieldCount {
        let field = reader.field(index)
        cells.append(
          field.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
      }
      // A hint to spreadsheets, as some of them write it.
      if records.isEmpty && cells[0].hasPrefix("sep=") { continue }
      records.append((reader.line, cells))
    }
    return records
  }
}

/// What keeps a table from being read.
package struct DelimitedTableError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

extension SafeText {
  /// A cell without blanks at its ends and without the `'` that `cell` puts before a formula.
  package static func withoutGuard(_ cell: String) -> String {
    let core = cell.drop { $0.isWhitespace }
    let end = core.lastIndex { !$0.isWhitespace }
    let trimmed = end.map { core[...$0] } ?? ""
    let isGuarded = trimmed.first == "'" && trimmed.dropFirst().first.map("=+-@".contains) ?? false
    return String(isGuarded ? trimmed.dropFirst() : trimmed)
  }
}
