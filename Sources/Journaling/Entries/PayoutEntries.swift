import Accounting
import Hashing

extension JournalBuilder {
  /// The payout half of recipe R1: clearing to in transit, on the day the money leaves.
  mutating func postPayouts() {
    for payout in matches.payouts where isInBooks(payout.date) && payout.amount != 0 {
      if isHeld[Int(payout.settlement)] { continue }
      let settlement = snapshot.settlements[Int(payout.settlement)]
      let source = snapshot.symbols[settlement.source]
      let id = snapshot.symbols[settlement.settlementId]
      guard let base = base(payout.amount, payout.currency, on: payout.date, source: source)
      else { continue }
      let title = sourceTitle(source)
      append(
        JournalEntry(
          id: stableId("JE", ["payout", source, id, payout.currency.code]), date: payout.date,
          description: "Payout of \(title) settlement \(id)", rule: "R1", settlementId: id,
          sourceFile: documentName(settlement.provenance.document),
          postings: pair(
            debit: .payoutsInTransit(title), item: id, credit: .clearing(title), item: id,
            Money(minorUnits: payout.amount, currency: payout.currency), base,
            line: settlement.provenance.line)))
    }
  }

  /// A settlement that quarantined rows keep from footing: the gap goes from Suspense to
  /// clearing, so that its payout still ties.
  mutating func postExplainedGaps() {
    let lastDates = lastLineDates()
    for (index, settlement) in snapshot.settlements.enumerated() where !isHeld[index] {
      guard case .explained(let gap) = settlement.footing, gap != 0 else { continue }
      let date =
        settlement.depositDate ?? settlement.endsAt.map { settings.zone.date(of: $0) }
        ?? lastDates[Int32(index)]
      guard let date, isInBooks(date) else { continue }
      let source = snapshot.symbols[settlement.source]
      let id = snapshot.symbols[settlement.settlementId]
      guard let base = base(gap, settlement.currency, on: date, source: source) else { continue }
      suspenseEvidence[id] = snapshot.evidence(settlement.provenance)
      let title = sourceTitle(source)
      append(
        JournalEntry(
          id: stableId("JE", ["gap", source, id, settlement.currency.code]), date: date,
          description: "Quarantined rows of \(title) settlement \(id)", rule: "R12",
          settlementId: id, sourceFile: documentName(settlement.provenance.document),
          postings: pair(
            debit: .clearing(title), item: id, credit: .suspense, item: id,
            Money(minorUnits: gap, currency: settlement.currency), base,
            line: settlement.provenance.line)))
    }
  }

  /// A debit and a credit of one amount, which may be negative.
  func pair(
    debit: Account, item debitItem: String, credit: Account, item creditItem: String,
    _ amount: Money, _ base: Int64, line: Int32
  ) -> [Posting] {
    var lines = LineRanges()
    lines.insert(line)
    return [
      Posting(
        account: debit, amount: amount.minorUnits, base: base, currency: amount.currency,
        item: debitItem, sourceLines: lines),
      Posting(
        account: credit, amount: -amount.minorUnits, base: -base, currency: amount.currency,
        item: creditItem, sourceLines: lines),
    ]
  }

  /// The last day of each settlement that gives neither a deposit date nor an end.
  private func lastLineDates() -> [Int32: CalendarDate] {
    let undated = snapshot.settlements.indices.filter {
      snapshot.settlements[$0].depositDate == nil && snapshot.settlements[$0].endsAt == nil
        && snapshot.settlements[$0].quarantinedCount > 0
    }
    guard !undated.isEmpty else { return [:] }
    let wanted = Set(undated.map { Int32($0) })
    var dates: [Int32: CalendarDate] = [:]
    for line in snapshot.settlementLines where wanted.contains(line.settlement) {
      dates[line.settlement] = max(dates[line.settlement] ?? line.date, line.date)
    }
    return dates
  }
}
