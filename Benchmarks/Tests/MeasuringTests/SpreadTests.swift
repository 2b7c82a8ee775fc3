import Measuring
import Testing

@Suite struct `A spread` {
  @Test func `has the middle figure as its median`() {
    let spread = Spread([3, 1, 10])
    #expect(spread?.least == 1)
    #expect(spread?.median == 3)
    #expect(spread?.greatest == 10)
  }

  @Test func `of an even number takes the mean of the middle two`() {
    #expect(Spread([4, 1, 2, 9])?.median == 3)
  }

  @Test func `of nothing is nil`() {
    #expect(Spread([]) == nil)
  }
}
