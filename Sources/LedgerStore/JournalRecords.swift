import Accounting
import GRDB

/// What turns the stored journal into what the ledger's records say.
package struct JournalChange: Sendable {
  /// Entries that are new or differ.
  package fileprivate(set) var coming: [JournalEntry] = []
  /// The ids of entries that are gone or differ.
  fileprivate var going: [String] = []
  /// The months of both.
  package fileprivate(set) var periods: Set<AccountingPeriod> = []
}

extension LedgerTransaction {
  /// How the journal that the records say differs from the one that is stored.
  package func journalChange(to entries: [JournalEntry]) throws -> JournalChange {
    var stored = try storedEntries()
    var change = JournalChange()
    for entry in entries {
      let known = stored.removeValue(forKey: entry.id)
      if let known, known == StoredEntry(entry) { continue }
      change.coming.append(entry)
      change.periods.insert(entry.date.period)
      guard let known else { continue }
      change.going.append(entry.id)
      change.periods.insert(known.period)
    }
    change.going += stored.keys
    change.periods.formUnion(stored.values.map(\.period))
    return change
  }

  /// Makes the journal what the ledger's records say: entries that are gone or differ go, those
  /// that are new or differ come, all others are left alone.
  package func apply(_ change: JournalChange) throws {
    try removeEntries(change.going)
    // In order of the primary key, rows are appended to the table instead of sought.
    try insert(change.coming.sorted { $0.id < $1.id })
  }

  private func removeEntries(_ ids: [String]) throws {
    if ids.isEmpty { return }
    let postings = try database.makeStatement(sql: "DELETE FROM posting WHERE entry = ?")
    let entry = try database.makeStatement(sql: "DELETE FROM journal_entry WHERE id = ?")
    for id in ids.sorted() {
      try postings.execute(arguments: [id])
      try entry.execute(arguments: [id])
    }
  }

  private func insert(_ entries: [JournalEntry]) throws {
    let entryRows = try TableInsert(
      database, into: "journal_entry",
      columns: ["id", "date_on", "description", "rule", "settlement_id", "source_file"])
    for entry in entries {
      entryRows.text(entry.id)
      entryRows.day(entry.date)
      for text in [entry.description, entry.rule, entry.settlementId, entry.sourceFile] {
        entryRows.text(text)
      }
      try entryRows.endRow()
    }
    try entryRows.finish()
    let rows = try TableInsert(
      database, into: "posting",
      columns: [
        "entry", "position", "account", "amount", "currency", "base", "item", "source_file",
        "source_lines", "order_id",
      ])
    for entry in entries {
      for (position, posting) in entry.postings.enumerated() {
        rows.text(entry.id)
        rows.integer(Int64(position))
        rows.text(posting.account.name)
        rows.integer(posting.amount)
        rows.text(posting.currency.code)
        rows.integer(posting.base)
        rows.text(posting.item)
        rows.text(entry.sourceFile(of: posting))
        rows.text(posting.sourceLines.text)
        rows.text(posting.orderId)
        try rows.endRow()
      }
    }
    try rows.finish()
  }

  private func storedEntries() throws -> [String: StoredEntry] {
    var entries: [String: StoredEntry] = [:]
    let rows = try RowCursor(
      database,
      "SELECT id, date_on, description, rule, settlement_id, source_file FROM journal_entry")
    while try rows.next() {
      entries[rows.text(0)] = StoredEntry(
        date: rows.integer(1), texts: (2...5).map { rows.text($0) })
    }
    if entries.isEmpty { return entries }
    let postings = try RowCursor(
      database,
      """
      SELECT entry, amount, base, account, currency, item, source_file, source_lines, order_id
      FROM posting ORDER BY entry, position
      """)
    while try postings.next() {
      entries[postings.text(0)]?.postings.append(
        StoredPosting(
          amount: postings.integer(1), base: postings.integer(2),
          texts: (3...8).map { postings.text($0) }))
    }
    return entries
  }

  package func entryIds() throws -> Set<String> {
    try String.fetchSet(database, sql: "SELECT id FROM journal_entry")
  }
}

/// A journal entry as its row has it, to tell whether it is still the same.
private struct StoredEntry: Equatable {
  let date: Int64
  let texts: [String]
  var postings: [StoredPosting] = []

  var period: AccountingPeriod { CalendarDate(dayNumber: Int32(clamping: date)).period }

  init(date: Int64, texts: [String]) {
    self.date = date
    self.texts = texts
  }

  init(_ entry: JournalEntry) {
    date = Int64(entry.date.dayNumber)
    texts = [entry.description, entry.rule, entry.settlementId, entry.sourceFile]
    postings = entry.postings.map { posting in
      StoredPosting(
        amount: posting.amount, base: posting.base,
        texts: [
          posting.account.name, posting.currency.code, posting.item, entry.sourceFile(of: posting),
          posting.sourceLines.text, posting.orderId,
        ])
    }
  }
}

private struct StoredPosting: Equatable {
  let amount: Int64
  let base: Int64
  let texts: [String]
}
