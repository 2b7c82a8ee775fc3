import Accounting
import Reporting
import TestSupport
import Testing

@Suite struct `The trial balance and its open items` {
  private func scenario() -> ScenarioBuilder {
    var build = ScenarioBuilder()
    build.entry(
      "a", "2026-08-30",
      [
        posting(.clearing("amazon"), 500, item: "S-1"), posting(.sales, -700),
        posting(.reserve("amazon"), 200, item: "chain"),
      ])
    build.entry(
      "b", "2026-09-02",
      [
        posting(.clearing("amazon"), 1_000, item: "S-1"), posting(.sales, -1_100),
        posting(.reserve("amazon"), -200, item: "chain"),
        posting(.reserve("amazon"), 300, item: "chain"),
      ])
    build.entry(
      "c", "2026-09-05",
      [
        posting(.payoutsInTransit, 1_500, item: "S-1"),
        posting(.clearing("amazon"), -1_500, item: "S-1"),
      ])
    build.entry(
      "d", "2026-09-09",
      [
        posting(.clearing("amazon"), 1_000, .eur, base: 1_100, item: "S-2"),
        posting(.sales, -1_000, .eur, base: -1_100),
      ])
    build.entry(
      "e", "2026-10-01",
      [posting(.bank, 1_500), posting(.payoutsInTransit, -1_500, item: "S-1")])
    return build
  }

  @Test func `cumulates to the period's end and sums to zero`() throws {
    let rows = try closeReports(scenario().close(), period: september)["trial-balance.csv"].rows
    #expect(
      rows == [
        "Assets:Clearing:Amazon,EUR,0.00,10.00,0.00,10.00,0.00,11.00,0.00,11.00",
        "Assets:Clearing:Amazon,USD,5.00,10.00,15.00,0.00,5.00,10.00,15.00,0.00",
        "Assets:PayoutsInTransit,USD,0.00,15.00,0.00,15.00,0.00,15.00,0.00,15.00",
        "Assets:Reserve:Amazon,USD,2.00,3.00,2.00,3.00,2.00,3.00,2.00,3.00",
        "Income:Sales,EUR,0.00,0.00,10.00,-10.00,0.00,0.00,11.00,-11.00",
        "Income:Sales,USD,-7.00,0.00,11.00,-18.00,-7.00,0.00,11.00,-18.00",
      ])
  }

  @Test func `is proven by items that age from when they last stood at zero`() throws {
    let rows = try closeReports(scenario().close(), period: september)["clearing.csv"].rows
    #expect(
      rows == [
        "Assets:Clearing:Amazon,S-2,2026-09-09,21,EUR,10.00,\"earned, not yet paid out\"",
        "Assets:PayoutsInTransit,S-1,2026-09-05,25,USD,15.00,"
          + "\"sent to bank, not yet received\"",
        "Assets:Reserve:Amazon,chain,2026-08-30,31,USD,3.00,reserve held by the channel",
      ])
  }

  @Test func `closes what a later period settles`() throws {
    let october = september.next
    let files = try closeReports(scenario().close(), period: october)
    #expect(!files["clearing.csv"].contains("PayoutsInTransit"))
    #expect(files["trial-balance.csv"].contains("Assets:Bank,USD,0.00,15.00,0.00,15.00"))
  }

  @Test func `closes the item of a settlement whose balance the next takes over`() throws {
    var build = ScenarioBuilder()
    let at = Provenance(document: build.document("s.txt"), line: 1)
    build.settlement("S-1", at: at, from: "2026-09-01", to: "2026-09-08")
    let next = build.settlement("S-2", at: at, from: "2026-09-08", to: "2026-09-15")
    build.settlementLine(next, .balanceForward, .none, -50, on: "2026-09-09", at: at)
    let clearing = Account.clearing("Amazon")
    build.entry("a", "2026-09-02", [posting(clearing, -50, item: "S-1"), posting(.sales, 50)])
    build.entry("b", "2026-09-10", [posting(clearing, 80, item: "S-2"), posting(.sales, -80)])
    let rows = try closeReports(build.close(), period: september)["clearing.csv"].rows
    #expect(
      rows == [
        "Assets:Clearing:Amazon,S-2,2026-09-09,21,USD,0.30,\"earned, not yet paid out\""
      ])
  }

  @Test func `closes the item of a withdrawal whose rest the next withdrawal takes`() throws {
    var build = ScenarioBuilder()
    let at = Provenance(document: build.document("stl.csv"), line: 1)
    let clearing = Account.clearing("PayPal")
    for (id, date, earned, taken) in [
      ("W-1", "2026-09-05", Int64(105), Int64(90)), ("W-2", "2026-09-12", 20, 35),
      ("W-3", "2026-09-19", 50, 40),
    ] {
      let settlement = build.settlement(id, source: "paypal", at: at, deposit: date)
      build.settlementLine(
        settlement, .payout, .none, -taken, on: date, at: at, source: "paypal")
      build.entry(
        id, date, [posting(clearing, earned - taken, item: id), posting(.bank, taken - earned)])
    }
    let rows = try closeReports(build.close(), period: september)["clearing.csv"].rows
    #expect(
      rows == [
        "Assets:Clearing:PayPal,W-3,2026-09-19,11,USD,0.10,\"earned, not yet paid out\""
      ])
  }

  @Test func `names why money stands in suspense`() throws {
    var build = ScenarioBuilder()
    let at = Provenance(document: build.document("s.txt"), line: 1)
    build.settlement("held", at: at, deposit: "2026-09-01", declared: 5, total: 4)
    build.settlement("gap", at: at, deposit: "2026-09-01", declared: 5, total: 4, quarantined: 1)
    build.entry(
      "a", "2026-09-01",
      [
        posting(.bank, 6), posting(.suspense, -1, item: "held"),
        posting(.suspense, -2, item: "gap"), posting(.suspense, -3, item: "s.txt:4"),
      ])
    let rows = try closeReports(build.close(), period: september)["clearing.csv"].rows
    #expect(
      rows == [
        "Assets:Suspense,gap,2026-09-01,29,USD,-0.02,\"rows in quarantine, to be replayed\"",
        "Assets:Suspense,held,2026-09-01,29,USD,-0.01,received for a settlement that is held",
        "Assets:Suspense,s.txt:4,2026-09-01,29,USD,-0.03,to be classified",
      ])
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `agrees with its items for any journal`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var build = ScenarioBuilder()
    let accounts: [Account] = [
      .clearing("amazon"), .reserve("amazon"), .payoutsInTransit, .suspense, .sales, .bank,
    ]
    for number in 0..<60 {
      let amount = Int64.random(in: -500...500, using: &generator)
      let item = "item \(Int.random(in: 0..<6, using: &generator))"
      let other = accounts[Int.random(in: 0..<6, using: &generator)]
      let date = day("2026-07-01").adding(days: Int.random(in: 0..<120, using: &generator))
      build.entry(
        "e\(number)", date.description,
        [posting(accounts[number % 6], amount, item: item), posting(other, -amount, item: item)])
    }
    let files = try closeReports(build.close(), period: september)
    var sums: [Substring: Int64] = [:]
    for row in files["clearing.csv"].rows {
      let cells = row.split(separator: ",", maxSplits: 6)
      sums[cells[0], default: 0] += cents(cells[5])
    }
    var balances: [Substring: Int64] = [:]
    for row in files["trial-balance.csv"].rows {
      let cells = row.split(separator: ",")
      balances[cells[0]] = cents(cells[5])
    }
    #expect(balances.values.reduce(0, +) == 0, "seed \(seed)")
    for (account, balance) in balances
    where account.hasPrefix("Assets:") && account != "Assets:Bank" {
      #expect(sums[account, default: 0] == balance, "seed \(seed), \(account)")
    }
  }

  private func cents(_ text: Substring) -> Int64 { Int64(text.replacing(".", with: "")) ?? .min }
}

@Suite struct `The stock, tax and margin reports` {
  @Test func `lead each SKU from opening to closing`() throws {
    var build = ScenarioBuilder()
    build.movement(.received, "MUG", "2026-08-01", quantity: 10, value: 5_000)
    build.movement(.shipped, "MUG", "2026-08-02", quantity: -2, value: -1_000)
    build.movement(.landed, "MUG", "2026-09-01", quantity: 0, value: 80)
    build.movement(.landedAfterSale, "MUG", "2026-09-01", quantity: 0, value: 20)
    build.movement(.shipped, "MUG", "2026-09-03", quantity: -3, value: -1_530)
    build.movement(.returned, "MUG", "2026-09-04", quantity: 1, value: 510)
    build.movement(.writtenDown, "MUG", "2026-09-04", quantity: -1, value: -510)
    build.movement(.received, "CUP", "2026-09-04", quantity: 1, value: 7)
    build.movement(.received, "JAR", "2026-10-04", quantity: 1, value: 7)
    let rows = try closeReports(build.close(), period: september)["inventory.csv"].rows
    #expect(
      rows == [
        "CUP,0,0.00,1,0.07,0.00,0,0.00,0,0.00,0,0.00,1,0.07",
        "MUG,8,40.00,0,0.00,1.00,3,15.50,1,5.10,1,5.10,5,25.50",
      ])
  }

  @Test func `split tax by who remits it and leave held settlements out`() throws {
    var build = ScenarioBuilder()
    let at = Provenance(document: build.document("s.txt"), line: 1)
    let ours = build.order(
      "O-1", shipped: "2026-09-01", price: 1_000, tax: 80, jurisdiction: "US-CA", at: at)
    let theirs = build.order(
      "O-2", shipped: "2026-09-01", price: 1_000, tax: 90, remitter: .marketplace, at: at)
    let good = build.settlement("S-1", at: at, declared: 0, total: 0)
    let held = build.settlement("S-2", at: at, declared: 1, total: 0)
    let add = {
      (
        build: inout ScenarioBuilder, settlement: Int32, order: Int32, event: LineEvent,
        component: LineComponent, amount: Int64, date: String
      ) in
      build.settlementLine(
        settlement, event, component, amount, on: date, at: at, order: order, orderLine: order)
    }
    _ = add(&build, good, ours, .sale, .tax, 80, "2026-09-02")
    _ = add(&build, good, ours, .refund, .tax, -30, "2026-09-03")
    _ = add(&build, good, theirs, .sale, .tax, 90, "2026-09-02")
    _ = add(&build, good, theirs, .sale, .withheld, -85, "2026-09-02")
    _ = add(&build, good, theirs, .refund, .tax, -10, "2026-09-02")
    _ = add(&build, good, theirs, .refund, .withheld, 10, "2026-09-02")
    _ = add(&build, held, theirs, .sale, .tax, 4_000, "2026-09-02")
    _ = add(&build, good, theirs, .sale, .tax, 4_000, "2026-10-02")
    let rows = try closeReports(build.close(), period: september)["tax.csv"].rows
    #expect(
      rows == [
        "US-CA,seller,USD,0.80,0.00,0.30,0.50,0.00",
        "Unknown,marketplace,USD,0.90,0.75,0.10,0.00,0.05",
      ])
  }

  @Test func `count the tax of sales that lead to no order as the journal books it`() throws {
    var build = ScenarioBuilder()
    let at = Provenance(document: build.document("s.txt"), line: 1)
    let settlement = build.settlement("S-1", at: at)
    for (order, amount, component) in [
      ("O-8", Int64(70), LineComponent.tax), ("O-9", 90, .tax), ("O-9", -85, .withheld),
    ] {
      let line = build.settlementLine(
        settlement, .sale, component, amount, on: "2026-09-02", at: at)
      build.snapshot.settlementLines[Int(line)].orderId = build.symbol(order)
    }
    let rows = try closeReports(build.close(), period: september)["tax.csv"].rows
    #expect(
      rows == [
        "Unknown,marketplace,USD,0.90,0.85,0.00,0.00,0.05",
        "Unknown,seller,USD,0.70,0.00,0.00,0.70,0.00",
      ])
  }

  @Test func `take the tax of a payment without parts from the order`() throws {
    var build = ScenarioBuilder()
    let at = Provenance(document: build.document("p.csv"), line: 1)
    let order = build.order(
      "#1", channel: "Shopify", shipped: "2026-09-01", price: 1_000, tax: 80,
      jurisdiction: "US-CA", at: at)
    for (event, amount, tax) in [
      (LineEvent.sale, Int64(1_080), Int64(80)), (.refund, -540, -40), (.refund, -109, -9),
    ] {
      let line = build.settlementLine(
        -1, event, .gross, amount, on: "2026-09-02", at: at, source: "shopify", order: order)
      build.journal.grossParts[line] = [
        GrossPart(orderLine: 0, component: .principal, amount: amount - tax),
        GrossPart(orderLine: 0, component: .tax, amount: tax),
      ]
    }
    let rows = try closeReports(build.close(), period: september)["tax.csv"].rows
    #expect(rows == ["US-CA,seller,USD,0.80,0.00,0.49,0.31,0.00"])
  }

  @Test func `show the margin of the period's order lines only`() throws {
    var build = ScenarioBuilder()
    var row = MarginRow(
      period: september, channel: build.symbol("Amazon.com"), orderId: build.symbol("O-1"),
      orderLineId: build.symbol("O-1-1"), sku: build.symbol("MUG"), quantity: 2)
    row.revenue = 2_000
    row.discounts = 100
    row.fees = 300
    row.costOfSales = 1_000
    row.landedCost = 100
    var refunded = row
    refunded.orderId = build.symbol("O-0")
    refunded.discounts = 0
    refunded.refunds = 2_000
    refunded.isCostComplete = false
    var earlier = row
    earlier.period = september.previous
    build.margin.rows = [earlier, refunded, row]
    let rows = try closeReports(build.close(), period: september)["margin.csv"].rows
    #expect(
      rows == [
        "2026-09,Amazon.com,O-0,O-1-1,MUG,2,USD,20.00,0.00,20.00,3.00,10.00,1.00,-13.00,,false,",
        "2026-09,Amazon.com,O-1,O-1-1,MUG,2,USD,20.00,1.00,0.00,3.00,10.00,1.00,6.00,31.58,true,",
      ])
  }

  @Test func `list every quarantined row, its raw text made safe`() throws {
    var build = ScenarioBuilder()
    let file = build.document("orders.csv", format: "crossfoot-orders")
    build.snapshot.quarantined = [9, 4].map { line in
      QuarantinedRow(
        id: "Q-\(line)", provenance: Provenance(document: file, line: line), byteOffset: 100,
        code: .dc02, reason: "invalid_amount: not a number", column: "item_price", value: "NaN",
        raw: "=cmd(),\"x\"", settlementId: "", currency: nil, amount: nil)
    }
    let rows = try closeReports(build.close(), period: september)["quarantine.csv"].rows
    #expect(
      rows
        == [4, 9].map {
          "Q-\($0),orders.csv,\($0),100,crossfoot-orders,invalid_amount: not a number,item_price,"
            + "NaN,\"'=cmd(),\"\"x\"\"\""
        })
  }
}
