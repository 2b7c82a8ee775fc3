import Accounting

/// Everything that is ours and has not arrived, but for what single orders lack.
struct ExpectedList {
  let bank: BankMatching
  let funds: HeldFunds
  let deferred: DeferredFunds
  let disputes: DisputeFacts
  private var context: MatchContext { funds.context }

  var amounts: [ExpectedAmount] {
    funds.open.map(reserved) + deferred.open.map(deferred) + disputes.cases.compactMap(disputed)
      + bank.payouts.filter { $0.received.isEmpty && $0.returned == nil }.map(inTransit)
  }

  private func reserved(_ hold: HeldFunds.Hold) -> ExpectedAmount {
    ExpectedAmount(
      kind: .reserved, source: context.text(hold.line.source), item: hold.key,
      orderId: context.text(hold.line.orderId), since: hold.line.date, due: hold.due,
      currency: hold.line.currency, amount: hold.amount, provenance: hold.line.provenance)
  }

  private func deferred(_ item: DeferredFunds.Item) -> ExpectedAmount {
    let record = item.record
    let name = record.orderId.isNone ? record.reference : record.orderId
    return ExpectedAmount(
      kind: .deferred, source: context.text(record.source), item: context.text(name),
      orderId: context.text(record.orderId), since: item.since, due: item.due,
      currency: record.currency, amount: record.amount, provenance: record.provenance)
  }

  private func disputed(_ dispute: DisputeCase) -> ExpectedAmount? {
    guard dispute.outcome != .lost, dispute.outstanding > 0, let line = dispute.lines.first else {
      return nil
    }
    return ExpectedAmount(
      kind: .disputed, source: context.text(dispute.source), item: dispute.name,
      orderId: context.text(dispute.orderId), since: dispute.openedOn,
      due: dispute.outcome == .won
        ? disputes.resultDay(of: dispute) : disputes.lastDay(of: dispute),
      currency: dispute.currency, amount: dispute.outstanding,
      provenance: context.snapshot.settlementLines[Int(line)].provenance)
  }

  private func inTransit(_ payout: Payout) -> ExpectedAmount {
    let settlement = context.snapshot.settlements[Int(payout.settlement)]
    return ExpectedAmount(
      kind: .inTransit, source: context.text(settlement.source),
      item: context.text(settlement.settlementId), since: payout.date,
      due: payout.date.adding(days: context.settings.payoutDueDays), currency: payout.currency,
      amount: payout.amount, provenance: settlement.provenance)
  }
}
