import Accounting
import GRDB

/// Inserts rows of one table through the raw SQLite handle, many a statement.
///
/// Measured: rows bound one by one through the wrapper run at an eighth of this rate.
final class RowInsert {
  // SQLite allows 32,766 parameters (SQLITE_MAX_VARIABLE_NUMBER); longer statements gain nothing.
  private static let parametersPerStatement = 640
  private let handle: OpaquePointer?
  private let table: String
  private let columns: [String]
  private let isReplacing: Bool
  let rowsPerStatement: Int
  private let statement: RawStatement

  /// `isReplacing`: a row takes the place of one with the same primary key.
  init(
    _ handle: OpaquePointer?, into table: String, columns: [String], isReplacing: Bool = false
  ) throws {
    self.handle = handle
    self.table = table
    self.columns = columns
    self.isReplacing = isReplacing
    rowsPerStatement = max(1, Self.parametersPerStatement / columns.count)
    statement = try RawStatement(
      handle, into: table, columns: columns, rows: rowsPerStatement, isReplacing: isReplacing)
  }

  /// Inserts a number of rows.
  ///
  /// `bind`: binds a row's values, from the parameter that it is told on; texts must stay where
  /// they are until this returns.
  @inline(__always)
  func insert(
    count: Int, bind: (_ row: Int, _ statement: borrowing RawStatement, _ first: Int32) -> Void
  ) throws {
    var start = 0
    while count - start >= rowsPerStatement {
      var parameter: Int32 = 1
      for row in start..<start + rowsPerStatement {
        bind(row, statement, parameter)
        parameter &+= Int32(truncatingIfNeeded: columns.count)
      }
      try statement.run()
      start += rowsPerStatement
    }
    guard start < count else { return }
    let rest = try RawStatement(
      handle, into: table, columns: columns, rows: count - start, isReplacing: isReplacing)
    for row in start..<count { bind(row, rest, Int32((row - start) * columns.count) + 1) }
    try rest.run()
  }
}

/// Inserts record batches of one kind.
final class BulkInsert {
  private let insert: RowInsert

  init(_ database: Database, kind: RecordKind) throws {
    insert = try RowInsert(
      database.sqliteConnection, into: kind.table,
      columns: ["document", "line"] + kind.columns.map(\.name))
  }

  /// Inserts the given rows of a batch as rows of a document.
  func insert(_ batch: RecordBatch, rows: [Int], document: Int64) throws {
    try batch.arena.withUnsafeBufferPointer { arena in
      try insert.insert(count: rows.count) { position, statement, first in
        let row = rows[position]
        statement.bind(document, to: first)
        statement.bind(Int64(batch.lines[row]), to: first + 1)
        for column in 0..<batch.width {
          statement.bind(
            batch.cells[row * batch.width + column], of: arena, to: first + 2 + Int32(column))
        }
      }
    }
  }
}

extension RawStatement {
  /// Binds a cell whose text stands in `arena`.
  @inline(__always)
  func bind(_ cell: RecordCell, of arena: UnsafeBufferPointer<UInt8>, to parameter: Int32) {
    switch cell.length {
    case -2: bindNull(to: parameter)
    case -1: bind(cell.value, to: parameter)
    default:
      let start = Int(cell.value)
      bind(
        UnsafeBufferPointer(rebasing: arena[start..<start + Int(cell.length)]), to: parameter)
    }
  }
}
