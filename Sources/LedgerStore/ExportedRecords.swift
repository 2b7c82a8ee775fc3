import Accounting
import GRDB

extension LedgerTransaction {
  /// What accounting programs were given, by target, period and entry.
  package func exportedEntries() throws -> [ExportedEntry] {
    let rows = try RowCursor(
      database,
      """
      SELECT target, period, entry, date_on, mark, debits, exported_on FROM exported_entry
      ORDER BY target, period, entry
      """)
    var entries: [ExportedEntry] = []
    while try rows.next() {
      guard let period = AccountingPeriod(rows.text(1)) else {
        throw LedgerError(path: "ledger.sqlite", reason: "an exported entry has no period")
      }
      entries.append(
        ExportedEntry(
          target: rows.text(0), period: period, entry: rows.text(2),
          date: CalendarDate(dayNumber: Int32(clamping: rows.integer(3))), mark: rows.text(4),
          debits: rows.integer(5),
          exportedOn: CalendarDate(dayNumber: Int32(clamping: rows.integer(6)))))
    }
    return entries
  }

  /// Keeps what a target was given of a period, in place of what it was given before.
  package func recordExport(
    _ entries: [ExportedEntry], to target: String, of period: AccountingPeriod
  ) throws {
    try database.execute(
      sql: "DELETE FROM exported_entry WHERE target = ? AND period = ?",
      arguments: [target, period.description])
    let rows = try TableInsert(
      database, into: "exported_entry",
      columns: ["target", "period", "entry", "date_on", "mark", "debits", "exported_on"])
    for entry in entries.sorted(by: { $0.entry < $1.entry }) {
      for text in [entry.target, entry.period.description, entry.entry] { rows.text(text) }
      rows.day(entry.date)
      rows.text(entry.mark)
      rows.integer(entry.debits)
      rows.day(entry.exportedOn)
      try rows.endRow()
    }
    try rows.finish()
  }
}
