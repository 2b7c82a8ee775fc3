import Accounting
import GRDB

extension LedgerTransaction {
  /// Keeps the rules that rows of a document break.
  package func recordBrokenRules(_ rules: [BrokenRule], document: Int64) throws {
    for rule in rules {
      try database.cachedStatement(
        sql: """
          INSERT INTO broken_rule (document, line, kind, rule, message, record_key, channel,
            order_id, sku, settlement_id, currency, amount, happened_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """
      ).execute(arguments: [
        document, rule.provenance.line, rule.kind.rawValue, rule.rule, rule.message, rule.key,
        rule.channel, rule.orderId, rule.sku, rule.settlementId, rule.currency?.code ?? "",
        rule.amount, rule.at?.seconds,
      ])
    }
  }
}

extension SnapshotReader {
  /// The broken rules of records that stand: a later version may have replaced one, and a row that
  /// several files have counts in one of them.
  mutating func readBrokenRules(_ database: Database) throws {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM broken_rule ORDER BY document, line, rule, record_key")
    var rules = rows.compactMap { row -> BrokenRule? in
      guard let document = documentPositions[row["document"]],
        let kind = RecordKind(rawValue: row["kind"])
      else { return nil }
      var rule = BrokenRule(
        provenance: Provenance(document: document, line: row["line"]), kind: kind,
        rule: row["rule"], message: row["message"], key: row["record_key"])
      rule.channel = row["channel"]
      rule.orderId = row["order_id"]
      rule.sku = row["sku"]
      rule.settlementId = row["settlement_id"]
      rule.currency = Currency(code: row["currency"] as String)
      rule.amount = row["amount"]
      rule.at = (row["happened_at"] as Int64?).map { Instant(seconds: $0) }
      return rule
    }
    for kind in Set(rules.map(\.kind)) {
      guard let standing = places(of: kind, among: rules) else { continue }
      rules.removeAll { $0.kind == kind && !standing.contains($0.provenance) }
    }
    snapshot.brokenRules = rules
  }

  /// Where the records of a kind stand, of the places that some rules name; `nil` for a kind
  /// whose records do not say.
  private func places(of kind: RecordKind, among rules: [BrokenRule]) -> Set<Provenance>? {
    let wanted = Set(rules.filter { $0.kind == kind }.map(\.provenance))
    switch kind {
    case .orderLine: return wanted.intersection(snapshot.orderLines.lazy.map(\.provenance))
    case .refund: return wanted.intersection(snapshot.refunds.lazy.map(\.provenance))
    case .receipt: return wanted.intersection(snapshot.receipts.lazy.map(\.provenance))
    case .charge: return wanted.intersection(snapshot.charges.lazy.map(\.provenance))
    case .feeRate: return wanted.intersection(snapshot.feeRates.lazy.map(\.provenance))
    case .statementLine:
      return wanted.intersection(snapshot.statementLines.lazy.map(\.provenance))
    case .settlementLine:
      let lines = snapshot.settlementLines
      return wanted.intersection(lines.indices.lazy.map { lines[$0].provenance })
    case .dispute: return wanted.intersection(snapshot.disputes.lazy.map(\.provenance))
    case .deferral: return wanted.intersection(snapshot.deferrals.lazy.map(\.provenance))
    case .rate, .settlement, .statement, .refundedTotal, .payoutTotal: return nil
    }
  }
}
