import Accounting
import Costing
import Testing

struct StockReturnTests {
  private func sold(_ method: CostingMethod = .weightedAverage) -> StockFixture {
    var books = StockFixture(method)
    books.receive("R1", "A", 3, millionths: 3_333_333, at: at(1))
    books.sell("O1", "A", 3, at: at(2))
    books.receive("R2", "A", 1, unitCost: 50_00, at: at(3))
    return books
  }

  @Test(arguments: [CostingMethod.weightedAverage, .fifo])
  func `goods come back at what they cost, to the last cent`(method: CostingMethod) {
    var books = sold(method)
    for day in 4...6 { books.giveBack(0, 1, .sellable, at: at(day)) }
    #expect(
      books.table(books.cost()).dropFirst() == [
        "4 returned A 1 333 0 O1", "5 returned A 1 334 0 O1", "6 returned A 1 333 0 O1",
      ])
  }

  @Test func `returned goods are a FIFO layer behind what is on hand`() {
    var books = sold(.fifo)
    books.giveBack(0, 3, .sellable, at: at(4))
    books.sell("O2", "A", 1, at: at(5))
    books.sell("O3", "A", 3, at: at(6))
    #expect(books.cost().orderLineCosts.map(\.cost) == [10_00, 50_00, 10_00])
  }

  @Test func `returned goods enter the average`() {
    var books = sold()
    books.giveBack(0, 3, .sellable, at: at(4))
    books.sell("O2", "A", 1, at: at(5))
    #expect(books.cost().orderLineCosts[1].cost == 15_00)
  }

  @Test func `damaged goods come back and are written down`() {
    var books = sold()
    books.giveBack(0, 2, .damaged, at: at(4))
    books.sell("O2", "A", 1, at: at(5))
    #expect(
      books.table(books.cost()).dropFirst() == [
        "4 returned A 2 667 0 O1", "4 writtenDown A -2 -667 0 O1", "5 shipped A -1 -5000 0 O2",
      ])
  }

  @Test func `what is not returned makes no stock`() {
    var books = sold()
    books.giveBack(0, 2, .notReturned, at: at(4))
    #expect(books.table(books.cost()).count == 1)
  }

  @Test func `no more comes back than left`() {
    var books = sold()
    books.giveBack(0, 2, .sellable, at: at(4))
    books.giveBack(0, 2, .sellable, at: at(5))
    books.giveBack(0, 2, .damaged, at: at(6))
    #expect(
      books.table(books.cost()).dropFirst() == [
        "4 returned A 2 667 0 O1", "5 returned A 1 333 0 O1",
      ])
  }

  @Test func `at one instant returns come before sales`() {
    var books = StockFixture()
    books.receive("R1", "A", 1, unitCost: 7_00, at: at(1))
    books.sell("O2", "A", 1, at: at(2))
    books.sell("O1", "A", 1, at: at(4))
    books.giveBack(0, 1, .sellable, at: at(4))
    let result = books.cost()
    #expect(result.orderLineCosts.map(\.cost) == [7_00, 7_00])
    #expect(result.discrepancies.isEmpty)
  }

  @Test func `a return that is dated before its sale follows it`() {
    var books = StockFixture()
    books.receive("R1", "A", 1, unitCost: 7_00, at: at(1))
    books.sell("O1", "A", 1, at: nil, status: .open, settledAt: at(5))
    books.giveBack(0, 1, .sellable, at: at(3))
    #expect(
      books.table(books.cost()) == ["5 shipped A -1 -700 0 O1", "5 returned A 1 700 0 O1"])
  }

  @Test func `units sold without a cost do not come back as free stock`() {
    var books = StockFixture()
    books.sell("O1", "A", 2, at: at(1))
    books.giveBack(0, 1, .sellable, at: at(2))
    books.receive("R1", "A", 1, unitCost: 4_00, at: at(3))
    books.sell("O2", "A", 1, at: at(4))
    #expect(
      books.table(books.cost()) == [
        "1 shipped A -2 0 0 O1", "2 returned A 1 0 0 O1", "3 shipped A 0 -400 0 O1",
        "4 shipped A -1 0 0 O2",
      ])
  }
}
