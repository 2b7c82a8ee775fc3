import Accounting
import Costing
import Testing

struct CostingMethodTests {
  private func twoReceipts(_ method: CostingMethod) -> StockFixture {
    var books = StockFixture(method)
    books.receive("R1", "A", 10, unitCost: 1_00, at: at(1))
    books.sell("O1", "A", 4, at: at(2))
    books.receive("R2", "A", 5, unitCost: 2_03, at: at(3))
    books.sell("O2", "A", 3, at: at(4))
    books.sell("O3", "A", 8, at: at(5))
    return books
  }

  @Test func `weighted average moves with each receipt and the last unit takes the rest`() {
    let books = twoReceipts(.weightedAverage)
    // 6 left at 6.00, 5 more for 10.15: 16.15 over 11; 3 of them cost 4.4045, the rest 11.75.
    #expect(
      books.table(books.cost(), withReceipts: true) == [
        "1 received A 10 1000 0", "2 shipped A -4 -400 0 O1", "3 received A 5 1015 0",
        "4 shipped A -3 -440 0 O2", "5 shipped A -8 -1175 0 O3",
      ])
  }

  @Test func `FIFO sells the oldest layer first`() {
    let books = twoReceipts(.fifo)
    #expect(
      books.table(books.cost()) == [
        "2 shipped A -4 -400 0 O1", "4 shipped A -3 -300 0 O2", "5 shipped A -8 -1315 0 O3",
      ])
  }

  @Test(arguments: [CostingMethod.weightedAverage, .fifo])
  func `cents of a layer that does not divide are all relieved`(method: CostingMethod) {
    var books = StockFixture(method)
    // 9.999999 rounds to 10.00; 10.00 / 3 = 3.33, 6.67 / 2 = 3.34 half up, 3.33 left.
    books.receive("R1", "A", 3, millionths: 3_333_333, at: at(1))
    for day in 2...4 { books.sell("O\(day)", "A", 1, at: at(day)) }
    let costs = books.cost().orderLineCosts
    #expect(costs.map(\.cost) == [333, 334, 333])
    #expect(costs.allSatisfy { $0.isComplete && $0.quantity == 1 && $0.landed == 0 })
  }

  @Test func `SKUs do not share stock`() {
    var books = StockFixture()
    books.receive("R1", "A", 1, unitCost: 1_00, at: at(1))
    books.receive("R1", "B", 1, unitCost: 9_00, at: at(1))
    books.sell("O1", "B", 1, at: at(2))
    #expect(books.cost().orderLineCosts[0].cost == 9_00)
  }

  @Test func `at one instant receipts come before sales`() {
    var books = StockFixture()
    books.sell("O1", "A", 1, at: at(1))
    books.receive("R1", "A", 1, unitCost: 5_00, at: at(1))
    let result = books.cost()
    #expect(books.table(result, withReceipts: true).first == "1 received A 1 500 0")
    #expect(result.orderLineCosts[0].isComplete)
  }

  @Test func `simultaneous sales are taken by order number, not by position`() {
    var books = StockFixture()
    books.receive("R1", "A", 1, unitCost: 5_00, at: at(1))
    books.sell("113-0000000-0000002", "A", 1, at: at(2))
    books.sell("113-0000000-0000001", "A", 1, at: at(2))
    let costs = books.cost().orderLineCosts
    #expect(costs.map(\.cost) == [0, 5_00])
    #expect(costs.map(\.isComplete) == [false, true])
  }

  @Test func `open lines leave when settled, cancelled and unsettled ones never`() {
    var books = StockFixture()
    books.receive("R1", "A", 9, unitCost: 1_00, at: at(1))
    books.sell("O1", "A", 1, at: nil, status: .open, settledAt: at(7))
    books.sell("O2", "A", 1, at: nil, status: .open)
    books.sell("O3", "A", 1, at: nil, status: .cancelled)
    books.sell("O4", "A", 1, at: nil, status: .cancelled, settledAt: at(8))
    books.sell("O5", "A", 1, at: nil, status: .shipped, settledAt: at(9))
    let result = books.cost()
    #expect(
      books.table(result) == [
        "1 shipped A -1 -100 0 O5", "7 shipped A -1 -100 0 O1", "8 shipped A -1 -100 0 O4",
      ])
    #expect(result.orderLineCosts[1].isComplete, "what never shipped lacks no cost")
  }

  @Test func `a receipt in another currency is converted on its day`() {
    var books = StockFixture()
    let day = CalendarDate(year: 2026, month: 9, day: 1) ?? CalendarDate(dayNumber: 0)
    books.snapshot.rates = [
      RateQuote(date: day, base: .eur, quote: .usd, rate: 11 * RateTable.scale / 10)
    ]
    books.receive("R1", "A", 3, unitCost: 1_50, at: at(1), currency: .eur)
    #expect(books.table(books.cost(), withReceipts: true) == ["1 received A 3 495 0"])
  }

  @Test func `movements lead back to their records`() {
    var books = StockFixture()
    books.receive("R1", "A", 2, unitCost: 1_00, at: at(1))
    books.charge("C1", on: "R1", 50, by: .quantity, at: at(2))
    books.sell("O1", "A", 1, at: at(3))
    books.giveBack(0, 1, .sellable, at: at(4))
    let movements = books.cost().movements
    #expect(movements.map(\.provenance.line) == [2, 3, 4, 5])
    #expect(movements.map(\.receipt) == [0, 0, -1, -1])
    #expect(movements.map(\.charge) == [-1, 0, -1, -1])
    #expect(movements.map(\.orderLine) == [-1, -1, 0, 0])
  }
}
