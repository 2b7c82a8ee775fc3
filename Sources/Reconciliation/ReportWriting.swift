import Accounting
import Foundation
import Journaling
import Reporting
import Synchronization

/// Writes the reports of a run: all of a period appear together, or none.
struct ReportWriting {
  let folder: String
  let configuration: Configuration

  /// `asOf`: the day asked for; each period's own last day when `nil`.
  func write(_ data: CloseData, periods: [AccountingPeriod], asOf: CalendarDate?) throws {
    let index = try ReportIndex(data)
    let results = Mutex<[Int: Result<Staged, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: periods.count) { position in
      let period = periods[position]
      let result = Result {
        try stage(
          files(
            index, data.journal.entries, period: period,
            asOf: asOf ?? min(data.asOf, period.lastDay)), period)
      }
      results.withLock { $0[position] = result }
    }
    let finished = results.withLock { $0 }
    let staged = try periods.indices.compactMap { try finished[$0]?.get() }
    for files in staged { try publish(files.folder, to: files.target) }
  }

  /// Where a period's finished files wait, and where they go.
  private struct Staged: Sendable {
    let folder: String
    let target: String
  }

  private func files(
    _ index: ReportIndex, _ entries: [JournalEntry], period: AccountingPeriod,
    asOf: CalendarDate
  ) throws -> [(String, [UInt8])] {
    var files = try closeReports(index, period: period, asOf: asOf).map { ($0.name, $0.bytes) }
    for target in [ExportTarget.csv, .hledger, .beancount] {
      files += try export(
        entries, period: period, target: target,
        settings: configuration.settings, options: configuration.exports
      ).map { ($0.name, $0.bytes) }
    }
    return files
  }

  private func stage(
    _ files: [(String, [UInt8])], _ period: AccountingPeriod
  ) throws -> Staged {
    let temporary = "\(folder)/.\(period).partial"
    try? FileManager.default.removeItem(atPath: temporary)
    try FileManager.default.createDirectory(
      atPath: temporary, withIntermediateDirectories: true)
    for (name, bytes) in files {
      try writePlainly(bytes, to: "\(temporary)/\(name)", isDurable: true)
    }
    return Staged(folder: temporary, target: "\(folder)/\(period)")
  }

  /// Moves each finished file over its forerunner; a user's own files beside them stay.
  private func publish(_ staged: String, to target: String) throws {
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: staged).sorted() {
      guard rename("\(staged)/\(name)", "\(target)/\(name)") == 0 else {
        throw BooksError(.unusable, "\(target)/\(name): cannot be written")
      }
    }
    try FileManager.default.removeItem(atPath: staged)
    syncFolder(target)
  }
}
