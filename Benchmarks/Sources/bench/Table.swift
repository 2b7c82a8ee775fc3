import Foundation
import Measuring

/// The figures of a contest, as lines of text.
struct Table {
  let ours: [Usage]
  let theirs: [Usage]

  /// One line for each quantity and side, with the ratio of each pair of runs.
  var lines: [String] {
    let head = row("", "", ["least", "median", "most"])
    return [head]
      + lines("wall, s", \.wallSeconds, digits: 2)
      + lines("CPU, s", \.cpuSeconds, digits: 2)
      + lines("peak, MB", { $0.peakBytes / 1_000_000 }, digits: 0)
  }

  private func lines(
    _ name: String, _ figure: (Usage) -> Double, digits: Int
  ) -> [String] {
    let (mine, other) = (ours.map(figure), theirs.map(figure))
    var result = [row(name, "crossfoot", cells(mine, digits))]
    if !other.isEmpty {
      result.append(row("", "peer", cells(other, digits)))
      result.append(row("", "ratio", cells(zip(mine, other).map { $0 / $1 }, 2)))
    }
    return result
  }

  private func cells(_ figures: [Double], _ digits: Int) -> [String] {
    guard let spread = Spread(figures) else { return [] }
    return [spread.least, spread.median, spread.greatest].map { rounded($0, digits) }
  }

  private func row(_ name: String, _ side: String, _ cells: [String]) -> String {
    let label =
      name.padding(toLength: 10, withPad: " ", startingAt: 0)
      + side.padding(toLength: 10, withPad: " ", startingAt: 0)
    return label
      + cells.map { String(repeating: " ", count: max(0, 9 - $0.count)) + $0 }.joined()
  }
}

/// A figure with so many decimals.
func rounded(_ figure: Double, _ digits: Int) -> String {
  String(format: "%.\(digits)f", figure)
}
