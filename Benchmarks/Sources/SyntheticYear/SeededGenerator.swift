/// A random source that gives the same numbers for the same seed on every machine.
package struct SeededGenerator {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits (SplitMix64).
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A whole number within `range`.
  ///
  /// Written here, not taken from the standard library, whose way of drawing may change.
  package mutating func draw(_ range: ClosedRange<Int>) -> Int {
    let width = UInt64(range.upperBound - range.lowerBound) + 1
    return range.lowerBound + Int(next().multipliedFullWidth(by: width).high)
  }

  /// True in `perMille` of a thousand draws.
  package mutating func chance(perMille: Int) -> Bool {
    draw(0...999) < perMille
  }

  /// Puts the elements in another order.
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in elements.indices.dropFirst().reversed() {
      elements.swapAt(last, draw(0...last))
    }
  }
}
