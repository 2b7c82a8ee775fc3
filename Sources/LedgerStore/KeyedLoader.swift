import Accounting
import GRDB

/// Loads records that have a key of their own, deciding what a second version of one means.
///
/// The greater `updated_at` wins. Without it, a version that only fills blanks, or takes an open
/// order to shipped or cancelled, is an update, and the poorer one is old news; any other
/// difference is a conflict, in which both rows are set aside when both came in this run.
final class KeyedLoader {
  private let database: Database
  private let kind: RecordKind
  private let document: Int64
  private let firstDocumentOfRun: Int64
  private let keyColumns: [Int]
  private let updatedColumn: Int?
  private let statusColumn: Int?
  private let isFresh: Bool
  private let bulk: BulkInsert
  private var keysSeen: Set<Int> = []
  private var isIndexed: Bool

  init(
    _ database: Database, kind: RecordKind, document: Int64, firstDocumentOfRun: Int64
  ) throws {
    self.database = database
    self.kind = kind
    self.document = document
    self.firstDocumentOfRun = firstDocumentOfRun
    let names = kind.columns.map(\.name)
    keyColumns = kind.keyColumnNames.compactMap { names.firstIndex(of: $0) }
    updatedColumn = names.firstIndex(of: "updated_at")
    statusColumn = names.firstIndex(of: "status")
    bulk = try BulkInsert(database, kind: kind)
    isFresh =
      try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM \(kind.table))") ?? false
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

  func finish() throws { try createIndex() }

  /// While the table was empty at the start and no key has come twice, rows are new without a
  /// look-up, and the index waits until all are in: keeping it while loading costs a factor.
  func append(_ batch: RecordBatch) throws -> [LedgerConflict] {
    var new: [Int] = []
    var conflicts: [LedgerConflict] = []
    for row in 0..<batch.count {
      let isFirst = keysSeen.insert(keyHash(batch, row)).inserted
      if isFresh && isFirst {
        new.append(row)
        continue
      }
      try bulk.insert(batch, rows: new, document: document)
      new.removeAll(keepingCapacity: true)
      if !isIndexed { try createIndex() }
      if let message = try merge(batch, row) {
        conflicts.append(LedgerConflict(row: row, message: message))
      }
    }
    try bulk.insert(batch, rows: new, document: document)
    return conflicts
  }

  /// FNV-1a over the key's cells; a clash only costs a look-up.
  private func keyHash(_ batch: RecordBatch, _ row: Int) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for column in keyColumns {
      let cell = batch.cells[row * batch.width + column]
      if cell.length < 0 {
        hash = (hash ^ UInt64(bitPattern: cell.value)) &* 0x100_0000_01b3
      } else {
        let start = Int(cell.value)
        for index in start..<start + Int(cell.length) {
          hash = (hash ^ UInt64(batch.arena[index])) &* 0x100_0000_01b3
        }
      }
      hash = (hash ^ 0x1F) &* 0x100_0000_01b3
    }
    return Int(truncatingIfNeeded: hash)
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
    let keys = StatementArguments(keyColumns.map { value(batch, row, $0) })
    let existing = try Row.fetchOne(
      database, sql: "SELECT rowid AS row_number, * FROM \(kind.table) WHERE \(condition)",
      arguments: keys)
    guard let existing else {
      try bulk.insert(batch, rows: [row], document: document)
      return nil
    }
    let new = kind.columns.indices.map { value(batch, row, $0) }
    let old = kind.columns.map { existing[$0.name] as DatabaseValue }
    switch Version.compare(old: old, new: new, updated: updatedColumn, status: statusColumn) {
    case .same, .older: return nil
    case .newer(let merged):
      try update(existing["row_number"], with: merged, line: batch.lines[row])
      return nil
    case .conflict(let columns):
      return try setAside(existing, columns)
    }
  }

  private func update(_ rowid: Int64, with values: [DatabaseValue], line: Int32) throws {
    let assignments = kind.columns.map { "\"\($0.name)\" = ?" }.joined(separator: ", ")
    try database.execute(
      sql: "UPDATE \(kind.table) SET document = ?, line = ?, \(assignments) WHERE rowid = ?",
      arguments: StatementArguments(
        [document.databaseValue, line.databaseValue] + values + [rowid.databaseValue]))
  }

  /// The message for a contradicting row; the earlier row goes too when this run brought it.
  private func setAside(_ existing: Row, _ columns: [Int]) throws -> String {
    let other: Int64 = existing["document"]
    let otherLine: Int64 = existing["line"]
    let name =
      try String.fetchOne(
        database, sql: "SELECT name FROM document WHERE id = ?", arguments: [other]) ?? ""
    let named = columns.map { kind.columns[$0].name }.joined(separator: ", ")
    if other >= firstDocumentOfRun { try quarantine(existing, document: other, named) }
    return "contradicts \(name.isEmpty ? "this file" : name):\(otherLine) in \(named)"
  }

  private func quarantine(_ row: Row, document other: Int64, _ named: String) throws {
    let line: Int64 = row["line"]
    let raw = kind.columns.map { "\(row[$0.name] as DatabaseValue)" }.joined(separator: ",")
    try database.execute(
      sql: """
        INSERT INTO quarantined_row (id, document, line, byte_offset, code, reason, "column", value,
          raw, settlement_id, currency, amount)
        SELECT 'Q-' || substr(sha256, 1, 12) || '-' || ?, id, ?, 0, 'DU-03', ?, ?, '', ?, '', '', NULL
        FROM document WHERE id = ?
        """,
      arguments: [
        line, line, "restated: another row of the same run has the same key and other content",
        named, raw, other,
      ])
    try database.execute(
      sql: """
        UPDATE document SET accepted = accepted - 1, quarantined = quarantined + 1 WHERE id = ?
        """, arguments: [other])
    try database.execute(
      sql: "DELETE FROM \(kind.table) WHERE rowid = ?", arguments: [row["row_number"] as Int64])
  }
}

/// How two versions of one record relate.
enum Version {
  case same
  case older
  /// The values to keep.
  case newer([DatabaseValue])
  /// The columns that contradict.
  case conflict([Int])

  static func compare(
    old: [DatabaseValue], new: [DatabaseValue], updated: Int?, status: Int?
  ) -> Version {
    let differing = old.indices.filter { $0 != updated && !isEqual(old[$0], new[$0]) }
    if let updated, let before = Int64.fromDatabaseValue(old[updated]),
      let after = Int64.fromDatabaseValue(new[updated]), before != after
    {
      return after > before ? .newer(new) : .older
    }
    if differing.isEmpty { return .same }
    if differing.allSatisfy({ isBlank(old[$0]) || isAdvance(old[$0], new[$0], $0 == status) }) {
      return .newer(old.indices.map { isBlank(new[$0]) ? old[$0] : new[$0] })
    }
    if differing.allSatisfy({ isBlank(new[$0]) || isAdvance(new[$0], old[$0], $0 == status) }) {
      return .older
    }
    return .conflict(differing)
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
    }
  }
}
