import Accounting
import Hashing

extension JournalBuilder {
  /// Differences given up: from the open item they stood on to ReconciliationDifferences.
  ///
  /// Only what is open can be given up: where the records no longer leave that much on the item,
  /// the write-off is not booked, nor what takes it back. What takes one back does so at its rate.
  ///
  /// - Precondition: every other entry that moves such items is built, exchange differences apart.
  mutating func postWriteOffs() {
    if snapshot.writeOffs.isEmpty { return }
    let writeOffs = snapshot.writeOffs.map(placed).filter {
      $0.account != nil && isInBooks($0.date) && !isUnmatched($0)
    }
    var balances = openBalances(of: writeOffs)
    let rests = conversionRests(of: writeOffs)
    for own in Self.byException(writeOffs) {
      guard let first = own.first, let account = first.account else { continue }
      let item = OpenItem(account: account, item: first.item, currency: first.amount.currency)
      if account == .currencyConversion {
        _ = post(own, account, open: rests[first.exceptionId, default: 0])
      } else {
        balances[item] = post(own, account, open: balances[item, default: 0])
      }
    }
  }

  /// Those of each exception, in the order in which exceptions came.
  private static func byException(_ writeOffs: [WriteOff]) -> [[WriteOff]] {
    var places: [String: Int] = [:]
    var groups: [[WriteOff]] = []
    for writeOff in writeOffs {
      if let place = places[writeOff.exceptionId] {
        groups[place].append(writeOff)
      } else {
        places[writeOff.exceptionId] = groups.count
        groups.append([writeOff])
      }
    }
    return groups
  }

  /// Books what was given up of one exception, as far as it is open; returns what is left open.
  private mutating func post(
    _ writeOffs: [WriteOff], _ account: Account, open: Int64
  ) -> Int64 {
    var balance = open
    var booked: (amount: Int64, base: Int64) = (0, 0)
    let together = longestWithin(open, writeOffs)
    for (number, writeOff) in writeOffs.enumerated() {
      let amount = writeOff.amount.minorUnits
      let isTakenBack = isWithin(amount, booked.amount)
      guard number < together || isTakenBack || isWithin(amount, balance),
        let base = isTakenBack
          ? share(of: booked.base, amount, booked.amount)
          : base(amount, writeOff.amount.currency, on: writeOff.date, source: writeOff.source)
      else { continue }
      balance += amount
      booked = (booked.amount + amount, booked.base + base)
      append(entry(writeOff, account, base))
    }
    return balance
  }

  /// How many of an exception's, from the first, come together to no more than is open: where less
  /// is open than was given up first, some of it was taken back.
  private func longestWithin(_ open: Int64, _ writeOffs: [WriteOff]) -> Int {
    var sum: Int64 = 0
    var longest = 0
    for (number, writeOff) in writeOffs.enumerated() {
      sum += writeOff.amount.minorUnits
      if isWithin(sum, open) { longest = number + 1 }
    }
    return longest
  }

  private func share(of base: Int64, _ amount: Int64, _ whole: Int64) -> Int64 {
    Int64(
      clamping: roundedHalfUp(
        Int128(base) * Int128(amount) * Int128(whole.signum()), over: Int128(whole.magnitude)))
  }

  /// By exception, what nothing explains of an exchange, debit positive; none that is not found.
  private func conversionRests(of writeOffs: [WriteOff]) -> [String: Int64] {
    guard writeOffs.contains(where: { $0.account == .currencyConversion }) else { return [:] }
    var rests: [String: Int64] = [:]
    for finding in (matches.discrepancies + result.discrepancies).inOrder()
    where finding.code == .fx03 {
      var id = stableId("EX", finding.identity)
      var number = 2
      while rests[id] != nil {
        id = stableId("EX", finding.identity + ["\(number)"])
        number += 1
      }
      rests[id] = -finding.cashImpact
    }
    return rests
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
    amount != 0 && amount.signum() == -balance.signum() && amount.magnitude <= balance.magnitude
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
