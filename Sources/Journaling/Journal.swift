import Accounting

/// Books everything the ledger holds and matching and costing decided, from the start of the books.
///
/// Entries are sorted by date, then id, and every one balances in each currency and in the
/// functional currency. Held settlements and what happened before `booksFrom` are not booked;
/// what lacks an exchange rate waits and is FX-02.
///
/// `last`: the period that is judged at least, whether or not anything is posted in it.
/// - Complexity: O(*n*) in the settlement lines and stock movements, but for sorting the entries.
package func postJournal(
  _ snapshot: LedgerSnapshot, _ matches: MatchResult, _ costing: CostingResult,
  settings: Settings, rates: RateTable, through last: AccountingPeriod? = nil
) -> JournalResult {
  var builder = JournalBuilder(snapshot, matches, settings: settings, rates: rates)
  let settled = builder.postSettlementLines()
  builder.postConversions()
  builder.postExplainedGaps()
  builder.postPayouts()
  builder.postPayoutReturns()
  builder.postDisputeLosses()
  builder.postBankLines()
  builder.postStock(costing, settled: settled)
  builder.postOpeningBalances()
  builder.postForgivenPayouts()
  builder.postWriteOffs()
  builder.postExchangeDifferences()
  return builder.finish(through: last)
}
