import Accounting

/// PO-01: a payout was sent and did not arrive.
///
/// The channel says it paid us and the bank does not show the money, although it should have
/// arrived.
///
/// Found for every settlement that sends money and meets no bank line, five calendar days after
/// its deposit date (payout_due_days). What may be its other side is suggested in the note, and
/// whether sums were looked for: not among more than sixteen deposits smaller than it. It closes
/// when the bank line comes.
///
/// Do: trace it.
extension BankFindings {
  /// PO-01: sent, and past its date not received.
  func missing(_ position: Int) -> Discrepancy? {
    let payout = bank.payouts[position]
    let due = payout.date.adding(days: context.settings.payoutDueDays)
    guard context.asOf > due else { return nil }
    var finding = make(.po01, payout, rule: "payout_not_received")
    finding.due = due
    finding.internal = payout.amount
    finding.cashImpact = -context.functional(payout.amount, payout.currency, on: payout.date)
    let limit =
      bank.unsearched.contains(position)
      ? "no sum was looked for: more than \(SubsetSearch.amountsMax) records may be part of one"
      : ""
    finding.note = [hint(bank.sides.payoutKeys[position]), limit].filter { !$0.isEmpty }
      .joined(separator: "; ")
    return finding
  }
}
