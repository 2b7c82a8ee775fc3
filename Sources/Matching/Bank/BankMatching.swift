import Accounting

/// Payouts against bank lines, pass by pass; each record is claimed once.
///
/// In order: what a person decided; payouts that came back; the reference; amount and date where
/// nothing else fits; card payments; groups that add up; deposits in another currency; debits that
/// name a payout. Deposits of held settlements are taken by the same two keys. What fits several is
/// ambiguous and stands for none; what only looks alike is suggested.
struct BankMatching {
  let sides: BankSides
  /// Held settlements that a deposit is expected for.
  let heldTotals: [HeldTotal]
  var payouts: [Payout]
  private(set) var states: [StatementLineState]
  var matches: [Match] = []
  /// By payout, bank lines that fit as well as another, or that another payout fits as well.
  var ambiguous: [Int: Set<Int>] = [:]
  /// Sums that fit as well as another.
  var sums: [Group] = []
  /// Payouts for which no sum was looked for: too many records may be part of one.
  var unsearched: Set<Int> = []
  private let decisions: DecisionBook
  private let transfers: DecisionBook
  private var isTaken: [Bool]

  init(_ context: MatchContext) {
    sides = BankSides(context)
    heldTotals = HeldTotal.all(context.snapshot.settlements)
    payouts = sides.payouts
    for (position, back) in PayoutReturns(payouts, context).returns {
      payouts[position].returned = back
    }
    isTaken = Array(repeating: false, count: sides.lines.count)
    states = sides.lines.map { $0.amount > 0 ? .unidentified : .unrelated }
    for line in sides.ownCardCredits { states[line] = .unrelated }
    decisions = DecisionBook(context.snapshot.matchDecisions, of: .payout)
    transfers = DecisionBook(context.snapshot.matchDecisions, of: .transfer)
  }

  mutating func run() {
    pairDecided()
    pairTransfers(transfers)
    pairReturned()
    pairByReference()
    claimNamedHeld()
    pairByAmountAndDate()
    claimHeldByAmount()
    matchCardPayments()
    matchCollectedTotals()
    pairGroups()
    pairConverted()
    claimDecidedDebits(decisions)
    claimNamedDebits()
    nameCandidates()
    matches +=
      BankSuggestions(self).matches + returnSuggestions() + transferSuggestions(transfers)
  }

  // MARK: - Claims

  func isOpen(payout: Int) -> Bool {
    payouts[payout].received.isEmpty && payouts[payout].returned == nil
  }

  func isOpen(line: Int) -> Bool { !isTaken[line] }

  var openPayouts: [Int] { payouts.indices.filter { isOpen(payout: $0) } }

  /// Whether a line may still be a payout's: money in, of its currency, and not ruled out.
  func mayPair(_ payout: Int, _ line: Int) -> Bool {
    couldPair(payout, line) && !isForbidden(payout, line)
  }

  /// The same, whether or not a person ruled it out.
  func couldPair(_ payout: Int, _ line: Int) -> Bool {
    !isTaken[line] && sides.isCredit(line, payouts[payout].currency)
  }

  /// Whether a person said that the two do not belong together.
  func isForbidden(_ payout: Int, _ line: Int) -> Bool {
    decisions.isForbidden(sides.lineKeys[line], sides.payoutKeys[payout])
  }

  func isForbidden(_ group: Group) -> Bool {
    group.payouts.contains { payout in group.lines.contains { isForbidden(payout, $0) } }
  }

  /// Claims no payout for money out that names one: it is told of as money in is.
  mutating func tell(ofDebit line: Int) { states[line] = .unidentified }

  /// Claims a debit by which the bank took a payout back.
  mutating func claimReturn(of payout: Int, by line: Int) {
    states[line] = .payoutReturn(payout: Int32(payout))
    isTaken[line] = true
  }

  /// Claims a deposit of a held settlement.
  mutating func claimHeld(settlement: Int, by line: Int) {
    states[line] = .held(settlement: Int32(settlement))
    isTaken[line] = true
  }

  /// Claims a debit by which the bank took some of a payout back: what arrived is so much less.
  mutating func claimDebit(of payout: Int, by line: Int, _ rule: Match.Rule) {
    payouts[payout].received.append(
      BankShare(statementLine: Int32(line), amount: sides.lines[line].amount))
    states[line] = .matched(payouts: [Int32(payout)])
    isTaken[line] = true
    matches.append(match([payout], [line], rule, .confirmed, candidates: 1))
  }

  /// Says of a payout that arrived in another currency what it comes to.
  private mutating func explain(_ payout: Int) {
    guard let share = payouts[payout].received.first, payouts[payout].isConverted(sides.lines)
    else { return }
    payouts[payout].conversion = conversion(
      of: payouts[payout], at: sides.lines[Int(share.statementLine)])
  }

  /// Claims one payout and its lines, or one line and its payouts.
  ///
  /// Of several payouts, the last takes what the others leave of the line, or goes short.
  mutating func claim(_ group: [Int], _ lines: [Int], _ rule: Match.Rule, candidates: Int = 1) {
    let lines = lines.sorted { sides.precedes($0, $1) }
    for line in lines {
      var rest = sides.lines[line].amount
      for payout in group {
        let amount = payout == group.last ? rest : min(rest, payouts[payout].amount)
        payouts[payout].received.append(BankShare(statementLine: Int32(line), amount: amount))
        payouts[payout].rule = rule
        rest -= amount
      }
      states[line] = .matched(payouts: group.map { Int32($0) })
      isTaken[line] = true
    }
    for payout in group {
      ambiguous[payout] = nil
      explain(payout)
    }
    sums.removeAll { !Set($0.payouts).isDisjoint(with: group) }
    matches.append(match(group, lines, rule, .confirmed, candidates: candidates))
  }

  func match(
    _ group: [Int], _ lines: [Int], _ rule: Match.Rule, _ state: Match.State, candidates: Int
  ) -> Match {
    let days = group.map { payouts[$0].date } + lines.map { sides.lines[$0].bookingDate }
    let currency = payouts[group[0]].currency
    return Match(
      kind: .payout, state: state, rule: rule, currency: currency,
      date: days.min() ?? payouts[group[0]].date,
      external: lines.map { sides.side(ofLine: $0, in: currency) },
      internal: group.map { sides.side(ofPayout: $0) }, candidates: candidates)
  }

  /// Claims a debit by which the bank paid a settlement's total below zero.
  mutating func claimCollection(of settlement: Int, by line: Int) {
    states[line] = .collected(settlement: Int32(settlement))
    isTaken[line] = true
  }

  /// Claims both sides of a transfer between own accounts.
  mutating func claimTransfer(_ credit: Int, _ debit: Int) {
    for line in [credit, debit] {
      states[line] = .unrelated
      isTaken[line] = true
    }
    matches.append(transfer(credit, debit, .byHand, .confirmed, candidates: 1))
  }

  // MARK: - Passes

  /// What a person said belongs together, even where amounts differ.
  private mutating func pairDecided() {
    let pairs = decided(decisions)
    for (line, group) in Dictionary(grouping: pairs, by: \.line).sorted(by: { $0.key < $1.key })
    where group.count > 1 {
      let open = group.map(\.payout).filter { isOpen(payout: $0) && mayPair($0, line) }.sorted()
      if !open.isEmpty { claim(open, [line], .byHand) }
    }
    for (payout, group) in Dictionary(grouping: pairs, by: \.payout)
      .sorted(by: { $0.key < $1.key }) where isOpen(payout: payout)
    {
      let credits = group.map(\.line).filter { mayPair(payout, $0) || mayConvert(payout, $0) }
      if credits.isEmpty { continue }
      claim([payout], credits + group.map(\.line).filter { isDebit($0, of: payout) }, .byHand)
      noteGone(payout)
    }
  }

  /// The pairs that a person said belong together.
  func decided(_ decisions: DecisionBook) -> [(payout: Int, line: Int)] {
    if decisions.confirmed.isEmpty { return [] }
    let payoutOf = Dictionary(
      zip(sides.payoutKeys, payouts.indices), uniquingKeysWith: { first, _ in first })
    let lineOf = Dictionary(
      zip(sides.lineKeys, sides.lines.indices), uniquingKeysWith: { first, _ in first })
    return decisions.confirmed.compactMap { pair in
      guard let payout = payoutOf[pair.internal], let line = lineOf[pair.external] else {
        return nil
      }
      return (payout, line)
    }
  }

  /// The same amount in the window, one candidate on each side; a held settlement is one as well.
  ///
  /// One that is only left because a person took the other match apart is not chosen by that.
  private mutating func pairByAmountAndDate() {
    var linesOf: [Int: [Int]] = [:]
    var payoutsOf: [Int: Int] = [:]
    let byAmount = Dictionary(
      grouping: states.indices.filter { !isTaken[$0] }, by: { sides.lines[$0].amount })
    for payout in openPayouts {
      let found = (byAmount[payouts[payout].amount] ?? []).filter {
        sides.isCredit($0, payouts[payout].currency)
          && sides.isInWindow($0, payouts[payout].date)
      }
      linesOf[payout] = found
      for line in found { payoutsOf[line, default: 0] += 1 }
    }
    for line in payoutsOf.keys { payoutsOf[line, default: 0] += heldFitting(line).count }
    for payout in openPayouts {
      guard let found = linesOf[payout], !found.isEmpty else { continue }
      let open = found.filter { mayPair(payout, $0) }
      if found.count == 1 && payoutsOf[found[0]] == 1 {
        if !open.isEmpty { claim([payout], found, .amountAndDate) }
      } else {
        noteAmbiguity(payout, open)
      }
    }
  }

  /// A negative balance that a channel collected from our card, against the bank's debit.
  private mutating func matchCardPayments() {
    let lines = sides.context.snapshot.settlementLines
    for position in lines.positions(where: { $0.event == .cardPayment && $0.amount > 0 }) {
      let line = lines[position]
      // A held settlement is not booked, so its card payment has nothing to meet.
      if line.settlement >= 0
        && sides.context.snapshot.settlements[Int(line.settlement)].isHeld
      {
        continue
      }
      let fitting = states.indices.filter {
        let bank = sides.lines[$0]
        return !isTaken[$0] && bank.currency == line.currency && bank.amount == -line.amount
          && sides.isInWindow($0, line.date)
      }
      guard fitting.count == 1 else { continue }
      states[fitting[0]] = .cardPayment(settlementLine: Int32(position))
      isTaken[fitting[0]] = true
    }
  }
}
