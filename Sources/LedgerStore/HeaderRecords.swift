import Accounting
import GRDB

extension LedgerTransaction {
  /// Keeps the columns of a document's header.
  package func record(_ header: FileHeader, document: Int64) throws {
    try database.execute(
      sql: """
        INSERT INTO file_header (document, line, known, absent, other, is_open)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        document, header.line, Self.joined(header.known), Self.joined(header.absent),
        Self.joined(header.other), header.isOpen,
      ])
  }

  private static func joined(_ names: [String]) -> String {
    names.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
      .joined(separator: "\n")
  }

  /// The headers that a format's documents of one version had before a document.
  package func headers(
    format: String, version: Int, before document: Int64
  ) throws -> [FileHeader] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT DISTINCT 0 AS line, h.known, h.absent, h.other, h.is_open
        FROM file_header h JOIN document d ON d.id = h.document
        WHERE d.format = ? AND d.format_version = ? AND d.id < ? AND d.outcome <> 'rolled_back'
        ORDER BY h.known, h.other
        """, arguments: [format, version, document]
    ).map(FileHeader.init)
  }
}

extension FileHeader {
  init(_ row: Row) {
    self.init(
      line: row["line"], known: Self.names(row["known"]), absent: Self.names(row["absent"]),
      other: Self.names(row["other"]), isOpen: row["is_open"])
  }

  private static func names(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }
}

extension SnapshotReader {
  /// The headers of documents, by the ledger's number of each.
  func headers(_ database: Database) throws -> [Int64: FileHeader] {
    // Most files of a format have the same header: it is kept once.
    var known: [FileHeader: FileHeader] = [:]
    var headers: [Int64: FileHeader] = [:]
    for row in try Row.fetchAll(database, sql: "SELECT * FROM file_header ORDER BY document") {
      let header = FileHeader(row)
      headers[row["document"]] = known[header, default: header]
      known[header] = known[header] ?? header
    }
    return headers
  }
}
