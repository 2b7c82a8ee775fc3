/// What a code means, how it is found and what to do: the doc comment of the file with its rule.
package struct CodePage: Sendable {
  /// In a few words, as a sentence.
  package let summary: String
  /// What it means, how it is found, and what to do.
  package let paragraphs: [String]

  /// Why no rule raises a code.
  package static func absence(of code: DiscrepancyCode) -> String {
    switch code {
    case .tm04, .ct01, .ct02, .ct03, .ct04:
      "Not raised: it belongs to the close, and no period can be closed or signed yet. A late row "
        + "is booked in its own period, and the reports of that period are written anew; where the "
        + "period was exported before, LG-03 names each entry that changed. It will be raised when "
        + "periods can be closed, for rows that come after that."
    case .tm05:
      "Not raised: nothing is accrued that would have to be reversed. What is shipped and not yet "
        + "settled is shown as unaccrued revenue and in expected.csv, and booked when it settles. It "
        + "will be raised when a close books accruals, for those that no settlement reversed."
    default: "Not raised."
    }
  }

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
