import Accounting
import Costing
import Journaling
import LedgerStore
import Matching

/// One look at the whole ledger, from records to findings.
///
///     ledger ─match→ matches ─cost→ costs ─journal→ entries ─margin→ margins
///
/// Every stage is a value in, value out; nothing here writes.
struct Pipeline: Sendable {
  let settings: Settings
  let asOf: CalendarDate

  /// What the stages made of the ledger.
  struct Outcome: Sendable {
    var snapshot: LedgerSnapshot
    var matches: MatchResult
    var costing: CostingResult
    var journal: JournalResult
    var margin: MarginResult

    /// Every stage's findings, sorted by code, source and key, then by rule and amounts.
    var discrepancies: [Discrepancy] {
      (matches.discrepancies + costing.discrepancies + journal.discrepancies
        + margin.discrepancies)
        .sorted {
          ($0.code, $0.source, $0.key, $0.rule, $0.external ?? 0, $0.internal ?? 0)
            < ($1.code, $1.source, $1.key, $1.rule, $1.external ?? 0, $1.internal ?? 0)
        }
    }
  }

  func run(_ snapshot: LedgerSnapshot, clock: inout StageClock) -> Outcome {
    let rates = RateTable(snapshot.rates, staleAfterDays: settings.rateStaleAfterDays)
    let matches = clock.time("match") {
      matchLedger(snapshot, settings: settings, rates: rates, asOf: asOf)
    }
    let costing = clock.time("cost") {
      costStock(snapshot, matches, settings: settings, rates: rates)
    }
    let journal = clock.time("journal") {
      postJournal(
        snapshot, matches, costing, settings: settings, rates: rates, through: asOf.period)
    }
    let margin = clock.time("margin") {
      margins(snapshot, matches, costing, journal, settings: settings)
    }
    return Outcome(
      snapshot: snapshot, matches: matches, costing: costing, journal: journal, margin: margin)
  }
}

/// How long each stage of a run took: shown by `run --json`, never written to a report.
package struct StageClock: Sendable {
  package private(set) var seconds: [(stage: String, seconds: Double)] = []

  package init() {}

  /// `import 1.204 read 0.311 …`, in seconds.
  var text: String {
    seconds.map { stage, seconds in
      let milliseconds = Int64((seconds * 1_000).rounded())
      return "\(stage) \(decimalText(milliseconds, digits: 3))"
    }.joined(separator: " ")
  }

  package mutating func time<Result>(_ stage: String, _ body: () throws -> Result) rethrows
    -> Result
  {
    let start = ContinuousClock.now
    defer {
      let elapsed = (ContinuousClock.now - start).components
      seconds.append((stage, Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18))
    }
    return try body()
  }
}
