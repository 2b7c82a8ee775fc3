import Accounting
import Costing
import Testing

struct LandedCostTests {
  private static let bases: [(AllocationBasis, [Int64])] = [
    (.value, [143, 857]), (.quantity, [250, 750]), (.weight, [667, 333]), (.volume, [600, 400]),
    (.equal, [500, 500]),
  ]

  @Test(arguments: bases)
  func `a charge is spread by its basis`(basis: AllocationBasis, expected: [Int64]) {
    var books = StockFixture()
    books.receive("R1", "A", 1, unitCost: 10_00, at: at(1), weight: 2_000, volume: 1_500)
    books.receive("R1", "B", 3, unitCost: 20_00, at: at(1), weight: 1_000, volume: 1_000)
    books.receive("R2", "C", 9, unitCost: 20_00, at: at(1), weight: 1_000, volume: 1_000)
    books.charge("C1", on: "R1", 10_00, by: basis, at: at(2))
    let landed = books.cost().movements.filter { $0.kind == .landed }
    #expect(landed.map { books.snapshot.symbols[$0.sku] } == ["A", "B"])
    #expect(landed.map(\.value) == expected)
    #expect(landed.map(\.landed) == expected)
  }

  @Test func `a charge on a purchase order is spread over its receipts`() {
    var books = StockFixture()
    books.receive("R1", "A", 1, unitCost: 10_00, at: at(1))
    books.receive("R2", "B", 3, unitCost: 10_00, at: at(1))
    books.receive("R3", "C", 3, unitCost: 10_00, at: at(1))
    for row in 0..<2 {
      books.snapshot.receipts[row].purchaseOrder = books.snapshot.symbols.intern("PO-7")
    }
    books.charge("C1", on: "PO-7", 10_00, by: .quantity, at: at(2))
    books.charge("C2", on: "R3", 5_00, by: .quantity, at: at(2))
    books.charge("C3", on: "", 5_00, by: .quantity, at: at(2))
    let result = books.cost()
    let landed = result.movements.filter { $0.kind == .landed }
    #expect(landed.map { books.snapshot.symbols[$0.sku] } == ["A", "B", "C"])
    #expect(landed.map(\.value) == [2_50, 7_50, 5_00])
    #expect(result.discrepancies.map(\.code) == [.co06])
  }

  private static let cents: [(Int64, [Int64])] = [
    (1_00, [34, 33, 33]), (2_00, [67, 67, 66]), (-1_00, [-34, -33, -33]), (2, [1, 1]), (0, []),
  ]

  @Test(arguments: cents)
  func `cents go to the largest remainder, earliest line first`(
    amount: Int64, expected: [Int64]
  ) {
    var books = StockFixture()
    for sku in ["C", "B", "A"] { books.receive("R1", sku, 1, unitCost: 1_00, at: at(1)) }
    books.charge("C1", on: "R1", amount, by: .equal, at: at(1))
    let landed = books.cost().movements.filter { $0.kind == .landed }
    #expect(landed.map(\.value) == expected)
    let skus = landed.map { books.snapshot.symbols[$0.sku] }
    #expect(skus == Array(["A", "B", "C"].prefix(expected.count)))
  }

  @Test(arguments: [CostingMethod.weightedAverage, .fifo])
  func `a charge before the sale is part of what is sold`(method: CostingMethod) {
    var books = StockFixture(method)
    books.receive("R1", "A", 20, unitCost: 30_00, at: at(1))
    books.charge("C1", on: "R1", 180_00, by: .value, at: at(2))
    books.sell("O1", "A", 10, at: at(3))
    #expect(
      books.table(books.cost()) == [
        "2 landed A 0 18000 18000", "3 shipped A -10 -39000 -9000 O1",
      ])
  }

  @Test(arguments: [CostingMethod.weightedAverage, .fifo])
  func `a charge after part was sold follows the units`(method: CostingMethod) {
    var books = StockFixture(method)
    books.receive("R1", "A", 20, unitCost: 30_00, at: at(1))
    books.sell("O1", "A", 7, at: at(2), settledAt: at(2))
    books.sell("O2", "A", 3, at: at(3), settledAt: at(5))
    books.charge("C1", on: "R1", 200_00, by: .value, at: at(4))
    books.sell("O3", "A", 10, at: at(5))
    let result = books.cost()
    #expect(
      books.table(result) == [
        "2 shipped A -7 -21000 0 O1", "3 shipped A -3 -9000 0 O2", "4 landed A 0 10000 10000",
        "4 landedAfterSale A 0 7000 7000 O1", "4 landed A 0 3000 3000",
        "4 shipped A 0 -3000 -3000 O2", "5 shipped A -10 -40000 -10000 O3",
      ])
    #expect(result.orderLineCosts[0].cost == 210_00, "what the goods cost when they left")
    #expect(result.orderLineCosts[1].cost == 120_00, "and bear by the time they are paid for")
  }

  @Test func `a charge after all were sold leaves stock alone`() {
    var books = StockFixture()
    books.receive("R1", "A", 2, unitCost: 1_00, at: at(1))
    books.sell("O1", "A", 2, at: at(2), settledAt: at(3))
    books.charge("C1", on: "R1", -25, by: .value, at: at(4))
    #expect(
      books.table(books.cost()) == [
        "2 shipped A -2 -200 0 O1", "4 landedAfterSale A 0 -25 -25 O1",
      ])
  }

  @Test func `a charge at the instant of the sale finds all goods on hand`() {
    var books = StockFixture()
    books.sell("O1", "A", 1, at: at(2))
    books.charge("C1", on: "R1", 1_00, by: .value, at: at(2))
    books.receive("R1", "A", 2, unitCost: 1_00, at: at(1))
    #expect(
      books.table(books.cost()) == ["2 landed A 0 100 100", "2 shipped A -1 -150 -50 O1"])
  }

  @Test func `a charge that precedes its goods waits for them`() {
    var books = StockFixture()
    books.receive("R0", "A", 10, unitCost: 1_00, at: at(1))
    books.charge("C1", on: "R1", 1_00, by: .value, at: at(2))
    books.sell("O1", "A", 5, at: at(3))
    books.receive("R1", "A", 5, unitCost: 1_00, at: at(4))
    #expect(
      books.table(books.cost()) == ["3 shipped A -5 -500 0 O1", "4 landed A 0 100 100"])
  }

  @Test(arguments: [CostingMethod.weightedAverage, .fifo])
  func `layers tell whose units are sold`(method: CostingMethod) {
    var books = StockFixture(method)
    books.receive("R1", "A", 10, unitCost: 1_00, at: at(1))
    books.receive("R2", "A", 10, unitCost: 1_00, at: at(2))
    books.sell("O1", "A", 12, at: at(3), settledAt: at(3))
    books.charge("C1", on: "R2", 100_00, by: .quantity, at: at(4))
    #expect(
      books.table(books.cost()).suffix(2) == [
        "4 landed A 0 8000 8000", "4 landedAfterSale A 0 2000 2000 O1",
      ])
  }

  @Test(arguments: [CostingMethod.weightedAverage, .fifo])
  func `units that came back count as on hand`(method: CostingMethod) {
    var books = StockFixture(method)
    books.receive("R1", "A", 10, unitCost: 1_00, at: at(1))
    books.sell("O1", "A", 4, at: at(2), settledAt: at(2))
    books.giveBack(0, 1, .sellable, at: at(3))
    books.charge("C1", on: "R1", 100_00, by: .quantity, at: at(4))
    books.sell("O2", "A", 7, at: at(5))
    #expect(
      books.table(books.cost()).suffix(3) == [
        "4 landed A 0 7000 7000", "4 landedAfterSale A 0 3000 3000 O1",
        "5 shipped A -7 -7700 -7000 O2",
      ])
  }

  @Test(
    arguments: [CostingMethod.weightedAverage, .fifo], [nil, at(2), at(3), at(5)] as [Instant?])
  func `what came late for goods comes back with them`(method: CostingMethod, settledAt: Instant?) {
    var books = StockFixture(method)
    books.receive("R1", "A", 10, unitCost: 10_00, at: at(1))
    books.sell("O1", "A", 2, at: at(2), settledAt: settledAt)
    books.giveBack(0, 1, .sellable, at: at(3))
    books.charge("C1", on: "R1", 100_00, by: .value, at: at(4))
    books.giveBack(0, 1, .sellable, at: at(5))
    let result = books.cost()
    #expect(books.table(result).last == "5 returned A 1 2000 1000 O1")
    let stock = result.movements.filter { $0.kind != .landedAfterSale }
    #expect(stock.reduce(0) { $0 + $1.value } == 200_00)
  }

  @Test func `recoverable tax is not landed cost`() {
    var books = StockFixture()
    books.receive("R1", "A", 1, unitCost: 1_00, at: at(1))
    books.charge("C1", on: "R1", 19, by: .value, at: at(1), kind: .recoverableTax)
    let result = books.cost()
    #expect(books.table(result).isEmpty)
    #expect(result.discrepancies.isEmpty)
  }
}
