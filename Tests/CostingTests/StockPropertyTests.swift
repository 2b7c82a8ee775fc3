import Accounting
import Costing
import TestSupport
import Testing

/// What must hold of any stock, tried on random books; a failure names its seed.
struct StockPropertyTests {
  private static let cases: [(UInt64, CostingMethod)] = (1...60).flatMap {
    [(UInt64($0), CostingMethod.weightedAverage), (UInt64($0), .fifo)]
  }

  /// Random books whose hours are few, so that many events fall together.
  private static func books(
    _ random: inout SeededGenerator, _ method: CostingMethod
  ) -> StockFixture {
    var books = StockFixture(method)
    let skus = ["A", "B", "C"]
    func instant() -> Instant {
      at(Int.random(in: 1...6, using: &random), Int.random(in: 0...3, using: &random))
    }
    for number in 0..<8 {
      let arrival = instant()
      for sku in skus.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)) {
        books.receive(
          "R\(number)", sku, Int64.random(in: 1...20, using: &random),
          millionths: Int64.random(in: 1...30_000_000, using: &random), at: arrival,
          weight: Int64.random(in: 1...9_000, using: &random),
          volume: Int64.random(in: 1...9_000, using: &random))
      }
    }
    let bases: [AllocationBasis] = [.value, .quantity, .weight, .volume, .equal]
    for number in 0..<10 {
      books.charge(
        "C\(number)", on: "R\(Int.random(in: 0..<8, using: &random))",
        Int64.random(in: -500...9_999, using: &random),
        by: bases[Int.random(in: 0..<5, using: &random)], at: instant())
    }
    for number in 0..<40 {
      books.sell(
        "O\(number)", skus[Int.random(in: 0..<3, using: &random)],
        Int64.random(in: 1...6, using: &random), at: instant())
    }
    let dispositions: [Disposition] = [.sellable, .sellable, .damaged, .notReturned]
    for _ in 0..<12 {
      books.giveBack(
        Int.random(in: 0..<40, using: &random), Int64.random(in: 1...4, using: &random),
        dispositions[Int.random(in: 0..<4, using: &random)], at: instant())
    }
    return books
  }

  @Test(arguments: cases)
  func `selling out leaves neither units nor value`(seed: UInt64, method: CostingMethod) {
    var random = SeededGenerator(seed: seed)
    var books = Self.books(&random, method)
    // More than can be on hand, so that everything with a cost goes.
    for sku in ["A", "B", "C"] { books.sell("Z-\(sku)", sku, 1_000, at: at(20)) }
    let movements = books.cost().movements
    for sku in ["A", "B", "C"] {
      let stock = movements.filter {
        books.snapshot.symbols[$0.sku] == sku && $0.kind != .landedAfterSale
      }
      #expect(stock.reduce(0) { $0 + $1.value } == 0, "seed \(seed) \(sku)")
      #expect(stock.reduce(0) { $0 + $1.landed } == 0, "seed \(seed) \(sku)")
    }
  }

  @Test(arguments: cases)
  func `the shares of a charge sum to it`(seed: UInt64, method: CostingMethod) {
    var random = SeededGenerator(seed: seed)
    let books = Self.books(&random, method)
    var shares = Array(repeating: Int64(0), count: books.snapshot.charges.count)
    for movement in books.cost().movements where movement.charge >= 0 {
      #expect(movement.value == movement.landed, "seed \(seed)")
      shares[Int(movement.charge)] += movement.value
    }
    #expect(shares == books.snapshot.charges.map(\.amount), "seed \(seed)")
  }

  @Test(arguments: cases)
  func `sold units and costs agree with the order lines`(seed: UInt64, method: CostingMethod) {
    var random = SeededGenerator(seed: seed)
    let books = Self.books(&random, method)
    let result = books.cost()
    var quantities = books.snapshot.orderLines.map { -$0.quantity }
    var costs = result.orderLineCosts.map { -$0.cost }
    for movement in result.movements where movement.kind == .shipped {
      quantities[Int(movement.orderLine)] -= movement.quantity
      costs[Int(movement.orderLine)] -= movement.value
    }
    #expect(quantities.allSatisfy { $0 == 0 }, "seed \(seed)")
    #expect(costs.allSatisfy { $0 == 0 }, "seed \(seed)")
    let instants = result.movements.map(\.at)
    #expect(instants == instants.sorted(), "seed \(seed)")
  }

  @Test(arguments: cases)
  func `the order of input changes nothing`(seed: UInt64, method: CostingMethod) {
    var random = SeededGenerator(seed: seed)
    let books = Self.books(&random, method)
    let shuffled = Self.shuffled(books, &random)
    let (one, other) = (books.cost(), shuffled.cost())
    #expect(
      books.table(one, withReceipts: true) == shuffled.table(other, withReceipts: true),
      "seed \(seed)")
    #expect(one.movements.map(\.provenance) == other.movements.map(\.provenance), "seed \(seed)")
    #expect(
      one.discrepancies.map { [$0.key, $0.note] + $0.internalEvidence }
        == other.discrepancies.map { [$0.key, $0.note] + $0.internalEvidence }, "seed \(seed)")
  }

  private static func shuffled(
    _ books: StockFixture, _ random: inout SeededGenerator
  ) -> StockFixture {
    var result = books
    result.snapshot.receipts.shuffle(using: &random)
    result.snapshot.charges.shuffle(using: &random)
    let lines = books.snapshot.orderLines.indices.shuffled(using: &random)
    let refunds = books.snapshot.refunds.indices.shuffled(using: &random)
    result.snapshot.orderLines = lines.map { books.snapshot.orderLines[$0] }
    result.snapshot.refunds = refunds.map { books.snapshot.refunds[$0] }
    result.matches.settledAt = lines.map { books.matches.settledAt[$0] }
    result.matches.returns.shuffle(using: &random)
    for index in result.matches.returns.indices {
      let item = result.matches.returns[index]
      result.matches.returns[index].orderLine = Int32(
        lines.firstIndex(of: Int(item.orderLine)) ?? 0)
      result.matches.returns[index].refund = Int32(refunds.firstIndex(of: Int(item.refund)) ?? 0)
    }
    return result
  }
}
