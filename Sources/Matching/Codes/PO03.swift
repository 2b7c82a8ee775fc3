import Accounting

/// PO-03: a deposit has no payout.
///
/// The bank shows money in that no channel's payout explains. It stands in suspense until it is
/// identified.
///
/// Found for bank credits that met no payout, no held settlement and no other matter, and for
/// debits that name a payout of which nothing arrived here; money in on a card is our own payment
/// of it, unless it names a channel. What may be its other side is suggested in the note, the same
/// amount out of another account among it: 'match confirm' makes that a transfer, of which nothing
/// is posted. It closes when its payout comes.
///
/// Do: identify it.
extension BankFindings {
  func unidentified(_ position: Int) -> Discrepancy {
    let line = bank.sides.lines[position]
    var finding = Discrepancy(
      code: .po03, source: "bank", key: key(position), eventDate: line.bookingDate,
      rule: "deposit_without_payout")
    finding.currency = line.currency
    finding.external = line.amount
    finding.externalEvidence = context.evidence([line.provenance])
    finding.cashImpact = context.functional(line.amount, line.currency, on: line.bookingDate)
    let held = bank.heldNamed(position).map {
      "names held settlement "
        + context.text(context.snapshot.settlements[$0.settlement].settlementId)
    }
    finding.note =
      ([context.text(line.text), hint(bank.sides.lineKeys[position])] + held)
      .filter { !$0.isEmpty }.joined(separator: "; ")
    return finding
  }
}
