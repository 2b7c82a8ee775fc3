import Accounting

/// Which payouts came back to the channel's balance: by a row that says so, else by their status.
struct PayoutReturns {
  private let context: MatchContext
  /// By position in the payouts given.
  private(set) var returns: [Int: PayoutReturn] = [:]

  init(_ payouts: [Payout], _ context: MatchContext) {
    self.context = context
    for (position, payout) in payouts.enumerated() {
      let status = context.snapshot.settlements[Int(payout.settlement)].payoutStatus
      if status.isReturned {
        returns[position] = PayoutReturn(date: payout.date, settlementLine: nil)
      }
    }
    let lines = context.snapshot.settlementLines
    let rows = context.rareLines.filter {
      lines.amounts[$0].event == .payoutReturned && lines.amounts[$0].amount > 0
    }.sorted {
      let (left, right) = (lines[$0], lines[$1])
      if left.date != right.date { return left.date < right.date }
      return context.places(left.provenance, precede: right.provenance)
    }
    for row in rows {
      guard let payout = payout(of: lines[row], payouts) else { continue }
      returns[payout] = PayoutReturn(date: lines[row].date, settlementLine: Int32(row))
    }
  }

  /// The payout that a row names; else the last of that amount before it.
  private func payout(of row: SettlementLine, _ payouts: [Payout]) -> Int? {
    let fitting = payouts.indices.filter { position in
      let payout = payouts[position]
      return payout.currency == row.currency && payout.amount == row.amount
        && payout.date <= row.date && returns[position]?.settlementLine == nil
        && context.snapshot.settlements[Int(payout.settlement)].source == row.source
    }
    let named = fitting.filter { names(payouts[$0], row) }
    return named.last ?? fitting.last { returns[$0] != nil } ?? fitting.last
  }

  private func names(_ payout: Payout, _ row: SettlementLine) -> Bool {
    let settlement = context.snapshot.settlements[Int(payout.settlement)]
    let names = [settlement.settlementId, settlement.bankReference].filter { !$0.isNone }
    return names.contains(row.adjustment) || names.contains(row.reference)
  }
}

extension BankMatching {
  /// Payouts that arrived and went back under the same name, as the bank shows.
  ///
  /// Not every channel's file tells of it. Of several deposits and debits of the name, what they
  /// leave has arrived.
  private mutating func noteReturnsByBank() {
    for payout in openPayouts {
      let named = linesNaming(payout).filter { isOpen(line: $0) && !isForbidden(payout, $0) }
        .sorted()
      let debits = named.filter { isDebit($0, of: payout) }
      let credits = named.filter { mayPair(payout, $0) }
      guard let debit = debits.first, let credit = credits.first else { continue }
      if credits.count > 1 {
        claimWhatIsLeft(of: payout, credits + debits)
      } else if debits.count == 1,
        sides.lines[credit].amount == payouts[payout].amount,
        sides.lines[debit].amount == -payouts[payout].amount,
        sides.lines[debit].bookingDate >= sides.lines[credit].bookingDate
      {
        payouts[payout].returned = PayoutReturn(
          date: sides.lines[debit].bookingDate, settlementLine: nil)
      }
    }
  }

  /// Claims deposits and debits that name one payout alone, where they leave no more than it.
  private mutating func claimWhatIsLeft(of payout: Int, _ lines: [Int]) {
    let left = lines.reduce(Int128(0)) { $0 + Int128(sides.lines[$1].amount) }
    let isShared = openPayouts.contains { other in
      other != payout && !linesNaming(other).isDisjoint(with: lines)
    }
    guard left >= 0, left <= Int128(payouts[payout].amount), !isShared else { return }
    let isWhole = left == 0 || left == Int128(payouts[payout].amount)
    claim([payout], lines, isWhole ? .referenceGroup : .referenceOnly)
    noteGone(payout)
  }

  /// The bank lines with a payout's name.
  func linesNaming(_ payout: Int) -> Set<Int> {
    let settlement = sides.settlement(payout)
    return Set(
      [settlement.bankReference, settlement.settlementId].flatMap { sides.lines(naming: $0) })
  }

  /// A payout that arrived and was taken back by the bank: both lines name it, or the debit is the
  /// only one of its amount.
  ///
  /// What else the bank shows under its name is the payout's as well.
  mutating func pairReturned() {
    if sides.lines.contains(where: { $0.amount < 0 }) { noteReturnsByBank() }
    for payout in payouts.indices where payouts[payout].received.isEmpty {
      guard let back = payouts[payout].returned else { continue }
      let named = linesNaming(payout).filter { isOpen(line: $0) && !isForbidden(payout, $0) }
      let credits = named.filter { mayPair(payout, $0) }
      guard let credit = credits.first else { continue }
      if credits.count > 1 || sides.lines[credit].amount != payouts[payout].amount {
        if openPayouts.allSatisfy({ linesNaming($0).isDisjoint(with: credits) }) {
          claim(
            [payout], Array(credits) + named.filter { isDebit($0, of: payout) }, .referenceOnly)
        }
        continue
      }
      claim([payout], [credit], .reference)
      let debits = sides.lines.indices.filter { line in
        isDebit(line, of: payout) && sides.lines[line].amount == -payouts[payout].amount
          && sides.lines[line].bookingDate >= payouts[payout].date
          && sides.lines[line].bookingDate
            <= back.date.adding(days: sides.context.settings.bankDaysAfter)
      }
      let own = debits.filter { named.contains($0) }
      if let debit = own.first ?? (debits.count == 1 ? debits[0] : nil) {
        claimReturn(of: payout, by: debit)
      }
    }
  }

  /// Debits that name one payout, whatever their amounts: what the bank took back of it.
  ///
  /// One that names a payout of which nothing is here, or several, is told of.
  mutating func claimNamedDebits() {
    guard sides.lines.indices.contains(where: { isOpen(line: $0) && sides.lines[$0].amount < 0 })
    else { return }
    var naming: [Int: Set<Int>] = [:]
    for payout in payouts.indices {
      let first = payouts[payout].date.adding(days: -sides.context.settings.bankDaysBefore)
      for line in linesNaming(payout)
      where isOpen(line: line) && sides.lines[line].amount < 0
        && sides.lines[line].bookingDate >= first
      {
        naming[line, default: []].insert(payout)
      }
    }
    for line in naming.keys.sorted(by: { sides.precedes($0, $1) }) {
      guard let named = naming[line], named.count == 1, let payout = named.first,
        !isForbidden(payout, line), isWithinReceived(line, of: payout)
      else {
        tell(ofDebit: line)
        continue
      }
      takeBack(payout, by: line, .reference)
    }
  }

  /// Whether a debit takes back what arrived, or some of it; of what was changed into another
  /// currency, all of it.
  private func isWithinReceived(_ line: Int, of payout: Int) -> Bool {
    guard let first = payouts[payout].received.first, let received = payouts[payout].receivedTotal,
      received > 0, sides.lines[Int(first.statementLine)].currency == sides.lines[line].currency
    else { return false }
    return !payouts[payout].isConverted(sides.lines) || received == -sides.lines[line].amount
  }

  func isDebit(_ line: Int, of payout: Int) -> Bool {
    isOpen(line: line) && sides.lines[line].amount < 0
      && sides.lines[line].currency == payouts[payout].currency
  }

  /// Claims a debit of a payout that arrived: one that takes all of it back is its return.
  private mutating func takeBack(_ payout: Int, by line: Int, _ rule: Match.Rule) {
    let isWhole = payouts[payout].receivedTotal == -sides.lines[line].amount
    if payouts[payout].returned != nil || isWhole {
      payouts[payout].returned =
        payouts[payout].returned
        ?? PayoutReturn(date: sides.lines[line].bookingDate, settlementLine: nil)
      claimReturn(of: payout, by: line)
      matches.append(match([payout], [line], rule, .confirmed, candidates: 1))
    } else {
      claimDebit(of: payout, by: line, rule)
    }
  }

  /// Debits of which a person said that the bank took a payout back by them.
  mutating func claimDecidedDebits(_ decisions: DecisionBook) {
    for (payout, line) in decided(decisions)
    where isOpen(line: line) && sides.lines[line].amount < 0 && isWithinReceived(line, of: payout) {
      takeBack(payout, by: line, .byHand)
    }
  }

  /// Money out of the amount of a payout that had just arrived, without its name: the bank may have
  /// taken it back.
  ///
  /// Suggested, never confirmed by itself.
  func returnSuggestions() -> [Match] {
    let debits = Dictionary(
      grouping: states.indices.filter { isOpen(line: $0) && sides.lines[$0].amount < 0 },
      by: { -sides.lines[$0].amount })
    if debits.isEmpty { return [] }
    return payouts.indices.flatMap { payout -> [Match] in
      guard let received = payouts[payout].receivedTotal, received > 0,
        !payouts[payout].isConverted(sides.lines),
        !states.contains(.payoutReturn(payout: Int32(payout)))
      else { return [] }
      let fitting = (debits[received] ?? []).filter { mayReturn(payout, by: $0) }
        .sorted { sides.precedes($0, $1) }
      return fitting.prefix(3).map {
        match([payout], [$0], .amountAndDate, .suggested, candidates: fitting.count)
      }
    }
  }

  /// Whether a debit came so soon after a payout that it may take it back.
  private func mayReturn(_ payout: Int, by line: Int) -> Bool {
    let days = payouts[payout].received.map { sides.lines[Int($0.statementLine)].bookingDate }
    guard let last = days.max(), sides.lines[line].currency == payouts[payout].currency,
      !isForbidden(payout, line)
    else { return false }
    return (0...sides.context.settings.bankDaysAfter).contains(
      sides.lines[line].bookingDate.days(since: last))
  }

  /// A payout that the bank has taken back whole is in the channel's balance again.
  mutating func noteGone(_ payout: Int) {
    guard payouts[payout].receivedTotal == 0, payouts[payout].returned == nil else { return }
    let days = payouts[payout].received.map { sides.lines[Int($0.statementLine)].bookingDate }
    payouts[payout].returned = PayoutReturn(
      date: days.max() ?? payouts[payout].date, settlementLine: nil)
  }
}
