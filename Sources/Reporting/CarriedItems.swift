import Accounting

/// A balance that a settlement takes over from the one before it.
///
/// The channel shows it again as a balance-forward row. Nothing is booked for it, since the money
/// has not moved; the open item moves, or both settlements would stay open for ever.
struct CarriedItem {
  let from: String
  let to: String
  let currency: Currency
  /// Settlement sign.
  let amount: Int64
  let date: CalendarDate

  /// What is carried along the chains of settlements, in order of date and number.
  static func all(_ data: CloseData) -> [CarriedItem] {
    let snapshot = data.snapshot
    let forward = snapshot.settlementLines.filter {
      $0.event == .balanceForward && $0.settlement >= 0 && $0.amount != 0
        && !snapshot.settlements[Int($0.settlement)].isHeld
    }
    return forward.compactMap { line -> CarriedItem? in
      guard let earlier = settlement(before: line.settlement, in: snapshot) else { return nil }
      return CarriedItem(
        from: snapshot.symbols[earlier.settlementId],
        to: snapshot.symbols[snapshot.settlements[Int(line.settlement)].settlementId],
        currency: line.currency, amount: line.amount, date: line.date)
    }.sorted { ($0.date, $0.from, $0.amount) < ($1.date, $1.from, $1.amount) }
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
