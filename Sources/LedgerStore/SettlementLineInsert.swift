import Accounting
import GRDB

/// Inserts the settlement lines of one document.
final class SettlementLineInsert {
  // One access for a batch: a class checks each access to what it stores, a structure need not.
  private var tables: LineTables

  init(_ transaction: LedgerTransaction, document: Int64) throws {
    tables = try LineTables(transaction, document: document)
  }

  func insert(_ batch: SettlementLineBatch) throws { try tables.insert(batch) }
}

/// The tables that settlement lines go to: items first, then the lines that share them.
private struct LineTables: ~Copyable {
  /// Columns of `settlement_item` that hold the number of a recurring text.
  private static let recurring = ["source", "settlement_id", "marketplace", "sku", "currency"]
  private let items: RowInsert
  private let lines: RowInsert
  private let hashedLines: RowInsert
  private var texts: TextTable
  private var meanings: MeaningTable
  private let document: Int64
  private let arrivals: Arrivals?
  private let isRecurring: [Bool]
  private var likely: [Symbol]
  private let lastItem: RawStatement
  /// Cells of the items of one batch, recurring texts by number; items of no line left out.
  private var cells: [RecordCell] = []

  init(_ transaction: LedgerTransaction, document: Int64) throws {
    let handle = transaction.database.sqliteConnection
    let texts = try TextTable(handle)
    let meanings = try MeaningTable(handle)
    let lastItem = try RawStatement(handle, "SELECT max(id) FROM settlement_item")
    let items = try RowInsert(
      handle, into: "settlement_item",
      columns: ["id", "document"] + SettlementLineBatch.itemColumns.map(\.ledgerName))
    let columns = ["item", "line", "meaning", "amount"]
    let lines = try RowInsert(handle, into: "settlement_line", columns: columns)
    let hashedLines = try RowInsert(
      handle, into: "settlement_line", columns: columns + ["row_hash"])
    let names = SettlementLineBatch.itemColumns.map(\.name)
    isRecurring = names.map(Self.recurring.contains)
    likely = names.map { _ in .none }
    self.texts = texts
    self.meanings = meanings
    self.lastItem = lastItem
    self.items = items
    self.lines = lines
    self.hashedLines = hashedLines
    self.document = document
    arrivals = transaction.arrivals
    arrivals?.beginSettlementLines()
  }

  mutating func insert(_ batch: SettlementLineBatch) throws {
    guard batch.count > 0 else { return }
    try meanings.extend(to: batch.meanings)
    let first = (try lastItem.firstInteger() ?? 0) + 1
    try insertItems(batch, first: first)
    try insertLines(batch, firstItem: first)
    arrivals?.add(batch, document: document)
  }

  private mutating func insertItems(_ batch: SettlementLineBatch, first: Int64) throws {
    let width = isRecurring.count
    try batch.arena.withUnsafeBufferPointer { arena in
      cells.removeAll(keepingCapacity: true)
      var last: Int32 = -1
      for line in batch.lines where line.item != last {
        last = line.item
        for column in 0..<width {
          cells.append(
            try stored(batch.cells[Int(line.item) * width + column], column, arena))
        }
      }
      try items.insert(count: cells.count / width) { row, statement, parameter in
        statement.bind(first + Int64(row), to: parameter)
        statement.bind(document, to: parameter + 1)
        for column in 0..<width {
          statement.bind(
            cells[row * width + column], of: arena, to: parameter + 2 + Int32(column))
        }
      }
    }
  }

  /// The cell as the ledger keeps it: no empty texts, recurring ones by number.
  private mutating func stored(
    _ cell: RecordCell, _ column: Int, _ arena: UnsafeBufferPointer<UInt8>
  ) throws -> RecordCell {
    if cell.length == 0 { return .absent }
    guard cell.length > 0, isRecurring[column] else { return cell }
    let start = Int(cell.value)
    let text = UnsafeBufferPointer(rebasing: arena[start..<start + Int(cell.length)])
    return .integer(try texts.id(of: text, likely: &likely[column]))
  }

  private func insertLines(_ batch: SettlementLineBatch, firstItem: Int64) throws {
    var item = firstItem - 1
    var last: Int32 = -1
    try batch.hashes.withUnsafeBufferPointer { hashes in
      let target = hashes.isEmpty ? lines : hashedLines
      try batch.lines.withUnsafeBufferPointer { lines in
        try target.insert(count: lines.count) { row, statement, parameter in
          let line = lines[row]
          if line.item != last {
            last = line.item
            item += 1
          }
          statement.bind(item, to: parameter)
          statement.bind(Int64(line.line), to: parameter + 1)
          statement.bind(meanings[Int(line.meaning)], to: parameter + 2)
          statement.bind(line.amount, to: parameter + 3)
          guard !hashes.isEmpty else { return }
          let start = row * SettlementLineBatch.hashBytes
          statement.bind(
            UnsafeBufferPointer(
              rebasing: hashes[start..<start + SettlementLineBatch.hashBytes]),
            to: parameter + 4)
        }
      }
    }
  }
}

extension RecordColumn {
  /// The column of `settlement_item`; those that hold a text's number are not called `_id`.
  var ledgerName: String { name == "settlement_id" ? "settlement" : name }
}

/// The ledger's meanings of lines (table `line_meaning`) by their position in a document.
struct MeaningTable: ~Copyable {
  private let find: RawStatement
  private let add: RawStatement
  private var ids: [Int64] = []

  init(_ handle: OpaquePointer?) throws {
    let find = try RawStatement(
      handle, "SELECT id FROM line_meaning WHERE event = ? AND component = ? AND label = ?")
    let add = try RawStatement(
      handle,
      "INSERT INTO line_meaning (event, component, label) VALUES (?, ?, ?) RETURNING id")
    self.find = find
    self.add = add
  }

  subscript(position: Int) -> Int64 { ids[position] }

  /// Looks up, or adds, the meanings that came since the last batch.
  mutating func extend(to meanings: [SettlementLineBatch.Meaning]) throws {
    for meaning in meanings.dropFirst(ids.count) {
      var id = try run(find, meaning)
      if id == nil { id = try run(add, meaning) }
      ids.append(id ?? 0)
    }
  }

  private func run(
    _ statement: borrowing RawStatement, _ meaning: SettlementLineBatch.Meaning
  ) throws -> Int64? {
    statement.bind(Int64(meaning.event.rawValue), to: 1)
    statement.bind(Int64(meaning.component.rawValue), to: 2)
    return try meaning.label.withUnsafeBufferPointer {
      statement.bind($0, to: 3)
      return try statement.firstInteger()
    }
  }
}
