import Accounting

/// How lines find the payout that pays them, and what a payout's own row proves.
extension SnapshotReader {
  private struct Stream: Hashable { let source: Symbol, currency: Currency }
  private typealias SentPayout = (at: Instant, settlement: Int32)

  /// Lines whose channel names no settlement belong to the next payout of their currency; where
  /// every line names its own, the payout's row says what they come to.
  mutating func settlePayouts() {
    var payouts = withoutList()
    var sent: [Int32: Int64] = [:]
    for position in snapshot.settlementLines.positions(where: { $0.event == .payout }) {
      let line = snapshot.settlementLines[position]
      if line.settlement < 0 { continue }
      sent[line.settlement, default: 0] -= line.amount
      payouts[Stream(source: line.source, currency: line.currency), default: []]
        .append((line.postedAt, line.settlement))
    }
    guard !payouts.isEmpty else { return }
    for key in payouts.keys {
      payouts[key]?.sort { ($0.at, number($0.settlement)) < ($1.at, number($1.settlement)) }
    }
    let guessed = settleUnnamed(payouts)
    for (position, amount) in sent where !guessed.contains(position) {
      declare(amount, of: Int(position))
    }
  }

  /// Payouts made at our request, at the end of their day; one that a list names is as any other.
  private mutating func withoutList() -> [Stream: [SentPayout]] {
    var payouts: [Stream: [SentPayout]] = [:]
    for (position, settlement) in snapshot.settlements.enumerated()
    where settlement.payoutKind != .automatic {
      if settlement.lineCount > 0 || settlement.declaredTotal == nil {
        snapshot.settlements[position].payoutKind = .automatic
        continue
      }
      guard let date = settlement.depositDate else { continue }
      let end = zone.startOfDay(date.adding(days: 1))
      payouts[Stream(source: settlement.source, currency: settlement.currency), default: []]
        .append((Instant(seconds: end.seconds - 1), Int32(position)))
    }
    return payouts
  }

  /// - Returns: the payouts that got lines because of their date, and not by a name.
  private mutating func settleUnnamed(_ payouts: [Stream: [SentPayout]]) -> Set<Int32> {
    var guessed: Set<Int32> = []
    for position in snapshot.settlementLines.indices {
      let line = snapshot.settlementLines[position]
      guard line.settlement < 0, line.event != .payout, line.event != .stated,
        let next = payouts[Stream(source: line.source, currency: line.currency)]?
          .first(where: { $0.at >= line.postedAt })
      else { continue }
      guessed.insert(next.settlement)
      var paid = line
      paid.settlement = next.settlement
      let run = snapshot.documents[Int(line.provenance.document)].run
      paid.naming = run < (firstRuns[next.settlement] ?? 0) ? .late : .byPayout
      snapshot.settlementLines[position] = paid
      if line.event == .memo { continue }
      snapshot.settlements[Int(next.settlement)].linesTotal &+= line.amount
      snapshot.settlements[Int(next.settlement)].lineCount += 1
    }
    return guessed
  }

  /// A payout is a control total where its lines name it; one of a balance pays any part of it.
  private mutating func declare(_ sent: Int64, of position: Int) {
    let settlement = snapshot.settlements[position]
    guard settlement.declaredTotal == nil, settlement.lineCount > 0 else { return }
    snapshot.settlements[position].declaredTotal = sent
  }

  private func number(_ settlement: Int32) -> String {
    snapshot.symbols[snapshot.settlements[Int(settlement)].settlementId]
  }
}
