import Accounting
import GRDB

/// Lines that were pending in an earlier export, and name their payout in a later one; or that a
/// later one names another payout of.
final class PendingLines {
  private let transaction: LedgerTransaction
  private let document: Int64
  private let firstDocumentOfRun: Int64
  /// Lines that stand in another settlement than this document says; judged at its end.
  private var elsewhere: [(hash: String, settlement: String, line: Int32)] = []
  /// The item that was completed last, and what became of it: lines of one row share it.
  private var last: (item: Int64, settlement: String, completed: Int64)?

  init(_ transaction: LedgerTransaction, document: Int64, firstDocumentOfRun: Int64) {
    self.transaction = transaction
    self.document = document
    self.firstDocumentOfRun = firstDocumentOfRun
  }

  /// Tells the ledger the settlements of lines that it has already.
  func complete(_ lines: SettlementLineBatch, positions: [Int]) throws {
    let number = SettlementLineBatch.itemColumns.firstIndex { $0.name == "settlement_id" } ?? 1
    for position in positions {
      let settlement = lines.text(line: position, column: number)
      if settlement.isEmpty { continue }
      let hash = lines.hash(line: position)
      if try !complete(hash, settlement), try !stands(hash, in: settlement) {
        elsewhere.append((hash, settlement, lines.lines[position].line))
      }
    }
  }

  private func stands(_ hash: String, in settlement: String) throws -> Bool {
    let statement = try transaction.database.cachedStatement(
      sql: """
        SELECT EXISTS (
          SELECT 1 FROM settlement_line line JOIN settlement_item item ON item.id = line.item
            JOIN text ON text.id = item.settlement
          WHERE line.row_hash = ? AND line.row_hash <> '' AND text.value = ?)
        """)
    return try Bool.fetchOne(statement, arguments: [hash, settlement]) ?? false
  }

  /// - Returns: whether there was such a line.
  private func complete(_ hash: String, _ settlement: String) throws -> Bool {
    let statement = try transaction.database.cachedStatement(
      sql: """
        SELECT line.rowid AS number, line.item
        FROM settlement_line line JOIN settlement_item item ON item.id = line.item
        WHERE line.row_hash = ? AND line.row_hash <> '' AND item.settlement IS NULL
        ORDER BY line.rowid LIMIT 1
        """)
    guard let line = try Row.fetchOne(statement, arguments: [hash]) else { return false }
    try move(line["number"], of: line["item"], to: settlement)
    return true
  }

  private func move(_ line: Int64, of item: Int64, to settlement: String) throws {
    let item = try completed(item, settlement)
    try transaction.database.execute(
      sql: "UPDATE settlement_line SET item = ? WHERE rowid = ?", arguments: [item, line])
  }

  // MARK: - Lines that another payout paid

  /// Moves lines from a payout still to come into the one that paid them; tells of those in two.
  ///
  /// Other formats may number the same payout otherwise, and a payout's own row is of its file.
  func settleElsewhere() throws {
    for (hash, settlement, number) in elsewhere {
      let statement = try transaction.database.cachedStatement(
        sql: """
          SELECT line.rowid AS number, line.item, line.amount, item.order_id, item.posted_at,
            currency.value AS currency, source.value AS source, text.value AS settlement
          FROM settlement_line line JOIN settlement_item item ON item.id = line.item
            JOIN text ON text.id = item.settlement
            JOIN text currency ON currency.id = item.currency
            JOIN text source ON source.id = item.source
            JOIN document other ON other.id = item.document
            JOIN line_meaning meaning ON meaning.id = line.meaning
          WHERE line.row_hash = ? AND meaning.event <> \(LineEvent.payout.rawValue)
            AND other.format = (SELECT format FROM document WHERE id = ?)
          ORDER BY line.rowid LIMIT 1
          """)
      guard let line = try Row.fetchOne(statement, arguments: [hash, document]) else { continue }
      let source: String = line["source"]
      let old = try status(source, line["settlement"])
      let new = try status(source, settlement)
      if new.hasPaid && !old.hasPaid {
        try move(line["number"], of: line["item"], to: settlement)
      } else if old.hasPaid == new.hasPaid {
        try tell(line, settlement, number)
      }
    }
    elsewhere = []
  }

  private func status(_ source: String, _ settlement: String) throws -> PayoutStatus {
    let value = try Int64.fetchOne(
      transaction.database,
      sql: "SELECT max(payout_status) FROM settlement WHERE source = ? AND settlement_id = ?",
      arguments: [source, settlement])
    return PayoutStatus(rawValue: UInt8(clamping: value ?? 0)) ?? .unknown
  }

  private func tell(_ line: Row, _ settlement: String, _ number: Int32) throws {
    let first: String = line["settlement"]
    let order: String = line["order_id"] ?? ""
    let seconds: Int64 = line["posted_at"]
    var rule = BrokenRule(
      provenance: Provenance(document: -1, line: number), kind: .settlement, rule: "one_payout",
      message: "stands in payout \(first), where it counts, and here in \(settlement)",
      key: "\(order)|\(seconds)|\(first)|\(settlement)")
    rule.orderId = order
    rule.settlementId = first
    rule.currency = Currency(code: line["currency"] as String)
    rule.amount = line["amount"]
    rule.at = Instant(seconds: seconds)
    try transaction.recordBrokenRules([rule], document: document)
  }

  /// A copy of the item with its settlement: an equal row beside it may belong to another one.
  ///
  /// What an earlier run booked without one is told apart: its entries keep their names.
  private func completed(_ item: Int64, _ settlement: String) throws -> Int64 {
    if let last, last.item == item, last.settlement == settlement { return last.completed }
    try transaction.database.execute(
      sql: """
        INSERT INTO settlement_item (document, source, settlement, marketplace, order_id,
          item_code, sku, shipment, adjustment, currency, quantity, posted_at, reference,
          is_named_later)
        SELECT document, source, ?, marketplace, order_id, item_code, sku, shipment, adjustment,
          currency, quantity, posted_at, reference,
          is_named_later OR settlement IS NULL AND document < ?
        FROM settlement_item WHERE id = ?
        """, arguments: [try transaction.textId(settlement), firstDocumentOfRun, item])
    let completed = transaction.database.lastInsertedRowID
    last = (item, settlement, completed)
    return completed
  }
}

extension PayoutStatus {
  fileprivate var hasPaid: Bool { self == .paid || self == .inTransit }
}
