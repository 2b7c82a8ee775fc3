import Accounting

/// An account in one currency.
struct BalanceKey: Hashable, Comparable {
  let account: Account
  let currency: Currency

  static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.account == rhs.account ? lhs.currency < rhs.currency : lhs.account < rhs.account
  }
}

struct AccountTotals: PeriodTotals {
  var debit: Int64 = 0
  var credit: Int64 = 0
  var baseDebit: Int64 = 0
  var baseCredit: Int64 = 0

  mutating func add(_ other: Self) throws {
    try debit.add(other.debit)
    try credit.add(other.credit)
    try baseDebit.add(other.baseDebit)
    try baseCredit.add(other.baseCredit)
  }

  mutating func add(_ posting: Posting) throws {
    if posting.amount >= 0 {
      try debit.add(posting.amount)
    } else {
      try credit.add(-posting.amount)
    }
    if posting.base >= 0 {
      try baseDebit.add(posting.base)
    } else {
      try baseCredit.add(-posting.base)
    }
  }

  /// Debit positive.
  var balance: Int64 { debit - credit }
  var baseBalance: Int64 { baseDebit - baseCredit }
}

/// One open item's postings, day by day.
struct ItemHistory {
  private var days: [(date: CalendarDate, amount: Int64)] = []

  /// Days come in ascending order.
  mutating func add(_ amount: Int64, on date: CalendarDate) throws {
    if days.last?.date == date {
      try days[days.count - 1].amount.add(amount)
    } else {
      days.append((date, amount))
    }
  }

  /// Adds a movement of any day.
  mutating func insert(_ amount: Int64, on date: CalendarDate) {
    let position = days.firstIndex { $0.date > date } ?? days.count
    days.insert((date, amount), at: position)
  }

  /// The balance at the end of a day and since when the item has not stood at zero; `nil` when it
  /// does.
  func open(on day: CalendarDate) throws -> (amount: Int64, since: CalendarDate)? {
    var balance: Int64 = 0
    var since: CalendarDate?
    for step in days where step.date <= day {
      try balance.add(step.amount)
      if balance == 0 { since = nil } else if since == nil { since = step.date }
    }
    return since.map { (balance, $0) }
  }
}

/// The journal added up by account and period, and by open item and day.
struct Balances: Sendable {
  struct ItemKey: Hashable {
    let balance: BalanceKey
    let item: String
  }

  private(set) var accounts: [(key: BalanceKey, series: PeriodSeries<AccountTotals>)] = []
  private(set) var items: [(key: ItemKey, history: ItemHistory)] = []

  init(_ entries: [JournalEntry], carried: [CarriedItem] = []) throws {
    var series: [BalanceKey: PeriodSeries<AccountTotals>] = [:]
    var histories: [ItemKey: ItemHistory] = [:]
    for entry in Self.byDate(entries) {
      let period = entry.period
      for posting in entry.postings {
        let key = BalanceKey(account: posting.account, currency: posting.currency)
        try series[key, default: PeriodSeries()].update(period) { try $0.add(posting) }
        if posting.account.isProvenByItems {
          try histories[ItemKey(balance: key, item: posting.item), default: ItemHistory()]
            .add(posting.amount, on: entry.date)
        }
      }
    }
    try Self.move(carried, in: &histories)
    accounts = series.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    items = histories.sorted { ($0.key.balance, $0.key.item) < ($1.key.balance, $1.key.item) }
      .map { ($0.key, $0.value) }
  }

  /// Takes carried balances from one settlement's item to the next one's, within the account.
  private static func move(
    _ carried: [CarriedItem], in histories: inout [ItemKey: ItemHistory]
  ) throws {
    for item in carried {
      let sources = histories.keys.filter {
        $0.item == item.from && $0.balance.currency == item.currency
          && $0.balance.account.isClearing
      }
      guard sources.count == 1, let source = sources.first else { continue }
      let open = try histories[source]?.open(on: item.date)?.amount ?? 0
      let amount = item.amount ?? open
      if amount == 0 { continue }
      histories[source]?.insert(-amount, on: item.date)
      histories[ItemKey(balance: source.balance, item: item.to), default: ItemHistory()]
        .insert(amount, on: item.date)
    }
  }

  private static func byDate(_ entries: [JournalEntry]) -> [JournalEntry] {
    let isSorted = zip(entries, entries.dropFirst()).allSatisfy { $0.date <= $1.date }
    return isSorted ? entries : entries.sorted { ($0.date, $0.id) < ($1.date, $1.id) }
  }
}

extension Account {
  /// Whether the balance is what others owe and is proven by a list of open items.
  var isProvenByItems: Bool {
    isClearing || name.hasPrefix("Assets:Reserve:") || isInTransit
      || isSuspense || isDisputes
  }

  var isDisputes: Bool { self == .disputesReceivable }

  var isReserve: Bool { name.hasPrefix("Assets:Reserve:") }
  var isInTransit: Bool { name.hasPrefix(Account.payoutsInTransit.name) }
  var isSuspense: Bool { name.hasPrefix(Account.suspense.name) }
}
