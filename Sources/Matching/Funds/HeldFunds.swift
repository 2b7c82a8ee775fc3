import Accounting

/// What channels hold back out of what is ours: reserves and holds that are not released yet.
///
/// A settlement of a chain keeps its reserve until there is a next one. Elsewhere a release takes
/// the hold that it names, by order or reference, else the oldest.
struct HeldFunds {
  struct Hold {
    var line: SettlementLine
    var amount: Int64
    var due: CalendarDate
    /// The chain's name, then the settlement or the channel's number.
    var key: String
  }

  private struct Chain: Hashable {
    var source: Symbol
    var marketplace: Symbol
    var currency: Currency
  }

  let context: MatchContext
  /// Holds with something left of them, by date and place.
  private(set) var open: [Hold] = []

  init(_ context: MatchContext) {
    self.context = context
    let lines = context.snapshot.settlementLines
    let rows = context.rareLines.filter {
      let event = lines.amounts[$0].event
      return (event == .reserveHeld || event == .reserveReleased) && lines.amounts[$0].amount != 0
    }.map { lines[$0] }.filter { line in
      line.settlement < 0 || !context.snapshot.settlements[Int(line.settlement)].isHeld
    }
    let chains = Dictionary(grouping: rows) { chain(of: $0) }
    open = chains.values.flatMap { holds(in: $0) }
      .sorted { isEarlier($0.line, $1.line) }
  }

  private func chain(of line: SettlementLine) -> Chain {
    let marketplace =
      line.settlement < 0
      ? Symbol.none : context.snapshot.settlements[Int(line.settlement)].marketplace
    return Chain(source: line.source, marketplace: marketplace, currency: line.currency)
  }

  private func isEarlier(_ one: SettlementLine, _ other: SettlementLine) -> Bool {
    if one.date != other.date { return one.date < other.date }
    // A channel that holds anew on the day it releases releases what it held before.
    if one.amount.signum() != other.amount.signum() { return one.amount > other.amount }
    return context.places(one.provenance, precede: other.provenance)
  }

  private func holds(in rows: [SettlementLine]) -> [Hold] {
    var holds: [Hold] = []
    for row in rows.sorted(by: isEarlier) {
      if row.amount < 0 {
        holds.append(hold(row))
      } else if chained(row) == nil {
        release(row, &holds)
      }
    }
    return holds.filter { $0.amount > 0 && !isFollowed($0.line) }
  }

  /// Whether the settlement that kept the money has a next one: that releases all of it, or is
  /// PO-05.
  private func isFollowed(_ row: SettlementLine) -> Bool {
    guard let own = chained(row) else { return false }
    return context.snapshot.settlements.contains { other in
      other.source == own.source && other.currency == own.currency && !other.isRestated
        && (other.marketplace == own.marketplace || other.marketplace.isNone
          || own.marketplace.isNone)
        && (other.startsAt?.seconds ?? .min) > (own.startsAt?.seconds ?? .min)
    }
  }

  /// The settlement of a row, where it is one of a chain with a beginning.
  private func chained(_ row: SettlementLine) -> Settlement? {
    guard row.settlement >= 0 else { return nil }
    let settlement = context.snapshot.settlements[Int(row.settlement)]
    return settlement.startsAt == nil ? nil : settlement
  }

  private func hold(_ row: SettlementLine) -> Hold {
    let days = context.sources.source(row.source)?.releasesWithinDays ?? 30
    let id =
      row.settlement < 0
      ? "" : context.text(context.snapshot.settlements[Int(row.settlement)].settlementId)
    let name = [id, context.text(row.orderId), context.text(row.reference)]
      .filter { !$0.isEmpty }.joined(separator: "|")
    return Hold(
      line: row, amount: -row.amount, due: since(row).adding(days: days),
      key: name.isEmpty ? "\(row.date)" : name)
  }

  /// A settlement's reserve is held from the settlement's end.
  private func since(_ row: SettlementLine) -> CalendarDate {
    guard row.settlement >= 0,
      let end = context.snapshot.settlements[Int(row.settlement)].endsAt
    else { return row.date }
    return max(row.date, context.settings.zone.date(of: end))
  }

  private func release(_ row: SettlementLine, _ holds: inout [Hold]) {
    var left = row.amount
    for isNamed in [true, false] {
      for position in holds.indices
      where left > 0 && holds[position].amount > 0 && (!isNamed || names(row, holds[position].line))
      {
        let part = min(left, holds[position].amount)
        holds[position].amount -= part
        left -= part
      }
    }
  }

  private func names(_ release: SettlementLine, _ hold: SettlementLine) -> Bool {
    if !release.adjustment.isNone && release.adjustment == hold.reference { return true }
    if !release.adjustment.isNone && release.adjustment == hold.adjustment { return true }
    return !release.orderId.isNone && release.orderId == hold.orderId
  }
}
