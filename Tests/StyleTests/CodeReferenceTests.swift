import Foundation
import Testing

/// Each code has one file with its rule; its doc comment is the code's page in the reference.
///
/// `RECORD=1 swift test --filter Reference` writes the pages that the program carries.
@Suite struct `The reference of codes` {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let embedded = root.appending(path: "Sources/Accounting/Reference/codes.txt")

  private static let files: [URL] = {
    let sources = root.appending(path: "Sources").path(percentEncoded: false)
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: sources)) ?? []
    return names.filter { $0.contains("/Codes/") && $0.hasSuffix(".swift") }
      .map { URL(filePath: "\(sources)/\($0)") }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }()

  private func page(_ file: URL) throws -> (code: String, lines: [String]) {
    let name = file.deletingPathExtension().lastPathComponent
    let code = "\(name.prefix(2))-\(name.suffix(2))"
    let text = try String(contentsOf: file, encoding: .utf8)
    let comment = text.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix("///") }.prefix { $0.hasPrefix("///") }
      .map { $0.dropFirst(3).trimmingCharacters(in: .whitespaces) }
    let paragraphs = comment.split(separator: "").map { $0.joined(separator: " ") }
    let first = try #require(paragraphs.first, "\(name) has a doc comment")
    #expect(first.hasPrefix("\(code): "), "\(name) begins with its code: \(first)")
    #expect(paragraphs.count > 1, "\(name) says what its code means")
    return (code, [String(first.dropFirst(code.count + 2))] + paragraphs.dropFirst())
  }

  @Test func `is what stands over the rules`() throws {
    #expect(Self.files.count > 40)
    let pages = try Self.files.map(page)
    #expect(Set(pages.map(\.code)).count == pages.count, "one file a code")
    let text = pages.map { "# \($0.code)\n" + $0.lines.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(text.utf8).write(to: Self.embedded)
    }
    #expect(try String(contentsOf: Self.embedded, encoding: .utf8) == text)
  }
}
