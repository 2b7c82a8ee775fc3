import Accounting
import GRDB

/// Rows that several files have: each stands in the file whose name comes first, whenever it came.
final class SharedRows {
  private struct Place {
    let rowid: Int64
    let document: Int64
    let line: Int64
    /// The settlement line's item; 0 for other records.
    let item: Int64
  }

  private let database: Database
  private let kind: RecordKind
  private let document: Int64
  /// By content, the rows that stand in documents whose name comes later; `nil` until needed.
  private var places: [String: [Place]]?
  /// The item that was copied last: lines of one row share it.
  private var last: (item: Int64, copy: Int64)?

  init(_ database: Database, kind: RecordKind, document: Int64) {
    self.database = database
    self.kind = kind
    self.document = document
  }

  /// Takes note of a row that the ledger knows, and moves it into this document if it stands in a
  /// later one.
  ///
  /// Each of several equal rows is moved once. The document that does not count it remembers it.
  func share(hash: String, line: Int32) throws {
    if places == nil { places = try laterPlaces() }
    guard !hash.isEmpty else { return }
    guard let place = places?[hash]?.popLast() else {
      return try note(hash, document: document, line: Int64(line))
    }
    try note(hash, document: place.document, line: place.line)
    if kind == .settlementLine {
      try database.cachedStatement(
        sql: "UPDATE settlement_line SET item = ?, line = ? WHERE rowid = ?"
      ).execute(arguments: [try copy(of: place.item), line, place.rowid])
    } else {
      try database.cachedStatement(
        sql: "UPDATE \(kind.table) SET document = ?, line = ? WHERE rowid = ?"
      ).execute(arguments: [document, line, place.rowid])
    }
  }

  private func note(_ hash: String, document: Int64, line: Int64) throws {
    try database.cachedStatement(
      sql: "INSERT INTO shared_row (document, line, kind, row_hash) VALUES (?, ?, ?, ?)"
    ).execute(arguments: [document, line, kind.rawValue, hash])
  }

  private func laterPlaces() throws -> [String: [Place]] {
    let documents = try Int64.fetchAll(
      database,
      sql: """
        SELECT id FROM document WHERE identity = 'row' AND outcome = 'accepted'
          AND name > (SELECT name FROM document WHERE id = ?)
        ORDER BY name DESC
        """, arguments: [document])
    var places: [String: [Place]] = [:]
    for other in documents {
      let rows = try Row.fetchCursor(
        database,
        sql: kind == .settlementLine
          ? """
          SELECT line.rowid AS number, line.item, line.line, line.row_hash
          FROM settlement_line line JOIN settlement_item item ON item.id = line.item
          WHERE item.document = ? AND line.row_hash <> '' ORDER BY line.rowid DESC
          """
          : """
          SELECT rowid AS number, 0 AS item, line, row_hash FROM \(kind.table)
          WHERE document = ? AND row_hash <> '' ORDER BY rowid DESC
          """, arguments: [other])
      while let row = try rows.next() {
        places[row["row_hash"], default: []].append(
          Place(
            rowid: row["number"], document: other, line: row["line"], item: row["item"]))
      }
    }
    return places
  }

  private func copy(of item: Int64) throws -> Int64 {
    if let last, last.item == item { return last.copy }
    try database.cachedStatement(
      sql: """
        INSERT INTO settlement_item (document, source, settlement, marketplace, order_id,
          item_code, sku, shipment, adjustment, currency, quantity, posted_at, reference)
        SELECT ?, source, settlement, marketplace, order_id, item_code, sku, shipment, adjustment,
          currency, quantity, posted_at, reference
        FROM settlement_item WHERE id = ?
        """
    ).execute(arguments: [document, item])
    last = (item, database.lastInsertedRowID)
    return database.lastInsertedRowID
  }
}
