import Accounting
import Foundation

#if canImport(Glibc)
  import Glibc
#endif
import Importing
import LedgerStore

/// Takes what lies in the inbox, or the files named, into the ledger and puts each file where it
/// belongs: accepted and held ones into the archive, refused ones beside their reason.
struct InboxImport {
  let books: BooksFolder
  var files: FileImport

  /// Imports every file of the inbox, in order of name.
  mutating func takeInbox(format: String?) throws -> [FileOutcome] {
    var outcomes = try books.unreadableNames().map(refuse)
    for name in books.inboxFiles() {
      let path = "\(books.inbox)/\(name)"
      let outcome = try take(path, name, format: format)
      outcomes.append(outcome)
      if !files.isDryRun { try putAway(path, name, outcome) }
    }
    if !files.isDryRun { removeEmptyFolders() }
    return try outcomes.map(files.settled)
  }

  private mutating func take(
    _ path: String, _ name: String, format: String?
  ) throws -> FileOutcome {
    let file = InputFile(path: path, name: Arrival.printable(name).evidenceName)
    if let refusal = Arrival.refusal(ofName: name) { return try files.refuse(file, refusal) }
    guard let reason = Arrival.reasonToWait(path: path, name: name) else {
      return try files.run(InputFile(path: path, name: name.evidenceName), format: format)
    }
    var outcome = FileOutcome(file: file.name, kind: .waiting)
    outcome.reason = "\(reason) (still_being_written)"
    return outcome
  }

  private func refuse(_ name: UnreadableName) throws -> FileOutcome {
    let outcome = try files.refuse(
      InputFile(path: "", name: name.shown), Arrival.unreadable)
    if !files.isDryRun {
      let target = try refusedPath(name.shown, outcome)
      try books.moveUnreadable(name, to: target)
      try writeReason(outcome, beside: target)
    }
    return outcome
  }

  /// Imports files named on the command line, in order of name; each stays where it is.
  mutating func take(_ paths: [String], format: String?) throws -> [FileOutcome] {
    let named = paths.map { InputFile(path: $0, name: baseName($0).evidenceName) }
    let ordered = named.sorted {
      ($0.name, $0.path).0.utf8.elementsEqual($1.name.utf8)
        ? $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
        : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    let outcomes = try ordered.map { try files.run($0, format: format) }
    return try outcomes.map(files.settled)
  }

  private func baseName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private func putAway(_ path: String, _ name: String, _ outcome: FileOutcome) throws {
    switch outcome.kind {
    case .accepted, .held, .duplicate: try FileManager.default.removeItem(atPath: path)
    case .refused: try moveToRefused(path, name, outcome)
    case .waiting: break
    }
  }

  private func moveToRefused(_ path: String, _ name: String, _ outcome: FileOutcome) throws {
    let target = try refusedPath(Arrival.printable(name), outcome)
    try FileManager.default.moveItem(atPath: path, toPath: target)
    try writeReason(outcome, beside: target)
  }

  /// Where a refused file goes; what stood there from an earlier run with the same content is gone.
  private func refusedPath(_ name: String, _ outcome: FileOutcome) throws -> String {
    var target = "\(books.refused)/\(fileName(name, outcome))"
    var info = stat()
    if lstat(target, &info) == 0 {
      target += "~\(outcome.sha256.prefix(8))"
      if lstat(target, &info) == 0 { try FileManager.default.removeItem(atPath: target) }
    }
    return target
  }

  private func writeReason(_ outcome: FileOutcome, beside target: String) throws {
    try writeAtomically(Array("\(outcome.reason)\n".utf8), to: "\(target).reason.txt")
  }

  /// One name for a path; cut where the file system would not take it with its endings.
  private func fileName(_ name: String, _ outcome: FileOutcome) -> String {
    let flat = name.replacing("/", with: "_")
    guard flat.utf8.count > 200 else { return flat }
    var start = flat[...]
    while start.utf8.count > 200 { start.removeLast() }
    return "\(start)~\(outcome.sha256.prefix(8))"
  }

  private func removeEmptyFolders() {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: books.inbox)) ?? []
    // From the last name to the first: a folder comes after those in it.
    for name in names.sorted(by: >) where name != "operations" {
      // rmdir refuses a folder that is not empty, which is what is wanted.
      rmdir("\(books.inbox)/\(name)")
    }
  }
}
