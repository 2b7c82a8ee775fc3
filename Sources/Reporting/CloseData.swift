import Accounting

/// What the ledger knows about the files it was offered: counts over all of them, not of one run,
/// so that a run without news writes the same bytes.
package struct ImportSummary: Sendable {
  package var filesAccepted = 0
  package var filesHeld = 0
  package var filesDuplicate = 0
  package var filesRefused = 0
  package var rows = 0
  package var accepted = 0
  package var quarantined = 0
  package var ignored = 0
  package var warnings: [Diagnostic] = []

  package init() {}
}

/// Everything a period's reports are made of: the ledger and what each stage made of it.
package struct CloseData: Sendable {
  package var snapshot: LedgerSnapshot
  package var matches: MatchResult
  package var costing: CostingResult
  package var journal: JournalResult
  package var margin: MarginResult
  package var exceptions: [ExceptionRecord]
  package var settings: Settings
  /// The day ages count to and payouts fall due against.
  package var asOf: CalendarDate
  package var runId: String
  package var configurationHash: String
  package var imports: ImportSummary
  /// Fees far outside their own history, by period, the farthest first.
  package var outliers: [AccountingPeriod: [FeeOutlier]] = [:]
  package var work = WorkFigures()

  package init(
    snapshot: LedgerSnapshot, matches: MatchResult, costing: CostingResult, journal: JournalResult,
    margin: MarginResult, exceptions: [ExceptionRecord], settings: Settings, asOf: CalendarDate,
    runId: String, configurationHash: String, imports: ImportSummary
  ) {
    self.snapshot = snapshot
    self.matches = matches
    self.costing = costing
    self.journal = journal
    self.margin = margin
    self.exceptions = exceptions
    self.settings = settings
    self.asOf = asOf
    self.runId = runId
    self.configurationHash = configurationHash
    self.imports = imports
  }
}
