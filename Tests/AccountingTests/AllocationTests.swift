import Accounting
import TestSupport
import Testing

@Suite struct `Allocation` {
  @Test func `splits fifteen over thirteen without losing a cent`() {
    let shares = allocate(1500, by: Array(repeating: 1, count: 13))
    #expect(shares.reduce(0, +) == 1500)
    #expect(Set(shares) == [115, 116])
    #expect(shares.prefix(5).allSatisfy { $0 == 116 })
  }

  @Test func `gives the left over units to the largest remainders, earliest first`() {
    #expect(allocate(100, by: [1, 1, 1]) == [34, 33, 33])
    #expect(allocate(-100, by: [1, 1, 1]) == [-34, -33, -33])
    #expect(allocate(10, by: [6, 3, 1]) == [6, 3, 1])
  }

  @Test func `sums to the total for any weights and sign`() {
    var generator = SeededGenerator(seed: 42)
    for round in 0..<2_000 {
      let total = Int64.random(in: -1_000_000...1_000_000, using: &generator)
      let weights = (0..<Int.random(in: 1...9, using: &generator)).map { _ in
        Int64.random(in: -500...1_000, using: &generator)
      }
      guard weights.reduce(0, +) != 0 else { continue }
      let shares = allocate(total, by: weights)
      #expect(shares.reduce(0, +) == total, "seed 42, round \(round): \(total) by \(weights)")
    }
  }

  @Test func `stays within one unit of the exact share for weights of one sign`() {
    var generator = SeededGenerator(seed: 7)
    for round in 0..<500 {
      let total = Int64.random(in: -99_999...99_999, using: &generator)
      let weights = (0..<5).map { _ in Int64.random(in: 1...1_000, using: &generator) }
      let whole = weights.reduce(0, +)
      for (share, weight) in zip(allocate(total, by: weights), weights) {
        #expect((share * whole - total * weight).magnitude < whole, "seed 7, round \(round)")
      }
    }
  }
}

@Suite struct `Rounding` {
  @Test(arguments: [(5, 10, 1), (4, 10, 0), (-5, 10, -1), (-4, 10, 0), (15, 10, 2), (-15, 10, -2)])
  func `takes halves away from zero`(above: Int, below: Int, expected: Int) {
    #expect(roundedHalfUp(Int128(above), over: Int128(below)) == Int128(expected))
  }
}
