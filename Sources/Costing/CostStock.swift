import Accounting

/// Costs every movement of stock: receipts, landed cost, sales and returns, in order of time.
///
/// Under the moving weighted average a sale takes value × sold / on hand, half up, and the last
/// unit takes what is left; under FIFO the oldest layer goes first. A charge that comes after part
/// was sold follows the units: on hand to stock, sold to the order lines that took them. Units
/// sold without a cost leave at 0 and are CO-01, until a later receipt covers them; a charge
/// without a basis is CO-06; an amount without a rate stays out and is FX-02. Values are minor
/// units of the functional currency.
///
/// - Complexity: O(*n* log *n*) in the number of events.
package func costStock(
  _ snapshot: LedgerSnapshot, _ matches: MatchResult, settings: Settings, rates: RateTable
) -> CostingResult {
  var gaps = RateGaps()
  let receipts = snapshot.stableReceipts()
  let values = valueReceipts(snapshot, settings: settings, rates: rates, gaps: &gaps)
  let allocation = LandedCostAllocation(
    snapshot, receipts: receipts, values: values, settings: settings, rates: rates, gaps: &gaps)
  let timeline = stockTimeline(
    snapshot, matches, receipts: receipts, shares: allocation.shares)
  var run = StockRun(
    snapshot, returns: matches.returns, shares: allocation.shares, values: values,
    settledAt: matches.settledAt, settings: settings)
  for event in timeline { run.apply(event) }
  var result = run.result
  result.discrepancies += allocation.discrepancies
  result.discrepancies += gaps.discrepancies(snapshot, settings: settings)
  result.discrepancies += unusableReceipts(
    snapshot, values, order: receipts, settings: settings)
  result.discrepancies += openingInventory(result.movements, settings)
  return result
}
