import GRDB
import GRDBSQLite

/// A statement on the raw SQLite handle, for what is done a million times.
///
/// Unlike the wrapper's statements it may be used on another thread than the connection's own, as
/// long as only one of them uses the connection.
struct RawStatement: ~Copyable {
  private let handle: OpaquePointer?
  private var statement: OpaquePointer?

  init(_ handle: OpaquePointer?, _ sql: String) throws {
    self.handle = handle
    let code = sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK else { throw Self.error(handle, code) }
  }

  /// An INSERT of several rows.
  ///
  /// `isReplacing`: a row takes the place of one with the same primary key.
  init(
    _ handle: OpaquePointer?, into table: String, columns: [String], rows: Int,
    isReplacing: Bool = false
  ) throws {
    let names = columns.map { "\"\($0)\"" }.joined(separator: ",")
    let marks = "(" + columns.map { _ in "?" }.joined(separator: ",") + ")"
    try self.init(
      handle,
      "INSERT \(isReplacing ? "OR REPLACE " : "")INTO \(table) (\(names)) VALUES "
        + Array(repeating: marks, count: rows).joined(separator: ","))
  }

  deinit { sqlite3_finalize(statement) }

  /// Parameters count from 1.
  @inline(__always)
  func bind(_ value: Int64, to parameter: Int32) {
    sqlite3_bind_int64(statement, parameter, value)
  }

  @inline(__always)
  func bindNull(to parameter: Int32) { sqlite3_bind_null(statement, parameter) }

  /// Binds a text that stays where it is until the statement has run.
  @inline(__always)
  func bind(_ text: UnsafeBufferPointer<UInt8>, to parameter: Int32) {
    // A nil destructor is SQLITE_STATIC. An empty buffer may have no address, which would be NULL.
    guard let start = text.baseAddress, !text.isEmpty else {
      sqlite3_bind_text(statement, parameter, "", 0, nil)
      return
    }
    start.withMemoryRebound(to: CChar.self, capacity: text.count) {
      _ = sqlite3_bind_text(statement, parameter, $0, Int32(text.count), nil)
    }
  }

  /// Runs a statement without results.
  func run() throws {
    let code = sqlite3_step(statement)
    sqlite3_reset(statement)
    guard code == SQLITE_DONE else { throw Self.error(handle, code) }
  }

  /// Runs a query; the first column of its first row, or `nil` when it has none.
  func firstInteger() throws -> Int64? {
    defer { sqlite3_reset(statement) }
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return sqlite3_column_int64(statement, 0)
    case SQLITE_DONE: return nil
    case let code: throw Self.error(handle, code)
    }
  }

  private static func error(_ handle: OpaquePointer?, _ code: Int32) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code),
      message: sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown")
  }
}
