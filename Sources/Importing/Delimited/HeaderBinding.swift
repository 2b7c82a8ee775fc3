import Accounting
import DelimitedText

/// Where a contract's columns stand in a file, found once by its header.
struct HeaderBinding {
  /// By slot: the column, or -1 when the file has none.
  var columns: [Int] = []
  var columnCount = 0
  /// Nameless columns at the end may be missing from a row.
  var namedCount = 0
  /// Columns that the contract does not name and that have a name.
  var others: [(name: String, column: Int)] = []
  var hasOtherSpelling = false
  /// What of it is as the contract names it; `nil` where columns are data.
  var columnsFound: FileHeader?

  /// Columns that must be there and are not, by the contract's spelling.
  static func missing(_ shape: DelimitedShape, in header: [String]) -> [String] {
    let present = Set(header.map(shape.canonical))
    let missing = shape.required.filter { !present.contains(folded($0)) }
    return shape.hasCurrencyColumns && missing.isEmpty ? currencies(shape, in: header) : missing
  }

  /// What a header lacks whose other columns are named by currencies.
  private static func currencies(_ shape: DelimitedShape, in header: [String]) -> [String] {
    let named = Set((shape.required + shape.optional).map(folded))
    let others = header.filter { !$0.isEmpty && !named.contains(shape.canonical($0)) }
    let isList = others.allSatisfy { name in
      name.utf8.count == 3 && name.utf8.allSatisfy { $0 &- 65 < 26 }
    }
    return isList && others.contains { Currency(code: $0) != nil }
      ? [] : ["columns named by currencies"]
  }

  /// Binds a contract to a header.
  ///
  /// - Throws: ``ImportRefusal`` (DC-05) when a column is missing or stands twice.
  init(_ contract: FormatContract, _ shape: DelimitedShape, header: [String], line: Int) throws {
    let missing = Self.missing(shape, in: header)
    let known = Set((shape.required + shape.optional).map(Self.folded))
    var places: [String: Int] = [:]
    let literal = Set(header.map(Self.folded))
    for (column, name) in header.enumerated() {
      var key = shape.canonical(name)
      // Where the column itself is there, its other names are other columns.
      if key != Self.folded(name), literal.contains(key) { key = Self.folded(name) }
      if places[key] != nil, shape.repeated.contains(key) { continue }
      if places.updateValue(column, forKey: key) != nil, known.contains(key) {
        throw ImportRefusal(
          .dc05, reason: "duplicate_column",
          message: "the column '\(name)' stands twice in the header", line: line)
      }
    }
    guard missing.isEmpty else {
      throw Self.changed(contract, missing: missing, header: header, known: known, line: line)
    }
    columnCount = header.count
    namedCount = (header.lastIndex { !$0.isEmpty } ?? -1) + 1
    columns = contract.references.map { Self.place(of: $0, in: places) }
    let isData = contract.rules.contains(where: \.unpivots)
    let named = isData ? Set(contract.references.map(Self.folded)) : known
    others = header.enumerated()
      .filter { !$0.element.isEmpty && !named.contains(shape.canonical($0.element)) }
      .map { ($0.element, $0.offset) }
    if !isData { columnsFound = Self.found(contract, shape, header: header, line: line) }
    let spellings = Set(shape.required + shape.optional)
    hasOtherSpelling = header.contains {
      known.contains(Self.folded($0)) && !spellings.contains($0)
    }
  }

  private static func found(
    _ contract: FormatContract, _ shape: DelimitedShape, header: [String], line: Int
  ) -> FileHeader {
    let present = Set(header.map(shape.canonical))
    var named = Set(shape.varying)
    var names: [String] = []
    let references = contract.references.filter { !$0.hasPrefix("$") }
      .map { $0.hasSuffix("*") ? String($0.dropLast()) : $0 }
    for name in shape.required + shape.optional + references
    where named.insert(folded(name)).inserted { names.append(name) }
    return FileHeader(
      line: Int32(clamping: line), known: names.filter { present.contains(folded($0)) },
      absent: names.filter { !present.contains(folded($0)) },
      other: header.filter { !$0.isEmpty && !named.contains(shape.canonical($0)) },
      isOpen: shape.allowsOtherColumns || contract.identity == .key)
  }

  static func changed(
    _ contract: FormatContract, missing: [String], header: [String], known: Set<String>, line: Int
  ) -> ImportRefusal {
    var new = header.filter { !$0.isEmpty && !known.contains(folded($0)) }
    if case .delimited(let shape) = contract.shape {
      new.removeAll { known.contains(shape.canonical($0)) }
    }
    var message =
      "the header looks like \(contract.name) but lacks \(missing.joined(separator: ", "))"
    if !new.isEmpty { message += "; new: \(new.joined(separator: ", "))" }
    return ImportRefusal(.dc05, reason: "header_changed", message: message, line: line)
  }

  private static func place(of reference: String, in places: [String: Int]) -> Int {
    if reference.hasPrefix("$") { return Int(reference.dropFirst()) ?? -1 }
    let name = reference.hasSuffix("*") ? String(reference.dropLast()) : reference
    return places[folded(name)] ?? -1
  }

  /// Lower case, straight apostrophes, with runs of blanks as one: how column names are compared.
  static func folded(_ name: String) -> String {
    if isPlain(name) {
      // Nearly every name is, and each is compared with those of many contracts.
      return String(decoding: name.utf8.map(\.asciiLowercased), as: UTF8.self)
    }
    return name.lowercased().replacing("’", with: "'").split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
  }

  /// Printable ASCII, without blanks at the ends or beside each other.
  private static func isPlain(_ name: String) -> Bool {
    var last = UInt8.space
    for byte in name.utf8 {
      guard byte &- 0x20 < 0x5F, byte != .space || last != .space else { return false }
      last = byte
    }
    return last != .space
  }
}

extension RecordMaker {
  /// Names the columns that came and that the contract does not know, once for all.
  mutating func warnOfOthers(_ names: [String]) {
    for _ in names {
      let list = names.map { "'\($0)'" }.joined(separator: ", ")
      tally.warn(
        "unknown_column",
        names.count == 1
          ? "the column \(list) is not used" : "the columns \(list) are not used")
    }
  }
}
