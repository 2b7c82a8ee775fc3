import Accounting
import GRDB

/// What the ledger keeps of a file it took.
package struct LedgerDocument: Sendable {
  package var id: Int64
  package var sha256: String
  package var name: String
  package var format: String
  package var formatVersion: Int
  package var source: String
  /// `document`, `row` or `key`: what makes two of its records the same.
  package var identity: String
  package var outcome: String
  package var batch: String
  package var byteCount: Int
  package var rows: Int
  package var accepted: Int
  package var quarantined: Int
  package var ignored: Int
  package var reason: String
  /// The number of the first document of the run that brought it; 0 until it is known.
  package var firstOfRun: Int64 = 0
  /// The SHA-256 of the compressed file that it came in; blank for one that came as it is.
  package var delivery = ""
  /// The SHA-256 of the books' own contract that it was read by; blank for a built-in one.
  package var contract = ""
  /// The column named in place of the format's own for its orders; blank for none.
  package var orderKey = ""
  /// The encoding that a person named for it; blank for none.
  package var encoding = ""

  package init(
    id: Int64 = 0, sha256: String, name: String, format: String, formatVersion: Int,
    source: String, identity: String, outcome: String, batch: String, byteCount: Int, rows: Int,
    accepted: Int, quarantined: Int, ignored: Int, reason: String
  ) {
    self.id = id
    self.sha256 = sha256
    self.name = name
    self.format = format
    self.formatVersion = formatVersion
    self.source = source
    self.identity = identity
    self.outcome = outcome
    self.batch = batch
    self.byteCount = byteCount
    self.rows = rows
    self.accepted = accepted
    self.quarantined = quarantined
    self.ignored = ignored
    self.reason = reason
  }

  init(_ row: Row) {
    self.init(
      id: row["id"], sha256: row["sha256"], name: row["name"], format: row["format"],
      formatVersion: row["format_version"], source: row["source"], identity: row["identity"],
      outcome: row["outcome"], batch: row["batch"], byteCount: row["byte_count"],
      rows: row["row_count"], accepted: row["accepted"], quarantined: row["quarantined"],
      ignored: row["ignored"], reason: row["reason"])
    firstOfRun = row["first_of_run"]
    delivery = row["delivery"]
    encoding = row["encoding"]
    contract = row["contract"]
    orderKey = row["order_key"]
  }
}

extension LedgerTransaction {
  /// Every document not rolled back, oldest first.
  package func documents() throws -> [LedgerDocument] {
    try Row.fetchAll(
      database, sql: "SELECT * FROM document WHERE outcome <> 'rolled_back' ORDER BY id"
    ).map(LedgerDocument.init)
  }

  /// The live document of a content hash.
  package func document(sha256: String) throws -> LedgerDocument? {
    try Row.fetchOne(
      database,
      sql: "SELECT * FROM document WHERE sha256 = ? AND outcome <> 'rolled_back'",
      arguments: [sha256]
    ).map(LedgerDocument.init)
  }

  /// The live document of a number.
  package func document(id: Int64) throws -> LedgerDocument? {
    try Row.fetchOne(
      database, sql: "SELECT * FROM document WHERE id = ? AND outcome <> 'rolled_back'",
      arguments: [id]
    ).map(LedgerDocument.init)
  }

  package func document(batch: String) throws -> LedgerDocument? {
    try Row.fetchOne(
      database,
      sql: "SELECT * FROM document WHERE batch = ? AND outcome <> 'rolled_back'",
      arguments: [batch]
    ).map(LedgerDocument.init)
  }

  /// Reserves the row that a document's records point at; its figures come with `finish`.
  package func beginDocument(_ document: LedgerDocument) throws -> Int64 {
    try database.execute(
      sql: """
        INSERT INTO document (sha256, name, format, format_version, source, identity, outcome,
          batch, byte_count, row_count, accepted, quarantined, ignored, reason, first_of_run)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        document.sha256, document.name, document.format, document.formatVersion, document.source,
        document.identity, document.outcome, document.batch, document.byteCount, document.rows,
        document.accepted, document.quarantined, document.ignored, document.reason,
        document.firstOfRun,
      ])
    return database.lastInsertedRowID
  }

  package func finish(_ document: LedgerDocument) throws {
    try database.execute(
      sql: """
        UPDATE document SET sha256 = ?, outcome = ?, batch = ?, byte_count = ?, row_count = ?,
          accepted = ?, quarantined = ?, ignored = ?, reason = ?, name = ?, delivery = ?,
          encoding = ?, contract = ?, order_key = ?
        WHERE id = ?
        """,
      arguments: [
        document.sha256, document.outcome, document.batch, document.byteCount, document.rows,
        document.accepted, document.quarantined, document.ignored, document.reason,
        document.name, document.delivery, document.encoding, document.contract,
        document.orderKey, document.id,
      ])
  }

  /// Keeps the text of a contract under its SHA-256.
  package func keep(contract yaml: String, sha256: String) throws {
    try database.execute(
      sql: "INSERT OR IGNORE INTO contract_text (sha256, yaml) VALUES (?, ?)",
      arguments: [sha256, yaml])
  }

  /// The text of a contract that was kept.
  package func contract(sha256: String) throws -> String? {
    try String.fetchOne(
      database, sql: "SELECT yaml FROM contract_text WHERE sha256 = ?", arguments: [sha256])
  }

  package func recordRefusal(
    sha256: String, name: String, code: DiscrepancyCode, reason: String, line: Int
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO refused_document (sha256, name, code, reason, line) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """, arguments: [sha256, name, code.rawValue, reason, line])
  }

  package func recordDuplicate(sha256: String, name: String, firstName: String) throws {
    try database.execute(
      sql: """
        INSERT INTO duplicate_document (sha256, name, first_name) VALUES (?, ?, ?)
        ON CONFLICT DO NOTHING
        """, arguments: [sha256, name, firstName])
  }

  /// Dates what this run took in: an import has no day of its own, only the run that judges it.
  package func dateArrivals(_ asOf: CalendarDate) throws {
    for (table, column) in [
      ("document", "imported_on"), ("refused_document", "refused_on"),
      ("duplicate_document", "seen_on"),
    ] {
      try database.execute(
        sql: "UPDATE \(table) SET \(column) = ? WHERE \(column) IS NULL",
        arguments: [asOf.dayNumber])
    }
  }

  /// Removes every record of a document; the document itself stays, marked as taken back.
  package func rollBack(document id: Int64, reason: String) throws {
    try removeRecords(ofDocument: id)
    try database.execute(
      sql: "UPDATE document SET outcome = 'rolled_back', reason = ? WHERE id = ?",
      arguments: [reason, id])
  }

  /// Removes a document's records and quarantined rows, leaving the document as it is.
  ///
  /// `keepsDecisions`: rows stay that somebody fixed, replayed or discarded.
  package func removeRecords(ofDocument id: Int64, keepsDecisions: Bool = false) throws {
    try database.execute(
      sql: """
        DELETE FROM settlement_line
        WHERE item IN (SELECT id FROM settlement_item WHERE document = ?)
        """, arguments: [id])
    let records = RecordKind.allCases.filter { $0 != .settlementLine }.map(\.table)
    let others = ["settlement_item", "key_note", "broken_rule", "shared_row", "order_line_version"]
    for table in records + others {
      try database.execute(sql: "DELETE FROM \(table) WHERE document = ?", arguments: [id])
    }
    try database.execute(
      sql: "DELETE FROM quarantined_row WHERE document = ? AND (state = 'open' OR NOT ?)",
      arguments: [id, keepsDecisions])
  }
}

extension LedgerTransaction {
  /// How many files were refused, and how many repeated another.
  package func arrivalCounts() throws -> (refused: Int, duplicate: Int) {
    (
      try Int.fetchOne(database, sql: "SELECT count(*) FROM refused_document") ?? 0,
      try Int.fetchOne(database, sql: "SELECT count(*) FROM duplicate_document") ?? 0
    )
  }

  /// Whether settlements declare totals that several files may have the lines of.
  package func declaresSharedTotals() throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (
          SELECT 1 FROM settlement JOIN document ON document.id = settlement.document
          WHERE document.identity = 'row' AND settlement.declared_total IS NOT NULL)
        """) ?? false
  }
}
