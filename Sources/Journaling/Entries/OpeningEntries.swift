import Accounting
import Hashing

extension JournalBuilder {
  /// The balances the books start with, against OpeningBalances: one entry per currency.
  ///
  /// Without `booksFrom` they stand on the day of the first entry. What the books go on with is
  /// carried under its own item, so that what closes it meets it.
  ///
  /// - Precondition: every entry that moves an item is built, but for exchange differences.
  mutating func postOpeningBalances() {
    guard let date = settings.booksFrom ?? result.entries.map(\.date).min() else { return }
    let byCurrency = Dictionary(grouping: settings.openingBalances) { $0.amount.currency }
    if byCurrency.isEmpty && settings.booksFrom == nil { return }
    let carried = carriedItems()
    noteUnstated(carried, on: date)
    for (currency, balances) in byCurrency.sorted(by: { $0.key < $1.key }) {
      postOpening(balances, currency, date, carried)
    }
  }

  private mutating func postOpening(
    _ balances: [OpeningBalance], _ currency: Currency, _ date: CalendarDate,
    _ carried: [CarriedItem: Int64]
  ) {
    var postings: [Posting] = []
    for balance in balances {
      guard let parts = parts(of: balance, on: date, carried) else { return }
      postings += parts
      if balance.account == .suspense {
        suspenseEvidence[Self.openingItem] = Self.configuration
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

  /// Notes accounts that carry something on and have no opening balance.
  private mutating func noteUnstated(_ carried: [CarriedItem: Int64], on date: CalendarDate) {
    var sums: [CarriedItem: Int64] = [:]
    for (key, amount) in carried {
      sums[CarriedItem(account: key.account, item: "", currency: key.currency), default: 0] +=
        amount
    }
    for balance in settings.openingBalances {
      sums[CarriedItem(account: balance.account, item: "", currency: balance.amount.currency)] = nil
    }
    let unstated = sums.sorted {
      ($0.key.account.name, $0.key.currency) < ($1.key.account.name, $1.key.currency)
    }
    for (key, sum) in unstated where sum != 0 {
      guard let base = base(-sum, key.currency, on: date, source: "ledger") else { continue }
      noteUnproven(
        Posting(account: key.account, amount: -sum, base: base, currency: key.currency), on: date,
        isStated: false)
    }
  }

  /// The balance by item, what no item explains being an item of its own; `nil` without a rate.
  private mutating func parts(
    of balance: OpeningBalance, on date: CalendarDate, _ carried: [CarriedItem: Int64]
  ) -> [Posting]? {
    let currency = balance.amount.currency
    var rest = Posting(
      account: balance.account, amount: balance.amount.minorUnits, base: 0, currency: currency,
      item: isListedByItem(balance.account) ? Self.openingItem : "")
    guard let base = base(rest.amount, currency, on: date, source: "ledger") else { return nil }
    rest.base = base
    var parts: [Posting] = []
    let items = carried.filter { $0.key.account == balance.account && $0.key.currency == currency }
    for (key, amount) in items.sorted(by: { $0.key.item < $1.key.item }) {
      guard let base = self.base(amount, currency, on: date, source: "ledger") else { return nil }
      parts.append(
        Posting(
          account: balance.account, amount: amount, base: base, currency: currency,
          item: key.item))
      rest.amount -= amount
      rest.base -= base
    }
    if isListedByItem(balance.account) { noteUnproven(rest, on: date) }
    return parts + [rest]
  }

  private static let configuration = "crossfoot.yaml"
  private static let openingItem = "opening balance"

  /// Accounts whose balance the clearing report breaks down.
  private func isListedByItem(_ account: Account) -> Bool {
    account == .suspense || account == .disputesReceivable
      || ["Assets:Clearing:", "Assets:Reserve:", "Assets:PayoutsInTransit"].contains {
        account.name.hasPrefix($0)
      }
  }
}

/// An open item by its account.
private struct CarriedItem: Hashable {
  var account: Account
  var item: String
  var currency: Currency
}

extension JournalBuilder {
  /// What the ledger's records say stood on each item when the books began, where the books move
  /// it later: a settlement that straddles that day, a payout that arrives after it, a reserve.
  private func carriedItems() -> [CarriedItem: Int64] {
    guard settings.booksFrom != nil else { return [:] }
    var balances: [CarriedItem: Int64] = [:]
    let chains = ChainNames(snapshot)
    for line in snapshot.settlementLines where isBefore(line.date, line.settlement) {
      guard line.event.isPostedToClearing || line.event == .conversion else { continue }
      let source = snapshot.symbols[line.source]
      let title = sourceTitle(source)
      let item = snapshot.clearingItem(
        settlement: line.settlement, source: line.source, currency: line.currency)
      balances[
        CarriedItem(account: .clearing(title), item: item, currency: line.currency),
        default: 0] += line.amount
      if line.event == .reserveHeld || line.event == .reserveReleased {
        let chain = chains.item(
          settlement: line.settlement, source: line.source, currency: line.currency,
          snapshot.symbols)
        balances[
          CarriedItem(account: .reserve(title), item: chain, currency: line.currency),
          default: 0] -= line.amount
      }
    }
    addEarlierPayouts(to: &balances)
    let moved = Set(
      result.entries.flatMap(\.postings).map {
        CarriedItem(account: $0.account, item: $0.item, currency: $0.currency)
      })
    return balances.filter { $0.value != 0 && moved.contains($0.key) }
  }

  private func addEarlierPayouts(to balances: inout [CarriedItem: Int64]) {
    for payout in matches.payouts where isBefore(payout.date, payout.settlement) {
      let settlement = snapshot.settlements[Int(payout.settlement)]
      let title = sourceTitle(snapshot.symbols[settlement.source])
      let id = snapshot.symbols[settlement.settlementId]
      balances[
        CarriedItem(account: .clearing(title), item: id, currency: payout.currency),
        default: 0] -= payout.amount
      let arrived = payout.received.filter {
        !isInBooks(snapshot.statementLines[Int($0.statementLine)].bookingDate)
      }.reduce(0) { $0 + $1.amount }
      balances[
        CarriedItem(account: .payoutsInTransit(title), item: id, currency: payout.currency),
        default: 0] += payout.amount - arrived
    }
  }

  private func isBefore(_ date: CalendarDate, _ settlement: Int32) -> Bool {
    !isInBooks(date) && (settlement < 0 || !isHeld[Int(settlement)])
  }
}
