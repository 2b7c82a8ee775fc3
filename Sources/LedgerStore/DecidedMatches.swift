import Accounting
import GRDB

extension LedgerTransaction {
  /// Keeps a match as it stands when somebody decides about it, in place of how it stood before.
  package func keep(_ match: Match, id: String) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO decided_match (id, kind, rule, candidates, currency, date_on)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id, match.kind.rawValue, match.rule.rawValue, match.candidates, match.currency.code,
        match.date.dayNumber,
      ])
    try database.execute(sql: "DELETE FROM decided_match_side WHERE match_id = ?", arguments: [id])
    for (isExternal, sides) in [(true, match.external), (false, match.internal)] {
      for side in sides {
        try database.execute(
          sql: """
            INSERT OR REPLACE INTO decided_match_side
              (match_id, is_external, record_key, amount, evidence) VALUES (?, ?, ?, ?, ?)
            """,
          arguments: [id, isExternal, side.key, side.amount, side.evidence.joined(separator: " ")])
      }
    }
  }

  /// A match as it stood when somebody last decided about it.
  package func decidedMatch(_ id: String) throws -> Match? {
    guard
      let row = try Row.fetchOne(
        database, sql: "SELECT * FROM decided_match WHERE id = ?", arguments: [id]),
      let kind = Match.Kind(rawValue: row["kind"]), let rule = Match.Rule(rawValue: row["rule"]),
      let currency = Currency(code: row["currency"] as String)
    else { return nil }
    return Match(
      kind: kind, state: .suggested, rule: rule, currency: currency,
      date: CalendarDate(dayNumber: row["date_on"]),
      external: try sides(of: id, isExternal: true),
      internal: try sides(of: id, isExternal: false), candidates: row["candidates"])
  }

  private func sides(of id: String, isExternal: Bool) throws -> [Match.Side] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT * FROM decided_match_side WHERE match_id = ? AND is_external = ? ORDER BY record_key
        """, arguments: [id, isExternal]
    ).map { row in
      Match.Side(
        key: row["record_key"],
        evidence: (row["evidence"] as String).split(separator: " ").map(String.init),
        amount: row["amount"])
    }
  }
}
