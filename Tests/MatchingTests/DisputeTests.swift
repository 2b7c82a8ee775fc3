import Accounting
import Matching
import Testing

@Suite struct `Disputes` {
  /// A paid Shopify order with a chargeback of 9 September.
  private func scene() -> Scene {
    var scene = Scene()
    scene.order("#1", channel: "Shopify", price: 30_00, remitter: .seller)
    scene.settlement("P1", deposit: nil, source: "shopify")
    scene.paid("#1", .gross, 30_00, sku: "", source: "shopify", on: "2026-09-04")
    scene.chargeback("#1", -30_00)
    return scene
  }

  private func severity(_ scene: Scene, asOf: String) -> Severity? {
    scene.match(asOf: asOf).discrepancies.first.map { $0.severity ?? $0.code.severity }
  }

  @Test func `take evidence for as long as the source says, near the end of it at S1`() {
    var scene = scene()
    for source in scene.settings.sources.indices {
      scene.settings.sources[source].disputeAnswerDays = 14
    }
    #expect(scene.findings(asOf: "2026-09-10") == ["RF-05 #1 -3000"])
    #expect(severity(scene, asOf: "2026-09-10") == .s3, "until the 23rd there is time")
    #expect(severity(scene, asOf: "2026-09-16") == .s1)
    let finding = scene.match().discrepancies[0]
    #expect(finding.due == Scene.day("2026-09-23"))
    #expect(finding.note.hasPrefix("no deadline is stated; by the source's terms"))
  }

  @Test func `have no deadline where nobody states one, and wait for nothing`() {
    let scene = scene()
    #expect(severity(scene, asOf: "2026-09-10") == .s1)
    let finding = scene.match(asOf: "2026-09-10").discrepancies[0]
    #expect(finding.due == nil)
    #expect(finding.note == "no deadline is stated; look it up at the channel")
  }

  @Test func `have the deadline and the state that a list gives`() {
    var scene = scene()
    scene.dispute("D1", of: "#1", 30_00, due: "2026-10-20")
    #expect(severity(scene, asOf: "2026-09-30") == .s3)
    #expect(scene.match().discrepancies[0].due == Scene.day("2026-10-20"))
    scene.snapshot.disputes[0].outcome = .underReview
    #expect(scene.match(asOf: "2026-10-19").discrepancies[0].note.hasPrefix("evidence sent"))
    #expect(severity(scene, asOf: "2026-10-19") == .s3)
  }

  @Test func `of another amount in a list than the channel took are DU-03`() {
    var scene = scene()
    scene.dispute("D1", of: "#1", 24_00, .lost, due: "2026-09-20", decided: "2026-09-25")
    #expect(scene.findings() == ["DU-03 #1 -600"])
    scene.snapshot.disputes[0].amount = 30_00
    #expect(scene.findings() == [])
  }

  @Test func `are known before the channel takes the money`() {
    var scene = Scene()
    scene.order("#1", channel: "Shopify", price: 30_00, on: "2026-09-29", remitter: .seller)
    scene.dispute("D1", of: "#1", 30_00, on: "2026-09-29")
    #expect(scene.findings() == ["CM-02 #1 -3000", "RF-05 #1 -3000"])
  }

  @Test func `that are won close, whichever says so`() {
    var scene = scene()
    scene.chargeback("#1", 30_00, on: "2026-09-20")
    #expect(scene.findings() == [])
    #expect(scene.match().disputes.map(\.outcome) == [.won])
    #expect(scene.match().disputes[0].decidedOn == Scene.day("2026-09-20"))
  }

  @Test func `of one order and amount come and go one after the other`() {
    var scene = scene()
    scene.chargeback("#1", 30_00, on: "2026-09-12")
    scene.chargeback("#1", -30_00, on: "2026-09-20")
    var fee = scene.snapshot.settlementLines[scene.snapshot.settlementLines.count - 1]
    (fee.component, fee.amount) = (.dispute, -15_00)
    scene.snapshot.settlementLines.append(fee)
    scene.dispute("D1", of: "#1", 30_00, .won, on: "2026-09-09", decided: "2026-09-12")
    scene.dispute("D2", of: "#1", 30_00, .lost, on: "2026-09-20", decided: "2026-09-25")
    let disputes = scene.match().disputes
    #expect(
      disputes.map { "\($0.name) \($0.taken) \($0.returned) \($0.outcome)" }
        == ["D1 3000 3000 won", "D2 3000 0 lost"])
    #expect(scene.findings() == [])
  }

  @Test func `of what was refunded as well are RF-02, unless they are won`() {
    var scene = scene()
    scene.paid(
      "#1", .gross, -30_00, sku: "", event: .refund, source: "shopify", on: "2026-09-12")
    scene.refund("F1", of: "#1", line: "", amount: 30_00)
    scene.dispute("D1", of: "#1", 30_00, .lost, decided: "2026-09-20")
    #expect(scene.findings() == ["RF-02 #1 -3000"])
    scene.snapshot.disputes[0].outcome = .won
    #expect(scene.findings(asOf: "2026-09-21") == [])
  }

  @Test func `that are won and not given back are RF-06`() {
    var scene = scene()
    scene.dispute("D1", of: "#1", 30_00, .won, decided: "2026-09-12")
    #expect(scene.findings(asOf: "2026-09-26") == [], "refunds have 14 days")
    #expect(scene.findings(asOf: "2026-09-27") == ["RF-06 #1 -3000"])
  }

  @Test func `that are won in part leave the rest`() {
    var scene = scene()
    scene.chargeback("#1", 20_00, on: "2026-09-12")
    scene.dispute("D1", of: "#1", 30_00, .won, decided: "2026-09-12")
    #expect(scene.findings(asOf: "2026-09-30") == ["RF-06 #1 -1000"])
  }

  @Test func `that are lost are booked from the list`() {
    var scene = scene()
    scene.dispute("D1", of: "#1", 30_00, .lost, decided: "2026-09-20")
    #expect(scene.findings() == [])
    #expect(scene.match().expected.filter { $0.kind == .disputed }.isEmpty)
    scene.chargeback("#1", 30_00, on: "2026-09-25")
    #expect(scene.findings() == ["RF-06 #1 3000"], "lost, and given back")
  }

  @Test func `without a result in time are RF-06`() {
    let scene = scene()
    #expect(scene.findings(asOf: "2026-12-09").map { $0.prefix(5) } == ["RF-06"])
  }

  @Test func `of one order are told apart where a list names them`() {
    var scene = scene()
    scene.chargeback("#1", -12_00, on: "2026-09-12")
    scene.dispute("D1", of: "#1", 30_00, due: "2026-09-30")
    scene.dispute("D2", of: "#1", 12_00, .won, on: "2026-09-12", decided: "2026-09-20")
    let disputes = scene.match(asOf: "2026-09-25").disputes
    #expect(disputes.map(\.name) == ["D1", "D2"])
    #expect(disputes.map(\.taken) == [30_00, 12_00])
    #expect(disputes.map(\.outcome) == [.open, .won])
    #expect(disputes.allSatisfy { $0.order == 0 })
    let found = scene.findings(asOf: "2026-10-30")
    #expect(found.contains("RF-06 #1 -1200"), "\(found)")
    #expect(found.contains("RF-05 #1 -3000"), "\(found)")
  }

  @Test func `find their order by the payment they refer to`() {
    var scene = Scene()
    scene.order("#1", channel: "Stripe", price: 30_00, remitter: .seller)
    scene.settlement("P1", deposit: nil, source: "stripe")
    scene.paid("#1", .gross, 30_00, sku: "", source: "stripe", adjustment: "ch_1")
    scene.paid(
      "", .gross, -30_00, sku: "", event: .chargeback, source: "stripe", adjustment: "ch_1")
    scene.paid(
      "", .dispute, -15_00, sku: "", event: .charge, source: "stripe", adjustment: "ch_1")
    let dispute = scene.match().disputes
    #expect(dispute.map(\.name) == ["#1"])
    #expect(dispute.map(\.fees) == [15_00])
  }
}

@Suite struct `Orders that were edited` {
  @Test func `after they were settled are no mismatch`() {
    var scene = Scene()
    scene.order("O1", price: 80_00)
    scene.settlement("S1", deposit: nil, declared: 100_00)
    scene.paid("O1", .principal, 100_00, on: "2026-09-10")
    #expect(scene.findings() == ["AM-01 O1 2000"])
    scene.edited("O1", from: 100_00, on: "2026-09-20")
    #expect(scene.findings() == [])
    #expect(scene.match().asSettled[0]?.itemPrice == 100_00)
  }

  @Test func `before they were settled are compared as they stand`() {
    var scene = Scene()
    scene.order("O1", price: 80_00)
    scene.settlement("S1", deposit: nil, declared: 100_00)
    scene.paid("O1", .principal, 100_00, on: "2026-09-10")
    scene.edited("O1", from: 100_00, on: "2026-09-05")
    #expect(scene.findings() == ["AM-01 O1 2000"])
  }

  @Test func `to what was settled are put right`() {
    var scene = Scene()
    scene.order("O1", price: 100_00)
    scene.settlement("S1", deposit: nil, declared: 100_00)
    scene.paid("O1", .principal, 100_00, on: "2026-09-10")
    scene.edited("O1", from: 80_00, on: "2026-09-20")
    #expect(scene.findings() == [])
    #expect(scene.match().asSettled.isEmpty)
  }
}

@Suite struct `Payouts in another currency` {
  /// EUR 1,000 sold at 1.10 and paid at 1.08, as recipe R9 has it.
  private func scene(received: Int64, fee: Int64? = 5_00) -> Scene {
    var scene = Scene()
    scene.settlement("700123", deposit: "2026-09-17", declared: 1_000_00)
    scene.snapshot.settlements[0].currency = .eur
    scene.paid("", .none, 1_000_00, sku: "", event: .reimbursement, on: "2026-09-10")
    scene.snapshot.settlementLines[0].currency = .eur
    scene.rate(.eur, .usd, "2026-09-10", 11_000_000_000)
    scene.rate(.eur, .usd, "2026-09-18", 10_800_000_000)
    scene.bank(received, on: "2026-09-18", text: "AMZN 700123")
    if let fee {
      scene.snapshot.feeRates.append(
        FeeRate(
          provenance: Provenance(document: 1, line: 2),
          channel: scene.snapshot.symbols.intern("Amazon.com"), fee: .feeConversion, sku: .none,
          percentMillionths: nil, fixed: fee, currency: .usd, minimum: nil,
          validFrom: Scene.day("2026-01-01"), validTo: nil))
    }
    return scene
  }

  @Test func `are explained by fee, then rate`() {
    let match = scene(received: 1_075_00).match()
    let parts = match.payouts[0].conversion
    #expect(parts?.carried == 1_100_00)
    #expect(parts?.fee == -5_00)
    #expect(parts?.rate == -20_00)
    #expect(parts?.rounding == 0 && parts?.rest == 0)
    #expect(match.discrepancies.isEmpty)
  }

  @Test func `forgive a cent as rounding, and no more`() {
    let close = scene(received: 1_074_99).match()
    #expect(close.payouts[0].conversion?.rounding == -1)
    #expect(close.discrepancies.isEmpty)
    let far = scene(received: 1_074_98).match().discrepancies
    #expect(far.map(\.code) == [.fx03])
    #expect(far[0].difference == -2)
    #expect(
      far[0].note
        == "EUR 1000.00 settled = USD 1100.00; stated fee -5.00; rate -20.00; rounding 0.00; "
        + "not explained -0.02; received USD 1074.98")
  }

  @Test func `have the bank's own charge for their fee`() {
    var scene = scene(received: 1_072_00, fee: nil)
    scene.snapshot.statementLines[0].charges = 8_00
    #expect(scene.match().payouts[0].conversion?.fee == -8_00)
    #expect(scene.findings() == [])
  }

  @Test func `without a name are suggested where the rate is near, and stand by a person's word`()
    throws
  {
    var scene = scene(received: 1_075_00)
    scene.snapshot.statementLines[0].text = .none
    let result = scene.match()
    #expect(result.payouts[0].received.isEmpty)
    let pair = try #require(result.matches.first)
    #expect(pair.state == .suggested && pair.rule == .convertedAmount)
    scene.snapshot.matchDecisions = [
      MatchDecision(
        kind: .payout, external: pair.external[0].key, internal: pair.internal[0].key,
        isConfirmed: true)
    ]
    #expect(scene.match().payouts[0].conversion?.rest == 0)
    #expect(scene.findings() == [])
    scene.snapshot.matchDecisions = []
    scene.snapshot.statementLines[0].amount = 900_00
    #expect(scene.match().matches.isEmpty)
  }

  @Test func `of a third currency are FX-04`() {
    var scene = scene(received: 1_075_00)
    scene.settings.functionalCurrency = Currency(code: "GBP") ?? .usd
    #expect(scene.findings() == ["FX-04 700123 0"])
  }
}
