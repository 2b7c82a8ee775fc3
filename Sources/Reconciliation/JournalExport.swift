import Accounting
import Foundation
import Journaling
import LedgerStore

package struct ExportOutcome {
  /// The files written, in order.
  package let paths: [String]
  /// Files beside them that an earlier export left, and that are no part of this one.
  package let leftovers: [String]
}

extension CloseRun {
  /// Writes one period's journal the way a target takes it.
  ///
  /// The ledger keeps what was written, so that a later change of it is seen (LG-03). Of an earlier
  /// export nothing stays in the reports folder; elsewhere files are a person's own, and are named.
  ///
  /// `target`: a target's name, for example `hledger`.
  /// `out`: the file to write; with several files a number goes before the extension. The
  ///     period's reports folder when `nil`.
  /// - Throws: `BooksError` for an unknown target or a journal out of balance, `ExportRefusal` for
  ///   what the target would refuse; nothing is written then.
  package func exportJournal(
    period: AccountingPeriod, target name: String, out: String?
  ) throws -> ExportOutcome {
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
    let folder = "\(books.reports)/\(period)"
    let whole = out ?? "\(folder)/\(target.fileName(period))"
    let paths =
      files.count == 1 ? [whole] : files.indices.map { Self.piece($0 + 1, of: whole) }
    let leftovers = Self.leftovers(of: whole, beside: paths)
    if out == nil {
      try makeFolder(folder)
      for path in leftovers { try FileManager.default.removeItem(atPath: path) }
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
    return ExportOutcome(paths: paths, leftovers: out == nil ? [] : leftovers)
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

  /// One of several files that an export comes in.
  private static func piece(_ number: Int, of path: String) -> String {
    let url = URL(filePath: path)
    let suffix = url.pathExtension.isEmpty ? "" : ".\(url.pathExtension)"
    return url.deletingPathExtension().path(percentEncoded: false) + "-\(number)\(suffix)"
  }

  /// What an export of more or fewer files left beside the ones that are written now.
  private static func leftovers(of whole: String, beside paths: [String]) -> [String] {
    let exists = FileManager.default.fileExists(atPath:)
    var found = paths.contains(whole) || !exists(whole) ? [] : [whole]
    var number = paths.contains(whole) ? 1 : paths.count + 1
    while exists(piece(number, of: whole)) {
      found.append(piece(number, of: whole))
      number += 1
    }
    return found
  }
}
