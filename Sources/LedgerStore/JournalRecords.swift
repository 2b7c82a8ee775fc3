import Accounting
import GRDB

extension LedgerTransaction {
  /// Makes the journal what the ledger's records say: entries that are gone or differ go, those
  /// that are new or differ come, all others are left alone.
  ///
  /// - Returns: How many came.
  @discardableResult
  package func replaceJournal(_ entries: [JournalEntry]) throws -> Int {
    let stored = try storedEntries()
    var new: [JournalEntry] = []
    var kept: Set<String> = []
    for entry in entries {
      if let known = stored[entry.id], known == StoredEntry(entry) {
        kept.insert(entry.id)
      } else {
        new.append(entry)
      }
    }
    try removeEntries(stored.keys.filter { !kept.contains($0) })
    // In order of the primary key, rows are appended to the table instead of sought.
    try insert(new.sorted { $0.id < $1.id })
    return new.count
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

  /// How many entries are new or say something else than those stored.
  package func changedEntries(in entries: [JournalEntry]) throws -> Int {
    let stored = try storedEntries()
    return entries.count { stored[$0.id] != StoredEntry($0) }
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
