import Accounting
import Costing
import Testing

struct StockFindingTests {
  @Test func `a sale beyond stock is relieved at nothing and found once per SKU and month`() {
    var books = StockFixture()
    books.receive("R1", "A", 3, unitCost: 2_00, at: at(1))
    books.sell("O1", "A", 5, at: at(2))
    books.sell("O2", "A", 1, at: at(3))
    books.sell("O3", "A", 1, at: at(31))
    books.sell("O4", "NEVER", 1, at: at(4))
    let result = books.cost()
    #expect(result.orderLineCosts.map(\.cost) == [6_00, 0, 0, 0])
    #expect(result.orderLineCosts.allSatisfy { !$0.isComplete })
    #expect(result.movements.map(\.quantity) == [3, -5, -1, -1, -1])
    let short = result.discrepancies.filter { $0.code == .co02 }
    #expect(short.map(\.key) == ["A|2026-09", "A|2026-10"])
    let found = result.discrepancies.filter { $0.code == .co01 }
    #expect(found.count + short.count == result.discrepancies.count)
    #expect(found.map(\.key) == ["A|2026-09", "A|2026-10", "NEVER|2026-09"])
    #expect(found.map(\.eventDate.description) == ["2026-09-02", "2026-10-01", "2026-09-04"])
    #expect(found[0].sku == "A")
    #expect(found[0].internalEvidence == ["stock.csv:3", "stock.csv:4"])
    #expect(
      found[0].note
        == "3 units sold without a cost, relieved at 0; order lines O1/O1-1, O2/O2-1")
  }

  @Test(arguments: [CostingMethod.weightedAverage, .fifo])
  func `a later receipt covers first what was sold before it`(method: CostingMethod) {
    var books = StockFixture()
    books.settings.costing = method
    books.sell("O1", "A", 2, at: at(1))
    books.receive("R1", "A", 10, unitCost: 5_00, at: at(2))
    books.sell("O2", "A", 8, at: at(3))
    let result = books.cost()
    #expect(result.orderLineCosts.map(\.cost) == [10_00, 40_00])
    #expect(result.orderLineCosts.allSatisfy { $0.isComplete })
    #expect(result.movements.reduce(0) { $0 + $1.quantity } == 0)
    #expect(result.movements.reduce(0) { $0 + $1.value } == 0)
    #expect(result.discrepancies.map(\.code) == [.co02])
  }

  @Test func `what was paid for before it was received costs on the day it came`() {
    var books = StockFixture()
    books.sell("O1", "A", 3, at: at(1), settledAt: at(2))
    books.receive("R1", "A", 2, unitCost: 5_00, at: at(10))
    let result = books.cost()
    #expect(result.orderLineCosts.map(\.cost) == [0])
    #expect(result.movements.map(\.kind) == [.shipped, .received, .coveredAfterSale])
    #expect(result.movements.map(\.value) == [0, 10_00, -10_00])
    // One unit of three has no cost yet.
    #expect(!result.orderLineCosts[0].isComplete)
    #expect(result.orderLineCosts[0].coveredOn == BusinessZone.utc.date(of: at(10)))
    #expect(Set(result.discrepancies.map(\.code)) == [.co01, .co02])
    let missing = result.discrepancies.first { $0.code == .co01 }
    #expect(missing?.note.hasPrefix("1 units sold without a cost") == true)
  }

  @Test func `a finding names five order lines at most`() {
    var books = StockFixture()
    for day in 1...7 { books.sell("O\(day)", "A", 1, at: at(day)) }
    let found = books.cost().discrepancies
    #expect(found[0].internalEvidence.count == 5)
    #expect(found[0].note.hasSuffix("O5/O5-1 and 2 more"))
  }

  @Test(arguments: [AllocationBasis.weight, .volume])
  func `a missing basis is a finding, not a zero`(basis: AllocationBasis) {
    var books = StockFixture()
    books.receive("R1", "A", 1, unitCost: 1_00, at: at(1), weight: 5, volume: 5)
    books.receive("R1", "B", 1, unitCost: 1_00, at: at(1))
    books.charge("C1", on: "R1", 12_00, by: basis, at: at(2))
    let result = books.cost()
    #expect(books.table(result).isEmpty)
    #expect(result.discrepancies.map(\.code) == [.co06])
    #expect(result.discrepancies.map(\.key) == ["C1|R1"])
    #expect(result.discrepancies[0].internal == 12_00)
    #expect(result.discrepancies[0].internalEvidence == ["stock.csv:4", "stock.csv:3"])
    #expect(
      result.discrepancies[0].note.contains("1 of 2 rows of receipt R1 have no usable \(basis)"))
  }

  @Test func `a basis of nothing is a finding`() {
    var books = StockFixture()
    books.receive("R1", "A", 1, unitCost: 0, at: at(1), weight: 0)
    books.charge("C1", on: "R1", 12_00, by: .weight, at: at(2))
    books.charge("C2", on: "R1", 12_00, by: .value, at: at(2))
    books.charge("C3", on: "R9", 12_00, by: .equal, at: at(2))
    let result = books.cost()
    #expect(books.table(result).isEmpty)
    #expect(result.discrepancies.map(\.key) == ["C1|R1", "C2|R1", "C3|R9"])
    #expect(result.discrepancies[2].note.contains("there is no receipt R9"))
  }

  @Test func `a currency without a rate stays out of stock, once per day`() {
    var books = StockFixture()
    books.receive("R1", "A", 1, unitCost: 1_00, at: at(1), currency: .eur)
    books.receive("R1", "B", 1, unitCost: 1_00, at: at(1), currency: .eur)
    books.receive("R2", "B", 1, unitCost: 1_00, at: at(2))
    books.charge("C1", on: "R1", 1_00, by: .value, at: at(3))
    books.charge("C2", on: "R2", 1_00, by: .value, at: at(3), currency: .eur)
    let result = books.cost()
    #expect(books.table(result, withReceipts: true) == ["2 received B 1 100 0"])
    #expect(result.discrepancies.map(\.code) == [.fx02, .fx02])
    #expect(result.discrepancies.map(\.key) == ["EUR|2026-09-01", "EUR|2026-09-03"])
    #expect(
      result.discrepancies[0].internalEvidence == ["stock.csv:2", "stock.csv:3", "stock.csv:5"])
    #expect(result.discrepancies[1].internalEvidence == ["stock.csv:6"])
  }

  @Test(arguments: [(Int64(0), Int64(1)), (-2, 1), (1, -1), (Int64.max, Int64.max)])
  func `a receipt that makes no stock is reported`(quantity: Int64, millionths: Int64) {
    var books = StockFixture()
    books.receive("R1", "A", quantity, millionths: millionths, at: at(1))
    books.charge("C1", on: "R1", 1_00, by: .equal, at: at(1))
    let result = books.cost()
    #expect(result.movements.isEmpty)
    #expect(result.discrepancies.map(\.code) == [.co06, .dc02])
    #expect(result.discrepancies.last?.key == "R1|A")
  }
}
