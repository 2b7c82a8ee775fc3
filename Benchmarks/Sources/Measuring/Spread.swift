/// The least, the middle and the greatest of some figures.
package struct Spread: Equatable {
  package let least: Double
  package let median: Double
  package let greatest: Double

  /// Nil without figures.
  ///
  /// Of an even number, the median is the mean of the middle two.
  package init?(_ figures: [Double]) {
    let sorted = figures.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    let middle = sorted.count / 2
    least = first
    median =
      sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    greatest = last
  }
}
