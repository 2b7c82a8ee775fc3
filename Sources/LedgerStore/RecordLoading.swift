import Accounting
import GRDB

/// A row that contradicts what the ledger, or the same file, already holds.
package struct LedgerConflict: Sendable {
  /// The row's position in the batch.
  package let row: Int
  package let message: String
}

/// Takes one document's batches into the ledger, by the identity its format has.
///
/// - `document`: every row is new; the settlement's number decides about the whole file.
/// - `row`: a row's content is its identity, counted as a multiset, so that overlapping exports
///   count a row once and two identical rows of one file stay two.
/// - `key`: a record has a key of its own; a later version of it may fill blanks or carry a later
///   `updated_at`, anything else is a conflict.
package final class DocumentLoader {
  private let transaction: LedgerTransaction
  private let document: Int64
  private let identity: String
  private let apart: HeldPart
  private let firstDocumentOfRun: Int64
  private var inserts: [RecordKind: BulkInsert] = [:]
  private var keyed: [RecordKind: KeyedLoader] = [:]
  private var multisets: [RecordKind: RowMultiset] = [:]
  private var sharedRows: [RecordKind: SharedRows] = [:]
  private var lineInserts: SettlementLineInsert?
  private var pendingLines: PendingLines?
  private let writer = InsertQueue()
  /// Lines came with hashes of their content.
  private var hasHashes = false
  package private(set) var restatedSettlements: [String] = []
  /// Rows that stood in the ledger until one of this document, in the same run, contradicted them.
  package var withdrawnRows: [WithdrawnRow] { keyed.values.flatMap(\.withdrawnRows) }

  /// A loader for one document.
  ///
  /// `firstDocumentOfRun`: rows of this and later documents came in the same run, so
  ///   that neither of two contradicting rows is the earlier.
  /// `apart`: what of it shares no row with other documents.
  package init(
    _ transaction: LedgerTransaction, document: Int64, identity: String, firstDocumentOfRun: Int64,
    apart: HeldPart = .nothing
  ) {
    self.apart = apart
    self.transaction = transaction
    self.document = document
    self.identity = identity
    self.firstDocumentOfRun = firstDocumentOfRun
  }

  /// Writes a batch; returns the rows that the ledger cannot take, in order.
  package func append(_ batch: RecordBatch) throws -> [LedgerConflict] {
    switch identity {
    case "key" where apart == .whole: return []
    case "key": return try keyedLoader(batch.kind).append(batch)
    case "row"
    where (batch.kind == .statementLine || batch.kind == .deferral) && apart != .whole:
      let hash = batch.kind.columns.firstIndex { $0.name == "row_hash" } ?? 0
      let hashes = (0..<batch.count).map { batch.text(row: $0, column: hash) }
      let new = try multiset(batch.kind).newRows(hashes)
      try insert(batch, rows: new)
      for row in Set(hashes.indices).subtracting(new).sorted() {
        try shared(batch.kind).share(hash: hashes[row], line: batch.lines[row])
      }
    case "document" where batch.kind == .settlement: try insertSettlements(batch)
    default: try insert(batch, rows: Array(0..<batch.count))
    }
    return []
  }

  /// Writes settlement lines, while the next are read where they cannot be known already.
  package func append(_ lines: SettlementLineBatch) throws {
    guard identity == "row" else {
      if lines.count > 0, !lines.hash(line: 0).isEmpty { hasHashes = true }
      // The queue is serial, and this thread keeps away from the insert until `wait` returns.
      nonisolated(unsafe) let insert = try lineInsert()
      try writer.submit { try insert.insert(lines) }
      return
    }
    if apart == .nothing { return try appendRows(lines) }
    let (held, others) = lines.parted(by: apart)
    try lineInsert().insert(held)
    try appendRows(others)
  }

  /// Writes lines that are known by their content.
  private func appendRows(_ lines: SettlementLineBatch) throws {
    let new = try multiset(.settlementLine).newRows((0..<lines.count).map(lines.hash))
    try lineInsert().insert(lines.selecting(new))
    if new.count < lines.count {
      let known = Set(0..<lines.count).subtracting(new).sorted()
      for row in known {
        try shared(.settlementLine).share(
          hash: lines.hash(line: row), line: lines.lines[row].line)
      }
      try completion().complete(lines, positions: known)
    }
  }

  private func lineInsert() throws -> SettlementLineInsert {
    if let known = lineInserts { return known }
    writer.wait()
    let insert = try SettlementLineInsert(transaction, document: document)
    lineInserts = insert
    return insert
  }

  private func completion() -> PendingLines {
    if let known = pendingLines { return known }
    let lines = PendingLines(
      transaction, document: document, firstDocumentOfRun: firstDocumentOfRun)
    pendingLines = lines
    return lines
  }

  /// Waits until the transaction may be used for something else, whatever became of the batches.
  package func releaseConnection() { writer.wait() }

  /// Finishes the document: everything is written.
  package func finish() throws {
    try writer.drain()
    try pendingLines?.settleElsewhere()
    try transaction.setApart(apart, document: document)
    if identity == "document", hasHashes {
      // A version that is held apart makes no row known: the one that stands may still bring it.
      try transaction.database.execute(
        sql: """
          UPDATE settlement_line SET row_hash = ''
          WHERE item IN (SELECT id FROM settlement_item WHERE document = ?)
          """, arguments: [document])
    }
  }

  private func insert(_ batch: RecordBatch, rows: [Int]) throws {
    guard !rows.isEmpty else { return }
    writer.wait()
    let loader: BulkInsert
    if let known = inserts[batch.kind] {
      loader = known
    } else {
      loader = try BulkInsert(transaction.database, kind: batch.kind)
      inserts[batch.kind] = loader
    }
    try loader.insert(batch, rows: rows, document: document)
  }

  private func keyedLoader(_ kind: RecordKind) throws -> KeyedLoader {
    if let known = keyed[kind] { return known }
    writer.wait()
    let loader = try KeyedLoader(
      transaction, kind: kind, document: document,
      firstDocumentOfRun: firstDocumentOfRun, writer: writer)
    keyed[kind] = loader
    return loader
  }

  private func multiset(_ kind: RecordKind) throws -> RowMultiset {
    if let known = multisets[kind] { return known }
    let multiset = try RowMultiset(transaction.database, kind: kind)
    multisets[kind] = multiset
    return multiset
  }

  private func shared(_ kind: RecordKind) -> SharedRows {
    if let known = sharedRows[kind] { return known }
    let rows = SharedRows(transaction.database, kind: kind, document: document)
    sharedRows[kind] = rows
    return rows
  }

  /// A settlement whose number the ledger has with other content is restated: it is held while
  /// the first stands; when both came in this run, both are held.
  private func insertSettlements(_ batch: RecordBatch) throws {
    let columns = batch.kind.columns
    let source = columns.firstIndex { $0.name == "source" } ?? 0
    let number = columns.firstIndex { $0.name == "settlement_id" } ?? 1
    // The connection is the writer's until it is done.
    try writer.drain()
    try insert(batch, rows: Array(0..<batch.count))
    for row in 0..<batch.count {
      let id = batch.text(row: row, column: number)
      let others = try Row.fetchAll(
        transaction.database,
        sql: """
          SELECT s.document FROM settlement s JOIN document d ON d.id = s.document
          WHERE s.source = ? AND s.settlement_id = ? AND s.document <> ?
            AND d.outcome <> 'rolled_back'
          """, arguments: [batch.text(row: row, column: source), id, document])
      guard !others.isEmpty else { continue }
      restatedSettlements.append(id)
      try mark(id, document: document)
      for other in others {
        let earlier: Int64 = other["document"]
        if earlier >= firstDocumentOfRun {
          try mark(id, document: earlier)
        }
      }
    }
  }

  private func mark(_ settlementId: String, document: Int64) throws {
    try transaction.database.execute(
      sql: "UPDATE settlement SET is_restated = 1 WHERE settlement_id = ? AND document = ?",
      arguments: [settlementId, document])
    try transaction.database.execute(
      sql: """
        UPDATE document SET outcome = 'held', reason = CASE reason WHEN '' THEN ? ELSE reason END
        WHERE id = ?
        """,
      arguments: ["settlement \(settlementId) came twice in one run with other content", document])
  }
}

/// Rows known by their content: how many of each the ledger has, and this file has shown so far.
final class RowMultiset {
  private let database: Database
  private let kind: RecordKind
  private var known: [String: Int] = [:]
  private var seen: [String: Int] = [:]

  init(_ database: Database, kind: RecordKind) throws {
    self.database = database
    self.kind = kind
    try loadKnown()
  }

  /// The lines of a statement that is held are not taken, so a mended export brings them anew.
  private var standing: String {
    kind == .statementLine
      ? "AND document NOT IN (SELECT id FROM document WHERE outcome = 'held')" : ""
  }

  private func loadKnown() throws {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT row_hash, count(*) AS n FROM \(kind.table)
        WHERE row_hash <> '' \(standing) GROUP BY 1
        """)
    while let row = try rows.next() { known[row["row_hash"]] = row["n"] }
  }

  /// The rows of a batch, by their hashes, that the ledger does not have yet.
  func newRows(_ hashes: [String]) throws -> [Int] {
    hashes.indices.filter { row in
      let hash = hashes[row]
      seen[hash, default: 0] += 1
      return seen[hash, default: 0] > known[hash, default: 0]
    }
  }
}
