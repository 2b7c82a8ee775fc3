import Accounting

extension JournalEntry {
  /// The entry with one posting per clearing account and file, whichever open items it moves.
  ///
  /// Which payout a day's lines belong to may be known after the day was exported; what is written
  /// of it stays the same.
  var withItemsJoined: JournalEntry {
    guard settlementId.isEmpty, postings.filter({ $0.account.isClearing }).count > 1 else {
      return self
    }
    var joined = self
    let groups = Dictionary(grouping: postings.filter { $0.account.isClearing }) {
      [$0.account.name, $0.currency.code, $0.sourceFile, $0.orderId]
    }
    let clearing = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { Self.join($1) }
    let place = postings.firstIndex { $0.account.isClearing } ?? 0
    joined.postings.removeAll { $0.account.isClearing }
    joined.postings.insert(contentsOf: clearing, at: place)
    return joined
  }

  private static func join(_ postings: [Posting]) -> Posting {
    var whole = postings[0]
    whole.amount = postings.reduce(0) { $0 + $1.amount }
    whole.base = postings.reduce(0) { $0 + $1.base }
    whole.sourceLines = LineRanges()
    let runs = postings.flatMap(\.sourceLines.runs).sorted { $0.lowerBound < $1.lowerBound }
    for line in runs.joined() { whole.sourceLines.insert(line) }
    return whole
  }
}
