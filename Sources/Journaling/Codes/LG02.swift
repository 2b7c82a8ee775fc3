import Accounting

/// LG-02: an account has no counterpart in the accounting program.
///
/// The books post to an account that crossfoot.yaml gives no code, though it gives codes to
/// others: an export to that program would be refused.
///
/// Found per account with a posting, where exports: account_codes names any. It closes when the
/// account is mapped.
///
/// Do: add its code under exports: account_codes.
extension JournalBuilder {
  func unmappedAccounts() -> [Discrepancy] {
    if settings.mappedAccounts.isEmpty { return [] }
    var first: [Account: (date: CalendarDate, entry: String)] = [:]
    for entry in result.entries {
      for posting in entry.postings where !settings.mappedAccounts.contains(posting.account.name) {
        if first[posting.account] == nil { first[posting.account] = (entry.date, entry.id) }
      }
    }
    return first.filter { $0.key != .bank }.map { account, use in
      var finding = Discrepancy(
        code: .lg02, source: "ledger", key: account.name, eventDate: use.date,
        rule: "account_without_code")
      finding.internalEvidence = ["crossfoot.yaml:1"]
      finding.note = "\(account.name) has no code; first used by \(use.entry)"
      return finding
    }
  }
}
