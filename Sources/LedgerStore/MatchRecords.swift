import Accounting
import GRDB

/// What somebody decided about a match.
package struct MatchEvent: Sendable {
  package enum Action: String, Sendable { case confirm, undo }
  package var match: String
  package var pair: MatchDecision
  package var by: String
  package var at: Instant
  package var reason: String

  package var action: Action { pair.isConfirmed ? .confirm : .undo }

  package init(match: String, pair: MatchDecision, by: String, at: Instant, reason: String) {
    self.match = match
    self.pair = pair
    self.by = by
    self.at = at
    self.reason = reason
  }
}

extension LedgerTransaction {
  /// Everything that was decided about matches, oldest first.
  package func matchEvents() throws -> [MatchEvent] {
    try Row.fetchAll(database, sql: "SELECT * FROM match_event ORDER BY id").compactMap { row in
      guard let kind = Match.Kind(rawValue: row["kind"]) else { return nil }
      return MatchEvent(
        match: row["match_id"],
        pair: MatchDecision(
          kind: kind, external: row["external_key"], internal: row["internal_key"],
          isConfirmed: row["action"] == MatchEvent.Action.confirm.rawValue),
        by: row["made_by"], at: Instant(seconds: row["made_at"]), reason: row["reason"])
    }
  }

  package func record(_ event: MatchEvent) throws {
    try database.execute(
      sql: """
        INSERT INTO match_event (match_id, kind, external_key, internal_key, action, made_by,
          made_at, reason)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        event.match, event.pair.kind.rawValue, event.pair.external, event.pair.internal,
        event.action.rawValue, event.by, event.at.seconds, event.reason,
      ])
  }

  /// The last word on each pair, by kind and keys.
  package func matchDecisions() throws -> [MatchDecision] {
    var last: [[String]: MatchDecision] = [:]
    for event in try matchEvents() {
      last[[event.pair.kind.rawValue, event.pair.external, event.pair.internal]] = event.pair
    }
    return last.keys.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { last[$0] }
  }

  /// The matches of a run in place of those of the run before.
  package func replaceMatches(_ matches: [(id: String, match: Match)]) throws {
    try database.execute(sql: "DELETE FROM record_match")
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO record_match (id, kind, state, rule, score, candidates, currency, date_on,
          external, internal, external_keys, internal_keys, external_evidence, internal_evidence)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for (id, match) in matches {
      try statement.execute(arguments: [
        id, match.kind.rawValue, match.state.rawValue, match.rule.rawValue, match.rule.score,
        match.candidates, match.currency.code, match.date.dayNumber, match.externalAmount,
        match.internalAmount, lines(match.external.map(\.key)), lines(match.internal.map(\.key)),
        lines(match.external.flatMap(\.evidence)), lines(match.internal.flatMap(\.evidence)),
      ])
    }
  }

  private func lines(_ texts: [String]) -> String { texts.joined(separator: "\n") }
}
