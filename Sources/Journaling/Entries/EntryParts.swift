import Accounting

extension [MarginShare] {
  /// Adds to one of the last shares where it is about the same order line, day and column: the
  /// lines of an order come together, and what they come to is all the margin asks.
  ///
  /// `first`: the shares before it are those of other entries.
  mutating func merge(_ share: MarginShare, from first: Int) {
    let last = share.orderLine < 0 ? count : Swift.max(first, count - 4)
    for position in stride(from: count - 1, through: last, by: -1)
    where self[position].isAlike(share) {
      self[position].base += share.base
      return
    }
    append(share)
  }
}

extension [Posting] {
  /// Of some positions, those of each account whose postings come to nothing together.
  func cancelling(of positions: [Int]) -> [[Int]] {
    Dictionary(grouping: positions) { self[$0].account }.values.filter { legs in
      legs.count > 1 && legs.reduce(0) { $0 + self[$1].amount } == 0
    }
  }
}
