import Accounting
import LedgerStore

/// Which months a run reports.
extension CloseRun {
  static let reconfigured =
    "crossfoot.yaml has changed since the last run: what was reported before is reported anew"

  /// Every period that new records or a file taken back touch, and every later one reported
  /// before, whose opening figures they change; under another configuration all reported before.
  func periodsTouched(
    importedFrom first: Int64, isReconfigured: Bool
  ) throws -> [AccountingPeriod] {
    try ledger.read { transaction in
      var touched = try transaction.periodsTouched(
        byDocumentsFrom: first, zone: settings.zone)
      if let earliest = touched.min() {
        touched.formUnion(try transaction.reportedPeriods().filter { $0 > earliest })
      }
      if let day = try transaction.firstRateDay(ofDocumentsFrom: first) {
        touched.formUnion(try transaction.reportedPeriods().filter { $0 >= day.period })
      }
      touched.formUnion(
        try transaction.reportedPeriodsLookedBackTo(
          byDocumentsFrom: first, days: settings.bankDaysAfter, zone: settings.zone))
      touched.formUnion(try transaction.stalePeriods())
      if isReconfigured { touched.formUnion(try transaction.reportedPeriods()) }
      // What came before the books began loads layers only: there is nothing to close.
      let start = settings.booksFrom?.period
      return touched.filter { period in start.map { period >= $0 } ?? true }.sorted()
    }
  }

  /// The last period reported, where a later day than the last run's is to be judged: what was to
  /// come by then and did not is found in a night without files.
  func periodsAged(to asOf: CalendarDate) throws -> [AccountingPeriod] {
    try ledger.read { transaction in
      guard let before = try transaction.lastAsOf(), asOf > before,
        let last = try transaction.reportedPeriods().last
      else { return [] }
      return [last]
    }
  }

  /// The months reported before whose reports are not true any more, though no record of theirs
  /// came: their journal is another, or an item of theirs has a cost by now; and those after them.
  func monthsChanged(
    _ change: JournalChange, _ known: [ExceptionRecord], stillFound merged: [ExceptionRecord]
  ) throws -> Set<AccountingPeriod> {
    let uncosted = known.filter { $0.state.isOpen && $0.discrepancy.code == .co01 }
    let stillOpen = Set(merged.lazy.filter(\.state.isOpen).map(\.id))
    let costed = uncosted.filter { !stillOpen.contains($0.id) }.map(\.discrepancy.eventDate.period)
    let changed = change.periods.union(costed)
    let reported = try ledger.read { try $0.reportedPeriods() }
    let start = settings.booksFrom?.period
    let open = reported.filter { period in start.map { period >= $0 } ?? true }
    guard let first = open.first(where: changed.contains) else { return [] }
    return Set(open.filter { $0 >= first })
  }

  /// Refuses a month long after everything that is known: a slip of the hand would have the queue
  /// judged as of then, and every night after it has nothing later to judge.
  func refuseFarPeriod(_ request: RunRequest, _ touched: [AccountingPeriod]) throws {
    let known = try ledger.read { try $0.reportedPeriods() } + touched
    guard let period = request.period, let last = known.max(),
      period.ordinal > last.ordinal + Self.monthsAheadMax
    else { return }
    throw BooksError(
      .unusable,
      "--period \(period): more than a year after the last record, which is of \(last); "
        + "nothing was reported")
  }

  private static let monthsAheadMax: Int32 = 12
}
