import Accounting
import GRDB

/// What reports that are recorded and not posted say of payouts, against those that are booked.
extension SnapshotReader {
  private struct PayoutDay: Hashable {
    let source: Symbol
    let currency: Currency
    let day: CalendarDate
  }

  private struct Told {
    let total: Int64
    let place: Provenance
  }

  /// Notes where the payouts of a day do not come to what another report says of that day.
  ///
  /// Such a report has no numbers of payouts. Of several that differ, one that agrees is enough: a
  /// payout may be told of before it is final.
  mutating func comparePayoutTotals(_ database: Database) throws {
    let told = try payoutTotals(database)
    if told.isEmpty { return }
    var booked: [PayoutDay: [Settlement]] = [:]
    for settlement in snapshot.settlements where settlement.lineCount > 0 {
      guard let day = settlement.depositDate else { continue }
      booked[
        PayoutDay(source: settlement.source, currency: settlement.currency, day: day), default: []
      ].append(settlement)
    }
    let days = told.sorted { sortKey($0.key) < sortKey($1.key) }
    for (key, versions) in days {
      guard let settlements = booked[key] else { continue }
      let total = settlements.reduce(Int64(0)) { $0 &+ ($1.declaredTotal ?? $1.linesTotal) }
      if versions.contains(where: { $0.total == total }) { continue }
      let last = versions.max { fileName($0.place) < fileName($1.place) }
      if let last { snapshot.disagreements.append(disagreement(key, settlements, total, last)) }
    }
  }

  private mutating func payoutTotals(_ database: Database) throws -> [PayoutDay: [Told]] {
    let row = try RowCursor(
      database,
      """
      SELECT document, min(line), source, currency, deposit_at, sum(total) FROM payout_total
      WHERE deposit_at IS NOT NULL
      GROUP BY document, source, currency, deposit_at ORDER BY document, min(line)
      """)
    var told: [PayoutDay: [Told]] = [:]
    while try row.next() {
      let place = provenance(row)
      if heldDocuments.contains(place.document) { continue }
      let day = zone.date(of: Instant(seconds: row.integer(4)))
      let source = row.symbol(2, in: &snapshot.symbols)
      told[PayoutDay(source: source, currency: try row.currency(3), day: day), default: []]
        .append(Told(total: row.integer(5), place: place))
    }
    return told
  }

  private func sortKey(_ key: PayoutDay) -> (String, CalendarDate, Currency) {
    (snapshot.symbols[key.source], key.day, key.currency)
  }

  private func fileName(_ place: Provenance) -> String {
    snapshot.documents[Int(place.document)].name
  }

  private func disagreement(
    _ key: PayoutDay, _ settlements: [Settlement], _ total: Int64, _ other: Told
  ) -> SystemDisagreement {
    let owner = settlements.map(\.provenance).min { fileName($0) < fileName($1) } ?? other.place
    let texts = [total, other.total].map { decimalText($0, digits: key.currency.minorDigits) }
    var found = SystemDisagreement(
      area: .payouts, key: "payouts of \(key.day) in \(key.currency.code)", date: key.day,
      owner: owner, other: other.place,
      difference: worded("payouts of \(key.day)", owner, texts[0], other.place, texts[1]))
    if settlements.count == 1 {
      found.settlementId = snapshot.symbols[settlements[0].settlementId]
    }
    found.currency = key.currency
    (found.ownerAmount, found.otherAmount) = (total, other.total)
    return found
  }

  /// Marks settlements that nothing is told of but their number: another report told of the payout
  /// first, and under another one.
  mutating func markHollow() {
    let empty = snapshot.settlements.indices.filter {
      let settlement = snapshot.settlements[$0]
      return settlement.lineCount == 0 && settlement.declaredTotal == nil
        && settlement.quarantinedCount == 0
    }
    if empty.isEmpty { return }
    var isTold = [Bool](repeating: false, count: snapshot.settlements.count)
    for item in snapshot.settlementLines.items where item.settlement >= 0 {
      isTold[Int(item.settlement)] = true
    }
    for position in empty { snapshot.settlements[position].isHollow = !isTold[position] }
  }
}
