import Accounting
import Reconciliation

/// The queue's figures, and what an imported sheet came to.
enum QueueReport {
  static func json(_ overview: QueueOverview) -> JSON {
    let digits = overview.currency.minorDigits
    func tally(_ tally: QueueTally) -> [(String, JSON)] {
      [
        ("count", .integer(Int64(tally.count))),
        ("cash_impact_gross", .text(decimalText(tally.cashGross, digits: digits))),
      ]
    }
    func buckets(_ aging: QueueAging) -> JSON {
      .list(
        AgeBucket.allCases.map { .object([("days", .text($0.name))] + tally(aging[$0])) })
    }
    let roll = overview.roll
    return .object([
      ("period", .text(roll.period.description)), ("as_of", .text(overview.asOf.description)),
      ("functional_currency", .text(overview.currency.code)),
      (
        "roll_forward",
        .object([
          ("opening", .object(tally(roll.opening))), ("new", .object(tally(roll.new))),
          ("changed", .object(tally(roll.changed))), ("closed", .object(tally(roll.closed))),
          ("closing", .object(tally(roll.closing))),
          ("closed_since", .object(tally(roll.closedSince))),
        ])
      ),
      ("aging", buckets(overview.all)),
      ("aging_by_owner", .object(overview.aging.map { ($0.owner, buckets($0.aging)) })),
    ])
  }

  static func text(_ overview: QueueOverview) -> String {
    let roll = overview.roll
    let digits = overview.currency.minorDigits
    let steps = [
      ("opening", roll.opening), ("+ new", roll.new), ("+ changed", roll.changed),
      ("- closed", roll.closed),
      ("= closing", roll.closing),
    ].map { name, tally in
      ["  \(name)", "\(tally.count)", decimalText(tally.cashGross, digits: digits)]
    }
    let header = ["  owner"] + AgeBucket.allCases.flatMap { ["\($0.name) days", ""] }
    let rows =
      overview.aging.map { row($0.owner, $0.aging, digits) } + [row("all", overview.all, digits)]
    let code = overview.currency.code
    return """
      exceptions of \(roll.period): how many, and the cash in question in \(code)
      \(Terminal.table(steps, rightAligned: [1, 2]))
      open, by days since the event, as of \(overview.asOf)
      \(Terminal.table([header] + rows, rightAligned: Set(1...10)))
      """
  }

  private static func row(_ owner: String, _ aging: QueueAging, _ digits: Int) -> [String] {
    ["  \(owner)"]
      + AgeBucket.allCases.flatMap { bucket in
        let tally = aging[bucket]
        return tally.count == 0
          ? ["", ""] : ["\(tally.count)", decimalText(tally.cashGross, digits: digits)]
      }
  }

  static func json(_ outcome: SheetOutcome) -> JSON {
    .object([
      (
        "changed",
        .list(
          outcome.changed.map {
            .object([
              ("exception_id", .text($0.id)), ("state", .text($0.state.rawValue)),
              ("owner", .text($0.owner)),
            ])
          })
      ),
      ("unchanged", .integer(Int64(outcome.unchanged))),
      (
        "refused",
        .list(
          outcome.refused.map {
            .object([
              ("line", .integer(Int64($0.line))), ("exception_id", .text($0.id)),
              ("reason", .text($0.reason)),
            ])
          })
      ),
    ])
  }

  static func text(_ outcome: SheetOutcome, isDryRun: Bool) -> String {
    if !outcome.refused.isEmpty {
      let count = outcome.refused.count
      return "\(count) \(count == 1 ? "row" : "rows") refused; nothing was changed"
    }
    let rows = outcome.changed.map { "\($0.id): \($0.state.rawValue), \($0.owner)" }
    let verb = isDryRun ? "would be changed" : "changed"
    return (rows + ["\(outcome.changed.count) \(verb), \(outcome.unchanged) left as they were"])
      .joined(separator: "\n")
  }
}
