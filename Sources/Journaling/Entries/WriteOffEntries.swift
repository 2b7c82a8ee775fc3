import Accounting
import Hashing

extension JournalBuilder {
  /// Differences given up: from the open item they stood on to ReconciliationDifferences.
  ///
  /// Only what is open can be given up: where the records no longer leave that much on the item,
  /// the write-off is not booked, nor what takes it back.
  ///
  /// - Precondition: every other entry that moves such items is built, exchange differences apart.
  mutating func postWriteOffs() {
    if snapshot.writeOffs.isEmpty { return }
    let writeOffs = snapshot.writeOffs.map(placed)
    var balances = openBalances(of: writeOffs)
    var booked: [OpenItem: Int64] = [:]
    for writeOff in writeOffs {
      guard let account = writeOff.account, isInBooks(writeOff.date), !isUnmatched(writeOff) else {
        continue
      }
      let item = OpenItem(
        account: account, item: writeOff.item, currency: writeOff.amount.currency)
      let amount = writeOff.amount.minorUnits
      // Between two currencies nothing is open in one of them.
      let isGivenUp =
        account == .currencyConversion || isWithin(amount, balances[item, default: 0])
      let isTakenBack = isWithin(amount, booked[item, default: 0])
      guard isGivenUp || isTakenBack,
        let base = base(
          amount, item.currency, on: writeOff.date, source: writeOff.source)
      else { continue }
      balances[item, default: 0] += amount
      booked[item, default: 0] += amount
      append(entry(writeOff, account, base))
    }
  }

  /// A reserve stands on the chain of its settlement, not on the settlement.
  private func placed(_ writeOff: WriteOff) -> WriteOff {
    guard writeOff.account == .reserve(sourceTitle(writeOff.source)),
      let position = snapshot.settlements.firstIndex(where: {
        snapshot.symbols[$0.settlementId] == writeOff.settlementId
          && snapshot.symbols[$0.source] == writeOff.source
      })
    else { return writeOff }
    var placed = writeOff
    placed.item = ChainNames(snapshot).item(
      settlement: Int32(position), source: snapshot.settlements[position].source,
      currency: writeOff.amount.currency, snapshot.symbols)
    return placed
  }

  /// What a payout was received short is no difference any more once nothing of it is received:
  /// its match was taken apart.
  private func isUnmatched(_ writeOff: WriteOff) -> Bool {
    guard writeOff.account == .payoutsInTransit(sourceTitle(writeOff.source)) else { return false }
    return matches.payouts.contains { payout in
      let settlement = snapshot.settlements[Int(payout.settlement)]
      return payout.received.isEmpty
        && Int64(clamping: writeOff.amount.minorUnits.magnitude) < payout.amount
        && payout.currency == writeOff.amount.currency
        && snapshot.symbols[settlement.settlementId] == writeOff.item
        && snapshot.symbols[settlement.source] == writeOff.source
    }
  }

  private struct OpenItem: Hashable {
    var account: Account
    var item: String
    var currency: Currency
  }

  /// Whether an amount brings a balance nearer to zero, and not beyond.
  private func isWithin(_ amount: Int64, _ balance: Int64) -> Bool {
    amount.signum() == -balance.signum() && amount.magnitude <= balance.magnitude
  }

  private func openBalances(of writeOffs: [WriteOff]) -> [OpenItem: Int64] {
    let wanted = Set(writeOffs.map(\.item))
    var balances: [OpenItem: Int64] = [:]
    for entry in result.entries {
      for posting in entry.postings where wanted.contains(posting.item) {
        let item = OpenItem(
          account: posting.account, item: posting.item, currency: posting.currency)
        balances[item, default: 0] += posting.amount
      }
    }
    return balances
  }

  private func entry(_ writeOff: WriteOff, _ account: Account, _ base: Int64) -> JournalEntry {
    let place = writeOff.evidence.lastIndex(of: ":")
    let file = place.map { String(writeOff.evidence[..<$0]) } ?? ""
    let line = place.flatMap { Int32(writeOff.evidence[writeOff.evidence.index(after: $0)...]) }
    return JournalEntry(
      id: stableId("JE", ["write_off", writeOff.exceptionId, writeOff.date.description]),
      date: writeOff.date, description: "Written off: \(writeOff.exceptionId)", rule: "R12",
      settlementId: writeOff.settlementId, sourceFile: file,
      postings: pair(
        debit: account, item: writeOff.item, credit: .reconciliationDifferences, item: "",
        writeOff.amount, base, line: line ?? 0))
  }
}
