import Accounting
import Hashing

extension JournalBuilder {
  /// The bank's side: payouts that arrived, card payments, and what is not yet identified.
  mutating func postBankLines() {
    guard settings.postsBank else { return }
    let lines = snapshot.statementLines.indices.sorted {
      precedes(snapshot.statementLines[$0].provenance, snapshot.statementLines[$1].provenance)
    }
    for index in lines where index < matches.statementLineStates.count {
      let line = snapshot.statementLines[index]
      guard isInBooks(line.bookingDate), line.amount != 0,
        let counterpart = counterpart(of: line, matches.statementLineStates[index]),
        let base = base(
          line.amount, line.currency, on: line.bookingDate,
          source: counterpart.source.isEmpty ? "bank" : counterpart.source)
      else { continue }
      append(bankEntry(line, counterpart, base))
    }
  }

  /// What a bank line is booked against.
  private struct Counterpart {
    var account: Account
    var item: String
    var source = ""
    var settlementId = ""
    var rule: String
    var description: String
  }

  private mutating func counterpart(
    of line: StatementLine, _ state: StatementLineState
  ) -> Counterpart? {
    switch state {
    case .matched(let payout):
      return inTransit(settlement: matches.payouts[Int(payout)].settlement, "Bank receipt of")
    case .cardPayment(let position):
      return cardPayment(snapshot.settlementLines[Int(position)])
    case .held(let position):
      let settlement = snapshot.settlements[Int(position)]
      let id = snapshot.symbols[settlement.settlementId]
      let source = snapshot.symbols[settlement.source]
      suspenseEvidence[id] = snapshot.evidence(line.provenance)
      return Counterpart(
        account: .suspense, item: id, source: source, settlementId: id, rule: "R12",
        description: "Bank receipt of held \(sourceTitle(source)) settlement \(id)")
    case .unidentified:
      let item = snapshot.evidence(line.provenance)
      suspenseEvidence[item] = item
      return Counterpart(
        account: .suspense, item: item, rule: "R12", description: "Unidentified bank receipt")
    case .unrelated:
      return nil
    }
  }

  private func inTransit(settlement position: Int32, _ what: String) -> Counterpart {
    let settlement = snapshot.settlements[Int(position)]
    let id = snapshot.symbols[settlement.settlementId]
    let source = snapshot.symbols[settlement.source]
    let title = sourceTitle(source)
    return Counterpart(
      account: .payoutsInTransit(title), item: id, source: source, settlementId: id, rule: "R1",
      description: "\(what) \(title) settlement \(id)")
  }

  private func cardPayment(_ line: SettlementLine) -> Counterpart {
    if line.settlement >= 0 {
      var counterpart = inTransit(settlement: line.settlement, "Card payment for")
      counterpart.rule = "R12"
      return counterpart
    }
    let source = snapshot.symbols[line.source]
    let title = sourceTitle(source)
    return Counterpart(
      account: .payoutsInTransit(title),
      item: snapshot.clearingItem(
        settlement: -1, source: line.source, currency: line.currency),
      source: source, rule: "R12", description: "Card payment for \(title)")
  }

  private func bankEntry(
    _ line: StatementLine, _ counterpart: Counterpart, _ base: Int64
  ) -> JournalEntry {
    let symbols = snapshot.symbols
    let id = stableId(
      "JE",
      [
        "bank", symbols[line.account], line.bookingDate.description, line.currency.code,
        "\(line.amount)", symbols[line.reference], symbols[line.text],
      ])
    return JournalEntry(
      id: id, date: line.bookingDate, description: counterpart.description,
      rule: counterpart.rule, settlementId: counterpart.settlementId,
      sourceFile: documentName(line.provenance.document),
      postings: pair(
        debit: .bank, item: "", credit: counterpart.account, item: counterpart.item,
        Money(minorUnits: line.amount, currency: line.currency), base,
        line: line.provenance.line))
  }
}
