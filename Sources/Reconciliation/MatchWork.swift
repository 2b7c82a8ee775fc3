import Accounting
import Hashing
import LedgerStore
import Matching

/// A match with its id and what people decided about it.
package struct MatchEntry: Sendable {
  /// A hash of the kind and of both sides' keys.
  package var id: String
  package var match: Match
  /// Oldest first.
  package var history: [MatchEvent] = []
  /// How it stood when somebody first decided about it.
  package var decidedOn: Match?
  /// Ruled out by a person: it does not stand.
  package var isUndone = false

  init(_ match: Match) {
    id = Self.id(of: match)
    self.match = match
  }

  static func id(of match: Match) -> String {
    let (external, own) = (match.external.map(\.key), match.internal.map(\.key))
    return stableId("MATCH", [match.kind.rawValue] + external.sorted() + ["="] + own.sorted())
  }

  /// `confirmed`, `ambiguous`, `suggested` or `undone`.
  package var state: String { isUndone ? "undone" : match.state.rawValue }
}

/// Which matches are asked for.
package struct MatchQuery: Sendable {
  package var kind: Match.Kind?
  package var state: String?
  /// An order number: its exact matches are named as well.
  package var order: String?

  package init(kind: Match.Kind? = nil, state: String? = nil, order: String? = nil) {
    self.kind = kind
    self.state = state
    self.order = order
  }

  func includes(_ entry: MatchEntry) -> Bool {
    if let kind, entry.match.kind != kind { return false }
    if let state, entry.state != state { return false }
    guard let order else { return true }
    let keys = entry.match.external.map(\.key) + entry.match.internal.map(\.key)
    return keys.contains { key in key.split(separator: "|").contains { $0 == order } }
  }
}

extension CloseRun {
  /// The matches that the ledger makes now, those that need a person first, by kind, day and keys.
  package func matches(_ query: MatchQuery) throws -> [MatchEntry] {
    try ledger.read { try matchBook($0, order: query.order).filter(query.includes) }
  }

  /// The match of an id.
  ///
  /// - Throws: `BooksError` when there is none.
  package func match(_ id: String, order: String? = nil) throws -> MatchEntry {
    try ledger.read { transaction in
      var entry = try find(id, transaction, order: order)
      entry.decidedOn = try transaction.decidedMatch(id)
      return entry
    }
  }

  /// Lets a match stand that a rule only suggests, or cannot tell from others, or that was undone.
  ///
  /// No document changes; the next run reports the months anew.
  ///
  /// - Throws: `BooksError` when it stands already or there is none; nothing is changed then.
  package func confirmMatch(
    _ id: String, order: String?, reason: String, _ hand: Hand
  ) throws -> MatchEntry {
    try decide(id, order: order, isConfirmed: true, reason: reason, hand)
  }

  /// Takes a match apart, whoever made it; no rule puts it together again.
  ///
  /// - Throws: `BooksError` when it does not stand or there is none; nothing is changed then.
  package func undoMatch(
    _ id: String, order: String?, reason: String, _ hand: Hand
  ) throws -> MatchEntry {
    try decide(id, order: order, isConfirmed: false, reason: reason, hand)
  }

  private func decide(
    _ id: String, order: String?, isConfirmed: Bool, reason: String, _ hand: Hand
  ) throws -> MatchEntry {
    try ledger.transaction { transaction in
      let entry = try find(id, transaction, order: order)
      if isConfirmed && entry.state == "confirmed" {
        throw BooksError(.unusable, "\(id): stands already; nothing was changed")
      }
      if !isConfirmed && entry.isUndone {
        throw BooksError(.unusable, "\(id): was undone already; nothing was changed")
      }
      if isConfirmed, let other = try standing(besides: entry, transaction) {
        throw BooksError(
          .unusable,
          "\(id): its payment belongs to \(other) already; undo that first; nothing was changed")
      }
      // It is kept as a rule made it, not as a decision before left it.
      let isByRule = !entry.isUndone && entry.match.rule != .byHand
      if try isByRule || transaction.decidedMatch(id) == nil {
        try transaction.keep(entry.match, id: id)
      }
      for external in entry.match.external {
        for own in entry.match.internal {
          let pair = MatchDecision(
            kind: entry.match.kind, external: external.key, internal: own.key,
            isConfirmed: isConfirmed)
          try transaction.record(
            MatchEvent(match: id, pair: pair, by: hand.by, at: hand.at, reason: reason))
        }
      }
      try transaction.markReportsStale(from: entry.match.date.period)
      var decided = entry
      decided.isUndone = !isConfirmed
      if isConfirmed { decided.match.state = .confirmed }
      decided.history = Self.decisions(try transaction.matchEvents().filter { $0.match == id })
      return decided
    }
  }

  /// The match of an order that a person let stand for the same payment.
  private func standing(
    besides entry: MatchEntry, _ transaction: LedgerTransaction
  ) throws -> String? {
    guard entry.match.kind == .order else { return nil }
    let keys = entry.match.external.map(\.key)
    return try transaction.matchDecisions().first {
      $0.kind == .order && $0.isConfirmed && keys.contains($0.external)
    }?.internal
  }

  private func find(
    _ id: String, _ transaction: LedgerTransaction, order: String?
  ) throws -> MatchEntry {
    guard let entry = try matchBook(transaction, order: order).first(where: { $0.id == id }) else {
      throw BooksError(
        .unusable,
        "\(id): no such match; 'match list' names them, 'match list --order ID' those of an order")
    }
    return entry
  }

  private func matchBook(
    _ transaction: LedgerTransaction, order: String?
  ) throws -> [MatchEntry] {
    let asOf = try transaction.lastAsOf() ?? CalendarDate(dayNumber: 0)
    let snapshot = try transaction.snapshot(
      zone: settings.zone, arrivalsOn: asOf, systems: settings.systemsOfRecord)
    let rates = RateTable(snapshot.rates, staleAfterDays: settings.rateStaleAfterDays)
    let result = matchLedger(snapshot, settings: settings, rates: rates, asOf: asOf)
    let exact = order.map {
      orderMatches(
        numbered: $0, snapshot, result, settings: settings, rates: rates, asOf: asOf)
    }
    let events = try transaction.matchEvents()
    var entries = (result.matches + (exact ?? [])).map { MatchEntry($0) }
    entries += try undone(events, besides: Set(entries.map(\.id)), on: asOf, transaction)
    let byMatch = Dictionary(grouping: events, by: \.match)
    for index in entries.indices {
      entries[index].history = Self.decisions(byMatch[entries[index].id] ?? [])
    }
    return entries.sorted { $0.sortKey < $1.sortKey }
  }

  /// One event a decision, of those that stand for each pair of a group.
  private static func decisions(_ events: [MatchEvent]) -> [MatchEvent] {
    var kept: [MatchEvent] = []
    for event in events {
      let isSame = kept.last.map {
        $0.action == event.action && $0.at == event.at && $0.by == event.by
          && $0.reason == event.reason
          && ($0.pair.external != event.pair.external || $0.pair.internal != event.pair.internal)
      }
      if isSame != true { kept.append(event) }
    }
    return kept
  }

  /// Matches that the last word took apart, from the record of it: no rule makes them any more.
  private func undone(
    _ events: [MatchEvent], besides known: Set<String>, on day: CalendarDate,
    _ transaction: LedgerTransaction
  ) throws -> [MatchEntry] {
    let byMatch = Dictionary(grouping: events.filter { !known.contains($0.match) }, by: \.match)
    return try byMatch.compactMap { id, events -> MatchEntry? in
      guard let last = events.last, !last.pair.isConfirmed else { return nil }
      if let match = try transaction.decidedMatch(id) {
        var entry = MatchEntry(match)
        entry.isUndone = true
        return entry
      }
      let own = events.filter { $0.at == last.at && $0.action == .undo }
      let sides = { (keys: [String]) in
        Set(keys).sorted().map { Match.Side(key: $0, evidence: [], amount: nil) }
      }
      var entry = MatchEntry(
        Match(
          kind: last.pair.kind, state: .suggested, rule: .byHand,
          currency: settings.functionalCurrency, date: day,
          external: sides(own.map(\.pair.external)), internal: sides(own.map(\.pair.internal)),
          candidates: 0))
      entry.id = id
      entry.isUndone = true
      return entry
    }
  }
}

extension MatchEntry {
  fileprivate var sortKey: (Int, String, CalendarDate, String, String) {
    let order = ["ambiguous", "suggested", "confirmed", "undone"].firstIndex(of: state) ?? 0
    return (
      order, match.kind.rawValue, match.date, match.external.first?.key ?? "",
      match.internal.first?.key ?? ""
    )
  }
}
