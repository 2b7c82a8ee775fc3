import Accounting
import Foundation
import Testing

/// Every code of the taxonomy with files that show it, through the whole program.
///
/// A file of `Codes` is a story, the files of the inbox, the runs, and every row that
/// `discrepancies.csv` has after the last one: no more and no less.
/// `RECORD=1 swift test --filter CodeTable` rewrites the rows.
@Suite struct `The table of codes` {
  static let stories =
    (try? FileManager.default.contentsOfDirectory(
      atPath: CodeStory.folder.path(percentEncoded: false)))?.sorted() ?? []

  /// LG-01 has none: no input leads to it.
  @Test func `has a story for every code that is raised`() {
    let told = Set(Self.stories.map { String($0.prefix(5)) })
    let raised = DiscrepancyCode.allCases.filter { CodePage.page(of: $0) != nil && $0 != .lg01 }
    #expect(raised.count > 60)
    #expect(raised.map(\.rawValue).filter { !told.contains($0) } == [])
  }

  @Test(arguments: stories) func `finds what is planted, and nothing else`(name: String) throws {
    let place = CodeStory.folder.appending(path: name)
    let story = try CodeStory(String(contentsOf: place, encoding: .utf8))
    let found = try story.play()
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(story.text(expecting: found).utf8).write(to: place)
    } else {
      #expect(found == story.expected, "\(name)")
    }
    let code = try #require(name.split(separator: ".").first?.split(separator: " ").first)
    #expect(found.contains { $0.hasPrefix("\(code),") }, "\(name) shows its own code")
  }
}

/// A scenario of one file: a story, then sections that begin with `--- `: files of the inbox,
/// runs and exports, in the order in which they happen.
private struct CodeStory {
  static let folder = Checkout.root.appending(path: "Tests/EndToEndTests/Codes")
  /// The columns of `discrepancies.csv` that are compared.
  private static let columns = [
    "code", "severity", "state", "owner", "due", "period", "channel", "order_id", "sku",
    "settlement_id", "currency", "external", "internal", "difference", "cash_impact",
    "margin_impact", "tax_impact", "inventory_impact", "rule", "evidence_external",
    "evidence_internal", "note",
  ]

  private var sections: [(head: String, lines: [String])] = [("", [])]

  init(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("--- ") {
        sections.append((String(line.dropFirst(4)), []))
      } else {
        sections[sections.count - 1].lines.append(line)
      }
    }
  }

  /// The rows after the header.
  var expected: [String] {
    let rows = sections.last { $0.head == "discrepancies" }?.lines ?? []
    return Array(rows.dropFirst().filter { !$0.isEmpty })
  }

  func text(expecting found: [String]) -> String {
    let kept = sections.filter { $0.head != "discrepancies" }.map { section in
      (section.head.isEmpty ? "" : "--- \(section.head)\n") + section.lines.joined(separator: "\n")
    }
    return kept.joined(separator: "\n").trimmingCharacters(in: .newlines)
      + "\n--- discrepancies\n"
      + ([Self.columns.joined(separator: ",")] + found).joined(separator: "\n") + "\n"
  }

  /// Puts the files into books of their own, runs, and reads the rows of the last period.
  func play() throws -> [String] {
    let settings = sections.first { $0.head == "configuration" }?.lines ?? []
    let books = try TemporaryBooks(
      configuration: (["entity: Table"] + settings).joined(separator: "\n") + "\n")
    var last = ""
    for section in sections {
      if section.head.hasPrefix("inbox/") {
        try books.drop(
          String(section.head.dropFirst(6)),
          section.lines.map { $0.replacing(" | ", with: "\t") }.joined(separator: "\n") + "\n")
      } else if section.head.hasPrefix("export ") {
        let words = section.head.split(separator: " ").map(String.init)
        _ = try books.crossfoot("export", "--period", words[1], "--to", words[2])
      } else if section.head.hasPrefix("run ") {
        let words = section.head.split(separator: " ").map(String.init)
        try books.run(period: words[1], asOf: words.count > 2 ? words[2] : nil)
        last = words[1]
      }
    }
    return try books.table("discrepancies.csv", period: last).rows.map { row in
      Self.columns.map { Self.quoted(row[$0] ?? "") }.joined(separator: ",")
    }
  }

  private static func quoted(_ cell: String) -> String {
    cell.contains { $0 == "," || $0 == "\"" } ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
  }
}
