/// A journal entry as an accounting program was given it.
package struct ExportedEntry: Hashable, Sendable {
  /// The target's name, for example `xero`.
  package var target: String
  package var period: AccountingPeriod
  package var entry: String
  package var date: CalendarDate
  /// A hash of the entry's date and postings.
  package var mark: String
  /// Minor units of the functional currency.
  package var debits: Int64
  /// The day the queue stood at.
  package var exportedOn: CalendarDate

  package init(
    target: String, period: AccountingPeriod, entry: String, date: CalendarDate, mark: String,
    debits: Int64, exportedOn: CalendarDate
  ) {
    self.target = target
    self.period = period
    self.entry = entry
    self.date = date
    self.mark = mark
    self.debits = debits
    self.exportedOn = exportedOn
  }

  /// The export in words that are the same for the same export.
  package var words: String { "exported \(target) \(period) \(entry) \(mark) \(exportedOn)" }
}
