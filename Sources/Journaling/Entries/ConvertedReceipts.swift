import Accounting
import Hashing

extension JournalBuilder {
  /// The bank's half of recipe R9: a payout that arrives in another currency.
  ///
  /// In transit is relieved of what was sent, the bank gets what came, a stated fee stands on its
  /// account, and both currencies meet on CurrencyConversion. Each side's functional amount is at
  /// the reference rate of the day: what the bank's rate differs by stays on CurrencyConversion.
  /// What the bank takes back goes the same way back, at the same rates.
  mutating func postConvertedReceipt(_ line: StatementLine, _ payout: Payout) {
    let settlement = snapshot.settlements[Int(payout.settlement)]
    let source = snapshot.symbols[settlement.source]
    let id = snapshot.symbols[settlement.settlementId]
    let isReturn = line.amount < 0
    let fee = isReturn ? 0 : -(payout.conversion?.fee ?? 0)
    let settled = isReturn ? -payout.amount : payout.amount
    let day =
      payout.received.first.map { snapshot.statementLines[Int($0.statementLine)] }?
      .bookingDate ?? line.bookingDate
    guard let received = base(line.amount, line.currency, on: day, source: source),
      let charged = base(fee, line.currency, on: day, source: source),
      let sent = base(settled, payout.currency, on: day, source: source)
    else { return }
    var lines = LineRanges()
    lines.insert(line.provenance.line)
    func posting(
      _ account: Account, _ amount: Int64, _ base: Int64, _ currency: Currency, item: String = ""
    ) -> Posting {
      Posting(
        account: account, amount: amount, base: base, currency: currency, item: item,
        sourceLines: lines)
    }
    let title = sourceTitle(source)
    append(
      JournalEntry(
        id: stableId(
          "JE",
          ["converted \(isReturn ? "return" : "receipt")", source, id, payout.currency.code]),
        date: line.bookingDate,
        description:
          "Bank \(isReturn ? "return" : "receipt") of \(title) settlement \(id) in "
          + line.currency.code,
        rule: "R9", settlementId: id, sourceFile: documentName(line.provenance.document),
        postings: [
          posting(.bank, line.amount, received, line.currency),
          posting(.fees(LineComponent.feeConversion.name), fee, charged, line.currency),
          posting(
            .currencyConversion, -line.amount - fee, -received - charged, line.currency),
          posting(.currencyConversion, settled, sent, payout.currency),
          posting(
            .payoutsInTransit(title), -settled, -sent, payout.currency, item: id),
        ]))
  }

  /// The payout that a bank line is the receipt or the return of in another currency.
  func convertedPayout(_ line: StatementLine, _ state: StatementLineState) -> Payout? {
    let position: Int32
    switch state {
    case .matched(let payouts) where payouts.count == 1: position = payouts[0]
    case .payoutReturn(let payout): position = payout
    default: return nil
    }
    let payout = matches.payouts[Int(position)]
    return payout.currency == line.currency ? nil : payout
  }
}
