import Accounting
import Hashing

extension JournalBuilder {
  /// The bank's half of recipe R9: a payout that arrives in another currency.
  ///
  /// In transit is relieved of what was sent, the bank gets what came, a stated fee stands on its
  /// account, and both currencies meet on CurrencyConversion. Each side's functional amount is at
  /// the reference rate of the day: what the bank's rate differs by stays on CurrencyConversion.
  mutating func postConvertedReceipt(_ line: StatementLine, _ payout: Payout) {
    let settlement = snapshot.settlements[Int(payout.settlement)]
    let source = snapshot.symbols[settlement.source]
    let id = snapshot.symbols[settlement.settlementId]
    let fee = -(payout.conversion?.fee ?? 0)
    let day = line.bookingDate
    guard let received = base(line.amount, line.currency, on: day, source: source),
      let charged = base(fee, line.currency, on: day, source: source),
      let sent = base(payout.amount, payout.currency, on: day, source: source)
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
        id: stableId("JE", ["converted receipt", source, id, payout.currency.code]), date: day,
        description: "Bank receipt of \(title) settlement \(id) in \(line.currency.code)",
        rule: "R9", settlementId: id, sourceFile: documentName(line.provenance.document),
        postings: [
          posting(.bank, line.amount, received, line.currency),
          posting(.fees(LineComponent.feeConversion.name), fee, charged, line.currency),
          posting(
            .currencyConversion, -line.amount - fee, -received - charged, line.currency),
          posting(.currencyConversion, payout.amount, sent, payout.currency),
          posting(
            .payoutsInTransit(title), -payout.amount, -sent, payout.currency, item: id),
        ]))
  }

  /// The payout that a bank line is the receipt of in another currency.
  func convertedPayout(_ line: StatementLine, _ state: StatementLineState) -> Payout? {
    guard case .matched(let payouts) = state, payouts.count == 1 else { return nil }
    let payout = matches.payouts[Int(payouts[0])]
    return payout.currency == line.currency ? nil : payout
  }
}
