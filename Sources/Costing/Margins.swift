import Accounting

/// The margin of every order line and period that revenue, fees or costs were posted in.
///
/// Columns sum to the income and expense accounts of the journal: what belongs to an order but to
/// none of its lines has a row without a line number, what belongs to no order is in
/// `accountLevelCharges`. Order lines that lost money are CO-08.
///
/// - Complexity: O(*s* + *n* log *n*), for *s* shares and *n* rows.
package func margins(
  _ snapshot: LedgerSnapshot, _ matches: MatchResult, _ costing: CostingResult,
  _ journal: JournalResult, settings: Settings
) -> MarginResult {
  var table = MarginTable(orderLines: snapshot.orderLines.count)
  var loose = LooseMargin()
  for share in journal.shareParts.joined() {
    if share.orderLine >= 0 {
      table.add(share)
    } else {
      loose.add(share, in: table.period(of: share.date), snapshot, matches)
    }
  }
  for share in journal.costShares {
    precondition(share.orderLine >= 0, "cost of sales belongs to an order line")
    table.add(share)
  }
  var result = MarginResult()
  result.rows = marginRows(table, loose, snapshot, costing)
  result.accountLevelCharges = loose.accountLevelCharges
  result.discrepancies = negativeMargins(
    table, snapshot, costing, unrefunded: journal.unrefunded, settings: settings)
  return result
}
