import Accounting
import Hashing

/// LG-03: a posting was edited or removed after it was exported.
///
/// An accounting program was given an entry that the journal does not have any more, or has with
/// another date, other accounts or amounts. That program still has it as it was.
///
/// Found per entry that the last 'export' of its period to a target wrote: external is what was
/// exported, the sum of its debits in the functional currency, internal what the entry comes to
/// now. What was exported again is compared with the newer export.
///
/// Do: explain it, or reverse it there and export the period again.
extension JournalBuilder {
  func changedSinceExport() -> [Discrepancy] {
    if snapshot.exportedEntries.isEmpty { return [] }
    let wanted = Set(snapshot.exportedEntries.map(\.entry))
    let now = Dictionary(
      result.entries.filter { wanted.contains($0.id) }.map { ($0.id, $0) },
      uniquingKeysWith: { first, _ in first })
    let changed = snapshot.exportedEntries.filter { now[$0.entry]?.exportMark != $0.mark }
    return Dictionary(grouping: changed, by: \.entry).values.map { exports in
      finding(exports, now[exports[0].entry])
    }.sorted { $0.key < $1.key }
  }

  private func finding(_ exports: [ExportedEntry], _ now: JournalEntry?) -> Discrepancy {
    let last = exports.max { ($0.exportedOn, $0.target) < ($1.exportedOn, $1.target) } ?? exports[0]
    var finding = Discrepancy(
      code: .lg03, source: "ledger", key: last.entry, eventDate: last.date,
      rule: now == nil ? "exported_entry_removed" : "exported_entry_edited")
    finding.currency = settings.functionalCurrency
    finding.settlementId = now?.settlementId ?? ""
    finding.external = last.debits
    finding.internal = now.map(\.debits)
    finding.internalEvidence = now.map(evidence) ?? []
    let names = exports.map { "\($0.target) on \($0.exportedOn)" }.joined(separator: ", ")
    let what = now.map { "is another since: \($0.description)" } ?? "is gone since"
    finding.note = "\(last.entry) was exported to \(names) and \(what)"
    return finding
  }

  /// Where the first posting that comes from a line of a file can be read up.
  func evidence(_ entry: JournalEntry) -> [String] {
    guard let posting = entry.postings.first(where: { !$0.sourceLines.runs.isEmpty }),
      let line = posting.sourceLines.runs.first?.lowerBound
    else { return [] }
    return ["\(entry.sourceFile(of: posting)):\(line)"]
  }
}

extension JournalEntry {
  /// Says whether an entry still books the same: a hash of its date and of what it comes to on
  /// each account, whichever files that is read from.
  package var exportMark: String {
    let words = Dictionary(grouping: postings) { "\($0.account.name) \($0.currency.code)" }.map {
      "\($0) \($1.reduce(0) { $0 + $1.amount }) \($1.reduce(0) { $0 + $1.base })"
    }
    return stableId("X", [date.description] + words.sorted())
  }

  /// The sum of the debits in minor units of the functional currency.
  package var debits: Int64 { postings.reduce(0) { $0 + max(0, $1.base) } }
}
