import Accounting
import Hashing

extension JournalBuilder {
  /// Recipe R4: a payout that failed or was cancelled goes from in transit back to clearing.
  ///
  /// The money stands under the settlement that shows it again, else under the payout's own. A
  /// returned amount whose payout is not known waits in Suspense.
  mutating func postPayoutReturns() {
    var known: Set<Int32> = []
    for payout in matches.payouts {
      guard let back = payout.returned else { continue }
      if let line = back.settlementLine { known.insert(line) }
      // Of a payout from before the books began nothing is in transit here.
      if isInBooks(payout.date) && isInBooks(back.date) { postReturn(of: payout, back) }
    }
    let lines = snapshot.settlementLines
    for index in lines.positions(where: { $0.event == .payoutReturned && $0.amount != 0 })
    where !known.contains(Int32(index)) {
      let line = lines[index]
      if line.settlement >= 0 && isHeld[Int(line.settlement)] || !isInBooks(line.date) { continue }
      postUnknownReturn(line)
    }
  }

  private mutating func postReturn(of payout: Payout, _ back: PayoutReturn) {
    let settlement = snapshot.settlements[Int(payout.settlement)]
    let source = snapshot.symbols[settlement.source]
    let id = snapshot.symbols[settlement.settlementId]
    let title = sourceTitle(source)
    guard let base = base(payout.amount, payout.currency, on: back.date, source: source) else {
      return
    }
    let row = back.settlementLine.map { snapshot.settlementLines[Int($0)] }
    let place = row?.provenance ?? settlement.provenance
    let home = row.map {
      snapshot.clearingItem(
        settlement: $0.settlement, source: $0.source, currency: $0.currency)
    }
    append(
      JournalEntry(
        id: stableId("JE", ["payout returned", source, id, payout.currency.code]),
        date: back.date, description: "Returned payout of \(title) settlement \(id)", rule: "R4",
        settlementId: id, sourceFile: documentName(place.document),
        postings: pair(
          debit: .clearing(title), item: home ?? id, credit: .payoutsInTransit(title), item: id,
          Money(minorUnits: payout.amount, currency: payout.currency), base, line: place.line)))
  }

  private mutating func postUnknownReturn(_ line: SettlementLine) {
    let source = snapshot.symbols[line.source]
    guard let base = base(line.amount, line.currency, on: line.date, source: source) else {
      return
    }
    let item = snapshot.evidence(line.provenance)
    suspenseEvidence[item] = item
    let title = sourceTitle(source)
    append(
      JournalEntry(
        id: stableId(
          "JE",
          [
            "unknown return", source, line.date.description, line.currency.code,
            "\(line.amount)", snapshot.symbols[line.reference],
          ]),
        date: line.date, description: "Returned payout of \(title), payout not known", rule: "R4",
        settlementId: line.settlement < 0
          ? "" : snapshot.symbols[snapshot.settlements[Int(line.settlement)].settlementId],
        sourceFile: documentName(line.provenance.document),
        postings: pair(
          debit: .clearing(title),
          item: snapshot.clearingItem(
            settlement: line.settlement, source: line.source, currency: line.currency),
          credit: .suspense, item: item,
          Money(minorUnits: line.amount, currency: line.currency), base,
          line: line.provenance.line)))
  }
}
