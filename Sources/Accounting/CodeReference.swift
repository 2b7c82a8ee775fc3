/// What a code means, how it is found and what to do: the doc comment of the file with its rule.
package struct CodePage: Sendable {
  /// In a few words, as a sentence.
  package let summary: String
  /// What it means, how it is found, and what to do.
  package let paragraphs: [String]

  /// The page of a code; `nil` for one that no rule raises.
  package static func page(of code: DiscrepancyCode) -> CodePage? { pages[code] }

  private static let pages: [DiscrepancyCode: CodePage] = {
    let text = String(decoding: PackageResources.codes_txt, as: UTF8.self)
    var pages: [DiscrepancyCode: CodePage] = [:]
    for section in text.split(separator: "# ", omittingEmptySubsequences: true) {
      let lines = section.split(separator: "\n").map(String.init)
      guard lines.count > 1, let code = DiscrepancyCode(rawValue: lines[0]) else { continue }
      pages[code] = CodePage(summary: lines[1], paragraphs: Array(lines.dropFirst(2)))
    }
    return pages
  }()
}
