import Accounting
import LedgerStore
import Reporting

/// What the ledger comes to as of a day: what the stages made of it, and the queue that leaves.
struct Judgement {
  let asOf: CalendarDate
  /// Without its findings, which are in `found`.
  let result: Pipeline.Outcome
  let outliers: [AccountingPeriod: [FeeOutlier]]
  /// The journal against the stored one.
  let change: JournalChange
  /// The queue as it was stored, sorted by id.
  let known: [ExceptionRecord]
  /// The queue as it is now, sorted by id.
  private(set) var exceptions: [ExceptionRecord]
  private(set) var life: ExceptionLife
  private let found: [Discrepancy]

  /// `firstPeriod`: the first that is reported, and that what is new enters.
  init(
    _ result: consuming Pipeline.Outcome, _ outliers: [AccountingPeriod: [FeeOutlier]],
    settings: Settings, asOf: CalendarDate, firstPeriod: AccountingPeriod?, in ledger: Ledger
  ) throws {
    self.asOf = asOf
    self.outliers = outliers
    found = Outliers(outliers: outliers, symbols: result.snapshot.symbols)
      .noting(result.takeDiscrepancies())
    let entries = result.journal.entries
    (known, change) = try ledger.read { try ($0.exceptions(), $0.journalChange(to: entries)) }
    life = ExceptionLife(settings: settings, asOf: asOf, firstPeriod: firstPeriod)
    exceptions = life.merge(known, with: found)
    self.result = result
  }

  /// Reports more months than was thought.
  mutating func begin(with first: AccountingPeriod?) {
    life.firstPeriod = first
    exceptions = life.merge(known, with: found)
  }

  /// The exceptions that this look at the ledger opens again, each with the day.
  var reopenings: [(exception: String, on: CalendarDate)] {
    life.events(from: known, to: exceptions)
      .filter { $0.action == .reopen && $0.text != ExceptionEvent.dataIsBack }
      .map { ($0.exceptionId, $0.asOf) }
  }

  /// Records the queue, the journal and the matches, only what has changed.
  func save(_ snapshot: LedgerSnapshot, in transaction: LedgerTransaction) throws {
    try transaction.save(exceptions, known: known)
    for event in life.events(from: known, to: exceptions) { try transaction.record(event) }
    try transaction.apply(change)
    let matches = result.matches.matches
    try transaction.replaceMatches(matches.map { (MatchEntry.id(of: $0), $0) })
    try transaction.replaceLineMatches(
      snapshot, result.matches,
      handMade: Set(
        matches.filter { $0.kind == .order && $0.rule == .byHand }.map(\.external[0].key)))
  }
}
