import Accounting

/// PO-02: the bank received another amount than was sent.
///
/// The bank received another amount than the channel says it sent.
///
/// Found for payouts that met a bank line, or several, by reference or by a person's word, what the
/// bank took back under the payout's name being taken off, without any tolerance unless
/// crossfoot.yaml sets one. Rows of the settlement in quarantine are named in the note. Of a payout
/// that is back in the channel's balance (PO-04), found for what the bank did not take back in time
/// or took beyond what had come.
///
/// Do: check the bank's fee and the exchange. The difference posts when it is resolved, within the
/// limits of write_offs; beyond them it takes an approver, or one of the reasons accepted timing
/// and corrected at source, which then post nothing.
extension BankFindings {
  /// PO-02, or AM-06 within the tolerance: received, with another amount.
  func differs(_ payout: Payout, received: Int64) -> Discrepancy? {
    let difference = received - payout.amount
    if difference == 0 { return nil }
    let isForgiven = difference.magnitude <= UInt64(context.settings.payoutTolerance)
    let lines = payout.received.map { bank.sides.lines[Int($0.statementLine)] }
    let date = lines.last?.bookingDate ?? payout.date
    var finding = make(
      isForgiven ? .am06 : .po02, payout,
      rule: isForgiven ? "within_tolerance" : "payout_amount_differs")
    if isForgiven { finding.key += "|payout" }
    finding.eventDate = date
    finding.external = received
    finding.internal = payout.amount
    finding.externalEvidence = context.evidence(lines.map(\.provenance))
    finding.cashImpact = context.functional(difference, payout.currency, on: date)
    let debits = payout.received.filter { $0.amount < 0 }.reduce(0) { $0 - $1.amount }
    if debits != 0 {
      let amount = decimalText(debits, digits: payout.currency.minorDigits)
      finding.note = "the bank took \(amount) \(payout.currency.code) of it back"
    }
    let rows = context.snapshot.quarantined.filter {
      $0.settlementId == finding.settlementId && !$0.settlementId.isEmpty
    }
    if !rows.isEmpty {
      finding.note +=
        (finding.note.isEmpty ? "" : "; ") + "rows in quarantine: "
        + rows.map { context.snapshot.evidence($0.provenance) }.sorted().joined(separator: " ")
    }
    return finding
  }

  /// PO-02 of a payout that went back: the bank has some of it all the same, or took too much.
  func leftOver(_ position: Int, _ payout: Payout, _ back: PayoutReturn) -> Discrepancy? {
    guard let received = payout.receivedTotal else { return nil }
    let lines =
      payout.received.map { bank.sides.lines[Int($0.statementLine)] }
      + bank.debits(returning: position)
    let left = bank.debits(returning: position).reduce(received) { $0 + $1.amount }
    let due = back.date.adding(days: context.settings.payoutDueDays)
    if left == 0 || left > 0 && context.asOf <= due { return nil }
    var finding = make(.po02, payout, rule: "returned_payout_differs")
    finding.eventDate = lines.map(\.bookingDate).max() ?? back.date
    finding.external = left
    finding.internal = 0
    finding.externalEvidence = context.evidence(lines.map(\.provenance))
    finding.cashImpact = context.functional(left, payout.currency, on: finding.eventDate)
    finding.note =
      "back in the channel's balance on \(back.date), so the bank should have none of it"
    return finding
  }
}

extension BankMatching {
  /// The debits by which the bank took a payout back.
  func debits(returning payout: Int) -> [StatementLine] {
    states.indices.filter { states[$0] == .payoutReturn(payout: Int32(payout)) }
      .map { sides.lines[$0] }
  }
}
