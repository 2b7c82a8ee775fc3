import Accounting

/// Meanings by the words of a line, each combination looked up in the vocabulary once.
struct MeaningCache {
  struct Entry {
    var event: LineEvent
    var component: LineComponent
    /// The channel's words, joined with `/`.
    var label: [UInt8]
  }

  private let vocabulary: Vocabulary
  private var words = SymbolTable()
  private var entries: [Entry] = []
  private var key: [UInt8] = []

  init(vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    key.reserveCapacity(256)
  }

  subscript(index: Int) -> Entry { entries[index] }

  /// Starts a combination of words.
  mutating func begin() { key.removeAll(keepingCapacity: true) }

  mutating func add(_ word: Span<UInt8>) {
    word.withUnsafeBufferPointer { key.append(contentsOf: $0) }
    key.append(0x1f)
  }

  /// The entry of the words added since ``begin()``.
  mutating func find() -> Int {
    let key = self.key
    let symbol = Int(words.intern(key.span).index)
    // Symbols count from 1 here: a key never is empty, or it is the entry of no words.
    if symbol < entries.count { return symbol }
    while entries.count < symbol { entries.append(entry([])) }
    let labels = key.split(separator: 0x1f, omittingEmptySubsequences: false).dropLast()
    entries.append(entry(labels.map { String(decoding: $0, as: UTF8.self) }))
    return symbol
  }

  private func entry(_ labels: [String]) -> Entry {
    let meaning = vocabulary.meaning(of: labels)
    let label = labels.filter { !$0.isEmpty }.joined(separator: "/")
    return Entry(event: meaning.event, component: meaning.component, label: Array(label.utf8))
  }
}
