import Accounting
import GRDB

/// Loads records that have a key of their own, deciding what a second version of one means.
///
/// The greater `updated_at` wins. Without it, versions that only fill each other's blanks, or take
/// an open order to shipped or cancelled, are one record; any other difference, also a later run's
/// step back to open, is a conflict, in which both rows, and every further one of that key, are set
/// aside when all came in this run. Only records of one source are versions of each other: what a
/// channel's report says of an order never changes what our own side says of it.
final class KeyedLoader {
  private let database: Database
  private let kind: RecordKind
  private let document: Int64
  private let firstDocumentOfRun: Int64
  private let keyColumns: [Int]
  private let updatedColumn: Int?
  private let statusColumn: Int?
  /// The column of `document` that tells whose word a record is, and what it says here.
  private let teller: String
  private let source: String
  private let isFresh: Bool
  private let bulk: BulkInsert
  private let arrivals: Arrivals?
  private let writer: InsertQueue
  private var keysSeen = HashSet()
  private var isIndexed: Bool
  private var notes: KeyNotes
  /// What this document's rows took out of the ledger again.
  private(set) var withdrawnRows: [WithdrawnRow] = []

  init(
    _ transaction: LedgerTransaction, kind: RecordKind, document: Int64,
    firstDocumentOfRun: Int64, writer: InsertQueue
  ) throws {
    let database = transaction.database
    self.database = database
    arrivals = transaction.arrivals
    self.writer = writer
    self.kind = kind
    self.document = document
    self.firstDocumentOfRun = firstDocumentOfRun
    // Rates come from several publishers, none of which is a source of settlements.
    teller = kind == .rate ? "format" : "source"
    source =
      try String.fetchOne(
        database, sql: "SELECT \(teller) FROM document WHERE id = ?", arguments: [document]) ?? ""
    let names = kind.columns.map(\.name)
    keyColumns = kind.keyColumnNames.compactMap { names.firstIndex(of: $0) }
    updatedColumn = names.firstIndex(of: "updated_at")
    statusColumn = names.firstIndex(of: "status") ?? names.firstIndex(of: "outcome")
    bulk = try BulkInsert(database, kind: kind)
    notes = try KeyNotes(database, kind: kind, from: firstDocumentOfRun)
    let isEmpty =
      try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM \(kind.table))") ?? false
    isFresh = isEmpty && notes.isEmpty
    isIndexed = !isFresh
    if isIndexed { try createIndex() }
    if isFresh { try database.execute(sql: "DROP INDEX IF EXISTS \(indexName)") }
  }

  private var indexName: String { "\(kind.table)_by_key" }

  private func createIndex() throws {
    let columns = kind.keyColumnNames.map { "\"\($0)\"" }.joined(separator: ", ")
    try database.execute(
      sql: "CREATE INDEX IF NOT EXISTS \(indexName) ON \(kind.table) (\(columns))")
    isIndexed = true
  }

  /// Takes the rows of a batch; returns those that contradict others.
  ///
  /// While the table was empty at the start and no key has come twice, rows are new without a
  /// look-up. The index waits for the first look-up, most often that of the next document: keeping
  /// it while loading costs a factor.
  func append(_ batch: RecordBatch) throws -> [LedgerConflict] {
    var new: [Int] = []
    var conflicts: [LedgerConflict] = []
    for row in 0..<batch.count {
      if isFresh && keysSeen.insert(keyHash(batch, row)) {
        new.append(row)
        continue
      }
      try write(batch, new)
      new.removeAll(keepingCapacity: true)
      try writer.drain()
      if !isIndexed { try createIndex() }
      if let message = try merge(batch, row) {
        conflicts.append(LedgerConflict(row: row, message: message))
      }
    }
    try write(batch, new)
    return conflicts
  }

  /// Has rows written while the next are read.
  private func write(_ batch: RecordBatch, _ rows: [Int]) throws {
    guard !rows.isEmpty else { return }
    // The writer is serial, and this thread keeps away from the insert until it is drained.
    nonisolated(unsafe) let (bulk, arrivals) = (bulk, arrivals)
    try writer.submit { [document] in
      try bulk.insert(batch, rows: rows, document: document)
      arrivals?.add(batch, rows: rows, document: document)
    }
  }

  private func keyHash(_ batch: RecordBatch, _ row: Int) -> UInt64 {
    var hash = KeyHash()
    for column in keyColumns {
      let cell = batch.cells[row * batch.width + column]
      if cell.length < 0 {
        hash.add(UInt64(bitPattern: cell.value))
      } else {
        let start = Int(cell.value)
        hash.add(batch.arena.span.extracting(start..<start + Int(cell.length)))
      }
    }
    return hash.value
  }

  private func value(_ batch: RecordBatch, _ row: Int, _ column: Int) -> DatabaseValue {
    let cell = batch.cells[row * batch.width + column]
    switch cell.length {
    case -2: return .null
    case -1: return cell.value.databaseValue
    default: return batch.text(row: row, column: column).databaseValue
    }
  }

  /// Merges a row with the one of its key; returns why it cannot, or `nil` when it is settled.
  private func merge(_ batch: RecordBatch, _ row: Int) throws -> String? {
    let condition = keyColumns.map { "\"\(kind.columns[$0].name)\" IS ?" }
      .joined(separator: " AND ")
    let keys = keyColumns.map { value(batch, row, $0) }
    let existing = try Row.fetchOne(
      database,
      sql: """
        SELECT rowid AS row_number, * FROM \(kind.table) WHERE \(condition)
          AND (SELECT \(teller) FROM document d WHERE d.id = \(kind.table).document) IS ?
        """, arguments: StatementArguments(keys + [source.databaseValue]))
    return try merge(
      batch, row, keys: source.isEmpty ? keys : keys + [source.databaseValue], existing)
  }

  private func merge(
    _ batch: RecordBatch, _ row: Int, keys: [DatabaseValue], _ existing: Row?
  ) throws -> String? {
    guard let existing else {
      if notes.isWithdrawn(keys) { return "contradicts other rows of this run" }
      try write(batch, [row])
      return nil
    }
    let new = kind.columns.indices.map { value(batch, row, $0) }
    let old = kind.columns.map { existing[$0.name] as DatabaseValue }
    let isEarlier = existing["document"] < firstDocumentOfRun
    let stands = isEarlier || notes.isRevised(keys + [Self.closedBefore])
    let version = Version.compare(
      old: old, new: new, updated: updatedColumn, status: statusColumn, stands: stands)
    switch version {
    case .same:
      try noteShared(existing, line: batch.lines[row])
      return nil
    case .older:
      if kind == .orderLine && new != old {
        try keepVersion(new, document: document, line: Int64(batch.lines[row]))
      }
      return nil
    case .newer(let merged):
      if isEarlier { try noteRevision(keys, of: old) }
      if kind == .orderLine {
        try keepVersion(old, document: existing["document"], line: existing["line"])
      }
      try update(existing["row_number"], with: merged, line: batch.lines[row])
      return nil
    case .conflict(let columns):
      return try setAside(existing, keys, columns)
    }
  }

  /// Ends the key of the note that a record which this run adds to was shipped or cancelled before.
  private static let closedBefore = "closed before".databaseValue

  private func noteRevision(_ keys: [DatabaseValue], of old: [DatabaseValue]) throws {
    try notes.add(.revised, keys, document: document, to: database)
    if let statusColumn, Int64.fromDatabaseValue(old[statusColumn]) ?? 0 != 0 {
      try notes.add(.revised, keys + [Self.closedBefore], document: document, to: database)
    }
  }

  /// Remembers a row that stands in another document, where it counts.
  private func noteShared(_ existing: Row, line: Int32) throws {
    let other: Int64 = existing["document"]
    if other == document { return }
    try database.cachedStatement(
      sql: """
        INSERT INTO shared_row (document, line, kind, other_document, other_line)
        VALUES (?, ?, ?, ?, ?)
        """
    ).execute(arguments: [document, line, kind.rawValue, other, existing["line"] as Int64])
  }

  /// Keeps what an order line said before, or besides what stands.
  private func keepVersion(
    _ values: [DatabaseValue], document: Int64, line: Int64
  ) throws {
    let columns = ["document", "line"] + kind.columns.map { "\"\($0.name)\"" }
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    try database.cachedStatement(
      sql: """
        INSERT INTO order_line_version (\(columns.joined(separator: ", "))) VALUES (\(marks))
        """
    ).execute(
      arguments: StatementArguments([document.databaseValue, line.databaseValue] + values))
  }

  private func update(_ rowid: Int64, with values: [DatabaseValue], line: Int32) throws {
    let assignments = kind.columns.map { "\"\($0.name)\" = ?" }.joined(separator: ", ")
    try database.execute(
      sql: "UPDATE \(kind.table) SET document = ?, line = ?, \(assignments) WHERE rowid = ?",
      arguments: StatementArguments(
        [document.databaseValue, line.databaseValue] + values + [rowid.databaseValue]))
  }

  /// The message for a contradicting row; the earlier row goes too when this run brought it.
  private func setAside(
    _ existing: Row, _ keys: [DatabaseValue], _ columns: [Int]
  ) throws -> String {
    let other: Int64 = existing["document"]
    let otherLine: Int64 = existing["line"]
    let name =
      try String.fetchOne(
        database, sql: "SELECT name FROM document WHERE id = ?", arguments: [other]) ?? ""
    let named = columns.map { kind.columns[$0].nameInFiles }.joined(separator: ", ")
    // A record that an earlier run knew stands, even where this run added to it.
    if other >= firstDocumentOfRun && !notes.isRevised(keys) {
      try withdraw(existing, keys, document: other, named)
    }
    return "contradicts \(other == document ? "this file" : name):\(otherLine) in \(named)"
  }

  private func withdraw(
    _ row: Row, _ keys: [DatabaseValue], document other: Int64, _ named: String
  ) throws {
    let raw = kind.columns.map { (row[$0.name] as DatabaseValue).plainText }
    withdrawnRows.append(
      WithdrawnRow(
        document: other, line: row["line"], columns: named, raw: raw.joined(separator: ",")))
    try notes.add(.withdrawn, keys, document: document, to: database)
    try database.execute(
      sql: "DELETE FROM \(kind.table) WHERE rowid = ?", arguments: [row["row_number"] as Int64])
  }
}

/// A row that was taken and is contradicted by another of the same run: neither is the earlier.
package struct WithdrawnRow: Hashable, Sendable {
  package let document: Int64
  package let line: Int64
  /// The names of the columns that contradict.
  package let columns: String
  /// The record's values as the ledger had them.
  package let raw: String
}

/// How two versions of one record relate.
enum Version {
  /// The new version says nothing that the old one does not.
  case older
  /// Both say the same.
  case same
  /// The values to keep.
  case newer([DatabaseValue])
  /// The columns that contradict.
  case conflict([Int])

  /// `stands`: an earlier run knew the old version's status, so that open is no news of before it.
  static func compare(
    old: [DatabaseValue], new: [DatabaseValue], updated: Int?, status: Int?, stands: Bool
  ) -> Version {
    if old.indices.allSatisfy({ isEqual(old[$0], new[$0]) }) { return .same }
    if let updated, let before = Int64.fromDatabaseValue(old[updated]),
      let after = Int64.fromDatabaseValue(new[updated]), before != after
    {
      return after > before ? .newer(new) : .older
    }
    var merged = old
    var conflicts: [Int] = []
    for column in old.indices where !isEqual(old[column], new[column]) {
      if isBlank(old[column]) || isAdvance(old[column], new[column], column == status) {
        merged[column] = new[column]
      } else if !isBlank(new[column])
        && (stands || !isAdvance(new[column], old[column], column == status))
      {
        conflicts.append(column)
      }
    }
    if !conflicts.isEmpty { return .conflict(conflicts) }
    return merged == old ? .older : .newer(merged)
  }

  private static func isBlank(_ value: DatabaseValue) -> Bool {
    value.isNull || value == "".databaseValue
  }

  private static func isEqual(_ lhs: DatabaseValue, _ rhs: DatabaseValue) -> Bool {
    lhs == rhs || (isBlank(lhs) && isBlank(rhs))
  }

  /// An open order may ship or be cancelled; nothing else moves by itself.
  private static func isAdvance(
    _ from: DatabaseValue, _ to: DatabaseValue, _ isStatus: Bool
  ) -> Bool {
    isStatus && (Int64.fromDatabaseValue(from) ?? 0) == 0 && !to.isNull
  }
}

extension RecordKind {
  /// The columns that name a record of a key-identified format.
  var keyColumnNames: [String] {
    switch self {
    case .orderLine: ["channel", "order_id", "order_line_id"]
    case .refund: ["refund_id", "order_id", "order_line_id"]
    case .receipt: ["receipt_id", "sku"]
    case .charge: ["charge_id"]
    case .rate: ["date_on", "base", "quote"]
    case .feeRate: ["channel", "fee", "sku", "valid_from_on"]
    case .settlement: ["source", "settlement_id"]
    case .settlementLine, .statementLine: ["row_hash"]
    case .statement: ["account", "statement_id"]
    case .dispute: ["dispute_id"]
    case .deferral: ["row_hash"]
    case .refundedTotal: ["channel", "order_id", "currency", "amount"]
    case .payoutTotal: ["source", "settlement_id"]
    }
  }
}
