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
  let files: FileImport
  let unpacking: DeliveryUnpacking

  /// Imports every file of the inbox, in order of name.
  func takeInbox(format: String?) throws -> [FileOutcome] {
    var outcomes = try books.unreadableNames().map(refuse)
    for name in books.inboxFiles() { outcomes += try take(inboxName: name, format: format) }
    if !files.isDryRun { removeEmptyFolders() }
    return try outcomes.map(files.settled)
  }

  private func take(inboxName name: String, format: String?) throws -> [FileOutcome] {
    let path = "\(books.inbox)/\(name)"
    let file = InputFile(path: path, name: Arrival.printable(name.evidenceName))
    if let reason = Arrival.reasonToWait(path: path, name: name) {
      var outcome = FileOutcome(file: file.name, kind: .waiting)
      outcome.reason = "\(reason) (still_being_written)"
      return [outcome]
    }
    defer { unpacking.clear() }
    let taken = try take(file, refusal: Arrival.refusal(ofName: name), format: format)
    if !files.isDryRun { try putAway(path, name, taken.delivery, taken.outcomes) }
    return taken.outcomes
  }

  /// Imports a file, or each of those that it holds compressed; they stay unpacked.
  private func take(
    _ file: InputFile, refusal: ImportRefusal? = nil, format: String?
  ) throws -> (delivery: Delivery?, outcomes: [FileOutcome]) {
    do {
      if let refusal { throw refusal }
      let delivery = try unpacking.unpack(file.path, name: file.name)
      let outcomes = try (delivery?.members ?? [file]).map {
        try files.run($0, of: delivery, format: format)
      }
      return (delivery, outcomes)
    } catch let refusal as ImportRefusal {
      return (nil, [try files.refuse(file, refusal)])
    }
  }

  private func refuse(_ name: UnreadableName) throws -> FileOutcome {
    let outcome = try files.refuse(
      InputFile(path: "", name: name.shown), Arrival.unreadable)
    if !files.isDryRun {
      let target = try refusedPath(name.shown, outcome.sha256)
      try books.moveUnreadable(name, to: target)
      try writeReason([outcome], beside: target)
    }
    return outcome
  }

  /// Imports files named on the command line, in order of name; each stays where it is.
  func take(_ paths: [String], format: String?) throws -> [FileOutcome] {
    let named = paths.map {
      InputFile(path: $0, name: Arrival.printable(baseName($0).evidenceName))
    }
    let ordered = named.sorted {
      ($0.name, $0.path).0.utf8.elementsEqual($1.name.utf8)
        ? $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
        : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    defer { unpacking.clear() }
    let outcomes = try ordered.flatMap { try take($0, format: format).outcomes }
    return try outcomes.map(files.settled)
  }

  private func baseName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Removes a file that was taken, or moves it beside its reason.
  ///
  /// Of a compressed one of which some was taken, what was not is put there.
  private func putAway(
    _ path: String, _ name: String, _ delivery: Delivery?, _ outcomes: [FileOutcome]
  ) throws {
    if outcomes.contains(where: { $0.kind == .waiting }) { return }
    guard outcomes.contains(where: { $0.kind != .refused }) else {
      return try moveToRefused(path, Arrival.printable(name), outcomes)
    }
    for (member, outcome) in zip(delivery?.members ?? [], outcomes) where outcome.kind == .refused {
      try moveToRefused(member.path, member.name, [outcome])
    }
    try FileManager.default.removeItem(atPath: path)
  }

  private func moveToRefused(_ path: String, _ name: String, _ outcomes: [FileOutcome]) throws {
    guard let first = outcomes.first else { return }
    let target = try refusedPath(name, first.delivery.isEmpty ? first.sha256 : first.delivery)
    try FileManager.default.moveItem(atPath: path, toPath: target)
    try writeReason(outcomes, beside: target)
  }

  /// Where a refused file goes; what stood there from an earlier run with the same content is gone.
  private func refusedPath(_ name: String, _ sha256: String) throws -> String {
    var target = "\(books.refused)/\(fileName(name, sha256))"
    var info = stat()
    if lstat(target, &info) == 0 {
      target += "~\(sha256.prefix(8))"
      if lstat(target, &info) == 0 { try FileManager.default.removeItem(atPath: target) }
    }
    return target
  }

  private func writeReason(_ outcomes: [FileOutcome], beside target: String) throws {
    let reasons = outcomes.map {
      outcomes.count > 1 ? "\($0.file): \($0.reason)\n" : "\($0.reason)\n"
    }
    try writeAtomically(Array(reasons.joined().utf8), to: "\(target).reason.txt")
  }

  /// One name for a path; cut where the file system would not take it with its endings.
  private func fileName(_ name: String, _ sha256: String) -> String {
    let flat = name.replacing("/", with: "_")
    guard flat.utf8.count > 200 else { return flat }
    var start = flat[...]
    while start.utf8.count > 200 { start.removeLast() }
    return "\(start)~\(sha256.prefix(8))"
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
