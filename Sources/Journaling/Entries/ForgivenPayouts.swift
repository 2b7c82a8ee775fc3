import Accounting
import Hashing

extension JournalBuilder {
  /// What the tolerance between payout and bank forgives, from transit to
  /// ReconciliationDifferences, on the day of the bank's line.
  ///
  /// - Precondition: payouts and bank lines are posted.
  mutating func postForgivenPayouts() {
    guard settings.postsBank, settings.payoutTolerance > 0 else { return }
    let open = openTransit()
    for payout in matches.payouts {
      guard let last = payout.received.last else { continue }
      let settlement = snapshot.settlements[Int(payout.settlement)]
      let source = snapshot.symbols[settlement.source]
      let id = snapshot.symbols[settlement.settlementId]
      let account = Account.payoutsInTransit(sourceTitle(source))
      let line = snapshot.statementLines[Int(last.statementLine)]
      guard let left = open[TransitItem(account: account, item: id, currency: payout.currency)],
        left != 0, left.magnitude <= UInt64(settings.payoutTolerance), isInBooks(line.bookingDate),
        let base = base(left, payout.currency, on: line.bookingDate, source: source)
      else { continue }
      append(
        JournalEntry(
          id: stableId("JE", ["forgiven", source, id, payout.currency.code]),
          date: line.bookingDate, description: "Within tolerance: settlement \(id)", rule: "R12",
          settlementId: id, sourceFile: documentName(line.provenance.document),
          postings: pair(
            debit: .reconciliationDifferences, item: "", credit: account, item: id,
            Money(minorUnits: left, currency: payout.currency), base,
            line: line.provenance.line)))
    }
  }

  private struct TransitItem: Hashable {
    var account: Account
    var item: String
    var currency: Currency
  }

  /// What is still in transit, by item.
  private func openTransit() -> [TransitItem: Int64] {
    var open: [TransitItem: Int64] = [:]
    for entry in result.entries {
      for posting in entry.postings where posting.account.name.hasPrefix(Self.transit) {
        let item = TransitItem(
          account: posting.account, item: posting.item, currency: posting.currency)
        open[item, default: 0] += posting.amount
      }
    }
    return open
  }

  private static let transit = Account.payoutsInTransit.name + ":"
}
