import Accounting

/// Balances that lead from row to row, per account and currency: a file's own proof that it is
/// whole.
struct RunningBalances {
  /// Whose balance it is; the account is blank where the format has but one.
  struct Holder: Hashable, Comparable {
    var currency: Currency
    var account: [UInt8] = []

    static func < (lhs: Self, rhs: Self) -> Bool {
      (lhs.currency, String(decoding: lhs.account, as: UTF8.self))
        < (rhs.currency, String(decoding: rhs.account, as: UTF8.self))
    }
  }

  /// The balance after a row, and what the row changed it by.
  struct Step {
    var balance: Int64
    var change: Int64
    /// The row's day since 1970, of lines of a bank's statement.
    var day: Int64?
    var line: Int
  }

  struct Chain {
    var first: Step
    var last: Step
    /// What rows without a balance come to, before the first that has one and since the last.
    var before: Int64 = 0
    var since: Int64 = 0
    /// A row since the last one could not be read.
    var isCut = false
    /// Lines at which the balance does not follow, read down the file and read up.
    var breaksDown: [Int] = []
    var breaksUp: [Int] = []

    /// Newest rows come first.
    var runsUp: Bool { breaksUp.count < breaksDown.count }
    var breaks: [Int] { runsUp ? breaksUp : breaksDown }
    var oldest: Step { runsUp ? last : first }
    var newest: Step { runsUp ? first : last }

    /// The balances before the oldest row and after the newest; `nil` where 64 bits do not hold
    /// them.
    var ends: (opening: Int64, closing: Int64)? {
      let (early, late) = runsUp ? (since, before) : (before, since)
      let (start, overflow) = oldest.balance.subtractingReportingOverflow(oldest.change)
      let (opening, again) = start.subtractingReportingOverflow(early)
      let (closing, still) = newest.balance.addingReportingOverflow(late)
      return overflow || again || still ? nil : (opening, closing)
    }

    mutating func add(_ step: Step) {
      if !isCut {
        if last.balance &+ since &+ step.change != step.balance { breaksDown.append(step.line) }
        if step.balance &+ since &+ last.change != last.balance { breaksUp.append(step.line) }
      }
      (isCut, since, last) = (false, 0, step)
    }
  }

  /// The contract's rows show balances.
  let isRead: Bool
  /// Balances of bank accounts become statements, where the contract has none of its own.
  let makesStatements: Bool
  private(set) var chains: [Holder: Chain] = [:]
  /// What rows without a balance come to, where none had one yet.
  private var leading: [Holder: Int64] = [:]

  init(_ contract: FormatContract) {
    let emissions = contract.rules.lazy.flatMap(\.emissions)
    let ofLines = emissions.contains { $0.balanceSource != nil }
    isRead = ofLines || contract.rules.contains { $0.balance != nil }
    makesStatements = ofLines && !emissions.contains { $0.kind == .statement }
  }

  mutating func add(_ step: Step, of holder: Holder) {
    if chains[holder] != nil {
      chains[holder]?.add(step)
    } else {
      chains[holder] = Chain(first: step, last: step, before: leading[holder] ?? 0)
    }
  }

  /// Adds a row that shows no balance.
  mutating func add(change: Int64, of holder: Holder) {
    if let chain = chains[holder] {
      chains[holder]?.since = chain.since &+ change
    } else {
      leading[holder, default: 0] &+= change
    }
  }

  /// What comes next need not follow from what came before.
  mutating func cut() {
    for holder in chains.keys { chains[holder]?.isCut = true }
  }

  /// Whether a row that shows a balance left it as it was; `balance`: `nil` where it shows none.
  ///
  /// Where neither the row before nor the balance tells, money in has not arrived yet.
  func stays(at balance: Int64?, by change: Int64, of holder: Holder) -> Bool {
    guard let balance, let before = chains[holder]?.last else { return change > 0 }
    if before.balance == balance { return change != 0 }
    if before.balance &+ change == balance { return false }
    let runsUp = balance &+ before.change == before.balance
    return runsUp && change > 0
  }
}

extension Emission {
  /// What a bank line says of its account's balance.
  var balanceSource: ValueSource? {
    guard kind == .statementLine, !isNoted else { return nil }
    let source = fields[RecordMaker.StatementLineColumn.balance].source
    return source.isNothing ? nil : source
  }
}

extension RecordMaker {
  /// Where a statement line's values stand in its record.
  enum StatementLineColumn {
    static let account = 0
    static let day = 2
    static let amount = 3
    static let balance = 9
  }

  /// Notes the balance that a row shows after its change.
  ///
  /// - Returns: What is wrong with them.
  mutating func read(_ rule: BalanceRule, line: Int) -> Fault? {
    let source = resolve(rule.currency)
    guard let currency = currencies.currency(cells, source) else { return nil }
    let own = resolve(rule.change)
    guard case .value(let change) = money(own, currency: currency, scale: nil, direction: nil)
    else { return nil }
    let range = resolve(rule.value)
    var balance: Int64?
    if !range.isEmpty {
      guard case .value(let value) = money(range, currency: currency, scale: nil, direction: nil)
      else { return fault(.notANumber, rule.value, range) }
      balance = value
    }
    note(balance, change: change, of: .init(currency: currency), line: line)
    return nil
  }

  /// Whether the balance that a row shows is still the one before it.
  mutating func leavesBalance(
    at range: Range<Int>, by change: ValueSource, _ currency: ValueSource
  ) -> Bool {
    guard let currency = currencies.currency(cells, resolve(currency)),
      case .value(let amount) = money(
        resolve(change), currency: currency, scale: nil, direction: nil)
    else { return false }
    var balance: Int64?
    if case .value(let value) = money(range, currency: currency, scale: nil, direction: nil) {
      balance = value
    }
    return balances.stays(at: balance, by: amount, of: .init(currency: currency))
  }

  private mutating func note(
    _ balance: Int64?, change: Int64, day: Int64? = nil, of holder: RunningBalances.Holder,
    line: Int
  ) {
    if let balance {
      balances.add(.init(balance: balance, change: change, day: day, line: line), of: holder)
    } else {
      balances.add(change: change, of: holder)
    }
  }

  /// Notes the balance after the bank line in `scratch`.
  mutating func noteBalance(_ emission: Emission, currency: Currency?, line: Int) {
    guard emission.balanceSource != nil, let currency else { return }
    let account = Array(cells.bytes[scratch[StatementLineColumn.account].range])
    note(
      scratch[StatementLineColumn.balance].optional,
      change: scratch[StatementLineColumn.amount].value,
      day: scratch[StatementLineColumn.day].optional,
      of: .init(currency: currency, account: account), line: line)
  }

  /// Notes the balance after a bank line that is set aside, so that the lines around it still lead
  /// from one to the next.
  mutating func noteBalance(setAside emission: Emission, _ fault: Fault, line: Int) {
    guard let source = emission.balanceSource else { return }
    guard let amount = fault.amount, let currency = fault.currency else { return balances.cut() }
    let range = resolve(source)
    var balance: Int64?
    if case .value(let value) = money(range, currency: currency, scale: nil, direction: nil) {
      balance = value
    }
    let account = Array(cells.bytes[resolve(emission.fields[StatementLineColumn.account].source)])
    note(balance, change: amount, of: .init(currency: currency, account: account), line: line)
  }

  /// Notes the balance after a row that a person discarded.
  mutating func noteBalance(discarded row: Amendments.Discarded, line: Int) {
    guard balances.isRead else { return }
    for rule in contract.rules where fits(rule.conditions) {
      if let balance = rule.balance {
        _ = read(balance, line: line)
      } else if let emission = rule.emissions.first(where: { $0.balanceSource != nil }) {
        var fault = Fault(failure: .notANumber)
        (fault.amount, fault.currency) = (row.amount, row.currency)
        noteBalance(setAside: emission, fault, line: line)
      }
      return
    }
  }

  /// Declares what each currency's balances lead to, and says where they do not follow.
  mutating func settleBalances() throws {
    var movements: [Currency: Int64] = [:]
    for (holder, chain) in balances.chains.sorted(by: { $0.key < $1.key }) {
      guard let ends = chain.ends else { throw Totals.overflow(line: tally.line) }
      let (movement, overflow) = ends.closing.subtractingReportingOverflow(ends.opening)
      let (sum, again) = (movements[holder.currency] ?? 0).addingReportingOverflow(movement)
      if overflow || again { throw Totals.overflow(line: tally.line) }
      movements[holder.currency] = sum
      for line in chain.breaks {
        tally.line = line
        tally.warn(
          "running_balance",
          "the balance in \(holder.currency.code) does not follow from the row before")
      }
      if balances.makesStatements { writeStatement(holder, chain, ends) }
    }
    for (currency, movement) in movements.sorted(by: { $0.key < $1.key }) {
      totals.declare(movement, id: "", currency: currency)
    }
  }

  /// The frame that a bank's file without one has by its balances.
  private mutating func writeStatement(
    _ holder: RunningBalances.Holder, _ chain: RunningBalances.Chain,
    _ ends: (opening: Int64, closing: Int64)
  ) {
    output.begin(.statement, line: chain.first.line)
    output.append(holder.account.span, to: .statement)
    output.append("", to: .statement)
    output.append(holder.currency.code, to: .statement)
    let values = [
      ends.opening, ends.closing, chain.oldest.day, chain.newest.day, nil, chain.oldest.day,
      chain.newest.day,
    ]
    for value in values { output.append(value, to: .statement) }
  }

  /// Says of a format whose money another one books that it is recorded and not posted.
  mutating func noteMemo() {
    guard !contract.postedBy.isEmpty, tally.accepted > 0 else { return }
    tally.line = 1
    let others = contract.postedBy.joined(separator: ", ")
    tally.warn("not_posted", "recorded, not posted: \(others) books the same money")
  }
}
