import GRDB
import GRDBSQLite

/// Inserts rows of one table through the raw SQLite handle, many a statement.
///
/// Cells come row by row in order of the columns. Their texts are kept in one run of bytes until
/// the statement runs, so that SQLite need not copy them.
final class TableInsert {
  private enum Cell {
    case integer(Int64)
    case null
    /// Where the text stands in `texts`.
    case text(start: Int, count: Int)
  }

  private let handle: OpaquePointer?
  private let sql: String
  private let columns: Int
  private let rowsPerStatement: Int
  private var statement: OpaquePointer?
  private var cells: [Cell] = []
  private var texts: [UInt8] = []

  /// `isReplacing`: a row takes the place of one with the same primary key.
  init(
    _ database: Database, into table: String, columns: [String], isReplacing: Bool = false
  ) throws {
    handle = database.sqliteConnection
    self.columns = columns.count
    rowsPerStatement = max(1, 640 / columns.count)
    sql =
      "INSERT \(isReplacing ? "OR REPLACE " : "")INTO \(table) "
      + "(\(columns.joined(separator: ","))) VALUES "
    statement = try prepare(rows: rowsPerStatement)
  }

  deinit { sqlite3_finalize(statement) }

  func integer(_ value: Int64?) {
    cells.append(value.map { .integer($0) } ?? .null)
  }

  func text(_ text: String) {
    let start = texts.count
    texts.append(contentsOf: text.utf8)
    cells.append(.text(start: start, count: texts.count - start))
  }

  /// Ends the row; every so many rows are written.
  func endRow() throws {
    assert(cells.count % columns == 0, "one cell a column")
    if cells.count == columns * rowsPerStatement { try run(statement) }
  }

  /// Writes what is left.
  func finish() throws {
    if cells.isEmpty { return }
    let rest = try prepare(rows: cells.count / columns)
    defer { sqlite3_finalize(rest) }
    try run(rest)
  }

  private func prepare(rows: Int) throws -> OpaquePointer? {
    let marks = "(" + Array(repeating: "?", count: columns).joined(separator: ",") + ")"
    var statement: OpaquePointer?
    try check(
      sqlite3_prepare_v3(
        handle, sql + Array(repeating: marks, count: rows).joined(separator: ","), -1, 0,
        &statement, nil))
    return statement
  }

  private func run(_ statement: OpaquePointer?) throws {
    let code = texts.withUnsafeBytes { texts in
      let base = texts.bindMemory(to: CChar.self).baseAddress
      for index in cells.indices {
        let parameter = Int32(index + 1)
        switch cells[index] {
        case .integer(let value): sqlite3_bind_int64(statement, parameter, value)
        case .null: sqlite3_bind_null(statement, parameter)
        case .text(_, 0): sqlite3_bind_text(statement, parameter, "", 0, nil)
        case .text(let start, let count):
          // A nil destructor is SQLITE_STATIC: the texts outlive the step.
          sqlite3_bind_text(statement, parameter, base.map { $0 + start }, Int32(count), nil)
        }
      }
      return sqlite3_step(statement)
    }
    sqlite3_reset(statement)
    if code != SQLITE_DONE { try check(code) }
    cells.removeAll(keepingCapacity: true)
    texts.removeAll(keepingCapacity: true)
  }

  private func check(_ code: Int32) throws {
    guard code != SQLITE_OK else { return }
    let message = sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown"
    throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
  }
}
