import Accounting
import GRDB
import GRDBSQLite

/// Inserts record batches through the raw SQLite handle, many rows a statement.
///
/// Measured: rows bound one by one through the wrapper run at an eighth of this rate.
final class BulkInsert {
  private let handle: OpaquePointer?
  private let kind: RecordKind
  private var statement: OpaquePointer?
  private let rowsPerStatement: Int

  init(_ database: Database, kind: RecordKind) throws {
    handle = database.sqliteConnection
    self.kind = kind
    // SQLite allows 32,766 parameters (SQLITE_MAX_VARIABLE_NUMBER); longer statements gain nothing.
    rowsPerStatement = max(1, 640 / (kind.columns.count + 2))
    statement = try prepare(rows: rowsPerStatement)
  }

  deinit { sqlite3_finalize(statement) }

  /// Inserts the given rows of a batch as rows of a document.
  func insert(_ batch: RecordBatch, rows: [Int], document: Int64) throws {
    var next = 0
    while rows.count - next >= rowsPerStatement {
      try run(statement, batch, rows[next..<next + rowsPerStatement], document)
      next += rowsPerStatement
    }
    if next < rows.count {
      let rest = try prepare(rows: rows.count - next)
      defer { sqlite3_finalize(rest) }
      try run(rest, batch, rows[next...], document)
    }
  }

  private func prepare(rows: Int) throws -> OpaquePointer? {
    let names = (["document", "line"] + kind.columns.map(\.name)).map { "\"\($0)\"" }
    let marks = "(" + names.map { _ in "?" }.joined(separator: ",") + ")"
    let sql =
      "INSERT INTO \(kind.table) (\(names.joined(separator: ","))) VALUES "
      + Array(repeating: marks, count: rows).joined(separator: ",")
    var statement: OpaquePointer?
    try check(sqlite3_prepare_v3(handle, sql, -1, 0, &statement, nil))
    return statement
  }

  private func run(
    _ statement: OpaquePointer?, _ batch: RecordBatch, _ rows: ArraySlice<Int>, _ document: Int64
  ) throws {
    try batch.arena.withUnsafeBufferPointer { arena in
      try batch.cells.withUnsafeBufferPointer { cells in
        var parameter: Int32 = 1
        for row in rows {
          sqlite3_bind_int64(statement, parameter, document)
          sqlite3_bind_int64(statement, parameter + 1, Int64(batch.lines[row]))
          parameter += 2
          for column in row * batch.width..<(row + 1) * batch.width {
            bind(cells[column], statement, parameter, arena)
            parameter += 1
          }
        }
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        if code != SQLITE_DONE { try check(code) }
      }
    }
  }

  private func bind(
    _ cell: RecordCell, _ statement: OpaquePointer?, _ parameter: Int32,
    _ arena: UnsafeBufferPointer<UInt8>
  ) {
    switch cell.length {
    case -2: sqlite3_bind_null(statement, parameter)
    case -1: sqlite3_bind_int64(statement, parameter, cell.value)
    case 0: sqlite3_bind_text(statement, parameter, "", 0, nil)
    default:
      // A nil destructor is SQLITE_STATIC: the arena outlives the step.
      arena.baseAddress?.withMemoryRebound(to: CChar.self, capacity: arena.count) { base in
        _ = sqlite3_bind_text(statement, parameter, base + Int(cell.value), cell.length, nil)
      }
    }
  }

  private func check(_ code: Int32) throws {
    guard code != SQLITE_OK else { return }
    let message = sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown"
    throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
  }
}
