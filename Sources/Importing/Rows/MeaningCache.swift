import Accounting

/// Meanings by the words of a line, each combination looked up in the vocabulary once.
struct MeaningCache {
  private let vocabulary: Vocabulary
  private var words = SymbolTable()
  private(set) var entries: [SettlementLineBatch.Meaning] = []
  /// The words of each entry as they came, one after the other.
  private var keys: [UInt8] = []
  private var keyRanges: [Range<Int>] = []
  /// The entry that came after each the last time: reports repeat their order of words.
  private var successors: [Int] = []
  private var last = 0
  private var key: [UInt8] = []
  private var bySymbol: [Int] = []

  init(vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    key.reserveCapacity(256)
  }

  subscript(index: Int) -> SettlementLineBatch.Meaning { entries[index] }

  /// Starts a combination of words.
  mutating func begin() { key.removeAll(keepingCapacity: true) }

  mutating func add(_ word: Span<UInt8>) {
    word.withUnsafeBufferPointer { key.append(contentsOf: $0) }
    key.append(0x1f)
  }

  /// An entry that a combination of words is likely to be, and how far that is confirmed.
  struct Guess {
    fileprivate var entry: Int
    fileprivate var rest: Range<Int>
    private(set) var isOpen: Bool

    fileprivate mutating func close() { isOpen = false }
  }

  /// The entry that came next the last time.
  var guess: Guess {
    if entries.isEmpty { return Guess(entry: 0, rest: 0..<0, isOpen: false) }
    let entry = successors[last]
    return Guess(entry: entry, rest: keyRanges[entry], isOpen: true)
  }

  /// Compares the next word with the one of a guess.
  func compare(_ word: Span<UInt8>, with guess: inout Guess) {
    let end = guess.rest.lowerBound + word.count
    guard end < guess.rest.upperBound, keys[end] == 0x1f else { return guess.close() }
    for index in word.indices where keys[guess.rest.lowerBound + index] != word[index] {
      return guess.close()
    }
    guess.rest = end + 1..<guess.rest.upperBound
  }

  /// The entry of a guess whose words are all confirmed.
  mutating func confirm(_ guess: Guess) -> Int? {
    guard guess.isOpen, guess.rest.isEmpty else { return nil }
    last = guess.entry
    return guess.entry
  }

  /// The entry of the words added since ``begin()``.
  mutating func find() -> Int {
    if !entries.isEmpty {
      let guess = successors[last]
      if keys.span.extracting(keyRanges[guess]).equals(key) {
        last = guess
        return guess
      }
    }
    let found = lookUp()
    if found < successors.count, last < successors.count { successors[last] = found }
    last = found
    return found
  }

  private mutating func lookUp() -> Int {
    let words = key
    let symbol = Int(self.words.intern(words.span).index)
    while bySymbol.count <= symbol { bySymbol.append(-1) }
    if bySymbol[symbol] >= 0 { return bySymbol[symbol] }
    let labels = key.split(separator: 0x1f, omittingEmptySubsequences: false).dropLast()
    entries.append(entry(labels.map { String(decoding: $0, as: UTF8.self) }))
    keyRanges.append(keys.count..<keys.count + key.count)
    keys += key
    successors.append(entries.count - 1)
    bySymbol[symbol] = entries.count - 1
    return entries.count - 1
  }

  private func entry(_ labels: [String]) -> SettlementLineBatch.Meaning {
    let meaning = vocabulary.meaning(of: labels)
    let label = labels.filter { !$0.isEmpty }.joined(separator: "/")
    return SettlementLineBatch.Meaning(
      event: meaning.event, component: meaning.component, label: Array(label.utf8))
  }
}
