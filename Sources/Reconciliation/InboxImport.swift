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
    var outcomes: [FileOutcome] = []
    for name in books.inboxFiles() {
      let path = "\(books.inbox)/\(name)"
      let outcome = try files.run(InputFile(path: path, name: name.evidenceName), format: format)
      outcomes.append(outcome)
      if !files.isDryRun { try putAway(path, name, outcome) }
    }
    if !files.isDryRun { removeEmptyFolders() }
    return outcomes.holdingContradicted()
  }

  /// Imports files named on the command line; each stays where it is and is copied.
  mutating func take(_ paths: [String], format: String?) throws -> [FileOutcome] {
    var outcomes: [FileOutcome] = []
    for path in paths {
      let base = URL(filePath: path).lastPathComponent
      let outcome = try files.run(
        InputFile(path: path, name: base.evidenceName), format: format)
      outcomes.append(outcome)
      if !files.isDryRun && (outcome.kind == .accepted || outcome.kind == .held) {
        try copyToArchive(path, outcome.sha256)
      }
    }
    return outcomes.holdingContradicted()
  }

  private func putAway(_ path: String, _ name: String, _ outcome: FileOutcome) throws {
    switch outcome.kind {
    case .accepted, .held:
      try copyToArchive(path, outcome.sha256)
      try FileManager.default.removeItem(atPath: path)
    case .duplicate:
      try FileManager.default.removeItem(atPath: path)
    case .refused:
      try moveToRefused(path, name, outcome)
    case .waiting:
      break
    }
  }

  /// The file as received, under its hash; once there it is never rewritten.
  private func copyToArchive(_ path: String, _ sha256: String) throws {
    let target = "\(books.archive)/\(sha256)"
    guard !FileManager.default.fileExists(atPath: target) else { return }
    let partial = "\(target).partial"
    try? FileManager.default.removeItem(atPath: partial)
    try linkOrCopy(path, partial)
    try FileManager.default.moveItem(atPath: partial, toPath: target)
    syncFolder(books.archive)
  }

  /// A hard link where the file lies in the books anyway: its bytes are moved, not copied.
  private func linkOrCopy(_ path: String, _ target: String) throws {
    let isOurs = path.hasPrefix("\(books.inbox)/")
    if isOurs, (try? FileManager.default.linkItem(atPath: path, toPath: target)) != nil { return }
    try FileManager.default.copyItem(atPath: path, toPath: target)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: target)
  }

  private func moveToRefused(_ path: String, _ name: String, _ outcome: FileOutcome) throws {
    let flat = name.replacing("/", with: "_")
    var target = "\(books.refused)/\(flat)"
    if FileManager.default.fileExists(atPath: target) {
      target += "~\(outcome.sha256.prefix(8))"
      try? FileManager.default.removeItem(atPath: target)
    }
    try FileManager.default.moveItem(atPath: path, toPath: target)
    try writeAtomically(Array("\(outcome.reason)\n".utf8), to: "\(target).reason.txt")
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
