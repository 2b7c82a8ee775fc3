import Accounting

/// PO-04: a payout failed or was cancelled.
///
/// A payout did not go through and its money is in the channel's balance again. The next payout
/// should bring it; until one does, the money is neither here nor on its way.
///
/// Found by the channel's row or status, else by the bank: a deposit of the payout's name, and a
/// debit of the same name and amount after it.
///
/// It closes by itself once the money has been sent again and arrived: in the payout of the
/// settlement that shows the returned row, else in a later one of at least that amount.
///
/// Do: find out why it failed; see that it is sent again.
struct PO04 {
  let bank: BankMatching

  func findings() -> [Discrepancy] {
    bank.payouts.indices.compactMap { position in
      guard let back = bank.payouts[position].returned, !isPaidAgain(position, back) else {
        return nil
      }
      return finding(bank.payouts[position], back)
    }
  }

  private func isPaidAgain(_ position: Int, _ back: PayoutReturn) -> Bool {
    let snapshot = bank.sides.context.snapshot
    let payout = bank.payouts[position]
    let source = snapshot.settlements[Int(payout.settlement)].source
    let home = back.settlementLine.map { snapshot.settlementLines[Int($0)].settlement } ?? -1
    return bank.payouts.indices.contains { other in
      let later = bank.payouts[other]
      guard other != position, later.returned == nil, !later.received.isEmpty else { return false }
      if home >= 0 { return later.settlement == home }
      return later.date > back.date && later.currency == payout.currency
        && later.amount >= payout.amount
        && snapshot.settlements[Int(later.settlement)].source == source
    }
  }

  private func finding(_ payout: Payout, _ back: PayoutReturn) -> Discrepancy {
    let context = bank.sides.context
    let settlement = context.snapshot.settlements[Int(payout.settlement)]
    let id = context.text(settlement.settlementId)
    var finding = Discrepancy(
      code: .po04, source: context.text(settlement.source), key: id, eventDate: back.date,
      rule: "payout_returned")
    finding.channel = context.channel(of: settlement)
    finding.settlementId = id
    finding.currency = payout.currency
    finding.external = payout.receivedTotal
    finding.internal = payout.amount
    finding.cashImpact = -context.functional(payout.amount, payout.currency, on: payout.date)
    finding.internalEvidence = context.evidence([settlement.provenance])
    let rows = back.settlementLine.map { context.snapshot.settlementLines[Int($0)].provenance }
    let deposits = payout.received.map { bank.sides.lines[Int($0.statementLine)].provenance }
    finding.externalEvidence = context.evidence(deposits + (rows.map { [$0] } ?? []))
    let status = settlement.payoutStatus == .cancelled ? "cancelled" : "failed"
    finding.note =
      "payout of \(payout.date) \(status); back in the channel's balance on \(back.date)"
    if !payout.received.isEmpty { finding.note += "; the bank shows that it arrived" }
    return finding
  }
}
