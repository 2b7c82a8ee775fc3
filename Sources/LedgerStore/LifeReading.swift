import Accounting
import GRDB

extension SnapshotReader {
  private struct LineName: Hashable {
    let channel: Symbol
    let order: Symbol
    let line: Symbol
    let source: String
  }

  private func name(_ line: OrderLine) -> LineName {
    LineName(
      channel: line.channel, order: line.orderId, line: line.orderLineId,
      source: snapshot.documents[Int(line.provenance.document)].source)
  }

  /// The versions of order lines that changed, with the one that stands as the last of each.
  mutating func readOrderHistories(_ database: Database) throws {
    var earlier: [LineName: [OrderVersion]] = [:]
    for version in try orderVersions(
      database, "SELECT \(Self.versionColumns) FROM order_line_version ORDER BY rowid")
    {
      earlier[name(version.line), default: []].append(version)
    }
    if earlier.isEmpty { return }
    let standing = try orderVersions(
      database,
      """
      SELECT \(Self.versionColumns) FROM order_line
      WHERE (channel, order_id, order_line_id) IN
        (SELECT channel, order_id, order_line_id FROM order_line_version)
      """)
    let told = Set(snapshot.orderLines.map(name))
    snapshot.orderHistories = standing.filter { told.contains(name($0.line)) }.map { version in
      let before = (earlier[name(version.line)] ?? []).sorted { precedes($0, $1) }
      return OrderHistory(versions: before + [version])
    }.sorted { sortKey($0.current) < sortKey($1.current) }
  }

  private static let versionColumns = """
    document, line, channel, order_id, order_line_id, sku, ordered_at, shipped_at, currency,
      quantity, item_price, item_tax, shipping, shipping_tax, discount, tax_jurisdiction,
      tax_remitted_by, status, updated_at
    """

  private mutating func orderVersions(
    _ database: Database, _ sql: String
  ) throws -> [OrderVersion] {
    var versions: [OrderVersion] = []
    let row = try RowCursor(database, sql)
    while try row.next() {
      versions.append(
        OrderVersion(
          line: try orderLine(row),
          updatedAt: row.optionalInteger(18).map { Instant(seconds: $0) }))
    }
    return versions
  }

  /// By date, those without one first, then as the files and their lines are named.
  private func precedes(_ one: OrderVersion, _ other: OrderVersion) -> Bool {
    if one.updatedAt != other.updatedAt {
      return one.updatedAt?.seconds ?? .min < other.updatedAt?.seconds ?? .min
    }
    if one.line.status != other.line.status {
      return one.line.status.rawValue < other.line.status.rawValue
    }
    return place(one.line.provenance) < place(other.line.provenance)
  }

  private func place(_ provenance: Provenance) -> (String, Int32) {
    (snapshot.documents[Int(provenance.document)].name, provenance.line)
  }

  private func sortKey(_ line: OrderLine) -> (String, String, String) {
    (
      snapshot.symbols[line.channel], snapshot.symbols[line.orderId],
      snapshot.symbols[line.orderLineId]
    )
  }

  mutating func readDisputes(_ database: Database) throws {
    let row = try RowCursor(
      database,
      """
      SELECT document, line, source, dispute_id, order_id, opened_at, due_at, currency, amount,
        fee, outcome, decided_at, reason
      FROM dispute ORDER BY dispute_id, rowid
      """)
    while try row.next() {
      snapshot.disputes.append(
        DisputeNotice(
          provenance: provenance(row), source: row.symbol(2, in: &snapshot.symbols),
          disputeId: row.symbol(3, in: &snapshot.symbols),
          orderId: row.symbol(4, in: &snapshot.symbols),
          openedAt: Instant(seconds: row.integer(5)),
          dueAt: row.optionalInteger(6).map { Instant(seconds: $0) },
          currency: try row.currency(7), amount: row.integer(8), fee: row.integer(9),
          outcome: DisputeOutcome(rawValue: UInt8(clamping: row.integer(10))) ?? .open,
          decidedAt: row.optionalInteger(11).map { Instant(seconds: $0) },
          reason: row.symbol(12, in: &snapshot.symbols)))
    }
  }

  mutating func readRefundedTotals(_ database: Database) throws {
    let row = try RowCursor(
      database,
      """
      SELECT document, line, channel, order_id, currency, amount FROM refunded_total
      ORDER BY channel, order_id, currency, amount
      """)
    while try row.next() {
      snapshot.refundedTotals.append(
        RefundedTotal(
          provenance: provenance(row), channel: row.symbol(2, in: &snapshot.symbols),
          orderId: row.symbol(3, in: &snapshot.symbols), currency: try row.currency(4),
          amount: row.integer(5)))
    }
  }

  mutating func readDeferrals(_ database: Database) throws {
    let row = try RowCursor(
      database,
      """
      SELECT document, line, source, marketplace, order_id, sku, reference, currency, amount,
        earned_at, release_at
      FROM deferral ORDER BY rowid
      """)
    while try row.next() {
      snapshot.deferrals.append(
        Deferral(
          provenance: provenance(row), source: row.symbol(2, in: &snapshot.symbols),
          marketplace: row.symbol(3, in: &snapshot.symbols),
          orderId: row.symbol(4, in: &snapshot.symbols),
          sku: row.symbol(5, in: &snapshot.symbols),
          reference: row.symbol(6, in: &snapshot.symbols), currency: try row.currency(7),
          amount: row.integer(8), earnedAt: Instant(seconds: row.integer(9)),
          releaseAt: row.optionalInteger(10).map { Instant(seconds: $0) }))
    }
  }
}
