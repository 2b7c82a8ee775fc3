import Accounting

/// PO-07: a manual or instant payout, of which nothing says what it pays.
///
/// A payout was made by hand or at once, and nothing says which sales it pays. It can only be
/// proven by the balance before and after it, which the note gives.
///
/// What the balance held before it proves it: external is the payout, internal what of it the
/// known balance covers.
///
/// Do: reconcile by the balance.
struct PO07 {
  let bank: BankMatching

  func findings() -> [Discrepancy] {
    bank.payouts.filter {
      bank.sides.context.snapshot.settlements[Int($0.settlement)].payoutKind != .automatic
    }.map(finding)
  }

  private func finding(_ payout: Payout) -> Discrepancy {
    let context = bank.sides.context
    let settlement = context.snapshot.settlements[Int(payout.settlement)]
    let id = context.text(settlement.settlementId)
    let rows = rows(before: payout, settlement)
    let balance = balance(of: rows, before: payout, settlement)
    var finding = Discrepancy(
      code: .po07, source: context.text(settlement.source), key: id, eventDate: payout.date,
      rule: "payout_without_list")
    finding.channel = context.channel(of: settlement)
    finding.settlementId = id
    finding.currency = payout.currency
    finding.external = payout.amount
    finding.internal = min(payout.amount, max(0, balance))
    finding.externalEvidence = context.evidence([settlement.provenance])
    finding.internalEvidence = context.evidence(
      rows.isEmpty ? [settlement.provenance] : rows.map(\.provenance))
    finding.cashImpact = context.functional(
      finding.difference ?? 0, payout.currency, on: payout.date)
    let digits = payout.currency.minorDigits
    finding.note =
      "balance before it \(decimalText(balance, digits: digits)), after it "
      + decimalText(balance - payout.amount, digits: digits)
    return finding
  }

  /// The source's lines of no payout, or of payouts without a list, up to a payout's date.
  private func rows(before payout: Payout, _ settlement: Settlement) -> [SettlementLine] {
    let snapshot = bank.sides.context.snapshot
    let isUnlisted = snapshot.settlements.map { $0.payoutKind != .automatic }
    return snapshot.settlementLines.filter { line in
      line.source == settlement.source && line.currency == payout.currency
        && line.date <= payout.date && line.event != .payout && line.event != .memo
        && line.event != .stated
        && (line.settlement < 0 || isUnlisted[Int(line.settlement)])
    }
  }

  /// What the source owed before a payout: those lines, less what such payouts took earlier.
  private func balance(
    of rows: [SettlementLine], before payout: Payout, _ settlement: Settlement
  ) -> Int64 {
    let snapshot = bank.sides.context.snapshot
    var balance = rows.reduce(Int64(0)) { $0 &+ $1.amount }
    for other in bank.payouts
    where other.settlement != payout.settlement
      && snapshot.settlements[Int(other.settlement)].payoutKind != .automatic
      && other.currency == payout.currency && other.returned == nil
      && snapshot.settlements[Int(other.settlement)].source == settlement.source
      && isBefore(other, payout)
    {
      balance &-= other.amount
    }
    return balance
  }

  private func isBefore(_ one: Payout, _ other: Payout) -> Bool {
    if one.date != other.date { return one.date < other.date }
    let settlements = bank.sides.context.snapshot.settlements
    let context = bank.sides.context
    return context.text(settlements[Int(one.settlement)].settlementId)
      < context.text(settlements[Int(other.settlement)].settlementId)
  }
}
