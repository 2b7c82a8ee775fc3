import Accounting
import GRDB

/// Inserts rows of one table that are put together cell by cell.
///
/// Cells come row by row in order of the columns. Their texts are kept in one run of bytes until
/// the rows are written, so that SQLite need not copy them.
final class TableInsert {
  private let insert: RowInsert
  private let columns: Int
  private var cells: [RecordCell] = []
  private var texts: [UInt8] = []

  /// `isReplacing`: a row takes the place of one with the same primary key.
  init(
    _ database: Database, into table: String, columns: [String], isReplacing: Bool = false
  ) throws {
    insert = try RowInsert(
      database.sqliteConnection, into: table, columns: columns, isReplacing: isReplacing)
    self.columns = columns.count
  }

  func integer(_ value: Int64?) { cells.append(value.map { .integer($0) } ?? .absent) }

  func text(_ text: String) {
    let start = texts.count
    texts.append(contentsOf: text.utf8)
    cells.append(.text(start: start, length: texts.count - start))
  }

  /// Ends the row; every so many rows are written.
  func endRow() throws {
    assert(cells.count % columns == 0, "one cell a column")
    if cells.count == columns * insert.rowsPerStatement { try finish() }
  }

  /// Writes what is left.
  func finish() throws {
    try texts.withUnsafeBufferPointer { texts in
      try insert.insert(count: cells.count / columns) { row, statement, first in
        for column in 0..<columns {
          statement.bind(cells[row * columns + column], of: texts, to: first + Int32(column))
        }
      }
    }
    cells.removeAll(keepingCapacity: true)
    texts.removeAll(keepingCapacity: true)
  }
}
