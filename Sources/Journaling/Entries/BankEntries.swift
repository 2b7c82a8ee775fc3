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
      guard isInBooks(line.bookingDate), line.amount != 0 else { continue }
      if let payout = convertedPayout(line, matches.statementLineStates[index]) {
        postConvertedReceipt(line, payout)
        continue
      }
      let counterparts = counterparts(of: index, matches.statementLineStates[index])
      guard let first = counterparts.first,
        let base = base(
          line.amount, line.currency, on: line.bookingDate,
          source: first.source.isEmpty ? "bank" : first.source)
      else { continue }
      append(bankEntry(line, counterparts, base))
    }
  }

  /// What a bank line, or a part of it, is booked against.
  private struct Counterpart {
    /// With the sign of the bank line.
    var amount: Int64
    var account: Account
    var item: String
    var source = ""
    var settlementId = ""
    var rule: String
    var description: String
  }

  private mutating func counterparts(
    of index: Int, _ state: StatementLineState
  ) -> [Counterpart] {
    if case .matched(let payouts) = state {
      return payouts.flatMap { receipts(matches.payouts[Int($0)], on: Int32(index)) }
    }
    return counterpart(of: snapshot.statementLines[index], state).map { [$0] } ?? []
  }

  private func receipts(_ payout: Payout, on line: Int32) -> [Counterpart] {
    payout.received.filter { $0.statementLine == line }.map {
      inTransit(settlement: payout.settlement, $0.amount, "Bank receipt of")
    }
  }

  private mutating func counterpart(
    of line: StatementLine, _ state: StatementLineState
  ) -> Counterpart? {
    switch state {
    case .matched, .unrelated:
      return nil
    case .cardPayment(let position):
      return cardPayment(snapshot.settlementLines[Int(position)], line.amount)
    case .payoutReturn(let payout):
      return inTransit(
        settlement: matches.payouts[Int(payout)].settlement, line.amount, "Bank return of")
    case .collected(let position):
      let settlement = snapshot.settlements[Int(position)]
      let id = snapshot.symbols[settlement.settlementId]
      let source = snapshot.symbols[settlement.source]
      return Counterpart(
        amount: line.amount, account: .clearing(sourceTitle(source)),
        item: snapshot.clearingItem(
          settlement: position, source: settlement.source, currency: settlement.currency),
        source: source, settlementId: id, rule: "R1",
        description: "Collected for \(sourceTitle(source)) settlement \(id)")
    case .held(let position):
      let settlement = snapshot.settlements[Int(position)]
      let id = snapshot.symbols[settlement.settlementId]
      let source = snapshot.symbols[settlement.source]
      suspenseEvidence[id] = snapshot.evidence(line.provenance)
      return Counterpart(
        amount: line.amount, account: .suspense, item: id, source: source, settlementId: id,
        rule: "R12",
        description: "Bank receipt of held \(sourceTitle(source)) settlement \(id)")
    case .unidentified:
      let item = snapshot.evidence(line.provenance)
      suspenseEvidence[item] = item
      return Counterpart(
        amount: line.amount, account: .suspense, item: item, rule: "R12",
        description: "Unidentified bank receipt")
    }
  }

  private func inTransit(
    settlement position: Int32, _ amount: Int64, _ what: String
  ) -> Counterpart {
    let settlement = snapshot.settlements[Int(position)]
    let id = snapshot.symbols[settlement.settlementId]
    let source = snapshot.symbols[settlement.source]
    let title = sourceTitle(source)
    return Counterpart(
      amount: amount, account: .payoutsInTransit(title), item: id, source: source,
      settlementId: id, rule: "R1", description: "\(what) \(title) settlement \(id)")
  }

  private func cardPayment(_ line: SettlementLine, _ amount: Int64) -> Counterpart {
    if line.settlement >= 0 {
      var counterpart = inTransit(settlement: line.settlement, amount, "Card payment for")
      counterpart.rule = "R12"
      counterpart.item += Account.cardItemSuffix
      return counterpart
    }
    let source = snapshot.symbols[line.source]
    let title = sourceTitle(source)
    return Counterpart(
      amount: amount, account: .payoutsInTransit(title),
      item: snapshot.cardItem(
        settlement: -1, source: line.source, currency: line.currency),
      source: source, rule: "R12", description: "Card payment for \(title)")
  }

  private func bankEntry(
    _ line: StatementLine, _ counterparts: [Counterpart], _ base: Int64
  ) -> JournalEntry {
    let symbols = snapshot.symbols
    let id = stableId(
      "JE",
      [
        "bank", symbols[line.account], line.bookingDate.description, line.currency.code,
        "\(line.amount)", symbols[line.reference], symbols[line.text],
      ])
    let first = counterparts[0]
    let isOne = counterparts.count == 1
    return JournalEntry(
      id: id, date: line.bookingDate,
      description: isOne
        ? first.description : "Bank receipt of \(counterparts.count) payouts together",
      rule: first.rule, settlementId: isOne ? first.settlementId : "",
      sourceFile: documentName(line.provenance.document),
      postings: bankPostings(line, counterparts, base))
  }

  /// The bank's debit, and a credit for each share; the base is shared by largest remainder.
  private func bankPostings(
    _ line: StatementLine, _ counterparts: [Counterpart], _ base: Int64
  ) -> [Posting] {
    var lines = LineRanges()
    lines.insert(line.provenance.line)
    let bases = allocate(base, by: counterparts.map(\.amount))
    let debit = Posting(
      account: .bank, amount: line.amount, base: base, currency: line.currency,
      sourceLines: lines)
    return [debit]
      + zip(counterparts, bases).map { counterpart, base in
        Posting(
          account: counterpart.account, amount: -counterpart.amount, base: -base,
          currency: line.currency, item: counterpart.item, sourceLines: lines)
      }
  }
}
