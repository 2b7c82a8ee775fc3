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
  /// Not every channel's file tells of it. Those that came once more after that have arrived.
  private mutating func noteReturnsByBank() {
    for payout in openPayouts {
      let (amount, currency) = (payouts[payout].amount, payouts[payout].currency)
      let settlement = sides.settlement(payout)
      let named = Set(
        [settlement.bankReference, settlement.settlementId].flatMap { sides.lines(naming: $0) })
      let debits = named.filter {
        isOpen(line: $0) && sides.lines[$0].amount == -amount
          && sides.lines[$0].currency == currency
      }
      let credits = named.filter { mayPair(payout, $0) && sides.lines[$0].amount == amount }
      if !debits.isEmpty && credits.count == debits.count + 1 {
        claim([payout], Array(credits.union(debits)), .referenceGroup)
        continue
      }
      if debits.count > 1 && credits.count == debits.count {
        claim([payout], Array(credits.union(debits)), .referenceGroup)
        noteGone(payout)
        continue
      }
      guard let debit = debits.first, let credit = credits.first, debits.count == 1,
        credits.count == 1
      else { continue }
      let back = sides.lines[debit].bookingDate
      if back < sides.lines[credit].bookingDate { continue }
      payouts[payout].returned = PayoutReturn(date: back, settlementLine: nil)
    }
  }

  /// A payout that arrived and was taken back by the bank: both lines name it, or the debit is the
  /// only one of its amount.
  mutating func pairReturned() {
    if sides.lines.contains(where: { $0.amount < 0 }) { noteReturnsByBank() }
    for payout in payouts.indices {
      guard let back = payouts[payout].returned else { continue }
      let settlement = sides.settlement(payout)
      let named = Set(
        [settlement.bankReference, settlement.settlementId].flatMap { sides.lines(naming: $0) })
      let credits = named.filter {
        mayPair(payout, $0) && sides.lines[$0].amount == payouts[payout].amount
      }.sorted { sides.precedes($0, $1) }
      guard let credit = credits.first else { continue }
      claim([payout], [credit], .reference, candidates: credits.count)
      let debits = sides.lines.indices.filter { line in
        isOpen(line: line) && sides.lines[line].amount == -payouts[payout].amount
          && sides.lines[line].currency == payouts[payout].currency
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
      let settlement = sides.settlement(payout)
      let first = payouts[payout].date.adding(days: -sides.context.settings.bankDaysBefore)
      for line in [settlement.bankReference, settlement.settlementId]
        .flatMap({ sides.lines(naming: $0) })
      where isDebit(line, of: payout) && sides.lines[line].bookingDate >= first {
        naming[line, default: []].insert(payout)
      }
    }
    for line in naming.keys.sorted(by: { sides.precedes($0, $1) }) {
      guard let named = naming[line], named.count == 1, let payout = named.first,
        !isForbidden(payout, line), let received = payouts[payout].receivedTotal, received > 0,
        !payouts[payout].isConverted(sides.lines)
      else {
        tell(ofDebit: line)
        continue
      }
      takeBack(payout, by: line, .reference)
    }
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
    for (payout, line) in decided(decisions) where isDebit(line, of: payout) {
      if payouts[payout].receivedTotal ?? 0 > 0 { takeBack(payout, by: line, .byHand) }
    }
  }

  /// Money out of the amount of a payout that had just arrived, without its name: the bank may have
  /// taken it back. Suggested, never confirmed by itself.
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
