import Testing

/// A CSV report read back by a few lines of its own, so that no code under test reads itself.
struct Table {
  let columns: [String]
  let rows: [[String: String]]

  init(_ text: String) throws {
    var records = Self.records(text)
    columns = try #require(records.isEmpty ? nil : records.removeFirst())
    let columns = columns
    rows = try records.map { cells in
      try #require(cells.count == columns.count, "\(cells)")
      return Dictionary(uniqueKeysWithValues: zip(columns, cells))
    }
  }

  subscript(_ column: String) -> [String] { rows.map { $0[column, default: "?"] } }

  /// The sum of a column of amounts, in hundredths.
  func sum(_ column: String, where keep: ([String: String]) -> Bool = { _ in true }) throws -> Int {
    try rows.filter(keep).reduce(0) { try $0 + hundredths($1[column, default: ""]) }
  }

  private static func records(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var cell = ""
    var isQuoted = false
    var previousWasQuote = false
    for character in text {
      if isQuoted && character != "\"" {
        cell.append(character)
        continue
      }
      switch character {
      case "\"":
        if !isQuoted && previousWasQuote { cell.append("\"") }
        isQuoted.toggle()
        previousWasQuote = !isQuoted
        continue
      case ",":
        record.append(cell)
        cell = ""
      case "\n", "\r\n":
        records.append(record + [cell])
        (record, cell) = ([], "")
      default: cell.append(character)
      }
      previousWasQuote = false
    }
    if !cell.isEmpty || !record.isEmpty { records.append(record + [cell]) }
    return records
  }
}

/// An amount with two decimals as a whole number; an empty cell is 0.
func hundredths(_ text: String) throws -> Int {
  if text.isEmpty { return 0 }
  let isNegative = text.hasPrefix("-")
  let parts = text.drop { $0 == "-" }.split(separator: ".")
  try #require(parts.count == 2 && parts[1].count == 2, "'\(text)' has not two decimals")
  let whole = try #require(Int(parts[0]), "'\(text)'")
  let fraction = try #require(Int(parts[1]), "'\(text)'")
  return (whole * 100 + fraction) * (isNegative ? -1 : 1)
}
