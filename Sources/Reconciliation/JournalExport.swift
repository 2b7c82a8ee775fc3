import Accounting
import Foundation
import Journaling
import LedgerStore

extension CloseRun {
  /// Writes one period's journal the way a target takes it; returns the files written.
  ///
  ///
  /// `target`: a target's name, for example `hledger`.
  /// `out`: the file to write; with several files a number goes before the extension. The
  ///     period's reports folder when `nil`.
  /// - Throws: `BooksError` for an unknown target, `ExportRefusal` for what the target would
  ///   refuse; nothing is written then.
  package func exportJournal(
    period: AccountingPeriod, target name: String, out: String?
  ) throws -> [String] {
    guard let target = ExportTarget(name: name) else {
      let known = ExportTarget.allCases.map(\.rawValue).joined(separator: ", ")
      throw BooksError(.usage, "unknown target '\(name)'; the targets are \(known)")
    }
    let asOf = try ledger.read { try $0.lastAsOf() } ?? period.lastDay
    let snapshot = try ledger.read {
      try $0.snapshot(
        zone: settings.zone, arrivalsOn: asOf, systems: settings.systemsOfRecord)
    }
    var clock = StageClock()
    let entries = Pipeline(settings: settings, asOf: asOf).run(snapshot, clock: &clock)
      .journal.entries
    let files = try export(
      entries, period: period, target: target, settings: settings,
      options: configuration.exports)
    let paths = files.indices.map { index in
      out.map { Self.numbered($0, index, of: files.count) }
        ?? "\(books.reports)/\(period)/\(files[index].name)"
    }
    if out == nil {
      try FileManager.default.createDirectory(
        atPath: "\(books.reports)/\(period)", withIntermediateDirectories: true)
    }
    for (file, path) in zip(files, paths) { try writeAtomically(file.bytes, to: path) }
    return paths
  }

  private static func numbered(_ path: String, _ index: Int, of count: Int) -> String {
    guard count > 1 else { return path }
    let url = URL(filePath: path)
    let suffix = url.pathExtension.isEmpty ? "" : ".\(url.pathExtension)"
    return url.deletingPathExtension().path(percentEncoded: false) + "-\(index + 1)\(suffix)"
  }
}
