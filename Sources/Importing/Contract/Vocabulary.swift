import Accounting

/// What a channel's words for a line mean, first match first.
struct Vocabulary: Sendable {
  struct Meaning: Sendable, Equatable {
    var event: LineEvent
    var component: LineComponent

    static let unknown = Meaning(event: .unknown, component: .none)
  }

  struct Entry: Sendable {
    var patterns: [WordPattern]
    var meaning: Meaning
  }

  var entries: [Entry] = []
  /// What words mean that no entry knows.
  private(set) var fallback = Meaning.unknown

  /// Reads `[word, …, event, component]` entries; the last two say the meaning.
  init(_ node: ContractNode) throws {
    for item in try node.list() {
      let words = try item.texts()
      guard words.count >= 3 else { throw item.failure("expected [word, …, event, component]") }
      guard let event = LineEvent(name: words[words.count - 2]) else {
        throw item.failure("unknown event '\(words[words.count - 2])'")
      }
      guard let component = LineComponent(name: words[words.count - 1]) else {
        throw item.failure("unknown component '\(words[words.count - 1])'")
      }
      entries.append(
        Entry(
          patterns: words.dropLast(2).map { WordPattern($0) },
          meaning: Meaning(event: event, component: component)))
    }
  }

  init() {}

  /// The meaning of a line's words; a missing word counts as blank.
  func meaning(of labels: [String]) -> Meaning {
    for entry in entries {
      let count = max(labels.count, entry.patterns.count)
      let matches = (0..<count).allSatisfy { index in
        let label = index < labels.count ? labels[index] : ""
        return index < entry.patterns.count ? entry.patterns[index].matches(label) : label.isEmpty
      }
      if matches { return entry.meaning }
    }
    return fallback
  }

  /// Everything is recorded and nothing posted: another format books the same money.
  mutating func turnIntoMemos() {
    for index in entries.indices {
      entries[index].meaning = Meaning(event: .memo, component: .none)
    }
    fallback = Meaning(event: .memo, component: .none)
  }
}

/// `a|b*|*c|d*e`: alternatives in any case, in which a `*` stands for anything; a lone `*` matches
/// all words.
struct WordPattern: Sendable {
  private let alternatives: [(text: String, isPrefix: Bool, isSuffix: Bool, pieces: [String])]

  init(_ text: String) {
    alternatives = text.split(separator: "|", omittingEmptySubsequences: false).map { part in
      var part = part.lowercased()[...]
      let isPrefix = part.hasSuffix("*")
      if isPrefix { part = part.dropLast() }
      let isSuffix = part.hasPrefix("*")
      if isSuffix { part = part.dropFirst() }
      let pieces = part.split(separator: "*").map(String.init)
      return (String(part), isPrefix, isSuffix, pieces.count > 1 ? pieces : [])
    }
  }

  func matches(_ word: String) -> Bool {
    let word = word.lowercased()
    return alternatives.contains { alternative in
      if !alternative.pieces.isEmpty {
        return Self.holds(
          word, alternative.pieces, fromStart: !alternative.isSuffix,
          toEnd: !alternative.isPrefix)
      }
      return switch (alternative.isPrefix, alternative.isSuffix) {
      case (false, false): word == alternative.text
      case (true, false): word.hasPrefix(alternative.text)
      case (false, true): word.hasSuffix(alternative.text)
      case (true, true): word.contains(alternative.text)
      }
    }
  }

  /// Whether the pieces stand in a word one after the other, its ends where they must.
  private static func holds(
    _ word: String, _ pieces: [String], fromStart: Bool, toEnd: Bool
  ) -> Bool {
    var rest = word[...]
    for (place, piece) in pieces.enumerated() {
      if place == 0 && fromStart {
        guard rest.hasPrefix(piece) else { return false }
        rest = rest.dropFirst(piece.count)
      } else if place == pieces.count - 1 && toEnd {
        return rest.hasSuffix(piece)
      } else {
        guard let found = rest.firstRange(of: piece) else { return false }
        rest = rest[found.upperBound...]
      }
    }
    return true
  }
}
