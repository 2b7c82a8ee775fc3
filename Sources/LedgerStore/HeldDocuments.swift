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
    let number = "\(document.batch)/\(currency.code)"
    try database.execute(
      sql: """
        DELETE FROM settlement WHERE document = ? AND currency = ?
        """, arguments: [document.id, currency.code])
    try database.execute(
      sql: """
        UPDATE settlement_line SET settlement_id = ?,
          event = CASE event WHEN ? THEN ? ELSE event END
        WHERE document = ? AND currency = ?
        """,
      arguments: [
        number, LineEvent.payout.rawValue, LineEvent.memo.rawValue, document.id, currency.code,
      ])
    try database.execute(
      sql: """
        INSERT INTO settlement (document, line, source, settlement_id, currency, declared_total,
          starts_at, ends_at, deposit_at)
        SELECT ?, 1, ?, ?, ?, ?, NULL, NULL, max(posted_at) FROM settlement_line
        WHERE document = ? AND currency = ?
        """,
      arguments: [
        document.id, document.source, number, currency.code, declared, document.id,
        currency.code,
      ])
  }
}
