import Accounting
import Foundation
import LedgerStore

/// One side of a parallel run: books looked at under a configuration, with nothing written.
struct BooksView {
  let settings: Settings
  let result: Pipeline.Outcome
  /// As a run that reports the period would leave them, sorted by id.
  let exceptions: [ExceptionRecord]
  /// What of the configuration does not show here.
  let warnings: [String]

  /// Looks at a copy of the ledger, so that not even a lock or a log is left in the books.
  ///
  /// `configuration`: another file than the books' own.
  /// - Throws: `BooksError` or `LedgerError` when the books cannot be read.
  init(
    _ path: String, configuration: String?, period: AccountingPeriod, asOf: CalendarDate
  ) throws {
    let books = BooksFolder(path: path)
    guard FileManager.default.fileExists(atPath: books.configuration) else {
      throw BooksError(.unusable, "\(path): no books here (no crossfoot.yaml)")
    }
    let own = try Configuration(file: configuration ?? books.configuration)
    let settings = try own.settings(own.registry(books))
    let (result, known) = try Self.copied(books) { ledger in
      try ledger.read { transaction in
        let snapshot = try transaction.snapshot(
          zone: settings.zone, arrivalsOn: asOf, systems: settings.systemsOfRecord)
        var clock = StageClock()
        let reported = try transaction.reportedPeriods().last
        return (
          Pipeline(settings: settings, asOf: asOf, reported: reported.map { max($0, period) })
            .run(snapshot, clock: &clock), try transaction.exceptions()
        )
      }
    }
    var outcome = result
    let life = ExceptionLife(settings: settings, asOf: asOf, firstPeriod: period)
    exceptions = life.merge(known, with: outcome.takeDiscrepancies())
    self.settings = settings
    self.result = outcome
    warnings = StrangeNames(
      configuration: own, settings: settings, snapshot: outcome.snapshot
    ).formerOrderKeys()
  }

  private static func copied<Result>(
    _ books: BooksFolder, _ body: (Ledger) throws -> Result
  ) throws -> Result {
    guard FileManager.default.fileExists(atPath: books.ledger) else {
      throw BooksError(.unusable, "\(books.path): no ledger here; 'run' these books first")
    }
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "crossfoot-\(UUID().uuidString)").path(percentEncoded: false)
    try makeFolder(folder, isPrivate: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let copy = "\(folder)/ledger.sqlite"
    try withoutRuns(books) {
      // What is in the log and not yet in the file belongs to it.
      for suffix in ["", "-wal"] {
        let file = books.ledger + suffix
        if FileManager.default.fileExists(atPath: file) {
          try FileManager.default.copyItem(atPath: file, toPath: copy + suffix)
        }
      }
    }
    return try body(try Ledger(path: copy))
  }

  /// Keeps runs away while `body` copies, by a lock that is there already.
  private static func withoutRuns(_ books: BooksFolder, _ body: () throws -> Void) throws {
    let descriptor = open("\(books.path)/.lock", O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    if descriptor >= 0, flock(descriptor, LOCK_SH | LOCK_NB) != 0 {
      throw BooksError(.busy, "\(books.path): a run holds the books; try again later")
    }
    try body()
  }
}
