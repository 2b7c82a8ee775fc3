import Accounting

/// PO-04: a payout failed or was cancelled.
///
/// A payout did not go through and its money is in the channel's balance again. The next payout
/// should bring it; until one does, the money is neither here nor on its way.
///
/// Found by the channel's row or status, else by the bank: deposits of the payout, and debits of
/// its name that take all of them back.
///
/// It closes by itself once the money has been sent again and arrived: in the payout of the
/// settlement that shows the returned row, else in a later one that brings so much more than its
/// own lines come to.
///
/// Do: find out why it failed; see that it is sent again.
struct PO04 {
  let bank: BankMatching

  func findings() -> [Discrepancy] {
    bank.payouts.indices.compactMap { position in
      guard let back = bank.payouts[position].returned, !isPaidAgain(position, back) else {
        return nil
      }
      return finding(position, back)
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
        && later.amount - ownLines(of: later.settlement) >= payout.amount
        && snapshot.settlements[Int(later.settlement)].source == source
    }
  }

  /// What a settlement's lines come to without the row of its payout.
  private func ownLines(of settlement: Int32) -> Int64 {
    let lines = bank.sides.context.snapshot.settlementLines
    return lines.runs.reduce(0) { sum, run in
      guard lines.items[Int(run.item)].settlement == settlement else { return sum }
      return lines.amounts[run.lines].reduce(sum) {
        $1.event == .payout || $1.event == .memo || $1.event == .stated ? $0 : $0 + $1.amount
      }
    }
  }

  private func finding(_ position: Int, _ back: PayoutReturn) -> Discrepancy {
    let context = bank.sides.context
    let payout = bank.payouts[position]
    let debits = bank.debits(returning: position)
    let left = payout.receivedTotal.map { $0 + debits.reduce(0) { $0 + $1.amount } }
    let settlement = context.snapshot.settlements[Int(payout.settlement)]
    let id = context.text(settlement.settlementId)
    var finding = Discrepancy(
      code: .po04, source: context.text(settlement.source), key: id, eventDate: back.date,
      rule: "payout_returned")
    finding.channel = context.channel(of: settlement)
    finding.settlementId = id
    finding.currency = payout.currency
    finding.external = left
    finding.internal = payout.amount
    let here = payout.isConverted(bank.sides.lines) ? 0 : left ?? 0
    finding.cashImpact = context.functional(
      here - payout.amount, payout.currency, on: payout.date)
    finding.internalEvidence = context.evidence([settlement.provenance])
    let rows = back.settlementLine.map { context.snapshot.settlementLines[Int($0)].provenance }
    let deposits = payout.received.map { bank.sides.lines[Int($0.statementLine)].provenance }
    finding.externalEvidence = context.evidence(
      deposits + debits.map(\.provenance) + (rows.map { [$0] } ?? []))
    let status = settlement.payoutStatus == .cancelled ? "cancelled" : "failed"
    finding.note =
      "payout of \(payout.date) \(status); back in the channel's balance on \(back.date)"
    if left == 0 {
      finding.note += "; the bank shows that it arrived and went back"
    } else if !payout.received.isEmpty {
      finding.note += "; the bank shows that it arrived"
    }
    return finding
  }
}
