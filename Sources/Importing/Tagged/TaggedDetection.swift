import Accounting

extension FormatContract {
  /// Whether the beginning of a file is tagged text of this format.
  func isTagged(_ sniff: Sniff) -> Bool {
    guard case .markup(let shape) = shape, let tagged = shape.tagged else { return false }
    switch tagged.form {
    case .sgml:
      let starts = tagged.starts + ["<\(shape.root)>"]
      return starts.contains { sniff.starts(with: $0) }
    case .fields:
      return tagged.needs.allSatisfy { tags in tags.contains { sniff.hasTag($0) } }
    }
  }
}

extension Sniff {
  /// Whether the text begins with a word, in any case, after blanks.
  func starts(with word: String) -> Bool {
    let start = text.firstIndex { !$0.isBlank } ?? text.endIndex
    return text[start...].prefix(word.utf8.count).map(\.asciiLowercased)
      == word.utf8.map(\.asciiLowercased)
  }

  /// Whether a line begins with `:TAG:`.
  func hasTag(_ tag: String) -> Bool {
    let wanted = Array(":\(tag):".utf8)
    return text.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
      .contains { $0.starts(with: wanted) }
  }
}
