import Accounting

/// CM-04 and DU-03 of bank statements: each against the one before of its account.
struct StatementChainRules {
  private struct Account: Hashable {
    var name: Symbol
    var currency: Currency
  }

  let context: MatchContext

  func findings() -> [Discrepancy] {
    let statements = context.snapshot.statements
    guard statements.count > 1 else { return [] }
    let homes = homes()
    let frames = Dictionary(grouping: statements) { homes[account(of: $0)] ?? -1 }
    let lines = Dictionary(grouping: context.snapshot.statementLines) {
      homes[Account(name: $0.account, currency: $0.currency)] ?? -1
    }
    return frames.sorted { $0.key < $1.key }.flatMap { home, frames in
      let chain = StatementChain(frames, lines[home] ?? []) { context.places($0, precede: $1) }
      return chain.breaks().filter { !isExplained($0, frames) }.map(finding)
    }
  }

  private func account(of statement: BankStatement) -> Account {
    Account(name: statement.account, currency: statement.currency)
  }

  /// The accounts' names, and which of them are one account's: the longest comes first.
  private func homes() -> [Account: Int] {
    var accounts = Set(context.snapshot.statements.map(account))
    for line in context.snapshot.statementLines {
      accounts.insert(Account(name: line.account, currency: line.currency))
    }
    let named = accounts.map { ($0, context.text($0.name)) }
      .map { (account: $0, name: $1, number: AccountNumber($1, $0.currency)) }
      .sorted { ($1.number.length, $0.name) < ($0.number.length, $1.name) }
    var representatives: [(number: AccountNumber, currency: Currency)] = []
    var homes: [Account: Int] = [:]
    for (account, _, number) in named {
      let known = representatives.firstIndex {
        $0.currency == account.currency && $0.number.isSame(as: number)
      }
      homes[account] = known ?? representatives.count
      if known == nil { representatives.append((number, account.currency)) }
    }
    return homes
  }

  /// Whether rows that were set aside come to what is missing, or cannot tell what they come to.
  private func isExplained(_ gap: StatementChain.Break, _ frames: [BankStatement]) -> Bool {
    let (earlier, later) = (gap.earlier, gap.later)
    var documents = Set(
      frames.lazy.filter {
        $0.closingDate ?? later.end >= earlier.start && $0.openingDate ?? earlier.end <= later.end
      }.map(\.provenance.document))
    if later.frame.opening != nil && earlier.end <= later.start {
      // From balance to balance their own entries do not matter.
      documents.subtract([earlier.frame.provenance.document, later.frame.provenance.document])
    }
    let aside = context.snapshot.quarantined.filter { documents.contains($0.provenance.document) }
    guard !aside.isEmpty else { return false }
    let sums = Dictionary(grouping: aside) { $0.provenance.document }
      .mapValues { $0.reduce(0) { $0 &+ ($1.amount ?? 0) } }
    return aside.contains { $0.amount == nil } || sums.values.contains(gap.amount)
      || sums.values.reduce(0, &+) == gap.amount
  }

  private func finding(_ gap: StatementChain.Break) -> Discrepancy {
    let (earlier, later) = (gap.earlier, gap.later)
    let name = context.text(later.frame.account)
    let currency = later.frame.currency
    let since = gap.isContradiction ? "on" : "after"
    let day = gap.isContradiction ? later.end : earlier.end
    var finding = Discrepancy(
      code: gap.isContradiction ? .du03 : .cm04, source: "bank",
      key: "\(name)|\(currency.code)|\(since) \(day)", eventDate: later.eventDate,
      rule: gap.isContradiction ? "statements_contradict" : "statement_chain_gap")
    finding.channel = "bank"
    finding.settlementId = context.text(later.frame.statementId)
    finding.currency = currency
    finding.external = gap.isContradiction ? later.frame.closing : later.balance
    finding.internal = finding.external.map { $0 &- gap.amount }
    finding.externalEvidence = context.evidence([later.frame.provenance])
    finding.internalEvidence = context.evidence([earlier.frame.provenance])
    finding.cashImpact = context.functional(gap.amount, currency, on: finding.eventDate)
    finding.note =
      gap.isContradiction
      ? "both statements add up and differ on the days that they share: choose" : note(gap)
    return finding
  }

  private func note(_ gap: StatementChain.Break) -> String {
    let (earlier, later) = (gap.earlier, gap.later)
    let text = { (amount: Int64) in
      "\(decimalText(amount, digits: later.frame.currency.minorDigits)) "
        + later.frame.currency.code
    }
    let reached = later.balance &- gap.amount
    let entries = reached &- (earlier.frame.closing ?? 0)
    let verb = later.frame.opening == nil ? "closes" : "opens"
    let account =
      "the statement before closes on \(earlier.end) at \(text(earlier.frame.closing ?? 0)), entries "
      + "known since come to \(text(entries)), this one \(verb) at \(text(later.balance))"
    guard let (first, last) = later.uncovered(after: earlier) else { return account }
    return "nothing covers \(first) to \(last): \(account)"
  }
}

extension ChainedStatement {
  /// The day a gap before it shows.
  fileprivate var eventDate: CalendarDate { frame.opening == nil ? end : firstEntry ?? start }

  /// The days between an earlier statement and this one that neither has.
  fileprivate func uncovered(
    after earlier: ChainedStatement
  ) -> (first: CalendarDate, last: CalendarDate)? {
    let first = earlier.end.adding(days: 1)
    let own = frame.firstDay ?? firstEntry ?? start
    let last = own.adding(days: -1)
    return first <= last ? (first, last) : nil
  }
}
