import Accounting
import GRDB

/// Lines that were pending in an earlier export, and name their payout in a later one.
final class PendingLines {
  private let transaction: LedgerTransaction
  /// The item that was completed last, and what became of it: lines of one row share it.
  private var last: (item: Int64, settlement: String, completed: Int64)?

  init(_ transaction: LedgerTransaction) { self.transaction = transaction }

  /// Tells the ledger the settlements of lines that it has already.
  func complete(_ lines: SettlementLineBatch, positions: [Int]) throws {
    let number = SettlementLineBatch.itemColumns.firstIndex { $0.name == "settlement_id" } ?? 1
    for position in positions {
      let settlement = lines.text(line: position, column: number)
      if !settlement.isEmpty { try complete(lines.hash(line: position), settlement) }
    }
  }

  private func complete(_ hash: String, _ settlement: String) throws {
    let statement = try transaction.database.cachedStatement(
      sql: """
        SELECT line.rowid AS number, line.item
        FROM settlement_line line JOIN settlement_item item ON item.id = line.item
        WHERE line.row_hash = ? AND line.row_hash <> '' AND item.settlement IS NULL
        ORDER BY line.rowid LIMIT 1
        """)
    guard let line = try Row.fetchOne(statement, arguments: [hash]) else { return }
    let number: Int64 = line["number"]
    let item = try completed(line["item"], settlement)
    try transaction.database.execute(
      sql: "UPDATE settlement_line SET item = ? WHERE rowid = ?", arguments: [item, number])
  }

  /// A copy of the item with its settlement: an equal row beside it may belong to another one.
  private func completed(_ item: Int64, _ settlement: String) throws -> Int64 {
    if let last, last.item == item, last.settlement == settlement { return last.completed }
    try transaction.database.execute(
      sql: """
        INSERT INTO settlement_item (document, source, settlement, marketplace, order_id,
          item_code, sku, shipment, adjustment, currency, quantity, posted_at, reference)
        SELECT document, source, ?, marketplace, order_id, item_code, sku, shipment, adjustment,
          currency, quantity, posted_at, reference
        FROM settlement_item WHERE id = ?
        """, arguments: [try transaction.textId(settlement), item])
    let completed = transaction.database.lastInsertedRowID
    last = (item, settlement, completed)
    return completed
  }
}
