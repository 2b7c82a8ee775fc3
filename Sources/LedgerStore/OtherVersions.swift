import Accounting
import GRDB

/// What a document is to settlements that it tells of otherwise than the ledger.
package enum OtherVersion: Sendable, Equatable {
  /// The version before stands, or a person has to choose: this one is held beside it.
  case restated
  /// The documents before never footed, and this one does: it takes their place.
  case replaces([Int64])
}

/// A settlement of a new document, and what the ledger had of it.
private struct KnownSettlement {
  var others: [(document: Int64, declared: Int64)]
  var declared: Int64
  var before: Int64
  var added: Int64

  var footedBefore: Bool { others.allSatisfy { $0.declared == before } }
  /// Both versions claim to be whole, and together they are not.
  var isContradicted: Bool {
    before &+ added != declared || others.contains { $0.declared != declared }
  }
}

extension LedgerTransaction {
  /// Whether a document that may share settlements with others is another version of them.
  ///
  /// That takes a total that both declare, and which the lines of both together do not come to. A
  /// document that has anything else is left as it is.
  ///
  /// - Parameters:
  ///   - document: The new one, all of it written.
  ///   - lastLine: The last settlement line before it.
  ///   - foots: It does by itself.
  ///   - first: The run's first document; what came in one run is for a person to choose from.
  /// - Returns: What it is; `nil` for one that goes with the others.
  /// - Throws: What SQLite says.
  package func otherVersion(
    _ document: Int64, after lastLine: Int64, foots: Bool, runFrom first: Int64
  ) throws -> OtherVersion? {
    guard let known = try knownSettlements(of: document, after: lastLine),
      known.contains(where: \.isContradicted)
    else { return nil }
    if known.allSatisfy({ !$0.isContradicted || $0.footedBefore }) { return .restated }
    guard foots else { return nil }
    let others = Set(known.flatMap { $0.others.map(\.document) })
    let isLater = others.allSatisfy { $0 < first }
    return try isLater && holdNothingElse(others, than: document)
      ? .replaces(others.sorted()) : isLater ? nil : .restated
  }

  /// The highest number of a settlement line.
  package func lastSettlementLine() throws -> Int64 {
    try Int64.fetchOne(database, sql: "SELECT coalesce(max(rowid), 0) FROM settlement_line") ?? 0
  }

  /// A document's settlements, if all of them are known with totals.
  private func knownSettlements(
    of document: Int64, after lastLine: Int64
  ) throws -> [KnownSettlement]? {
    let own = try Row.fetchAll(
      database,
      sql:
        "SELECT source, settlement_id, currency, declared_total FROM settlement WHERE document = ?",
      arguments: [document])
    var known: [KnownSettlement] = []
    for row in own {
      guard let declared = row["declared_total"] as Int64? else { return nil }
      let others = try self.others(row, than: document)
      if others.isEmpty { return nil }
      let sums = try sums(row, after: lastLine)
      known.append(
        KnownSettlement(
          others: others, declared: declared, before: sums.before, added: sums.added))
    }
    return known.isEmpty ? nil : known
  }

  private func others(
    _ settlement: Row, than document: Int64
  ) throws -> [(document: Int64, declared: Int64)] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT s.document, s.declared_total FROM settlement s JOIN document d ON d.id = s.document
        WHERE s.source = ? AND s.settlement_id = ? AND s.document <> ?
          AND s.declared_total IS NOT NULL AND d.identity = 'row' AND d.outcome <> 'rolled_back'
          AND d.format = (SELECT format FROM document WHERE id = ?)
        """,
      arguments: [
        settlement["source"] as String, settlement["settlement_id"] as String, document, document,
      ]
    ).map { ($0["document"], $0["declared_total"]) }
  }

  private func sums(
    _ settlement: Row, after lastLine: Int64
  ) throws -> (before: Int64, added: Int64) {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT line.rowid > ? AS is_new, sum(line.amount) AS total
        FROM settlement_item item JOIN settlement_line line ON line.item = item.id
          JOIN line_meaning meaning ON meaning.id = line.meaning
          JOIN document ON document.id = item.document AND document.identity = 'row'
        WHERE item.settlement = ? AND item.source = ? AND item.currency = ? AND meaning.event <> ?
        GROUP BY 1
        """,
      arguments: [
        lastLine, try textId(settlement["settlement_id"]), try textId(settlement["source"]),
        try textId(settlement["currency"]), LineEvent.payout.rawValue,
      ])
    var sums: (before: Int64, added: Int64) = (0, 0)
    for row in rows {
      if row["is_new"] as Bool { sums.added = row["total"] } else { sums.before = row["total"] }
    }
    return sums
  }

  /// Whether documents have no settlement that another one lacks.
  private func holdNothingElse(_ others: Set<Int64>, than document: Int64) throws -> Bool {
    for other in others {
      let hasMore =
        try Bool.fetchOne(
          database,
          sql: """
            SELECT EXISTS (
              SELECT settlement FROM settlement_item WHERE document = ? AND (settlement IS NULL
                OR settlement NOT IN (
                  SELECT text.id FROM text JOIN settlement ON settlement.settlement_id = text.value
                  WHERE settlement.document = ?)))
            """, arguments: [other, document]) ?? true
      if hasMore { return false }
    }
    return true
  }
}
