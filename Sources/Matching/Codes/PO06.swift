import Accounting

/// PO-06: a negative balance that a channel took from our card.
///
/// The channel's balance was negative and it took the money from our card. The card's or the
/// bank's entry for it is not here yet.
///
/// It closes by itself when the entry comes.
///
/// Do: pair it with the card's entry.
struct PO06 {
  let bank: BankMatching

  func findings() -> [Discrepancy] {
    let context = bank.sides.context
    let lines = context.snapshot.settlementLines
    let paired = Set(
      bank.states.compactMap { state -> Int32? in
        if case .cardPayment(let line) = state { return line }
        return nil
      })
    return context.rareLines.filter {
      lines.amounts[$0].event == .cardPayment && lines.amounts[$0].amount > 0
        && !paired.contains(Int32($0))
    }.map { lines[$0] }
      .filter { line in
        line.settlement < 0 || !context.snapshot.settlements[Int(line.settlement)].isHeld
      }.map { finding($0, context) }
  }

  private func finding(_ line: SettlementLine, _ context: MatchContext) -> Discrepancy {
    let settlement = line.settlement < 0 ? nil : context.snapshot.settlements[Int(line.settlement)]
    let id = settlement.map { context.text($0.settlementId) } ?? ""
    var finding = Discrepancy(
      code: .po06, source: context.text(line.source),
      key: id.isEmpty ? "\(line.date)|\(context.text(line.reference))" : "\(id)|\(line.date)",
      eventDate: line.date, rule: "card_payment_not_paired")
    finding.channel =
      settlement.map { context.channel(of: $0) } ?? sourceTitle(context.text(line.source))
    finding.settlementId = id
    finding.currency = line.currency
    finding.internal = -line.amount
    finding.internalEvidence = context.evidence([line.provenance])
    finding.note = "no entry of the card or the bank for it yet"
    return finding
  }
}
