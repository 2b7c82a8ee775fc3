/// What a search for amounts that add up to a total has found.
enum SubsetSearch: Equatable {
  case none
  /// The only subset, as positions in ascending order.
  case unique([Int])
  /// Several subsets, the first `subsetsMax` of them.
  case ambiguous([[Int]])
  /// Given up: too many amounts, or too many steps.
  case tooMany

  /// More amounts than this are not searched: with the many subsets they have, one that adds up by
  /// chance is likely.
  static let amountsMax = 16
  private static let stepsMax = 50_000
  private static let subsetsMax = 6

  /// Searches the subsets of positive amounts for one that adds up to a total.
  ///
  /// `size`: how many amounts a subset may have.
  /// - Complexity: bounded by `amountsMax` and a fixed number of steps.
  static func find(_ amounts: [Int64], total: Int64, size: ClosedRange<Int>) -> SubsetSearch {
    // What is larger than the total is no part of it, and does not count against the limit.
    let places = amounts.indices.filter { amounts[$0] > 0 && amounts[$0] < total }
    guard places.count >= size.lowerBound, total > 0 else { return .none }
    guard places.count <= amountsMax else { return .tooMany }
    var walk = Walk(places.map { amounts[$0] }, size)
    walk.descend(from: 0, rest: total)
    walk.found = walk.found.map { $0.map { places[$0] } }
    if walk.found.count > 1 { return .ambiguous(walk.found) }
    if walk.steps > stepsMax { return .tooMany }
    return walk.found.first.map { .unique($0) } ?? .none
  }

  /// Takes the largest amounts first, so that what overshoots or cannot be reached is left early.
  private struct Walk {
    let size: ClosedRange<Int>
    let order: [Int]
    let sorted: [Int64]
    /// By place, the sum of all amounts from there on.
    let rests: [Int64]
    var chosen: [Int] = []
    var found: [[Int]] = []
    var steps = 0

    init(_ amounts: [Int64], _ size: ClosedRange<Int>) {
      self.size = size
      order = amounts.indices.sorted { (amounts[$1], $0) < (amounts[$0], $1) }
      sorted = order.map { amounts[$0] }
      var rests = [Int64](repeating: 0, count: amounts.count + 1)
      for place in sorted.indices.reversed() {
        let (sum, overflow) = rests[place + 1].addingReportingOverflow(sorted[place])
        rests[place] = overflow ? .max : sum
      }
      self.rests = rests
    }

    mutating func descend(from place: Int, rest: Int64) {
      steps += 1
      if steps > SubsetSearch.stepsMax || found.count == SubsetSearch.subsetsMax { return }
      if rest == 0 {
        if size.contains(chosen.count) { found.append(chosen.sorted()) }
        return
      }
      if place == sorted.count || chosen.count == size.upperBound || rests[place] < rest { return }
      if sorted[place] <= rest {
        chosen.append(order[place])
        descend(from: place + 1, rest: rest - sorted[place])
        chosen.removeLast()
      }
      descend(from: place + 1, rest: rest)
    }
  }
}
