/// Why the work on an exception ended, in the words of the taxonomy.
package enum ResolutionReason: String, CaseIterable, Sendable {
  case matched
  case correctedAtSource = "corrected at source"
  case adjusted
  case writtenOff = "written off"
  case acceptedTiming = "accepted timing"
  case duplicate
  case ruleChanged = "rule changed"

  /// The reasons that a person gives; what is written off has a command of its own.
  package static var given: [Self] { allCases.filter { $0 != .writtenOff } }

  /// The reason that a text begins with, and what it says beside it.
  ///
  /// `Matched`, `corrected_at_source` and `duplicate: of EX-1` are such texts; `nil` for another.
  package static func reading(_ text: String) -> (reason: Self, note: String)? {
    let whole = text.trimmed
    let words = String(whole.lowercased().map { "_-".contains($0) ? " " : $0 })
    for reason in allCases where words.hasPrefix(reason.rawValue) {
      let rest = whole.dropFirst(reason.rawValue.count)
      if let next = rest.first, next.isLetter || next.isNumber { continue }
      let note = rest.drop { $0.isWhitespace || ":;,.-–—".contains($0) }
      return (reason, String(note).trimmed)
    }
    return nil
  }

  /// The reason and the note in one text: `duplicate: of EX-1`.
  package func with(note: String) -> String { note.isEmpty ? rawValue : "\(rawValue): \(note)" }

  /// What is wrong with a text that names no reason.
  package static func advice(_ text: String) -> String {
    let known = given.map(\.rawValue).joined(separator: ", ")
    return "'\(text)' is not one of the reasons: \(known); say more after a colon "
      + "('matched: by invoice 7') or in a note; 'exceptions write-off' gives up a difference"
  }
}

extension String {
  /// Without blanks at its ends.
  package var trimmed: String {
    guard let start = firstIndex(where: { !$0.isWhitespace }),
      let end = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[start...end])
  }
}
