import Accounting

/// Matches the ledger's two sides, pass by pass, and types everything that is left over.
///
/// Pure and total: every record is claimed at most once, and the result does not depend on the
/// order in which records arrived. Findings come sorted by code, source and key.
///
/// `asOf`: the day that due dates count to.
/// - Complexity: O(*n* log *n*) in the number of records.
package func matchLedger(
  _ snapshot: LedgerSnapshot, settings: Settings, rates: RateTable, asOf: CalendarDate
) -> MatchResult {
  let context = MatchContext(snapshot: snapshot, settings: settings, rates: rates, asOf: asOf)
  let isHeld = snapshot.settlements.map(\.isHeld)
  let index = OrderIndex(snapshot)
  let decisions = OrderDecisions(snapshot, index)
  let assignment = LineAssignment(context, index, decisions)
  let deferred = DeferredFunds(context, index)
  let orders = OrderMatching(
    context, index, assignment, isHeld: isHeld, deferredLines: deferred.orderLines)
  let refunds = RefundMatching(orders)
  let edited = EditedOrders(orders)
  let skipped = Set(edited.orders)
  let underWay = UnderWay { matchOthers(context, orders, refunds, decisions, deferred) }
  let parts = inParallel(index.orders.count) { range in
    (orders: orders.match(range, skipping: skipped), refunds: refunds.match(range))
  }
  let others = underWay.value

  var result = MatchResult()
  result.orders = index.orders
  result.orderOfLine = index.orderOfLine
  result.orderOfSettlementLine = assignment.order
  result.orderLineOfSettlementLine = assignment.orderLine
  result.settledAt = Array(repeating: nil, count: snapshot.orderLines.count)
  result.payouts = others.payouts
  result.matches = others.matches
  result.statementLineStates = others.statementLineStates
  result.returns = refunds.refunds.returns
  result.statistics = others.statistics
  result.warnings = unsettledChannels(context)
  result.disputes = others.disputes
  result.expected = others.expected
  var findings = others.discrepancies
  for part in parts {
    findings += part.refunds.discrepancies
    result.matches += part.refunds.matches
    result.returns += part.refunds.returns
    result.refundShares.merge(part.refunds.shares) { first, _ in first }
  }
  let (changed, counted) = edited.match(orders)
  result.asSettled = counted
  for found in parts.map(\.orders) + changed {
    for (orderLine, at) in found.settledAt { result.settledAt[Int(orderLine)] = at }
    for (orderLine, parts) in found.settledParts { result.settledParts[orderLine] = parts }
    for (orderLine, settled) in found.cutShort { result.asSettled[orderLine] = settled }
    result.statistics += found.statistics
    result.expected += found.expected
    findings += found.discrepancies
  }
  result.expected.sort { $0.sortKey < $1.sortKey }
  findings += usedBudgets(findings, settings)
  result.discrepancies = findings.inOrder()
  return result
}

/// What does not look at one order after the other: bank, settlements, documents, and lines that
/// lead to no order.
private func matchOthers(
  _ context: MatchContext, _ orders: OrderMatching, _ refunds: RefundMatching,
  _ decisions: OrderDecisions, _ deferred: DeferredFunds
) -> MatchResult {
  var bank = BankMatching(context)
  bank.run()
  let funds = HeldFunds(context)
  let facts = DisputeFacts(
    context: context, cases: DisputeCases(context, orders.index, orders.assignment).sorted)
  let strangers = StrangerRules(
    orders: orders, decisions: decisions, refunds: StrayRefunds(context, refunds.refunds))
  let found = strangers.findings()
  var result = MatchResult()
  result.payouts = bank.payouts
  result.matches = bank.matches + found.matches
  result.statementLineStates = bank.states
  result.statistics = orders.strangerStatistics()
  result.disputes = facts.cases
  let settlements = SettlementRules(context)
  result.expected =
    ExpectedList(bank: bank, funds: funds, deferred: deferred, disputes: facts).amounts
    + settlements.reservesKept()
  result.discrepancies =
    BankFindings(bank).findings() + found.discrepancies + settlements.findings()
    + documentFindings(context, orders) + recordFindings(context, orders)
    + AccountFees(orders: orders).findings()
  result.discrepancies += moneyFindings(bank, funds, deferred)
  result.discrepancies += RF05(facts: facts).findings() + RF06(facts: facts).findings()
  result.discrepancies +=
    DisputeDisagreements(facts: facts).findings()
    + DisputedRefunds(facts: facts, orders: orders).findings()
  return result
}

/// Payouts and held funds that do not go their usual way.
private func moneyFindings(
  _ bank: BankMatching, _ funds: HeldFunds, _ deferred: DeferredFunds
) -> [Discrepancy] {
  PO04(bank: bank).findings() + PO06(bank: bank).findings() + PO07(bank: bank).findings()
    + TM03(funds: funds, deferred: deferred).findings()
    + FX03(bank: bank).findings() + FX04(bank: bank).findings()
}

/// What import set aside, and what it took that cannot be true.
private func documentFindings(
  _ context: MatchContext, _ orders: OrderMatching
) -> [Discrepancy] {
  let days = DocumentDays(context)
  return DocumentRules(context: context, days: days).findings()
    + DC04(context: context, orders: orders, days: days).findings()
}

/// What records say against themselves or each other, whatever settles them.
private func recordFindings(_ context: MatchContext, _ orders: OrderMatching) -> [Discrepancy] {
  DU02(context: context).findings() + RestatedBankLines(context: context).findings()
    + DU03(context: context, isHeld: orders.isHeld).findings()
    + DU04(context: context, index: orders.index).findings()
    + DU06(context: context, isHeld: orders.isHeld).findings()
    + TM01(context: context, isHeld: orders.isHeld).findings()
    + TM02(context: context, isHeld: orders.isHeld).findings()
    + RowRates(context: context, isHeld: orders.isHeld).findings()
    + TX03(context: context).findings() + TX04(context: context).findings()
    + DisagreementRules(context: context).findings() + CO07(context: context).findings()
}

/// Channels with orders that no source settles: their orders are never missing, only named once.
private func unsettledChannels(_ context: MatchContext) -> [String] {
  context.snapshot.orderChannels.filter { context.sources.source(settling: $0) == nil }
    .map { "no source settles the channel \(context.text($0))" }.sorted()
}
