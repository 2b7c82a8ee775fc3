import Accounting

/// LG-05: a clearing balance has no items behind it.
///
/// The books began with a balance of a clearing, reserve or in-transit account, and part of it
/// belongs to no settlement, reserve or payout that is known. Nothing will ever close it by
/// itself.
///
/// Found per account and currency, for what is left of the opening balance in crossfoot.yaml when
/// everything that the first settlements carry on is taken off; where books_from has no opening
/// balance of an account, it is zero. From then on every balance is posted item by item.
///
/// Do: prove it, or investigate and correct the opening balance.
extension JournalBuilder {
  /// `isStated`: crossfoot.yaml has an opening balance of the account.
  mutating func noteUnproven(_ rest: Posting, on date: CalendarDate, isStated: Bool = true) {
    guard rest.amount != 0, rest.account != .suspense else { return }
    var finding = Discrepancy(
      code: .lg05, source: "ledger", key: "\(rest.account.name)|\(rest.currency.code)",
      eventDate: date, rule: "opening_without_items")
    finding.currency = rest.currency
    finding.internal = rest.amount
    finding.cashImpact = -rest.base
    finding.internalEvidence = [settings.openingEvidence(of: rest.account)]
    finding.note =
      isStated
      ? "\(rest.account.name) began with an amount that no item explains"
      : "\(rest.account.name) has no opening balance, and what the first settlements and payouts "
        + "carry on is not nothing"
    result.discrepancies.append(finding)
  }
}
