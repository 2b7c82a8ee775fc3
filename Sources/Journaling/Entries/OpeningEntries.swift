import Accounting
import Hashing

extension JournalBuilder {
  /// The balances the books start with, against OpeningBalances: one entry per currency.
  ///
  /// Without `booksFrom` they stand on the day of the first entry.
  mutating func postOpeningBalances() {
    guard let date = settings.booksFrom ?? result.entries.map(\.date).min() else { return }
    let byCurrency = Dictionary(grouping: settings.openingBalances) { $0.amount.currency }
    for (currency, balances) in byCurrency.sorted(by: { $0.key < $1.key }) {
      postOpening(balances, currency, date)
    }
  }

  private mutating func postOpening(
    _ balances: [OpeningBalance], _ currency: Currency, _ date: CalendarDate
  ) {
    var postings: [Posting] = []
    for balance in balances {
      let amount = balance.amount.minorUnits
      guard let base = base(amount, currency, on: date, source: "ledger") else { return }
      postings.append(
        Posting(
          account: balance.account, amount: amount, base: base, currency: currency,
          item: isListedByItem(balance.account) ? "opening balance" : ""))
      if balance.account == .suspense {
        suspenseEvidence["opening balance"] = Self.configuration
      }
    }
    postings.append(
      Posting(
        account: .openingBalances, amount: -postings.reduce(0) { $0 + $1.amount },
        base: -postings.reduce(0) { $0 + $1.base }, currency: currency))
    append(
      JournalEntry(
        id: stableId("JE", ["opening", currency.code, date.description]), date: date,
        description: "Opening balances", rule: "opening", settlementId: "",
        sourceFile: Self.configuration, postings: postings))
  }

  private static let configuration = "crossfoot.yaml"

  /// Accounts whose balance the clearing report breaks down.
  private func isListedByItem(_ account: Account) -> Bool {
    account == .suspense
      || ["Assets:Clearing:", "Assets:Reserve:", "Assets:PayoutsInTransit"].contains {
        account.name.hasPrefix($0)
      }
  }
}
