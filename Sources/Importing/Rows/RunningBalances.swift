import Accounting

/// Balances per currency that lead from row to row: a file's own proof that it is whole.
struct RunningBalances {
  struct Chain {
    var first: (balance: Int64, change: Int64)
    var last: (balance: Int64, change: Int64)
    /// Lines at which the balance does not follow, read down the file and read up.
    var breaksDown: [Int] = []
    var breaksUp: [Int] = []

    /// Newest rows come first.
    var runsUp: Bool { breaksUp.count < breaksDown.count }
    var breaks: [Int] { runsUp ? breaksUp : breaksDown }

    /// Closing less opening balance; `nil` where 64 bits do not hold it.
    var movement: Int64? {
      let (oldest, newest) = runsUp ? (last, first) : (first, last)
      let (opening, overflow) = oldest.balance.subtractingReportingOverflow(oldest.change)
      let (movement, again) = newest.balance.subtractingReportingOverflow(opening)
      return overflow || again ? nil : movement
    }
  }

  /// The contract's rows show balances.
  let isRead: Bool
  private(set) var chains: [Currency: Chain] = [:]

  init(_ contract: FormatContract) {
    isRead = contract.rules.contains { $0.balance != nil }
  }

  mutating func add(_ balance: Int64, change: Int64, _ currency: Currency, line: Int) {
    guard var chain = chains[currency] else {
      chains[currency] = Chain(first: (balance, change), last: (balance, change))
      return
    }
    if chain.last.balance &+ change != balance { chain.breaksDown.append(line) }
    if balance &+ chain.last.change != chain.last.balance { chain.breaksUp.append(line) }
    chain.last = (balance, change)
    chains[currency] = chain
  }
}

extension RecordMaker {
  /// Notes the balance that a row shows after its change.
  ///
  /// - Returns: What is wrong with them.
  mutating func read(_ rule: BalanceRule, line: Int) -> Fault? {
    let source = resolve(rule.currency)
    let range = resolve(rule.value)
    guard !range.isEmpty, let currency = currencies.currency(cells, source) else { return nil }
    guard case .value(let balance) = money(range, currency: currency, scale: nil, direction: nil)
    else { return fault(.notANumber, rule.value, range) }
    let own = resolve(rule.change)
    guard case .value(let change) = money(own, currency: currency, scale: nil, direction: nil)
    else { return nil }
    balances.add(balance, change: change, currency, line: line)
    return nil
  }

  /// Declares what each currency's balances lead to, and says where they do not follow.
  mutating func settleBalances() throws {
    for (currency, chain) in balances.chains.sorted(by: { $0.key < $1.key }) {
      guard let movement = chain.movement else { throw Totals.overflow(line: tally.line) }
      totals.declare(movement, id: "", currency: currency)
      for line in chain.breaks {
        tally.line = line
        tally.warn(
          "running_balance", "the balance in \(currency.code) does not follow from the row before")
      }
    }
  }

  /// Says of a format whose money another one books that it is recorded and not posted.
  mutating func noteMemo() {
    guard !contract.postedBy.isEmpty, tally.accepted > 0 else { return }
    tally.line = 1
    let others = contract.postedBy.joined(separator: ", ")
    tally.warn("not_posted", "recorded, not posted: \(others) books the same money")
  }
}
