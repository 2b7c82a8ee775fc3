import Accounting
import Foundation
import Importing
import LedgerStore

/// What taking an import back did.
package struct RollbackOutcome: Sendable {
  package var batch: String
  package var file: String
  /// Files whose records were read again from the archive, because they overlapped.
  package var restored: [String]
  package var withdrawnExceptions: Int
  package var withdrawnEntries: Int
  /// Entries that say something else now.
  package var changedEntries = 0
  /// What counts now that did not before, in order of name.
  package var replacements: [Replacement] = []

  /// A file that takes the place of what was taken back, whole or with some of its rows.
  package struct Replacement: Sendable {
    package var file: String
    /// It was held as another version.
    package var wasHeld: Bool
    /// Rows of it that were set aside until now.
    package var rows: Int
  }
}

extension CloseRun {
  /// Takes one import back whole: its records, and with them its entries and exceptions.
  ///
  /// The file can be imported again.
  ///
  /// Files that overlap with it were counted once: they are read again from the archive, so that
  /// what they share is not lost.
  ///
  /// `name`: the import's batch, file or SHA-256.
  ///
  /// - Throws: `BooksError` when there is no such import, or several; nothing is changed then.
  package func rollBack(_ name: String, reason: String) throws -> RollbackOutcome {
    let outcome = try ledger.transaction { transaction in
      let document = try transaction.document(named: name)
      var outcome = RollbackOutcome(
        batch: document.batch, file: document.name, restored: [], withdrawnExceptions: 0,
        withdrawnEntries: 0)
      let before = try transaction.documents()
      try markReports(touchedBy: document, transaction)
      try transaction.rollBack(document: document.id, reason: reason)
      if document.identity != "document" {
        outcome.restored = try restoreOverlapping(document, transaction)
      }
      try release(try transaction.releaseRestated(by: document.id), transaction)
      outcome.replacements = Self.replacements(before, try transaction.documents())
      return outcome
    }
    return try withdraw(outcome)
  }

  private static func replacements(
    _ before: [LedgerDocument], _ after: [LedgerDocument]
  ) -> [RollbackOutcome.Replacement] {
    let former = Dictionary(uniqueKeysWithValues: before.map { ($0.id, $0) })
    return after.compactMap { document in
      guard let old = former[document.id] else { return nil }
      let wasHeld = old.outcome == "held" && document.outcome != "held"
      let rows = max(0, old.quarantined - document.quarantined)
      if !wasHeld && rows == 0 { return nil }
      return RollbackOutcome.Replacement(file: document.name, wasHeld: wasHeld, rows: rows)
    }.sorted { $0.file < $1.file }
  }

  func markReports(
    touchedBy document: LedgerDocument, _ transaction: LedgerTransaction
  ) throws {
    let periods = try transaction.periodsTouched(
      byDocumentsFrom: document.id, through: document.id, zone: settings.zone)
    let rates = try transaction.firstRateDay(ofDocumentsFrom: document.id, through: document.id)
    try transaction.markReportsStale(from: (periods + (rates.map { [$0.period] } ?? [])).min())
  }

  /// Documents of which nothing is restated any more are accepted, unless they do not foot either.
  private func release(_ documents: [Int64], _ transaction: LedgerTransaction) throws {
    if documents.isEmpty { return }
    let snapshot = try transaction.snapshot(
      zone: settings.zone, arrivalsOn: CalendarDate(dayNumber: 0),
      systems: settings.systemsOfRecord)
    let held = Set(
      snapshot.settlements.filter(\.isHeld).map {
        snapshot.documents[Int($0.provenance.document)].sha256
      })
    for id in documents {
      guard let document = try transaction.document(id: id), !held.contains(document.sha256) else {
        continue
      }
      try transaction.accept(document: id)
    }
  }

  private func restoreOverlapping(
    _ document: LedgerDocument, _ transaction: LedgerTransaction
  ) throws -> [String] {
    let others = try transaction.documents().filter {
      $0.identity == document.identity && $0.source == document.source
    }
    _ = try archiveReading(transaction).readAgain(others)
    return others.map(\.name).sorted()
  }

  /// Looks at the ledger anew, so that the journal and the queue no longer speak of the import.
  private func withdraw(_ initial: RollbackOutcome) throws -> RollbackOutcome {
    var outcome = initial
    try ledger.transaction { transaction in
      guard let last = try transaction.lastAsOf() else { return }
      let snapshot = try transaction.snapshot(
        zone: settings.zone, arrivalsOn: last, systems: settings.systemsOfRecord)
      var clock = StageClock()
      let reported = try transaction.reportedPeriods().last
      var result = Pipeline(settings: settings, asOf: last, reported: reported)
        .run(snapshot, clock: &clock)
      let known = try transaction.exceptions()
      let life = ExceptionLife(settings: settings, asOf: last)
      let exceptions = life.merge(known, with: result.takeDiscrepancies(), isWithdrawal: true)
      let before = Dictionary(uniqueKeysWithValues: known.map { ($0.id, $0.state) })
      outcome.withdrawnExceptions = exceptions.count {
        $0.state == .void && before[$0.id] != .void
      }
      outcome.withdrawnEntries =
        try transaction.entryIds().subtracting(result.journal.entries.map(\.id)).count
      let change = try transaction.journalChange(to: result.journal.entries)
      outcome.changedEntries = change.coming.count
      // What is missing now is for the next run to say: the file may be back by then.
      try transaction.save(exceptions.filter { before[$0.id] != nil }, known: known)
      for event in life.events(from: known, to: exceptions) { try transaction.record(event) }
      try transaction.apply(change)
      if let first = change.periods.min() { try transaction.markReportsStale(from: first) }
    }
    return outcome
  }
}
