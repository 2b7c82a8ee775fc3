import Accounting
import Testing

@testable import Journaling

@Suite struct `Stock recipes` {
  @Test func `R11 books goods, landed cost on hand and landed cost of goods sold`() {
    var books = Books()
    books.movement(.received, 600_00, on: "2026-09-01")
    books.movement(.landed, 180_00, on: "2026-09-01")
    let order = books.order("O1")
    books.movement(.landedAfterSale, 100_00, on: "2026-09-02", orderLine: order)
    let journal = books.post()
    #expect(
      summary(journal.entries) == [
        "2026-09-01 R11 Goods and landed cost received",
        "  Assets:Inventory 600.00 USD",
        "  Assets:Inventory 180.00 USD",
        "  Liabilities:GoodsReceivedNotInvoiced -600.00 USD",
        "  Liabilities:LandedCostAccrued -180.00 USD",
        "2026-09-02 R11 Goods and landed cost received",
        "  Expenses:CostOfSales 100.00 USD",
        "  Liabilities:LandedCostAccrued -100.00 USD",
      ])
    #expect(journal.costShares.map(\.cost) == [100_00])
    #expect(journal.costShares.map(\.landed) == [100_00])
  }

  @Test func `lines of one SKU settled apart each have their cost recognised once`() {
    var books = Books()
    let lines = [books.order("O1", price: 10_00), books.order("O1", price: 20_00)]
    for line in lines { books.costing.orderLineCosts[Int(line)].cost = 4_00 }
    // The channel names the SKU alone: both rows lead to the first line.
    for date in ["2026-09-05", "2026-09-07"] {
      books.line(.sale, .principal, 15_00, on: date, orderLine: lines[0])
    }
    #expect(
      books.post().costShares.map { "\($0.orderLine) \($0.date) \($0.cost)" } == [
        "0 2026-09-05 400", "1 2026-09-07 400",
      ])
  }

  @Test func `R10 recognises cost with the principal lines, by quantity, to the cent`() {
    var books = Books()
    let settlement = books.settlement("S1")
    let order = books.order("O1", quantity: 3, price: 30_00)
    books.costing.orderLineCosts[Int(order)].cost = 10_00
    books.costing.orderLineCosts[Int(order)].landed = 1_00
    books.movement(.shipped, -10_00, on: "2026-09-01", orderLine: order, landed: -1_00)
    books.line(
      .sale, .principal, 10_00, on: "2026-09-05", settlement: settlement, orderLine: order)
    books.line(
      .sale, .principal, 20_00, on: "2026-09-07", settlement: settlement, orderLine: order,
      quantity: 2)
    let journal = books.post()
    let stock = journal.entries.filter { $0.rule == "R10" }
    #expect(
      summary(stock) == [
        "2026-09-01 R10 Stock and cost of sales",
        "  Assets:Inventory -10.00 USD",
        "  Assets:ShippedNotSettled 10.00 USD",
        "2026-09-05 R10 Amazon settlement S1, cost of sales",
        "  Assets:ShippedNotSettled -3.33 USD",
        "  Expenses:CostOfSales 3.33 USD",
        "2026-09-07 R10 Amazon settlement S1, cost of sales",
        "  Assets:ShippedNotSettled -6.67 USD",
        "  Expenses:CostOfSales 6.67 USD",
      ])
    #expect(journal.costShares.map(\.cost) == [3_33, 6_67])
    #expect(journal.costShares.map(\.landed) == [33, 67])
  }

  @Test func `R10 takes a settled return out of cost of sales and writes damage down`() {
    var books = Books()
    let settlement = books.settlement("S1")
    let settled = books.order("O1", price: 30_00)
    let unsettled = books.order("O2", price: 30_00)
    books.line(
      .sale, .principal, 30_00, on: "2026-09-05", settlement: settlement, orderLine: settled)
    books.movement(.returned, 60_00, on: "2026-09-09", orderLine: settled, landed: 6_00)
    books.movement(.returned, 50_00, on: "2026-09-09", orderLine: unsettled)
    books.movement(.writtenDown, -60_00, on: "2026-09-09", orderLine: settled)
    let journal = books.post()
    #expect(
      summary(journal.entries.filter { $0.rule == "R10" }) == [
        "2026-09-09 R10 Stock and cost of sales",
        "  Assets:Inventory 60.00 USD",
        "  Assets:Inventory 50.00 USD",
        "  Assets:Inventory -60.00 USD",
        "  Assets:ShippedNotSettled -50.00 USD",
        "  Expenses:CostOfSales -60.00 USD",
        "  Expenses:InventoryWriteDown 60.00 USD",
      ])
    #expect(journal.costShares.map(\.cost) == [-60_00])
    #expect(journal.costShares.map(\.landed) == [-6_00])
  }

  @Test func `goods that come back before they are paid for have no cost of sales when they are`() {
    var books = Books()
    let order = books.order("O1", price: 30_00)
    books.costing.orderLineCosts[Int(order)].cost = 6_00
    books.movement(.shipped, -6_00, on: "2026-08-30", orderLine: order)
    books.movement(.returned, 6_00, on: "2026-08-31", orderLine: order)
    let before = summary(books.post().entries)
    let settlement = books.settlement("S1")
    books.line(
      .sale, .principal, 30_00, on: "2026-09-05", settlement: settlement, orderLine: order)
    let journal = books.post()
    #expect(summary(journal.entries.filter { $0.date < day("2026-09-01") }) == before)
    #expect(
      summary(journal.entries.filter { $0.rule == "R10" && $0.date >= day("2026-09-01") }) == [
        "2026-09-05 R10 Amazon settlement S1, cost of sales",
        "  Assets:ShippedNotSettled 6.00 USD",
        "  Assets:ShippedNotSettled -6.00 USD",
        "  Expenses:CostOfSales -6.00 USD",
        "  Expenses:CostOfSales 6.00 USD",
      ])
    #expect(Set(journal.costShares.map(\.date)) == [day("2026-09-05")])
    #expect(journal.costShares.reduce(0) { $0 + $1.cost } == 0)
  }

  @Test func `an exported day is the same whichever files its goods are read from`() {
    var books = Books()
    let orders = [books.order("O1", price: 30_00), books.order("O2", price: 30_00)]
    for order in orders { books.movement(.shipped, -6_00, on: "2026-09-01", orderLine: order) }
    let before = books.post().entries.map(\.exportMark)
    books.costing.movements[0].provenance.document = Books.bankFile
    #expect(books.post().entries.map(\.exportMark) == before)
    books.costing.movements[0].value = -7_00
    #expect(books.post().entries.map(\.exportMark) != before)
  }

  @Test func `settling more than was ordered recognises no more than the cost`() {
    var books = Books()
    let order = books.order("O1", quantity: 1, price: 30_00)
    books.costing.orderLineCosts[Int(order)].cost = 10_00
    for date in ["2026-09-05", "2026-09-06"] {
      books.line(.sale, .principal, 30_00, on: date, orderLine: order)
    }
    #expect(books.post().costShares.map(\.cost) == [10_00])
  }
}
