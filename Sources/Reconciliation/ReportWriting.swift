import Accounting
import Foundation
import Journaling
import Reporting
import Synchronization

/// Writes the reports of a run: all of a period appear together, or none.
struct ReportWriting {
  let folder: String
  let configuration: Configuration

  /// Begins to write the reports on other threads.
  ///
  /// `asOf`: the day asked for; each period's own last day when `nil`.
  func begin(_ data: CloseData, periods: [AccountingPeriod], asOf: CalendarDate?) -> ReportsUnderWay
  {
    let reports = ReportsUnderWay()
    let writing = self
    DispatchQueue.global().async(group: reports.group) {
      let result = Result { try writing.stage(data, periods: periods, asOf: asOf) }
      if case .failure = result { periods.forEach(writing.discard) }
      reports.staged.withLock { $0 = result }
    }
    return reports
  }

  private func stage(
    _ data: CloseData, periods: [AccountingPeriod], asOf: CalendarDate?
  ) throws -> [StagedReports] {
    let index = try ReportIndex(data)
    let results = Mutex<[Int: Result<StagedReports, any Error>]>([:])
    let sync = FileSync()
    DispatchQueue.concurrentPerform(iterations: periods.count) { position in
      let period = periods[position]
      let result = Result {
        try stage(
          index, period, asOf: asOf ?? min(data.asOf, period.lastDay), sync)
      }
      results.withLock { $0[position] = result }
    }
    try sync.finish()
    let finished = results.withLock { $0 }
    return try periods.indices.compactMap { try finished[$0]?.get() }
  }

  private func stage(
    _ index: ReportIndex, _ period: AccountingPeriod, asOf: CalendarDate, _ sync: FileSync
  ) throws -> StagedReports {
    discard(period)
    let temporary = temporary(period)
    try makeFolder(temporary)
    func write(_ name: String, _ bytes: [UInt8]) throws {
      try writePlainly(bytes, to: "\(temporary)/\(name)")
      sync.add("\(temporary)/\(name)")
    }
    try closeReports(index, period: period, asOf: asOf) { try write($0.name, $0.bytes) }
    for target in [ExportTarget.csv, .hledger, .beancount] {
      let files = try export(
        index.data.journal.entries, period: period, target: target,
        settings: configuration.settings, options: configuration.exports)
      for file in files { try write(file.name, file.bytes) }
    }
    return StagedReports(folder: temporary, target: "\(folder)/\(period)")
  }

  private func temporary(_ period: AccountingPeriod) -> String { "\(folder)/.\(period).partial" }

  private func discard(_ period: AccountingPeriod) {
    try? FileManager.default.removeItem(atPath: temporary(period))
  }
}

/// Where a period's finished files wait, and where they go.
struct StagedReports: Sendable {
  let folder: String
  let target: String

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }

  /// Makes sure that the files can be put into place, before any of any month is.
  fileprivate func prepare() throws {
    try makeFolder(target)
    guard access(target, W_OK | X_OK) == 0 else { throw Self.failure(target, "cannot be written") }
    for name in try names where isFolder("\(target)/\(name)") {
      throw Self.failure("\(target)/\(name)", "is a folder")
    }
  }

  private static func failure(_ path: String, _ reason: String) -> BooksError {
    BooksError(
      .unusable,
      "\(path): \(reason); no report was replaced. What the run imported stays: run again "
        + "when it can be written")
  }

  /// Moves each finished file over its forerunner; a user's own files beside them stay.
  fileprivate func publish() throws {
    for name in try names {
      guard rename("\(folder)/\(name)", "\(target)/\(name)") == 0 else {
        throw BooksError(.unusable, "\(target)/\(name): cannot be written")
      }
    }
    syncFolder(target)
  }

  fileprivate func cleanUp() { try? FileManager.default.removeItem(atPath: folder) }
}

/// Reports that other threads are writing.
final class ReportsUnderWay: Sendable {
  fileprivate let group = DispatchGroup()
  fileprivate let staged = Mutex<Result<[StagedReports], any Error>>(.success([]))

  /// Waits for the files and puts them into place.
  ///
  /// - Throws: What kept a period from being written; nothing is put into place then.
  func finish() throws {
    group.wait()
    let staged = try staged.withLock { $0 }.get()
    defer { for reports in staged { reports.cleanUp() } }
    for reports in staged { try reports.prepare() }
    for reports in staged { try reports.publish() }
  }

  /// Waits for the writing to end, whatever becomes of it.
  func wait() { group.wait() }
}

/// Makes files durable on a thread of its own, which waits for the disk while others work.
private final class FileSync: Sendable {
  private let queue = DispatchQueue(label: "sync")
  private let failure = Mutex<(any Error)?>(nil)

  func add(_ path: String) {
    queue.async { [self] in
      do { try syncFile(path) } catch {
        failure.withLock { if $0 == nil { $0 = error } }
      }
    }
  }

  /// - Throws: `BooksError` when a file could not be made durable.
  func finish() throws {
    queue.sync {}
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
