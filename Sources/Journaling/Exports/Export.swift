import Accounting

/// Writes a period's entries the way a target takes them, byte-identical on every run.
///
/// An export stands alone: it holds the period's entries and whatever declarations they need, and
/// no balance of earlier periods. Everything the target would refuse is found before the first
/// byte is made.
///
/// - Parameters:
///   - entries: The journal, sorted by date, then id; entries of other periods are left out.
///   - period: The period to write.
///   - target: The format to write it in.
///   - settings: The entity's choices; its name and functional currency are used.
///   - options: What the target needs beyond the books.
/// - Returns: One file, or several where the target limits their size; none for no entries.
/// - Throws: ``ExportRefusal`` naming the entry and the field.
package func export(
  _ entries: [JournalEntry], period: AccountingPeriod, target: ExportTarget,
  settings: Settings, options: ExportOptions = ExportOptions()
) throws(ExportRefusal) -> [ExportFile] {
  let days = period.firstDay...period.lastDay
  let entries = entries.indices.filter { days.contains(entries[$0].date) }
    .map { entries[$0].withItemsJoined }
  try checkBalanced(entries, target: target)
  switch target {
  case .csv:
    let bytes = journalCSV(entries, settings: settings)
    return [ExportFile(name: target.fileName(period), bytes: bytes)]
  case .hledger:
    let bytes = hledgerJournal(entries, period: period, settings: settings)
    return [ExportFile(name: target.fileName(period), bytes: bytes)]
  case .beancount:
    let bytes = beancountJournal(entries, period: period, settings: settings)
    return [ExportFile(name: target.fileName(period), bytes: bytes)]
  case .quickbooksOnline:
    return try QuickBooksOnlineExport(settings: settings, options: options)
      .files(entries, period: period)
  case .xero:
    return try XeroExport(settings: settings, options: options).files(entries, period: period)
  }
}

private func checkBalanced(
  _ entries: [JournalEntry], target: ExportTarget
) throws(ExportRefusal) {
  var ids: Set<String> = []
  for entry in entries {
    guard entry.isBalanced else {
      throw ExportRefusal(
        target: target, entry: entry.id, field: "amount",
        reason: "debits and credits differ",
        remedy: "run `crossfoot run` again; if it stays, report it with this entry's number")
    }
    guard ids.insert(entry.id).inserted else {
      throw ExportRefusal(
        target: target, entry: entry.id, field: "entry_id", reason: "two entries have this number",
        remedy: "run `crossfoot run` again; if it stays, report it with this entry's number")
    }
  }
}
