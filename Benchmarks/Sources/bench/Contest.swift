import Foundation
import Measuring

/// The job on one data folder, run by turns by crossfoot and by its peer.
struct Contest {
  private let options: Options
  private let data: URL
  private let work: URL
  private(set) var ours: [Usage] = []
  private(set) var theirs: [Usage] = []
  /// Where the reports of the last run are, until ``remove()``.
  var reports: URL { work.appending(path: "reports") }

  init(_ options: Options) throws {
    self.options = options
    data = URL(filePath: options.data)
    let settlement = data.appending(path: options.settlement)
    guard FileManager.default.fileExists(atPath: settlement.path) else {
      throw NoData(
        description: "no \(options.settlement) in \(options.data): `generate` makes a data folder")
    }
    let parent = options.work.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
    work = parent.appending(path: "crossfoot-bench-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
  }

  /// Removes what the runs left.
  func remove() {
    try? FileManager.default.removeItem(at: work)
  }

  /// Runs each side once; who goes first changes from run to run.
  mutating func run(_ number: Int) throws {
    if let peer = options.peer, number.isMultiple(of: 2) {
      theirs.append(try runPeer(peer))
      ours.append(try runCrossfoot())
    } else {
      ours.append(try runCrossfoot())
      if let peer = options.peer { theirs.append(try runPeer(peer)) }
    }
  }

  /// Fresh books with the whole inbox; only the run itself is timed.
  private func runCrossfoot() throws -> Usage {
    let books = work.appending(path: "books")
    try? FileManager.default.removeItem(at: books)
    _ = try command([options.crossfoot, "init", books.path], accepting: [0])
    let inbox = books.appending(path: "inbox")
    for name in try inputs() {
      try FileManager.default.copyItem(
        at: data.appending(path: name), to: inbox.appending(path: name))
    }
    // Exit 1 is the rule here: the data are made to hold exceptions.
    let usage = try command(
      [options.crossfoot, "run", "--books", books.path, "--as-of", options.asOf],
      accepting: [0, 1])
    try? FileManager.default.removeItem(at: reports)
    try FileManager.default.moveItem(at: books.appending(path: "reports"), to: reports)
    try FileManager.default.removeItem(at: books)
    return usage
  }

  private func runPeer(_ peer: String) throws -> Usage {
    let out = work.appending(path: "peer")
    try? FileManager.default.removeItem(at: out)
    let line =
      peer
      .replacingOccurrences(of: "{data}", with: quoted(data.path))
      .replacingOccurrences(of: "{out}", with: quoted(out.path))
    let usage = try command(["/bin/sh", "-c", "exec \(line)"], accepting: [0])
    try? FileManager.default.removeItem(at: out)
    return usage
  }

  /// Every CSV file that is an input, and one of the two settlement files.
  private func inputs() throws -> [String] {
    let notInputs = ["costs.csv", "truth.csv"]
    return try FileManager.default.contentsOfDirectory(atPath: data.path).sorted().filter {
      $0 == options.settlement || $0.hasSuffix(".csv") && !notInputs.contains($0)
    }
  }

  private func command(_ words: [String], accepting statuses: [Int32]) throws -> Usage {
    let log = work.appending(path: "log")
    let usage = try measure(words, log: log)
    guard statuses.contains(usage.status) else {
      let text = String(decoding: (try? Data(contentsOf: log)) ?? Data(), as: UTF8.self)
      let end = text.split(separator: "\n").suffix(20).joined(separator: "\n")
      throw CommandFailed(
        description: "exit \(usage.status) from: \(words.joined(separator: " "))\n\(end)")
    }
    return usage
  }
}

/// A command that ended with another status than it should.
struct CommandFailed: Error, CustomStringConvertible {
  let description: String
}

/// A data folder without the file to settle from.
struct NoData: Error, CustomStringConvertible {
  let description: String
}

private func quoted(_ word: String) -> String {
  "'\(word.replacingOccurrences(of: "'", with: "'\\''"))'"
}
