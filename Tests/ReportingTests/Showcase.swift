import Accounting
import Reporting
import TestSupport

/// A made-up month that is as untidy as a real one, to look at and to shuffle.
func showcase(orders: Int = 120) -> ScenarioBuilder {
  var generator = SeededGenerator(seed: 9)
  var build = ScenarioBuilder()
  build.settings.entity = "Larkspur Kitchen Supply"
  let amazon = build.document(
    "amazon/settlement%2014.txt", format: "amazon-settlement-v2", source: "amazon")
  let orderFile = build.document("operations/orders.csv", format: "crossfoot-orders")
  let bank = build.document("bank/september.xml", format: "camt053")
  build.imports.filesAccepted = 3
  build.imports.rows = 900
  build.imports.accepted = 890
  build.imports.quarantined = 2
  build.imports.ignored = 8
  addSettlements(&build, amazon, bank)
  for number in 0..<orders {
    addOrder(number, &build, amazon, orderFile, &generator)
  }
  build.margin.accountLevelCharges[september] = 8_999
  addJournal(&build)
  addFindings(&build)
  build.snapshot.quarantined = [12, 40].map { line in
    QuarantinedRow(
      id: "Q-\(line)", provenance: Provenance(document: orderFile, line: line), byteOffset: 900,
      code: .dc02, reason: "invalid_amount: 1.005 has more digits than USD allows",
      column: "item_price", value: line == 12 ? "1.005" : "12,3,4", raw: "O-7,1.005",
      settlementId: "", currency: .usd, amount: line == 12 ? 101 : nil)
  }
  build.snapshot.refused = [
    RefusedDocument(
      name: "amazon/settlement%2015.txt", sha256: "f00", code: .cm06,
      reason: "truncated: the last record does not end", line: 812, refusedOn: day("2026-09-29"))
  ]
  return build
}

private func addSettlements(_ build: inout ScenarioBuilder, _ amazon: Int32, _ bank: Int32) {
  let declared: [Int64] = [412_055, 388_710, 290_114]
  for (number, total) in declared.enumerated() {
    let start = day("2026-08-25").adding(days: 14 * number)
    let isHeld = number == 1
    let settlement = build.settlement(
      "1482200\(number)", marketplace: "Amazon.com",
      at: Provenance(document: amazon, line: Int32(2 + number * 300)), from: start.description,
      to: start.adding(days: 14).description, deposit: start.adding(days: 15).description,
      declared: total, total: isHeld ? total - 1_250 : total, lines: 300)
    let at = Provenance(document: bank, line: Int32(20 + number * 14))
    if isHeld {
      build.bankLine(
        total, on: start.adding(days: 17).description, reference: "AMZN 1482200\(number)", at: at,
        state: .held(settlement: settlement))
    } else if number == 0 {
      let line = build.bankLine(
        total, on: start.adding(days: 16).description, reference: "AMZN 1482200\(number)", at: at,
        state: .matched(payouts: [0]))
      build.payout(settlement, total, on: start.adding(days: 15).description, bankLine: line)
    } else {
      build.payout(settlement, total, on: start.adding(days: 8).description)
    }
  }
  let payout = build.settlement(
    "91003", source: "shopify", at: Provenance(document: amazon, line: 3), deposit: "2026-09-18",
    total: 52_010, lines: 14)
  build.payout(payout, 52_010, on: "2026-09-18")
  build.bankLine(
    48_000, on: "2026-09-20", reference: "CR TRANSFER 7781",
    at: Provenance(document: bank, line: 80), state: .unidentified)
  build.bankLine(
    -120_000, on: "2026-09-02", reference: "RENT SEP", at: Provenance(document: bank, line: 81),
    state: .unrelated)
}

private func addOrder(
  _ number: Int, _ build: inout ScenarioBuilder, _ amazon: Int32, _ orderFile: Int32,
  _ generator: inout SeededGenerator
) {
  let channel = ["Amazon.com", "Amazon.ca", "Shopify", "Web"][number % 4]
  let sku = "LK-\(100 + number % 47)-BLU"
  let price = Int64.random(in: 900...9_900, using: &generator)
  let at = Provenance(document: orderFile, line: Int32(number + 2))
  let order = build.order(
    "112-\(3_005_117 + number)", channel: channel, sku: sku, shipped: "2026-09-0\(1 + number % 9)",
    settled: number % 11 == 0 ? nil : "2026-09-12", price: price, tax: price / 12,
    jurisdiction: number % 2 == 0 ? "US-CA" : "US-WA",
    remitter: number % 3 == 0 ? .seller : .marketplace, at: at)
  let line = Provenance(document: amazon, line: Int32(number * 3 + 10))
  let add = { (build: inout ScenarioBuilder, component: LineComponent, amount: Int64) in
    _ = build.settlementLine(
      0, .sale, component, amount, on: "2026-09-12", at: line, order: order, orderLine: order)
  }
  add(&build, .principal, price)
  add(&build, .tax, price / 12)
  if number % 3 != 0 { add(&build, .withheld, -(price / 12)) }
  add(&build, .commission, -(price * 15 / 100))
  add(&build, .fulfilment, -410)
  var row = MarginRow(
    period: september, channel: build.symbol(channel),
    orderId: build.symbol("112-\(3_005_117 + number)"),
    orderLineId: build.symbol("\(number)-1"), sku: build.symbol(sku), quantity: 1)
  row.revenue = price
  row.fees = price * 15 / 100 + 410
  row.costOfSales = price * Int64.random(in: 20...75, using: &generator) / 100
  row.isCostComplete = number % 17 != 0
  build.margin.rows.append(row)
  build.movement(.received, sku, "2026-08-20", quantity: 10, value: 9_000)
  build.movement(.shipped, sku, "2026-09-04", quantity: -1, value: -900)
}

private func addJournal(_ build: inout ScenarioBuilder) {
  build.entry(
    "JE-1", "2026-09-12",
    [posting(.clearing("amazon"), 690_114, item: "14822002"), posting(.sales, -690_114)])
  build.entry(
    "JE-2", "2026-09-30",
    [
      posting(.payoutsInTransit, 290_114, item: "14822002"),
      posting(.clearing("amazon"), -290_114, item: "14822002"),
    ])
  build.entry(
    "JE-3", "2026-09-14",
    [posting(.reserve("amazon"), 41_000, item: "amazon/Amazon.com/USD"), posting(.sales, -41_000)])
  build.entry(
    "JE-4", "2026-09-20",
    [posting(.bank, 48_000), posting(.suspense, -48_000, item: "bank/september.xml:80")])
  build.entry(
    "JE-5", "2026-09-25",
    [posting(.bank, 388_710), posting(.suspense, -388_710, item: "14822001")])
}

private func addFindings(_ build: inout ScenarioBuilder) {
  for (number, code) in DiscrepancyCode.allCases.enumerated() {
    for copy in 0..<(code.severity == .s4 ? 6 : 1 + number % 4) {
      let isClosed = code == .du01
      let due = build.settings.dueDays[code.severity].map {
        day("2026-09-24").adding(days: $0).description
      }
      build.finding(
        "EX-\(code.rawValue.replacing("-", with: ""))\(copy)a91c", code,
        on: day("2026-09-01").adding(days: number % 28).description,
        state: isClosed ? .closed : .open, due: due, closedOn: isClosed ? "2026-09-30" : nil
      ) {
        $0.channel = "Amazon.com"
        $0.orderId = "112-\(3_005_117 + number * 7 + copy)"
        $0.sku = number % 2 == 0 ? "LK-\(100 + number)-BLU" : ""
        $0.settlementId = number % 3 == 0 ? "14822000" : ""
        $0.currency = number % 5 == 0 ? .eur : .usd
        $0.external = Int64(-1_700 - 310 * number)
        $0.internal = number % 4 == 0 ? nil : Int64(-1_500 - 300 * number)
        $0.cashImpact = -(Int64(number) * 1_931 + 450) * Int64(copy + 1)
        $0.externalEvidence = (0..<(1 + number % 5)).map {
          "amazon/settlement%2014.txt:\(118 + $0 * 9)"
        }
        $0.internalEvidence = number % 4 == 0 ? [] : ["operations/orders.csv:\(17 + number)"]
        $0.note = code == .am02 ? "commission" : ""
        $0.key = "Amazon.com|O|1|commission-\(number)"
        if code == .am02 { $0.key = "Amazon.com|\($0.orderId)|1|commission" }
      }
    }
  }
}
