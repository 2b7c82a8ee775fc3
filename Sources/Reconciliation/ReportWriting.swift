import Accounting
import Foundation
import Journaling
import Reporting

/// Writes the reports of a run: all of a period appear together, or none.
struct ReportWriting {
  let folder: String
  let configuration: Configuration

  /// `asOf`: the day asked for; each period's own last day when `nil`.
  func write(_ data: CloseData, periods: [AccountingPeriod], asOf: CalendarDate?) throws {
    let index = try ReportIndex(data)
    var staged: [(files: String, target: String)] = []
    for period in periods {
      let files = try closeReports(
        index, period: period, asOf: asOf ?? min(data.asOf, period.lastDay))
      var named = files.map { ($0.name, $0.bytes) }
      for target in [ExportTarget.csv, .hledger, .beancount] {
        named += try export(
          data.journal.entries, period: period, target: target,
          settings: configuration.settings, options: configuration.exports
        ).map { ($0.name, $0.bytes) }
      }
      staged.append(try stage(named, period))
    }
    for (files, target) in staged { try publish(files, to: target) }
  }

  private func stage(
    _ files: [(String, [UInt8])], _ period: AccountingPeriod
  ) throws -> (String, String) {
    let temporary = "\(folder)/.\(period).partial"
    try? FileManager.default.removeItem(atPath: temporary)
    try FileManager.default.createDirectory(
      atPath: temporary, withIntermediateDirectories: true)
    for (name, bytes) in files { try writeAtomically(bytes, to: "\(temporary)/\(name)") }
    return (temporary, "\(folder)/\(period)")
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
