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
  /// The last period reported before: an earlier as-of date does not hide what it shows.
  var reported: AccountingPeriod?

  /// What the stages made of the ledger.
  struct Outcome: Sendable {
    var snapshot: LedgerSnapshot
    var matches: MatchResult
    var costing: CostingResult
    var journal: JournalResult
    var margin: MarginResult

    /// Hands over every stage's findings, sorted by code, source and key, then by rule and
    /// amounts; they are many, so the stages' own lists are empty afterwards.
    mutating func takeDiscrepancies() -> [Discrepancy] {
      let found =
        matches.discrepancies + costing.discrepancies + journal.discrepancies
        + margin.discrepancies
      matches.discrepancies = []
      costing.discrepancies = []
      journal.discrepancies = []
      margin.discrepancies = []
      return found.inOrder()
    }
  }

  func run(_ ledger: LedgerSnapshot, clock: inout StageClock) -> Outcome {
    let rates = RateTable(ledger.rates, staleAfterDays: settings.rateStaleAfterDays)
    let matches = clock.time("match") {
      matchLedger(ledger, settings: settings, rates: rates, asOf: asOf)
    }
    // An order that was edited after its settlement stays booked as it was settled.
    let snapshot = ledger.replacing(orderLines: matches.asSettled)
    let costing = clock.time("cost") {
      costStock(snapshot, matches, settings: settings, rates: rates)
    }
    var journal = clock.time("journal") {
      postJournal(
        snapshot, matches, costing, settings: settings, rates: rates,
        through: max(asOf.period, reported ?? asOf.period))
    }
    returnFreedMemory()
    let margin = clock.time("margin") {
      margins(snapshot, matches, costing, journal, settings: settings)
    }
    // One share a settlement line: the margin was the last to need them, and they take much room.
    journal.shareParts = []
    journal.costShares = []
    return Outcome(
      snapshot: snapshot, matches: matches, costing: costing, journal: journal, margin: margin)
  }
}

/// How long each stage of a run took: shown by `run --json`, never written to a report.
package struct StageClock: Sendable {
  package private(set) var seconds: [(stage: String, seconds: Double)] = []
  private let meter: ProgressMeter?

  /// `meter`: is told of every stage that begins.
  package init(meter: ProgressMeter? = nil) { self.meter = meter }

  /// `import 1.204 read 0.311 …`, in seconds.
  var text: String {
    seconds.map { stage, seconds in
      let milliseconds = Int64((seconds * 1_000).rounded())
      return "\(stage) \(decimalText(milliseconds, digits: 3))"
    }.joined(separator: " ")
  }

  /// Says that a stage begins which `add` will end.
  func begin(_ stage: String) { meter?.begin(stage) }

  /// Adds a stage that ran from one moment to now; returns now.
  @discardableResult
  package mutating func add(
    _ stage: String, since start: ContinuousClock.Instant
  ) -> ContinuousClock.Instant {
    let now = ContinuousClock.now
    let elapsed = (now - start).components
    seconds.append((stage, Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18))
    return now
  }

  package mutating func time<Result>(_ stage: String, _ body: () throws -> Result) rethrows
    -> Result
  {
    let start = ContinuousClock.now
    meter?.begin(stage)
    defer { add(stage, since: start) }
    return try body()
  }
}
