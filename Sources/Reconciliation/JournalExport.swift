import Accounting
import Foundation
import Journaling
import LedgerStore

extension CloseRun {
  /// Writes one period's journal the way a target takes it; returns the files written.
  ///
  /// The ledger keeps what was written, so that a later change of it is seen (LG-03).
  ///
  /// `target`: a target's name, for example `hledger`.
  /// `out`: the file to write; with several files a number goes before the extension. The
  ///     period's reports folder when `nil`.
  /// - Throws: `BooksError` for an unknown target or a journal out of balance, `ExportRefusal` for
  ///   what the target would refuse; nothing is written then.
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
    let journal = Pipeline(settings: settings, asOf: asOf).run(snapshot, clock: &clock).journal
    try Self.refuseImbalance(of: journal, in: period)
    let files = try export(
      journal.entries, period: period, target: target, settings: settings,
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
    let given = journal.entries.filter { $0.period == period }.map { entry in
      ExportedEntry(
        target: target.rawValue, period: period, entry: entry.id, date: entry.date,
        mark: entry.exportMark, debits: entry.debits, exportedOn: asOf)
    }
    try ledger.transaction {
      try $0.recordExport(given, to: target.rawValue, of: period)
    }
    return paths
  }

  private static func refuseImbalance(
    of journal: JournalResult, in period: AccountingPeriod
  ) throws {
    let found = journal.discrepancies.filter {
      $0.code == .lg01 && $0.eventDate.period == period
    }
    guard let first = found.first else { return }
    throw BooksError(.unusable, "\(period) is not exported, LG-01: \(first.note)")
  }

  private static func numbered(_ path: String, _ index: Int, of count: Int) -> String {
    guard count > 1 else { return path }
    let url = URL(filePath: path)
    let suffix = url.pathExtension.isEmpty ? "" : ".\(url.pathExtension)"
    return url.deletingPathExtension().path(percentEncoded: false) + "-\(index + 1)\(suffix)"
  }
}
