import Accounting
import Hashing

extension JournalBuilder {
  /// The realised part of recipe R9: an open item in a foreign currency that comes to zero, and a
  /// bank balance that does, leave no functional balance behind.
  ///
  /// Sale, payout and receipt each convert at the rate of their own day; once the item is closed,
  /// what those rates differ by is gain or loss. Of a payout that arrives in part, it is realised
  /// for that part. One entry per item and day, in functional amounts only.
  ///
  /// - Precondition: every other entry is built.
  mutating func postExchangeDifferences() {
    let isForeign = snapshot.settlements.contains {
      $0.currency != settings.functionalCurrency
    }
    var items = ForeignItems(
      settings.functionalCurrency, carried: isForeign ? CarriedItem.all(snapshot) : [])
    var day: CalendarDate?
    for entry in result.entries.sorted(by: { ($0.date, $0.id) < ($1.date, $1.id) }) {
      if let last = day, last != entry.date { postClosed(&items, on: last) }
      day = entry.date
      items.add(entry)
    }
    if let day { postClosed(&items, on: day) }
  }

  private mutating func postClosed(_ items: inout ForeignItems, on date: CalendarDate) {
    items.carry(through: date)
    for (key, item) in items.takeClosed() {
      func posting(_ account: Account, _ base: Int64, item name: String) -> Posting {
        Posting(
          account: account, amount: 0, base: base, currency: key.currency, item: name,
          sourceLines: item.lines)
      }
      append(
        JournalEntry(
          id: stableId(
            "JE", ["exchange", key.account.name, key.item, key.currency.code, date.description]),
          date: date,
          description: "Exchange difference on "
            + (key.item.isEmpty ? "\(key.account.name) \(key.currency.code)" : key.item),
          rule: "R9",
          settlementId: item.settlementId, sourceFile: item.sourceFile,
          postings: [
            posting(.exchangeDifferences, item.base, item: ""),
            posting(key.account, -item.base, item: key.item),
          ]))
    }
  }
}

/// Open items in other currencies than the functional one, entry by entry.
private struct ForeignItems {
  struct Key: Hashable {
    var account: Account
    var item: String
    var currency: Currency
  }

  struct Balance {
    var amount: Int64 = 0
    var base: Int64 = 0
    /// What the item came to before anything of the day was taken off it.
    var pool: (amount: Int64, base: Int64) = (0, 0)
    // Of the entry that moved it last.
    var settlementId = ""
    var sourceFile = ""
    var lines = LineRanges()
  }

  private let functional: Currency
  private var balances: [Key: Balance] = [:]
  private var touched: Set<Key> = []
  /// Balances that settlements take over, the latest first.
  private var carried: [CarriedItem]

  init(_ functional: Currency, carried: [CarriedItem]) {
    self.functional = functional
    self.carried = carried.filter { $0.currency != functional }.reversed()
  }

  /// Takes what was carried by a day from one settlement's item to the next one's, with its share
  /// of the functional balance.
  mutating func carry(through day: CalendarDate) {
    while let next = carried.last, next.date <= day {
      carried.removeLast()
      let sources = balances.keys.filter {
        $0.item == next.from && $0.currency == next.currency
          && $0.account.isClearing
      }
      guard sources.count == 1, let from = sources.first, var balance = balances[from] else {
        continue
      }
      let amount = next.amount ?? balance.amount
      guard amount != 0, balance.amount != 0 else { continue }
      let base = Int64(
        clamping: roundedHalfUp(
          Int128(balance.base) * Int128(amount) * Int128(balance.amount.signum()),
          over: Int128(balance.amount.magnitude)))
      let to = Key(account: from.account, item: next.to, currency: next.currency)
      var other = balances[to] ?? Balance()
      (other.amount, other.base) = (other.amount + amount, other.base + base)
      (other.settlementId, other.sourceFile) = (next.to, balance.sourceFile)
      other.lines = balance.lines
      (balance.amount, balance.base) = (balance.amount - amount, balance.base - base)
      (balances[from], balances[to]) = (balance, other)
      touched.formUnion([from, to])
    }
  }

  mutating func add(_ entry: JournalEntry) {
    for posting in entry.postings
    where posting.currency != functional && (!posting.item.isEmpty || posting.account == .bank) {
      let key = Key(account: posting.account, item: posting.item, currency: posting.currency)
      var balance = balances[key] ?? Balance()
      balance.amount += posting.amount
      balance.base += posting.base
      if posting.amount >= 0 {
        balance.pool.amount += posting.amount
        balance.pool.base += posting.base
      }
      balance.settlementId = entry.settlementId
      balance.sourceFile = entry.sourceFile(of: posting)
      balance.lines = posting.sourceLines
      balances[key] = balance
      touched.insert(key)
    }
  }

  /// Items that came to zero since the last call, or payouts that came in part, and the functional
  /// balance that is left of what is gone, which is taken off them; sorted.
  mutating func takeClosed() -> [(key: Key, balance: Balance)] {
    let closed = touched.sorted {
      ($0.account, $0.item, $0.currency) < ($1.account, $1.item, $1.currency)
    }.compactMap { key -> (key: Key, balance: Balance)? in
      guard var balance = balances[key] else { return nil }
      balance.base -= balance.proper(isTransit: key.account.isInTransit)
      return balance.base == 0 ? nil : (key, balance)
    }
    for (key, gone) in closed { balances[key]?.base -= gone.base }
    for key in touched {
      if let balance = balances[key] { balances[key]?.pool = (balance.amount, balance.base) }
    }
    touched.removeAll()
    return closed
  }
}

extension ForeignItems.Balance {
  /// What the balance is in the functional currency, at the rate at which what is left came.
  fileprivate func proper(isTransit: Bool) -> Int64 {
    if amount == 0 { return 0 }
    guard isTransit, amount > 0, amount < pool.amount else { return base }
    return Int64(
      clamping: roundedHalfUp(Int128(pool.base) * Int128(amount), over: Int128(pool.amount)))
  }
}
