import Accounting

/// LG-01: a journal entry is out of balance.
///
/// Debits and credits of an entry differ, in a currency or in the functional currency. It is left
/// out of the journal, and its period is not exported.
///
/// No input leads here: every recipe books the two sides of one amount, and parts of amounts are
/// allocated so that they sum to the whole. Were it ever seen, it would be a mistake of this
/// program; it is looked for whenever an entry is added. Internal is what the debits are above the
/// credits.
///
/// Do: export nothing of the period, and report it.
extension JournalBuilder {
  mutating func noteImbalance(of entry: JournalEntry) {
    var finding = Discrepancy(
      code: .lg01, source: "ledger", key: entry.id, eventDate: entry.date,
      rule: "entry_out_of_balance")
    finding.settlementId = entry.settlementId
    finding.currency = settings.functionalCurrency
    finding.internal = entry.postings.reduce(0) { $0 &+ $1.base }
    finding.internalEvidence = evidence(entry)
    finding.note = "\(entry.id), recipe \(entry.rule), is left out: \(entry.description)"
    result.discrepancies.append(finding)
  }
}
