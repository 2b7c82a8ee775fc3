import Accounting
import Foundation
import Reconciliation
import Testing

/// A books folder of a test's own, below the temporary folder; gone when the test lets go of it.
final class TemporaryBooks: Sendable {
  let path: String

  /// New books with the settings given.
  init(configuration: String) throws {
    path = Self.freshPath()
    _ = try BooksFolder.create(path: path, configuration: configuration)
  }

  /// A copy of a books folder.
  init(copying original: URL) throws {
    path = Self.freshPath()
    try FileManager.default.copyItem(at: original, to: URL(filePath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  private static func freshPath() -> String {
    FileManager.default.temporaryDirectory
      .appending(path: "crossfoot-books-\(UUID().uuidString)").path(percentEncoded: false)
  }

  /// Puts a file into the inbox, with the folders it needs.
  func drop(_ name: String, _ content: String) throws { try drop(name, Data(content.utf8)) }

  func drop(_ name: String, _ content: Data) throws {
    let url = URL(filePath: path).appending(path: "inbox/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try content.write(to: url)
  }

  @discardableResult func run(period: String? = nil, asOf: String? = nil) throws -> RunOutcome {
    let request = RunRequest(
      period: try period.map { try #require(AccountingPeriod($0)) },
      asOf: try asOf.map { try #require(CalendarDate(iso8601: $0)) }, reports: nil)
    let books = try BooksFolder.open(path: path)
    return try CloseRun(books, version: "test").run(request)
  }

  /// Runs the built `crossfoot` on these books.
  func crossfoot(_ arguments: String...) throws -> Spoken { try crossfoot(arguments) }

  func crossfoot(_ arguments: [String], environment: [String: String] = [:]) throws -> Spoken {
    let program = try #require(Program.crossfoot, "crossfoot is not built beside the tests")
    return try spawn(program, arguments + ["--books", path], environment: environment)
  }

  /// Runs a program on one of the reports.
  func ask(
    _ program: String?, before: [String] = [], report name: String, after: [String] = []
  ) throws -> Spoken {
    try spawn(try #require(program), before + ["\(path)/reports/\(name)"] + after)
  }

  /// The text of a file below the books.
  func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  /// Every path below a folder of the books.
  func names(below folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(folder)").sorted()
  }

  /// The files below a folder of the books as text, by relative path.
  func files(below folder: String) throws -> [String: String] {
    try textFiles(below: "\(path)/\(folder)")
  }

  /// Every report, by its path below `reports/`.
  func reports() throws -> [String: String] { try files(below: "reports") }

  /// One report of a period as a table.
  func table(_ name: String, period: String) throws -> Table {
    try Table(text("reports/\(period)/\(name)"))
  }

  /// Every path below the books, with size; what changed shows as a difference.
  func inventory() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).sorted().map { name in
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
      let size = attributes[.type] as? FileAttributeType == .typeRegular ? attributes[.size] : nil
      return "\(name) \(size ?? "folder")"
    }
  }
}

/// The regular files below a folder as text, by relative path.
func textFiles(below folder: String) throws -> [String: String] {
  var files: [String: String] = [:]
  guard FileManager.default.fileExists(atPath: folder) else { return files }
  for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
    var isFolder: ObjCBool = false
    let path = "\(folder)/\(name)"
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
      !isFolder.boolValue
    else { continue }
    files[name] = try String(contentsOfFile: path, encoding: .utf8)
  }
  return files
}

/// Places of the checkout, from this file's own.
enum Checkout {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let scenarios = root.appending(path: "Tests/EndToEndTests/Scenarios")
  static let samples = root.appending(path: "samples")
}

/// Compares two sets of files, and names the first line that differs in each.
func expectSame(
  _ actual: [String: String], _ expected: [String: String], _ what: Comment,
  at location: SourceLocation = #_sourceLocation
) {
  #expect(actual.keys.sorted() == expected.keys.sorted(), what, sourceLocation: location)
  for (name, text) in expected.sorted(by: { $0.key < $1.key }) {
    guard let found = actual[name], found != text else { continue }
    let pair = zip(lines(found), lines(text)).first { $0 != $1 }
    Issue.record(
      """
      \(what): \(name) differs, \(lines(found).count) lines for \(lines(text).count)
      found    \(pair?.0 ?? "the end")
      expected \(pair?.1 ?? "the end")
      """, sourceLocation: location)
  }
}

private func lines(_ text: String) -> [Substring] {
  text.split(separator: "\n", omittingEmptySubsequences: false)
}
