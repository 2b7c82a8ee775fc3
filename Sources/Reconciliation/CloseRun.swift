import Accounting
import Compression
import DelimitedText
import Foundation
import Hashing
import Importing
import Journaling
import LedgerStore
import Reporting

/// What the user asked of a run.
package struct RunRequest: Sendable {
  package var period: AccountingPeriod?
  package var asOf: CalendarDate?
  /// Where reports go; the books' own folder when `nil`.
  package var reports: String?
  /// Dates what nothing else does: a refusal in books that have no month yet.
  package var now: Instant?
  /// What files of the inbox are in that have no byte order mark and do not say.
  package var encoding: TextEncoding?

  package init(
    period: AccountingPeriod?, asOf: CalendarDate?, reports: String?, now: Instant? = nil,
    encoding: TextEncoding? = nil
  ) {
    self.encoding = encoding
    self.period = period
    self.asOf = asOf
    self.reports = reports
    self.now = now
  }
}

/// What a run did.
package struct RunOutcome: Sendable {
  package var runId = ""
  package var asOf: CalendarDate?
  package var files: [FileOutcome] = []
  package var periods: [AccountingPeriod] = []
  package var reportsFolder = ""
  /// Exceptions that are open, or were closed by this run, in the reported periods.
  package var exceptions: [ExceptionRecord] = []
  package var functionalCurrency = Currency.usd
  package var warnings: [String] = []
  package var timings: [(stage: String, seconds: Double)] = []

  package init() {}

  package var openExceptions: [ExceptionRecord] { exceptions.filter(\.isOpen) }
}

/// The main job: import the inbox, match, cost, journal and report.
package struct CloseRun {
  let books: BooksFolder
  let configuration: Configuration
  let registry: FormatRegistry
  let ledger: Ledger
  private let version: String
  private let meter: ProgressMeter?

  /// Opens a books folder for work.
  ///
  /// `meter`: is told how far a run or an import is.
  ///
  /// - Throws: `BooksError`, `LedgerError` or a contract's error when it cannot be used.
  package init(_ books: BooksFolder, version: String, meter: ProgressMeter? = nil) throws {
    self.books = books
    self.meter = meter
    self.version = version
    configuration = try Configuration(books)
    registry = try configuration.registry(books)
    settings = try configuration.settings(registry)
    ledger = try Ledger(path: books.ledger)
  }

  /// What the configuration says, with the rules that contracts state.
  package let settings: Settings

  /// Imports and, for every period that this touches, writes the reports.
  package func run(_ request: RunRequest) throws -> RunOutcome {
    shareFreedMemory()
    var outcome = RunOutcome()
    var clock = StageClock(meter: meter)
    try understand()
    let before = try ledger.read { try $0.lastDocumentId() }
    outcome.files = try clock.time("import") {
      try importInbox(
        format: nil, encoding: request.encoding, after: before, isForRun: true)
    }
    returnFreedMemory()
    outcome.functionalCurrency = settings.functionalCurrency
    // A run that was cut short, or an import alone, left records that no report has shown yet.
    let unreported = try ledger.read { try $0.firstUnreportedDocument() } ?? before + 1
    let isReconfigured = try ledger.read {
      try $0.lastConfiguration().map { $0 != configuration.hash } ?? false
    }
    let touched = try periodsTouched(importedFrom: unreported, isReconfigured: isReconfigured)
    try refuseFarPeriod(request, touched)
    outcome.periods = request.period.map { [$0] } ?? touched
    var today: CalendarDate?
    let lastReported = try ledger.read { try $0.reportedPeriods().last }
    let hasNews = outcome.files.contains {
      $0.isNews || $0.kind == .accepted && lastReported != nil
    }
    if outcome.periods.isEmpty && hasNews {
      // What was set aside or refused, or says nothing new, touches no month: what is found in it
      // is to be seen all the same.
      let last = lastReported ?? request.asOf?.period
      if last == nil { today = request.now.map(settings.zone.date(of:)) }
      outcome.periods = [last ?? today?.period].compactMap(\.self)
    }
    if outcome.periods.isEmpty, let asOf = request.asOf {
      outcome.periods = try periodsAged(to: asOf)
    }
    guard let last = outcome.periods.last else {
      outcome.files = try settled(outcome.files, in: ledger)
      outcome.exceptions = try ledger.read { try $0.exceptions() }
      outcome.timings = clock.seconds
      return outcome
    }
    let asOf = request.asOf ?? today ?? last.lastDay
    outcome.asOf = asOf
    let others = touched.filter { !outcome.periods.contains($0) }
    try close(request, asOf: asOf, &outcome, &clock, leaving: others)
    if isReconfigured { outcome.warnings.append(Self.reconfigured) }
    outcome.timings = clock.seconds
    return outcome
  }

  /// Lets lines that nobody understood mean what the books' own contracts say by now (DC-03).
  private func understand() throws {
    let own = registry.contracts.filter { registry.ownFormats.contains($0.name) }
    if own.isEmpty { return }
    for (id, label) in try ledger.read({ try $0.unknownMeanings() }) {
      for contract in own {
        guard let meaning = contract.meaning(ofLabel: label) else { continue }
        try ledger.transaction {
          try $0.setMeaning(
            meaning.event, meaning.component, label: label, from: id, ofFormat: contract.name,
            zone: settings.zone)
        }
      }
    }
  }

  /// Imports the inbox, or the files named, without reporting.
  ///
  /// `encoding`: what files are in that have no byte order mark and do not say.
  package func importFiles(
    _ paths: [String], format: String?, encoding: TextEncoding? = nil, dryRun: Bool
  ) throws -> [FileOutcome] {
    if dryRun { return try tryImport(paths, format: format, encoding: encoding) }
    let before = try ledger.read { try $0.lastDocumentId() }
    if paths.isEmpty {
      return try settled(
        try importInbox(format: format, encoding: encoding, after: before), in: ledger)
    }
    expect(paths)
    let inbox = inboxImport(after: before, into: ledger, encoding: encoding)
    return try settled(try inbox.take(paths, format: format), in: ledger)
  }

  /// Imports into a copy of the ledger, which goes again: files of one run meet as they will.
  private func tryImport(
    _ paths: [String], format: String?, encoding: TextEncoding?
  ) throws -> [FileOutcome] {
    let manager = FileManager.default
    try? manager.removeItem(atPath: books.trial)
    defer { try? manager.removeItem(atPath: books.trial) }
    try makeFolder(books.trial, isPrivate: true)
    let copy = try ledger.copy(to: "\(books.trial)/ledger.sqlite")
    let before = try copy.read { try $0.lastDocumentId() }
    let inbox = inboxImport(after: before, into: copy, encoding: encoding, dryRun: true)
    let outcomes =
      paths.isEmpty ? try inbox.takeInbox(format: format) : try inbox.take(paths, format: format)
    return try settled(outcomes, in: copy)
  }

  private func importInbox(
    format: String?, encoding: TextEncoding? = nil, after before: Int64, isForRun: Bool = false
  ) throws -> [FileOutcome] {
    expect(books.inboxFiles().map { "\(books.inbox)/\($0)" })
    let inbox = inboxImport(after: before, into: ledger, encoding: encoding)
    return try ledger.loading(keepsArrivals: isForRun) { try inbox.takeInbox(format: format) }
  }

  /// Tells the meter how much there is to read.
  private func expect(_ paths: [String]) {
    guard let meter else { return }
    meter.begin("import")
    meter.expect(
      bytes: paths.reduce(0) { sum, path in
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return sum + (size ?? 0)
      })
  }

  private func inboxImport(
    after before: Int64, into ledger: Ledger, encoding: TextEncoding? = nil, dryRun: Bool = false
  ) -> InboxImport {
    let importer = DocumentImporter(registry: registry, zone: settings.zone, meter: meter)
    return InboxImport(
      books: books,
      files: FileImport(
        ledger: ledger, importer: importer, registry: registry, archive: Archive(books: books),
        firstDocumentOfRun: before + 1, isDryRun: dryRun, encoding: encoding),
      unpacking: DeliveryUnpacking(
        folder: books.unpacked, importer: importer, limit: ExpansionLimit(settings)))
  }

  private func close(
    _ request: RunRequest, asOf: CalendarDate, _ outcome: inout RunOutcome,
    _ clock: inout StageClock, leaving others: [AccountingPeriod]
  ) throws {
    let today = try queueDay(request, asOf: asOf)
    let snapshot = try clock.time("read") {
      try ledger.read {
        try $0.snapshot(
          zone: settings.zone, arrivalsOn: today, systems: settings.systemsOfRecord)
      }
    }
    let footing = SharedFooting(snapshot)
    outcome.files = outcome.files.map(footing.settled)
    var judged = try judge(snapshot, asOf: asOf, outcome.periods, &clock)
    let queue = try today == asOf ? nil : judge(snapshot, asOf: today, outcome.periods, &clock)
    outcome.warnings = judged.result.matches.warnings
    let stale = try monthsChanged(
      judged.change, judged.known, stillFound: judged.exceptions
    )
    .subtracting(outcome.periods)
    if request.period == nil, !stale.isEmpty {
      outcome.periods = stale.union(outcome.periods).sorted()
      judged.begin(with: outcome.periods.first)
    }
    outcome.runId = try runId(judged.result.snapshot, request, asOf: asOf)
    let data = try closeData(judged, runId: outcome.runId, footing)
    let folder = request.reports ?? books.reports
    clock.begin("report")
    var start = ContinuousClock.now
    let reports = ReportWriting(folder: folder, configuration: configuration)
      .begin(data, periods: outcome.periods, asOf: request.asOf)
    defer { reports.wait() }
    try ledger.transaction { transaction in
      try (queue ?? judged).save(snapshot, in: transaction)
      // Nothing is recorded unless the reports are in place.
      try reports.finish()
      start = clock.add("report", since: start)
      for period in outcome.periods {
        try transaction.recordReport(period, runId: outcome.runId, asOf: asOf)
      }
      try transaction.dateArrivals(today)
      try transaction.recordRun(
        outcome.runId, command: "run", asOf: today, configuration: configuration.hash,
        timings: clock.text)
      try transaction.noteTouched(stale.union(others).subtracting(outcome.periods))
    }
    clock.add("record", since: start)
    outcome.reportsFolder = folder
    // A night sees what is wrong by then, though no record is of its month yet.
    let last = outcome.periods.last?.lastDay ?? asOf
    outcome.exceptions = Self.shown(
      judged.exceptions, through: request.period == nil ? max(asOf, last) : last)
  }

  /// The day that the queue stands at after a run: an earlier one than before only where a person
  /// names it, or printing an old month again would close what has happened since.
  private func queueDay(_ request: RunRequest, asOf: CalendarDate) throws -> CalendarDate {
    if let named = request.asOf { return named }
    return max(asOf, try ledger.read { try $0.lastAsOf() } ?? asOf)
  }

  private func judge(
    _ snapshot: LedgerSnapshot, asOf: CalendarDate, _ periods: [AccountingPeriod],
    _ clock: inout StageClock
  ) throws -> Judgement {
    let reported = try ledger.read { try $0.reportedPeriods().last }
    let fees = UnderWay { FeeHistory(snapshot).outliers(snapshot.symbols) }
    var result = Pipeline(settings: settings, asOf: asOf, reported: reported)
      .run(snapshot, clock: &clock)
    result.matches.warnings += StrangeNames(
      configuration: configuration, settings: settings, snapshot: result.snapshot
    ).warnings(result.journal.entries)
    return try Judgement(
      result, fees.value, settings: settings, asOf: asOf, firstPeriod: periods.first, in: ledger)
  }

  private func closeData(
    _ judged: Judgement, runId: String, _ footing: SharedFooting
  ) throws -> CloseData {
    let result = judged.result
    var data = CloseData(
      snapshot: result.snapshot, matches: result.matches, costing: result.costing,
      journal: result.journal, margin: result.margin, exceptions: judged.exceptions,
      settings: settings, asOf: judged.asOf, runId: runId,
      configurationHash: configuration.hash, imports: try importSummary(footing))
    data.outliers = judged.outliers
    data.work = try ledger.read { transaction in
      let undone = Dictionary(grouping: try transaction.matchEvents(), by: \.match)
        .values.count { $0.last?.pair.isConfirmed == false }
      let reopened = try transaction.reopenings() + judged.reopenings
      return WorkFigures(undoneMatches: undone, reopened: reopened)
    }
    return data
  }

  /// What was open at a day, or closed in its month.
  private static func shown(
    _ exceptions: [ExceptionRecord], through end: CalendarDate
  ) -> [ExceptionRecord] {
    // Places, since copies of thousands of records cost more than the choice.
    let shown = exceptions.indices.filter {
      exceptions[$0].discrepancy.eventDate <= end
        && (exceptions[$0].state.isOpen || exceptions[$0].closedOn.map(\.period) == end.period)
    }
    return shown.count == exceptions.count ? exceptions : shown.map { exceptions[$0] }
  }

  /// A hash of what the run knew: inputs, decisions about rows of them and about exceptions,
  /// configuration, formats of the books' own, period, as-of date, program version.
  private func runId(
    _ snapshot: LedgerSnapshot, _ request: RunRequest, asOf: CalendarDate
  ) throws -> String {
    let decisions =
      try ledger.read { try $0.quarantineDecisions() + $0.exceptionDecisions() }
      + snapshot.matchDecisions.map(\.words) + snapshot.exportedEntries.map(\.words)
    let inputs =
      snapshot.documents.map { "\($0.sha256) \($0.name)" }.sorted()
      + snapshot.refused.map { "\($0.sha256) \($0.name)" }.sorted() + decisions
    return stableId(
      "RUN",
      [version, configuration.hash, request.period?.description ?? "", asOf.description]
        + registry.ownFiles + inputs)
  }

  private func importSummary(_ footing: SharedFooting) throws -> ImportSummary {
    try ledger.read { transaction in
      var summary = ImportSummary()
      let held = footing.heldFiles
      for document in try transaction.documents() {
        if document.outcome == "held" || held.contains(document.sha256) {
          summary.filesHeld += 1
        } else {
          summary.filesAccepted += 1
        }
        summary.rows += document.rows
        summary.accepted += document.accepted
        summary.quarantined += document.quarantined
        summary.ignored += document.ignored
      }
      (summary.filesRefused, summary.filesDuplicate) = try transaction.arrivalCounts()
      return summary
    }
  }
}
