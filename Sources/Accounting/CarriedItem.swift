/// A balance that a settlement takes over from the one before it.
///
/// The channel shows it again as a balance-forward row, or a withdrawal takes what an earlier one
/// left. Nothing is booked for it, since the money has not moved; the open item moves, or both
/// settlements would stay open for ever.
package struct CarriedItem: Sendable {
  package let from: String
  package let to: String
  package let currency: Currency
  /// Settlement sign; `nil` for all that is open.
  package let amount: Int64?
  package let date: CalendarDate

  /// What is carried from settlement to settlement, in order of date and number.
  package static func all(_ snapshot: LedgerSnapshot) -> [CarriedItem] {
    (forwarded(snapshot) + leftByWithdrawals(snapshot)).sorted {
      ($0.date, $0.from, $0.amount ?? 0) < ($1.date, $1.from, $1.amount ?? 0)
    }
  }

  /// Where the channel keeps one balance from which we withdraw, the next withdrawal takes what the
  /// one before it left.
  private static func leftByWithdrawals(_ snapshot: LedgerSnapshot) -> [CarriedItem] {
    struct Balance: Hashable { let source: Symbol, currency: Currency }
    let withdrawn = Set(
      snapshot.settlementLines.positions { $0.event == .payout }
        .map { snapshot.settlementLines[$0].settlement }.filter { $0 >= 0 })
    let settlements = withdrawn.map { snapshot.settlements[Int($0)] }
      .filter { $0.declaredTotal == nil && $0.depositDate != nil && !$0.isHeld }
    return Dictionary(grouping: settlements) { Balance(source: $0.source, currency: $0.currency) }
      .values.flatMap { group -> [CarriedItem] in
        let chain = group.compactMap { settlement in
          settlement.depositDate.map {
            (date: $0, id: snapshot.symbols[settlement.settlementId], currency: settlement.currency)
          }
        }.sorted { ($0.date, $0.id) < ($1.date, $1.id) }
        return zip(chain, chain.dropFirst()).map { earlier, later in
          CarriedItem(
            from: earlier.id, to: later.id, currency: later.currency, amount: nil, date: later.date)
        }
      }
  }

  private static func forwarded(_ snapshot: LedgerSnapshot) -> [CarriedItem] {
    let lines = snapshot.settlementLines
    let forward = lines.positions { $0.event == .balanceForward && $0.amount != 0 }
      .map { lines[$0] }
      .filter { $0.settlement >= 0 && !snapshot.settlements[Int($0.settlement)].isHeld }
    return forward.compactMap { line -> CarriedItem? in
      guard let earlier = settlement(before: line.settlement, in: snapshot) else { return nil }
      return CarriedItem(
        from: snapshot.symbols[earlier.settlementId],
        to: snapshot.symbols[snapshot.settlements[Int(line.settlement)].settlementId],
        currency: line.currency, amount: line.amount, date: line.date)
    }
  }

  /// The settlement before one in its chain; one without any order names no marketplace.
  private static func settlement(
    before position: Int32, in snapshot: LedgerSnapshot
  ) -> Settlement? {
    let own = snapshot.settlements[Int(position)]
    guard let start = own.startsAt else { return nil }
    return snapshot.settlements.filter { other in
      other.source == own.source && other.currency == own.currency && !other.isHeld
        && (other.marketplace == own.marketplace || other.marketplace.isNone
          || own.marketplace.isNone)
        && (other.startsAt.map { $0 < start } ?? false)
    }.max { one, other in
      (one.startsAt ?? start, snapshot.symbols[one.settlementId])
        < (other.startsAt ?? start, snapshot.symbols[other.settlementId])
    }
  }
}
