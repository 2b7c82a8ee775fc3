import Accounting
import DelimitedText

/// A bank line as the reports show it.
struct BankRow {
  let line: StatementLine
  let evidence: String
  let reference: String
  let text: String
  /// `matched`, `unidentified` or `unrelated`.
  let state: String
  /// The settlements paid, separated by blanks.
  let settlementId: String
  /// Bank − payout, on the last line of each payout; `nil` where there is nothing to compare with.
  let difference: Int64?
}

/// `bank.csv`: the bank lines of the period and what each turned out to be.
struct BankReport {
  static let columns = [
    "line", "date", "reference", "currency", "amount", "state", "settlement_id", "difference",
  ]

  let rows: [BankRow]

  init(_ index: ReportIndex, _ scope: ReportScope) {
    let lines = index.data.snapshot.statementLines
    rows = index.bankLines.filter { scope.period.contains(lines[$0].bookingDate) }
      .map { BankRow(index.data, $0) }
  }

  var bytes: [UInt8] {
    var writer = DelimitedWriter(columns: Self.columns)
    for row in rows {
      writer.text(row.evidence)
      writer.date(row.line.bookingDate)
      writer.text(row.reference)
      writer.text(row.line.currency.code)
      writer.amount(row.line.amount, digits: row.line.currency.minorDigits)
      writer.text(row.state)
      writer.text(row.settlementId)
      writer.amount(row.difference, row.line.currency)
      writer.endRecord()
    }
    return writer.bytes
  }
}

extension BankRow {
  fileprivate init(_ data: CloseData, _ position: Int) {
    let snapshot = data.snapshot
    let line = snapshot.statementLines[position]
    self.line = line
    evidence = snapshot.evidence(line.provenance)
    reference = snapshot.symbols[line.reference]
    text = snapshot.symbols[line.text]
    let settlementName = { (settlement: Int32) in
      settlement < 0
        ? "" : snapshot.symbols[snapshot.settlements[Int(settlement)].settlementId]
    }
    switch data.matches.statementLineStates[position] {
    case .matched(let positions):
      let payouts = positions.map { data.matches.payouts[Int($0)] }
      state = "matched"
      settlementId = payouts.map { settlementName($0.settlement) }.joined(separator: " ")
      let isConverted = payouts.contains { $0.currency != line.currency }
      // What arrived in another currency differs by what nothing explains.
      difference =
        isConverted
        ? payouts.first?.conversion?.rest
        : payouts.filter { $0.received.last?.statementLine == Int32(position) }
          .reduce(0) { $0 + ($1.receivedTotal ?? 0) - $1.amount }
    case .held(let settlement):
      state = "matched"
      settlementId = settlementName(settlement)
      difference = snapshot.settlements[Int(settlement)].declaredTotal.map { line.amount - $0 }
    case .cardPayment(let settlementLine):
      let card = snapshot.settlementLines[Int(settlementLine)]
      state = "matched"
      settlementId = settlementName(card.settlement)
      difference = line.amount + card.amount
    case .payoutReturn(let payout):
      let returned = data.matches.payouts[Int(payout)]
      state = "matched"
      settlementId = settlementName(returned.settlement)
      difference = line.amount + returned.amount
    case .collected(let settlement):
      let collected = snapshot.settlements[Int(settlement)]
      state = "matched"
      settlementId = settlementName(settlement)
      difference = line.amount - (collected.declaredTotal ?? collected.linesTotal)
    case .unidentified: (state, settlementId, difference) = ("unidentified", "", nil)
    case .unrelated: (state, settlementId, difference) = ("unrelated", "", nil)
    }
  }
}
