import Accounting
import Matching
import Testing

@Suite struct `Payouts that do not go their way` {
  /// A Shopify payout of 850.00 on 11 September.
  private func scene(_ status: PayoutStatus = .unknown) -> Scene {
    var scene = Scene()
    scene.settlement("88001", deposit: "2026-09-11", declared: 850_00, source: "shopify")
    scene.snapshot.settlements[0].payoutStatus = status
    scene.paid("", .none, 850_00, event: .reimbursement, source: "shopify", on: "2026-09-08")
    return scene
  }

  @Test(arguments: [PayoutStatus.failed, .cancelled])
  func `by their status are PO-04 and neither missing nor matched`(status: PayoutStatus) {
    var scene = scene(status)
    scene.bank(850_00, on: "2026-09-12", text: "someone else")
    let match = scene.match()
    #expect(
      match.payouts[0].returned == PayoutReturn(date: Scene.day("2026-09-11"), settlementLine: nil))
    #expect(match.statementLineStates == [.unidentified])
    #expect(scene.findings() == ["PO-03 85000", "PO-04 88001 -85000"])
  }

  @Test func `by a row of the balance are PO-04 until the money has arrived`() {
    var scene = scene()
    scene.settlement("88002", deposit: "2026-09-18", declared: 850_00, source: "shopify")
    scene.paid(
      "", .none, 850_00, event: .payoutReturned, in: 1, source: "shopify", on: "2026-09-14",
      adjustment: "88001")
    #expect(scene.findings(asOf: "2026-09-20") == ["PO-04 88001 -85000"])
    scene.bank(850_00, on: "2026-09-19", text: "SHOPIFY 88002")
    #expect(scene.findings(asOf: "2026-09-20") == [])
    #expect(scene.match().payouts.map { $0.returned?.date } == [Scene.day("2026-09-14"), nil])
  }

  /// What the bank shows of a payout of 850.00 whose channel says that it failed.
  @Test(
    arguments: [
      ([850_00, -850_00], ["PO-04 88001 -85000"]),
      ([850_00, -853_00], ["PO-02 88001 -300", "PO-04 88001 -85300"]),
      ([850_00, -847_00], ["PO-02 88001 300", "PO-04 88001 -84700"]),
      ([850_00], ["PO-02 88001 85000", "PO-04 88001 0"]),
      ([848_00, -848_00], ["PO-04 88001 -85000"]),
      ([848_00, -850_00], ["PO-02 88001 -200", "PO-04 88001 -85200"]),
    ] as [([Int64], [String])])
  func `that failed leave nothing at the bank`(amounts: [Int64], found: [String]) {
    var scene = scene(.failed)
    for (day, amount) in amounts.enumerated() {
      scene.bank(amount, on: "2026-09-1\(2 + day)", text: "SHOPIFY 88001 \(day)")
    }
    #expect(scene.findings() == found)
    #expect(scene.findings(asOf: "2026-09-14").contains { $0.hasPrefix("PO-04") })
  }

  @Test func `that the bank gave back meet both of its lines`() {
    var scene = scene(.failed)
    scene.bank(850_00, on: "2026-09-12", text: "SHOPIFY 88001")
    scene.bank(-850_00, on: "2026-09-15", text: "RETURN 88001")
    let states = scene.match().statementLineStates
    #expect(states == [.matched(payouts: [0]), .payoutReturn(payout: 0)])
  }

  /// A payout of 850.00, what the bank shows under its name, and what is found.
  @Test(
    arguments: [
      ([850_00, -850_00], ["PO-04 88001 -85000"]),
      ([600_00, 250_00, -850_00], ["PO-04 88001 -85000"]),
      ([840_00, -840_00], ["PO-04 88001 -85000"]),
      ([850_00, -850_00, 850_00, -850_00], ["PO-04 88001 -85000"]),
      ([850_00, -850_00, 850_00], []),
      ([850_00, -40_00], ["PO-02 88001 -4000"]),
      ([850_00, -845_00], ["PO-02 88001 -84500"]),
      ([600_00, 200_00], ["PO-02 88001 -5000"]),
      ([600_00, 250_00, -250_00, 250_00], []),
      ([600_00, 250_00, -250_00, 240_00], ["PO-02 88001 -1000"]),
      ([850_00, -850_00, 600_00, 250_00], []), ([850_00, -850_00, 840_00], ["PO-02 88001 -1000"]),
      ([600_00, 300_00], ["PO-02 88001 5000"]), ([600_00, 250_00, 1_00], ["PO-03 100"]),
      (
        [600_00, 300_00, 20_00],
        [
          "DU-05 88001 -85000", "PO-03 2000", "PO-03 30000", "PO-03 60000",
        ]
      ),
    ] as [([Int64], [String])])
  func `whose name stands on debits are what the bank left`(
    amounts: [Int64], found: [String]
  ) {
    var scene = scene()
    for (day, amount) in amounts.enumerated() {
      scene.bank(amount, on: "2026-09-1\(2 + day)", text: "SHOPIFY 88001 \(day)")
    }
    #expect(scene.findings().sorted() == found)
    let states = scene.match().statementLineStates
    #expect(!found.allSatisfy { $0.hasPrefix("PO-0") } || !states.contains(.unrelated))
  }

  /// What the bank shows under the name of a payout of 850.00, its match being taken apart.
  @Test(arguments: [[850_00, -850_00, 850_00], [850_00, -850_00], [600_00, 250_00, -250_00]])
  func `undone and confirmed again are what they were`(amounts: [Int64]) throws {
    var scene = scene()
    for (day, amount) in amounts.enumerated() {
      scene.bank(amount, on: "2026-09-1\(2 + day)", text: "SHOPIFY 88001 \(day)")
    }
    let (found, before) = (scene.findings(), scene.match())
    let own = try #require(before.matches.first { $0.external.contains { $0.amount ?? 0 > 0 } })
    scene.snapshot.matchDecisions = own.external.map {
      MatchDecision(
        kind: .payout, external: $0.key, internal: own.internal[0].key, isConfirmed: false)
    }
    let undone = scene.match().statementLineStates
    #expect(undone.allSatisfy { $0 == .unidentified }, "all of it stands in suspense")
    #expect(scene.match().discrepancies.filter { $0.code == .po03 }.count == amounts.count)
    for place in scene.snapshot.matchDecisions.indices {
      scene.snapshot.matchDecisions[place].isConfirmed = true
    }
    #expect(scene.findings() == found)
    #expect(scene.match().statementLineStates == before.statementLineStates)
    #expect(scene.match().payouts.map(\.received) == before.payouts.map(\.received))
  }

  @Test func `whose amount leaves the bank soon after are suggested as taken back`() throws {
    var scene = scene()
    scene.bank(850_00, on: "2026-09-12", text: "SHOPIFY 88001")
    scene.bank(-850_00, on: "2026-09-15", text: "RETURN")
    scene.bank(-850_00, on: "2026-09-25", text: "RENT")
    #expect(scene.findings() == [])
    #expect(scene.match().statementLineStates == [.matched(payouts: [0]), .unrelated, .unrelated])
    let choice = try #require(scene.match().matches.first { $0.state == .suggested })
    #expect(choice.external.map(\.amount) == [-850_00])
    scene.snapshot.matchDecisions = [
      MatchDecision(
        kind: .payout, external: choice.external[0].key, internal: choice.internal[0].key,
        isConfirmed: true)
    ]
    #expect(scene.findings() == ["PO-04 88001 -85000"])
    #expect(
      scene.match().statementLineStates
        == [.matched(payouts: [0]), .payoutReturn(payout: 0), .unrelated])
    scene.snapshot.matchDecisions[0].isConfirmed = false
    #expect(scene.match().matches.allSatisfy { $0.state == .confirmed })
  }

  @Test func `that arrived changed and went back are PO-04, or their debit is told`() {
    for (back, found) in [
      (-935_00, ["PO-04 88001 -85000"]), (-900_00, ["PO-03 -90000"]),
    ] as [(Int64, [String])] {
      var scene = scene()
      scene.rate(.usd, .eur, "2026-09-10", 11_000_000_000)
      scene.bank(935_00, on: "2026-09-12", text: "SHOPIFY 88001")
      scene.bank(back, on: "2026-09-15", text: "RETURN 88001")
      for line in scene.snapshot.statementLines.indices {
        scene.snapshot.statementLines[line].currency = .eur
      }
      #expect(scene.findings() == found)
    }
  }

  @Test func `are not paid again by a later one that brings its own sales alone`() {
    var scene = scene()
    scene.bank(850_00, on: "2026-09-12", text: "SHOPIFY 88001")
    scene.bank(-850_00, on: "2026-09-13", text: "RETURN 88001")
    scene.settlement("88002", deposit: "2026-09-18", declared: 900_00, source: "shopify")
    scene.paid(
      "", .none, 900_00, event: .reimbursement, in: 1, source: "shopify", on: "2026-09-16")
    scene.bank(900_00, on: "2026-09-19", text: "SHOPIFY 88002")
    #expect(scene.findings() == ["PO-04 88001 -85000"])
  }

  @Test func `of a negative balance are PO-06 until the card's debit is here`() {
    var scene = Scene()
    scene.settlement("S1", declared: 0)
    scene.paid("", .none, 321_69, sku: "", event: .cardPayment, on: "2026-09-10")
    scene.paid("", .none, -321_69, sku: "", event: .balanceForward, on: "2026-09-10")
    #expect(scene.findings() == ["PO-06 S1 32169"])
    scene.bank(-321_69, on: "2026-09-12")
    #expect(scene.findings() == [])
  }

  @Test func `without a list are PO-07, with what the balance held`() {
    var scene = Scene()
    scene.settlement("po_1", deposit: "2026-09-11", declared: 300_00, source: "stripe")
    scene.snapshot.settlements[0].payoutKind = .manual
    scene.paid(
      "", .none, 500_00, sku: "", event: .reimbursement, source: "stripe", on: "2026-09-08")
    scene.bank(300_00, on: "2026-09-12")
    let found = scene.match().discrepancies
    #expect(found.map(\.code) == [.po07])
    #expect(found[0].external == 300_00 && found[0].internal == 300_00)
    #expect(found[0].note == "balance before it 500.00, after it 200.00")
  }

  @Test func `beyond the balance say by how much`() {
    var scene = Scene()
    scene.settlement("po_1", deposit: "2026-09-11", declared: 300_00, source: "stripe")
    scene.snapshot.settlements[0].payoutKind = .instant
    scene.paid(
      "", .none, 250_00, sku: "", event: .reimbursement, source: "stripe", on: "2026-09-08")
    scene.bank(300_00, on: "2026-09-12")
    #expect(scene.findings() == ["PO-07 po_1 5000"])
  }
}

@Suite struct `Money that is kept back` {
  @Test func `is S4 until its release and S2 after it`() {
    var scene = Scene()
    scene.settlement("S1", to: "2026-09-15", declared: -425_00)
    scene.paid("", .none, -425_00, sku: "", event: .reserveHeld, on: "2026-09-15")
    func held(_ asOf: String) -> Discrepancy? {
      scene.match(asOf: asOf).discrepancies.first { $0.code == .tm03 }
    }
    #expect(held("2026-09-30")?.severity == .s4)
    #expect(held("2026-09-30")?.due == Scene.day("2026-10-02"), "17 days from the end")
    #expect(held("2026-09-30")?.internal == 425_00)
    // Its passed date raises it by one, to S2.
    #expect(held("2026-10-03")?.severity == .s3)
    #expect(held("2026-10-03")?.rule == "held_back_past_due")
  }

  @Test func `in a chain is the next settlement's matter`() {
    var scene = Scene()
    scene.settlement("S1", to: "2026-09-15", declared: -425_00)
    scene.settlement("S2", from: "2026-09-15", to: "2026-09-29", declared: 400_00)
    scene.paid("", .none, -425_00, sku: "", event: .reserveHeld, on: "2026-09-15")
    scene.paid("", .none, 400_00, sku: "", event: .reserveReleased, in: 1, on: "2026-09-15")
    #expect(scene.findings(asOf: "2026-10-01") == ["PO-01 S2 -40000", "PO-05 S2 -2500"])
    let kept = scene.match().expected.filter { $0.kind == .reserved }
    #expect(kept.map { "\($0.item) \($0.amount) \($0.due)" } == ["S2 2500 2026-09-17"])
  }

  @Test func `is released by the row that names it, then the oldest first`() {
    var scene = Scene()
    for (number, reference) in ["T1", "T2", "T3"].enumerated() {
      scene.paid(
        "", .none, -10_00, sku: "", event: .reserveHeld, in: -1, source: "paypal",
        on: "2026-09-0\(number + 1)", reference: reference)
    }
    scene.paid(
      "", .none, 10_00, sku: "", event: .reserveReleased, in: -1, source: "paypal",
      on: "2026-09-20", adjustment: "T2")
    scene.paid(
      "", .none, 4_00, sku: "", event: .reserveReleased, in: -1, source: "paypal",
      on: "2026-09-21")
    let held = scene.match().expected.filter { $0.kind == .reserved }
    #expect(
      held.map { "\($0.item) \($0.amount) \($0.due)" } == [
        "T1 600 2026-09-22", "T3 1000 2026-09-24",
      ])
  }

  @Test func `is deferred by the channel's own date, and then not missing`() {
    var scene = Scene()
    scene.order("O1", price: 100_00, on: "2026-08-20")
    #expect(scene.findings() == ["CM-03 O1 -10000"])
    let symbols = { (text: String) in scene.snapshot.symbols.intern(text) }
    scene.snapshot.deferrals.append(
      Deferral(
        provenance: Provenance(document: 0, line: 9), source: symbols("amazon"),
        marketplace: symbols("Amazon.com"), orderId: symbols("O1"), sku: symbols("A"),
        reference: .none, currency: .usd, amount: 85_00, earnedAt: Scene.at("2026-08-22"),
        releaseAt: Scene.at("2026-10-05")))
    #expect(scene.findings() == ["TM-03 O1 -8500"])
    #expect(scene.match().discrepancies[0].due == Scene.day("2026-10-05"))
    scene.settlement("S1", deposit: nil, declared: 100_00)
    scene.paid("O1", .principal, 100_00)
    #expect(scene.findings() == [])
  }

  @Test func `waits by the terms of its source`() {
    var scene = Scene()
    scene.order("O1", on: "2026-09-10", status: .open)
    scene.snapshot.orderLines[0].shippedAt = Scene.at("2026-09-20")
    func due() -> [CalendarDate] { scene.match().expected.map(\.due) }
    #expect(due() == [Scene.day("2026-10-07")])
    scene.settings.sources[0].termsFrom = .ordered
    scene.settings.sources[0].settlesWithinDays = 20
    #expect(due() == [Scene.day("2026-09-30")])
  }
}
