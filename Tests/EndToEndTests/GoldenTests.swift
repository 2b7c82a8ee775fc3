import Foundation
import Reconciliation
import Testing

/// Every folder under `Scenarios` is a test: its books are closed and the reports compared byte for
/// byte with `expected`.
///
/// `RECORD=1 swift test --filter Golden` rewrites the expectations; `README.md` in each folder has
/// the arithmetic they must agree with. The page is left out, and the run's id, which hashes the
/// program's version, is masked.
@Suite struct `Golden scenarios` {
  static let names =
    (try? FileManager.default.contentsOfDirectory(
      atPath: Checkout.scenarios.path(percentEncoded: false)))?.sorted() ?? []

  @Test func `are found`() {
    #expect(Self.names.count >= 11)
  }

  @Test(arguments: names) func `write what was worked out by hand`(name: String) throws {
    let folder = Checkout.scenarios.appending(path: name)
    let books = try TemporaryBooks(copying: folder.appending(path: "books"))
    let options = try Options(folder.appending(path: "run.txt"))
    let outcome = try books.run(period: options.period, asOf: options.asOf)
    let actual = try books.reports().filter { !$0.key.hasSuffix(".html") }
      .mapValues { $0.replacing(outcome.runId, with: "RUN") }
    let expected = folder.appending(path: "expected")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try record(actual, in: expected)
    }
    let files = try textFiles(below: expected.path(percentEncoded: false))
    #expect(!files.isEmpty)
    expectSame(actual, files, "\(name)")
  }

  @Test(arguments: names) func `say what they show`(name: String) {
    let readme = Checkout.scenarios.appending(path: "\(name)/README.md")
    #expect(FileManager.default.fileExists(atPath: readme.path(percentEncoded: false)))
  }

  private func record(_ files: [String: String], in folder: URL) throws {
    try? FileManager.default.removeItem(at: folder)
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  /// The `--period` and `--as-of` of a scenario's `run.txt`.
  private struct Options {
    var period: String?
    var asOf: String?

    init(_ file: URL) throws {
      let words = try String(contentsOf: file, encoding: .utf8).split(
        whereSeparator: \.isWhitespace)
      for (name, value) in zip(words, words.dropFirst()) {
        switch name {
        case "--period": period = String(value)
        case "--as-of": asOf = String(value)
        default: break
        }
      }
    }
  }
}
