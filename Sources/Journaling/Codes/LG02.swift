import Accounting

/// LG-02: an account is missing in the accounting program or in the chart.
///
/// The books post to an account that crossfoot.yaml gives no code, though it gives codes to
/// others: an export to that program would be refused. Or an opening balance is of an account that
/// the books have not: a name spelled otherwise leaves the account that was meant without it.
///
/// Found per account with a posting, where exports: account_codes names any, and per opening
/// balance of an account that is neither in the chart nor named under exports; internal is the
/// balance. It closes when the account is mapped, or its name is one of the chart.
///
/// Do: add its code under exports: account_codes, or correct its name under opening_balances.
extension JournalBuilder {
  /// Opening balances of accounts that the books do not have.
  func balancesOutsideChart() -> [Discrepancy] {
    if settings.openingBalances.isEmpty { return [] }
    let chart = Account.chart(sources: snapshot.sourceNames(settings))
    let date = settings.booksFrom ?? result.entries.map(\.date).min()
    guard let date else { return [] }
    let strange = settings.openingBalances.filter { balance in
      !chart.contains(balance.account) && !balance.account.isOfTax
        && !settings.namedAccounts.contains(balance.account.name)
    }
    return strange.map { balance in
      var finding = Discrepancy(
        code: .lg02, source: "opening balances",
        key: "\(balance.account.name)|\(balance.amount.currency.code)", eventDate: date,
        rule: "account_not_in_chart")
      finding.currency = balance.amount.currency
      finding.internal = balance.amount.minorUnits
      finding.internalEvidence = [settings.openingEvidence(of: balance.account)]
      finding.note =
        "\(balance.account.name) has an opening balance and is no account of the chart"
        + hint(for: balance.account.name, among: chart.map(\.name))
      return finding
    }
  }

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
      finding.internalEvidence = [settings.evidence(of: "exports")]
      finding.note = "\(account.name) has no code; first used by \(use.entry)"
      return finding
    }
  }
}

extension LedgerSnapshot {
  /// The sources there are: settled here, in the settings, or read by a format.
  package func sourceNames(_ settings: Settings) -> Set<String> {
    Set(documents.map(\.source).filter { !$0.isEmpty })
      .union(settings.sources.map(\.name)).union(settings.readSources)
  }
}
