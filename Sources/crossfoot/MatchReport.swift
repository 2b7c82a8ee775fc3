import Accounting
import LedgerStore
import Reconciliation

/// Matches on the terminal and as JSON.
enum MatchReport {
  static func json(_ entry: MatchEntry) -> JSON {
    let match = entry.match
    return .object(
      [
        ("match_id", .text(entry.id)), ("kind", .text(match.kind.rawValue)),
        ("state", .text(entry.state)), ("rule", .text(match.rule.rawValue)),
        ("score", .integer(Int64(match.rule.score))),
        ("candidates", .integer(Int64(match.candidates))),
        ("date", .text(match.date.description)), ("currency", .text(match.currency.code)),
        ("external", amount(match.externalAmount, match)),
        ("internal", amount(match.internalAmount, match)),
        ("external_records", .list(match.external.map { json($0, match) })),
        ("internal_records", .list(match.internal.map { json($0, match) })),
        ("history", .list(entry.history.map(json))),
      ]
        + (decided(entry).map { match in
          [
            ("decided_rule", .text(match.rule.rawValue)),
            ("decided_score", .integer(Int64(match.rule.score))),
            ("decided_candidates", .integer(Int64(match.candidates))),
          ]
        } ?? []))
  }

  /// What a rule had made of it, where a person's word now stands instead.
  private static func decided(_ entry: MatchEntry) -> Match? {
    entry.decidedOn.flatMap { $0.rule == entry.match.rule ? nil : $0 }
  }

  private static func json(_ side: Match.Side, _ match: Match) -> JSON {
    .object([
      ("key", .text(side.key)), ("amount", amount(side.amount, match)),
      ("evidence", .list(side.evidence.map { .text($0) })),
    ])
  }

  private static func json(_ event: MatchEvent) -> JSON {
    .object([
      ("action", .text(event.action.rawValue)), ("by", .text(event.by)),
      ("at", .text(event.at.description)), ("reason", .text(event.reason)),
    ])
  }

  private static func amount(_ amount: Int64?, _ match: Match) -> JSON {
    .text(amount.map { decimalText($0, digits: match.currency.minorDigits) })
  }

  static func print(_ entry: MatchEntry, _ options: BooksOptions) {
    if options.json {
      Terminal.print(json(entry).description)
    } else if !options.quiet {
      Terminal.print(detail(entry))
    }
  }

  static func text(_ entries: [MatchEntry]) -> String {
    if entries.isEmpty { return "no such matches" }
    let rows = entries.map { entry in
      [
        entry.id, entry.state, entry.match.kind.rawValue, entry.match.rule.rawValue,
        "\(entry.match.rule.score)", entry.match.date.description,
        money(entry.match.externalAmount, entry.match), places(entry.match.external),
        places(entry.match.internal),
      ]
    }
    return Terminal.table(rows, rightAligned: [4, 6])
  }

  private static func detail(_ entry: MatchEntry) -> String {
    let match = entry.match
    var lines = [
      "\(entry.id)  \(entry.state) \(match.kind.rawValue), rule \(match.rule.rawValue), "
        + "score \(match.rule.score), \(match.candidates) candidates"
    ]
    lines += match.external.map { "  external  " + line($0, match) }
    lines += match.internal.map { "  internal  " + line($0, match) }
    lines +=
      decided(entry).map {
        [
          "  decided on  rule \($0.rule.rawValue), score \($0.rule.score), \($0.candidates) candidates"
        ]
      } ?? []
    lines += entry.history.map {
      "  \($0.at)  \($0.action.rawValue) by \($0.by)" + ($0.reason.isEmpty ? "" : ": \($0.reason)")
    }
    return lines.joined(separator: "\n")
  }

  private static func line(_ side: Match.Side, _ match: Match) -> String {
    [money(side.amount, match), side.key, side.evidence.joined(separator: " ")]
      .filter { !$0.isEmpty }.joined(separator: "  ")
  }

  private static func money(_ amount: Int64?, _ match: Match) -> String {
    amount.map {
      "\(decimalText($0, digits: match.currency.minorDigits)) \(match.currency.code)"
    } ?? ""
  }

  private static func places(_ sides: [Match.Side]) -> String {
    let places = sides.flatMap { $0.evidence.isEmpty ? [$0.key] : $0.evidence }
    return places.prefix(2).joined(separator: " ")
      + (places.count > 2 ? " and \(places.count - 2) more" : "")
  }
}
