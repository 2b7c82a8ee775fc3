import Accounting
import GRDB

extension LedgerTransaction {
  /// The name that evidence gives a document: its own, or, when another document has that name,
  /// with `~` and eight digits of its hash.
  package func evidenceName(_ name: String, sha256: String) throws -> String {
    let isTaken =
      try Bool.fetchOne(
        database,
        sql:
          "SELECT EXISTS (SELECT 1 FROM document WHERE name = ? AND sha256 <> ? AND batch <> '')",
        arguments: [name, sha256]) ?? false
    return isTaken ? "\(name)~\(sha256.prefix(8))" : name
  }

  /// Holds the lines of a document whose own total does not foot although no settlement of the
  /// channel's names it: they get a settlement of the document's name, with that total.
  package func holdUnnamed(
    _ currency: Currency, declared: Int64?, of document: LedgerDocument
  ) throws {
    let hasLines =
      try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM settlement_item WHERE document = ?)",
        arguments: [document.id]) ?? false
    // Orders have totals to foot to and no settlement.
    guard hasLines else { return }
    let number = "\(document.batch)/\(currency.code)"
    try database.execute(
      sql: """
        DELETE FROM settlement WHERE document = ? AND currency = ?
        """, arguments: [document.id, currency.code])
    let currencyId = try textId(currency.code)
    try database.execute(
      sql: "UPDATE settlement_item SET settlement = ? WHERE document = ? AND currency = ?",
      arguments: [try textId(number), document.id, currencyId])
    try turnPayoutsIntoMemos(document.id, currencyId)
    try database.execute(
      sql: """
        INSERT INTO settlement (document, line, source, settlement_id, currency, declared_total,
          starts_at, ends_at, deposit_at)
        SELECT ?, 1, ?, ?, ?, ?, NULL, NULL, max(posted_at) FROM settlement_item
        WHERE document = ? AND currency = ?
        """,
      arguments: [
        document.id, document.source, number, currency.code, declared, document.id, currencyId,
      ])
  }

  private func turnPayoutsIntoMemos(_ document: Int64, _ currency: Int64?) throws {
    let (payout, memo) = (LineEvent.payout.rawValue, LineEvent.memo.rawValue)
    try database.execute(
      sql: """
        INSERT INTO line_meaning (event, component, label)
        SELECT ?, component, label FROM line_meaning WHERE event = ? ON CONFLICT DO NOTHING
        """, arguments: [memo, payout])
    try database.execute(
      sql: """
        UPDATE settlement_line SET meaning = new.id
        FROM line_meaning old
          JOIN line_meaning new
            ON new.event = ? AND new.component = old.component AND new.label = old.label
        WHERE old.id = settlement_line.meaning AND old.event = ?
          AND item IN (SELECT id FROM settlement_item WHERE document = ? AND currency = ?)
        """, arguments: [memo, payout, document, currency])
  }
}
