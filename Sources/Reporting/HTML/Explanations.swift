import Accounting

extension Severity {
  /// What a reader should make of it.
  var meaning: String {
    switch self {
    case .s1: "blocks the close"
    case .s2: "own before sign-off"
    case .s3: "watch"
    case .s4: "information"
    }
  }
}

extension DiscrepancyCode {
  /// What happened and why it matters, for someone who has never met the code.
  var explanation: String { CodePage.page(of: self)?.paragraphs.first ?? title }
}
