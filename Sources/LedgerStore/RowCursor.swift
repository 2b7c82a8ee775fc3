import Accounting
import GRDB
import GRDBSQLite

/// Steps through a query on the raw SQLite handle: texts are interned straight from SQLite's
/// bytes, without a `String`.
struct RowCursor: ~Copyable {
  private var statement: OpaquePointer?
  private let handle: OpaquePointer?

  init(_ database: Database, _ sql: String) throws {
    handle = database.sqliteConnection
    let code = sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
    guard code == SQLITE_OK else { throw Self.error(handle, code) }
  }

  deinit { sqlite3_finalize(statement) }

  /// Moves to the next row; `false` at the end.
  func next() throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw Self.error(handle, code)
    }
  }

  func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

  func optionalInteger(_ column: Int) -> Int64? {
    sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL ? nil : integer(column)
  }

  func text(_ column: Int) -> String {
    guard let bytes = sqlite3_column_text(statement, Int32(column)) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// The column's text in a symbol table; NULL and '' are `Symbol.none`.
  func symbol(_ column: Int, in table: inout SymbolTable) -> Symbol {
    guard let bytes = sqlite3_column_text(statement, Int32(column)) else { return .none }
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return table.intern(UnsafeBufferPointer(start: bytes, count: count).span)
  }

  /// The column's text, which most often is the one of the row before.
  func symbol(_ column: Int, in table: inout SymbolTable, likely: inout Symbol) -> Symbol {
    guard let bytes = sqlite3_column_text(statement, Int32(column)) else { return .none }
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    if count == 0 { return .none }
    likely = table.intern(UnsafeBufferPointer(start: bytes, count: count).span, likely: likely)
    return likely
  }

  /// The currency of the column's code.
  ///
  /// - Throws: `LedgerError` when the code is none of ISO 4217, which import does not let in.
  func currency(_ column: Int) throws -> Currency {
    if let bytes = sqlite3_column_text(statement, Int32(column)) {
      let count = Int(sqlite3_column_bytes(statement, Int32(column)))
      if let currency = Currency(ascii: UnsafeBufferPointer(start: bytes, count: count).span) {
        return currency
      }
    }
    throw LedgerError(path: "ledger.sqlite", reason: "unknown currency \(text(column))")
  }

  private static func error(_ handle: OpaquePointer?, _ code: Int32) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code),
      message: sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown")
  }
}
