import Accounting
import GRDB

extension SnapshotReader {
  /// The rows that files share, each with the place where it counts: of several, the first by name.
  mutating func readSharedRows(_ database: Database) throws {
    var places: [Provenance: Provenance] = [:]
    for sql in Self.sharedRowQueries {
      let rows = try Row.fetchCursor(database, sql: sql)
      while let row = try rows.next() {
        guard let repeated = documentPositions[row["document"]],
          let counted = documentPositions[row["other_document"]], counted != repeated
        else { continue }
        let place = Provenance(document: counted, line: row["other_line"])
        let key = Provenance(document: repeated, line: row["line"])
        if places[key].map({ comesFirst(place, $0) }) ?? true { places[key] = place }
      }
    }
    snapshot.sharedRows = places.map { SharedRow(counted: $0.value, repeated: $0.key) }
  }

  private static let sharedRowQueries = [
    """
    SELECT document, line, other_document, other_line FROM shared_row WHERE row_hash IS NULL
    """,
    """
    SELECT shared.document, shared.line, item.document AS other_document,
      line.line AS other_line
    FROM shared_row shared JOIN settlement_line line ON line.row_hash = shared.row_hash
      JOIN settlement_item item ON item.id = line.item
    WHERE shared.kind = \(RecordKind.settlementLine.rawValue)
    """,
    """
    SELECT shared.document, shared.line, line.document AS other_document,
      line.line AS other_line
    FROM shared_row shared JOIN bank_statement_line line ON line.row_hash = shared.row_hash
    WHERE shared.kind = \(RecordKind.statementLine.rawValue)
    """,
  ]

  /// By row of a bank line, the other documents that have it.
  func otherDocumentsOfBankLines(_ database: Database) throws -> [Int64: [Int32]] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT DISTINCT line.rowid AS number, shared.document
        FROM shared_row shared JOIN bank_statement_line line ON line.row_hash = shared.row_hash
        WHERE shared.kind = \(RecordKind.statementLine.rawValue)
          AND shared.document <> line.document
        ORDER BY line.rowid, shared.document
        """)
    var documents: [Int64: [Int32]] = [:]
    while let row = try rows.next() {
      guard let document = documentPositions[row["document"]] else { continue }
      documents[row["number"], default: []].append(document)
    }
    return documents
  }

  private func comesFirst(_ left: Provenance, _ right: Provenance) -> Bool {
    let names = [left, right].map { snapshot.documents[Int($0.document)].name }
    return (names[0], left.line) < (names[1], right.line)
  }
}
