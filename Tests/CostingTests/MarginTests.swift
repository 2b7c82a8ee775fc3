import Accounting
import Costing
import TestSupport
import Testing

struct MarginTests {
  private var books = StockFixture()
  private var journal = JournalResult()
  private var costing = CostingResult()

  init() {
    books.sell("O2", "B", 2, at: at(1))
    books.sell("O1", "A", 1, at: at(1))
    costing.orderLineCosts = [OrderLineCost(), OrderLineCost()]
  }

  private func day(_ day: Int) -> CalendarDate { BusinessZone.utc.date(of: at(day)) }

  private mutating func share(
    _ orderLine: Int32, _ column: MarginColumn, _ base: Int64, on day: Int, from line: Int32 = -1
  ) {
    journal.marginShares.append(
      MarginShare(
        orderLine: orderLine, settlementLine: line, date: self.day(day), column: column,
        base: base))
  }

  private mutating func cost(_ orderLine: Int32, _ cost: Int64, landed: Int64, on day: Int) {
    journal.costShares.append(
      CostShare(orderLine: orderLine, date: self.day(day), cost: cost, landed: landed))
  }

  private func result() -> MarginResult {
    margins(
      LedgerSnapshot(books.snapshot), books.matches, costing, journal, settings: books.settings)
  }

  private func table(_ result: MarginResult) -> [String] {
    result.rows.map { row in
      (["\(row.period)"]
        + [row.channel, row.orderId, row.orderLineId, row.sku].map { books.snapshot.symbols[$0] }
        + ["\(row.quantity)"]
        + [
          row.revenue, row.discounts, row.refunds, row.fees, row.costOfSales, row.landedCost,
          row.margin,
        ].map { "\($0)" } + [row.isCostComplete ? "complete" : "incomplete"])
        .joined(separator: " ")
    }
  }

  /// A settlement line of an order that has no order line.
  private mutating func settlementLine(
    order: String, sku: String, marketplace: String, event: LineEvent = .sale
  ) -> Int32 {
    func symbol(_ text: String) -> Symbol { books.snapshot.symbols.intern(text) }
    books.snapshot.settlementLines.append(
      SettlementLine(
        provenance: Provenance(document: 0, line: 90), settlement: -1, quantity: 1, amount: 0,
        postedAt: at(1), date: day(1), currency: .usd, event: event, component: .principal,
        source: symbol("amazon"), marketplace: symbol(marketplace), orderId: symbol(order),
        itemCode: .none, sku: symbol(sku), shipment: .none, adjustment: .none, label: .none,
        reference: .none))
    return Int32(books.snapshot.settlementLines.count - 1)
  }

  @Test mutating func `a month whose goods came in a later one is incomplete, the later is not`() {
    share(0, .revenue, 50_00, on: 2)
    cost(0, 20_00, landed: 0, on: 40)
    costing.orderLineCosts[0].coveredOn = day(40)
    #expect(result().rows.map(\.isCostComplete) == [false, true])
  }

  @Test mutating func `a line has a row per period, in positive columns`() {
    share(0, .revenue, 50_00, on: 2)
    share(0, .discounts, -5_00, on: 2)
    share(0, .fees, -7_50, on: 3)
    cost(0, 20_00, landed: 2_00, on: 2)
    share(0, .refunds, -25_00, on: 32)
    share(0, .fees, 1_00, on: 32)
    cost(0, -10_00, landed: -1_00, on: 33)
    share(1, .revenue, 9_00, on: 4)
    costing.orderLineCosts[1].isComplete = false
    let result = result()
    #expect(
      table(result) == [
        "2026-09 Shopify O1 O1-1 A 1 900 0 0 0 0 0 900 incomplete",
        "2026-09 Shopify O2 O2-1 B 2 5000 500 0 750 2000 200 1750 complete",
        "2026-10 Shopify O2 O2-1 B 2 0 0 2500 -100 -1000 -100 -1400 complete",
      ])
    #expect(result.rows[1].marginPercentHundredths == 38_89)
    #expect(result.rows[2].marginPercentHundredths == 56_00)
  }

  @Test mutating func `an order without a line has a row without one`() {
    let one = settlementLine(order: "X9", sku: "S", marketplace: "Amazon.de")
    let two = settlementLine(order: "X9", sku: "", marketplace: "")
    share(-1, .revenue, 10_00, on: 1, from: one)
    share(-1, .fees, -2_00, on: 2, from: one)
    share(-1, .fees, -3_00, on: 2, from: two)
    #expect(
      table(result()) == [
        "2026-09 Amazon.de X9  S 0 1000 0 0 200 0 0 800 incomplete",
        "2026-09 amazon X9   0 0 0 0 300 0 0 -300 incomplete",
      ])
  }

  @Test mutating func `a matched order gives its channel`() {
    let line = settlementLine(order: "o1", sku: "", marketplace: "Amazon.de")
    let known = books.snapshot.orderLines[1]
    books.matches.orders = [Order(channel: known.channel, orderId: known.orderId, lines: [1])]
    books.matches.orderOfSettlementLine = [0]
    share(-1, .fees, -3_00, on: 2, from: line)
    #expect(table(result()) == ["2026-09 Shopify O1   0 0 0 0 300 0 0 -300 incomplete"])
  }

  @Test mutating func `what belongs to no order is an account-level charge`() {
    let line = settlementLine(order: "", sku: "", marketplace: "")
    // A charge for goods on their way to the warehouse names the shipment as its order.
    let inbound = settlementLine(order: "FBA15ABC", sku: "", marketplace: "", event: .charge)
    share(-1, .fees, -39_99, on: 1, from: line)
    share(-1, .fees, 10_00, on: 3, from: inbound)
    share(-1, .fees, -1_00, on: 40, from: -1)
    let result = result()
    #expect(result.rows.isEmpty)
    #expect(
      result.accountLevelCharges == [day(1).period: 29_99, day(40).period: 1_00])
  }

  @Test mutating func `a loss over all periods is found once`() {
    share(0, .revenue, 10_00, on: 2)
    share(0, .fees, -4_00, on: 2)
    cost(0, 5_00, landed: 0, on: 2)
    cost(0, 2_00, landed: 2_00, on: 35)
    let found = result().discrepancies
    #expect(found.map(\.code) == [.co08])
    #expect(found.map(\.key) == ["Shopify|O2|O2-1"])
    #expect(found[0].internal == -1_00)
    #expect(found[0].difference == 1_00)
    #expect(found[0].marginImpact == -1_00)
    #expect(found[0].eventDate == day(35))
    #expect(found[0].internalEvidence == ["stock.csv:2"])
    #expect(found[0].currency == .usd)
    #expect(found[0].sku == "B")
  }

  @Test mutating func `a loss in one period that another makes good is none`() {
    share(0, .fees, -4_00, on: 2)
    share(0, .revenue, 10_00, on: 35)
    #expect(result().discrepancies.isEmpty)
  }

  @Test mutating func `a loss is not judged while the cost is incomplete or all is refunded`() {
    share(0, .revenue, 10_00, on: 2)
    share(0, .discounts, -1_00, on: 2)
    share(0, .refunds, -9_00, on: 3)
    share(0, .fees, -1_00, on: 3)
    share(1, .revenue, 10_00, on: 2)
    cost(1, 11_00, landed: 0, on: 2)
    costing.orderLineCosts[1].isComplete = false
    #expect(result().discrepancies.isEmpty)
    costing.orderLineCosts[1].isComplete = true
    #expect(result().discrepancies.map(\.orderId) == ["O1"])
    share(0, .refunds, 1, on: 4)
    #expect(result().discrepancies.map(\.orderId) == ["O1", "O2"])
  }

  @Test mutating func `what is refunded in full is judged in the sale's own currency`() {
    share(0, .revenue, 10_00, on: 2)
    share(0, .refunds, -9_90, on: 9)
    share(0, .fees, -1_00, on: 9)
    #expect(result().discrepancies.map(\.orderId) == ["O2"])
    journal.unrefunded = [0: 0]
    #expect(result().discrepancies.isEmpty)
    journal.unrefunded = [0: 1]
    #expect(result().discrepancies.map(\.orderId) == ["O2"])
  }

  @Test func `columns sum to the shares, whatever their order`() {
    for seed in UInt64(1)...40 {
      var random = SeededGenerator(seed: seed)
      var test = MarginTests()
      for _ in 0..<200 {
        let column = MarginColumn(rawValue: UInt8.random(in: 0...3, using: &random)) ?? .fees
        test.share(
          Int32.random(in: 0...1, using: &random), column,
          Int64.random(in: -999...999, using: &random), on: Int.random(in: 1...90, using: &random))
      }
      let one = test.result()
      test.journal.marginShares.shuffle(using: &random)
      let other = test.result()
      #expect(test.table(one) == test.table(other), "seed \(seed)")
      #expect(
        one.rows.reduce(0) { $0 + $1.margin }
          == test.journal.marginShares.reduce(0) { $0 + $1.base }, "seed \(seed)")
      #expect(one.rows.count <= 6, "seed \(seed)")
    }
  }
}
