import Accounting
import Testing

@Suite struct `Orders against settlements` {
  private func settled(_ change: (inout Scene) -> Void = { _ in }) -> Scene {
    var scene = Scene()
    scene.settlement("18000000001", deposit: nil)
    change(&scene)
    return scene
  }

  @Test func `are silent when every component agrees`() {
    let scene = settled {
      $0.order("1", price: 100_00, tax: 8_00, shipping: 5_00, discount: 10_00)
      $0.fee(.commission, percent: 15)
      $0.paid("1", .principal, 100_00)
      $0.paid("1", .tax, 8_00)
      $0.paid("1", .shipping, 5_00)
      $0.paid("1", .discount, -10_00)
      $0.paid("1", .withheld, -8_00)
      $0.paid("1", .commission, -15_00)
    }
    #expect(scene.findings() == [])
  }

  @Test(arguments: [
    (LineComponent.principal, Int64(97_00), "AM-01 1 -300"), (.shipping, 6_00, "AM-04 1 100"),
    (.discount, -12_00, "AM-03 1 -200"), (.commission, -17_00, "AM-02 1 -200"),
    (.withheld, -7_00, "TX-01 1 100"), (.shipping, 5_01, "AM-06 1 1"),
  ])
  func `name the component that differs`(
    component: LineComponent, amount: Int64, expected: String
  ) {
    let scene = settled {
      $0.order("1", price: 100_00, tax: 8_00, shipping: 5_00, discount: 10_00)
      $0.fee(.commission, percent: 15)
      let due: [(LineComponent, Int64)] = [
        (.principal, 100_00), (.tax, 8_00), (.shipping, 5_00), (.discount, -10_00),
        (.withheld, -8_00), (.commission, -15_00),
      ]
      for (part, money) in due { $0.paid("1", part, part == component ? amount : money) }
    }
    #expect(scene.findings() == [expected])
  }

  /// Tax of 8.00 by our order, what of it is settled and withheld, and the cash in question.
  @Test(
    arguments: [
      (TaxRemitter.marketplace, Int64(2_00), 100_00, [0]), (.seller, 2_00, 100_00, [-6_00]),
      (.marketplace, 6_00, 102_00, [2_00]), (.seller, 6_00, 102_00, [0]),
    ] as [(TaxRemitter, Int64, Int64, [Int64])])
  func `count tax that the marketplace remits as no cash of ours`(
    remitter: TaxRemitter, tax: Int64, price: Int64, cash: [Int64]
  ) {
    let scene = settled {
      $0.order("1", price: 100_00, tax: 8_00, remitter: remitter)
      $0.paid("1", .principal, price)
      $0.paid("1", .tax, tax)
      if remitter == .marketplace { $0.paid("1", .withheld, -tax) }
    }
    let found = scene.match().discrepancies
    #expect(found.map(\.cashImpact) == cash)
    #expect(found.map(\.taxImpact) == [tax - 8_00])
  }

  @Test func `count a fee in our favour as lesser`() {
    let scene = settled {
      $0.order("1")
      $0.fee(.commission, percent: 15)
      $0.paid("1", .principal, 100_00)
      $0.paid("1", .commission, -10_00)
    }
    #expect(scene.match().discrepancies.map(\.severity) == [.s3])
  }

  @Test func `wait until their date and are missing after it`() {
    let scene = settled { $0.order("1", on: "2026-09-01") }
    #expect(scene.findings(asOf: "2026-09-18") == ["CM-02 1 -10000"])
    #expect(scene.findings(asOf: "2026-09-19") == ["CM-03 1 -10000"])
  }

  @Test func `are not expected when cancelled`() {
    #expect(settled { $0.order("1", status: .cancelled) }.findings() == [])
  }

  /// A number of ours, one of the channel's, and whether they are one but for how they are written.
  @Test(
    arguments: [
      ("ORD-1001", "ord1001", true), ("S1", "s1", true), ("S1", "S-1", false),
      ("ORD-1001", "ORD-1002", false),
    ])
  func `of a number written another way are suggested, whatever the amount`(
    ours: String, theirs: String, isNear: Bool
  ) throws {
    var scene = settled {
      $0.order(ours, price: 55_00)
      $0.paid(theirs, .principal, 20_00)
    }
    #expect(scene.findings().contains("DC-06 \(theirs) 2000") == isNear)
    let suggested = scene.match().matches.filter { $0.rule == .likeNumber }
    #expect(suggested.count == (isNear ? 1 : 0))
    guard let match = suggested.first else { return }
    scene.snapshot.matchDecisions = [
      MatchDecision(
        kind: .order, external: match.external[0].key, internal: match.internal[0].key,
        isConfirmed: true)
    ]
    #expect(scene.findings() == ["AM-01 \(ours) -3500"])
  }

  @Test func `fall into another month by their channel's own zone`() throws {
    var scene = settled {
      $0.order("1")
      $0.paid("1", .principal, 100_00, on: "2026-09-30")
    }
    let item = scene.snapshot.settlementLines[0]
    var late = item
    late.postedAt = Instant(seconds: item.postedAt.seconds + 23 * 3_600)
    scene.snapshot.settlementLines = SettlementLines()
    scene.snapshot.settlementLines.append(late)
    #expect(scene.findings() == [])
    scene.settings.sources[0].zone = try #require(BusinessZone(identifier: "Asia/Tokyo"))
    #expect(scene.findings() == ["TM-01 18000000001 10000"])
    #expect(scene.match().discrepancies[0].note.contains("by Asia/Tokyo"))
  }

  @Test func `are missing in the ledger when only the channel knows them`() {
    let scene = settled {
      $0.paid("9", .principal, 20_00)
      $0.paid("9", .commission, -3_00)
    }
    #expect(scene.findings() == ["CM-01 9 1700"])
  }

  @Test func `leave the rest of a part shipment waiting`() {
    let scene = settled {
      $0.order("1", quantity: 3, price: 90_00)
      $0.paid("1", .principal, 60_00, quantity: 2)
    }
    #expect(scene.findings(asOf: "2026-09-10") == ["CM-02 1 -3000"])
  }

  @Test func `differ in quantity when the money is whole`() {
    let scene = settled {
      $0.order("1", quantity: 3, price: 90_00)
      $0.paid("1", .principal, 90_00, quantity: 2)
    }
    #expect(scene.findings() == ["AM-05 1 0"])
  }

  @Test func `show a principal that stands twice`() {
    let scene = settled {
      $0.order("1")
      $0.paid("1", .principal, 100_00)
      $0.paid("1", .principal, 100_00)
    }
    #expect(scene.findings() == ["AM-01 1 10000"])
  }

  @Test func `settle lines of one SKU together`() {
    let scene = settled {
      $0.order("1", line: "1-1", price: 100_00)
      $0.order("1", line: "1-2", price: 50_00)
      $0.paid("1", .principal, 150_00, quantity: 2)
    }
    #expect(scene.findings() == [])
  }

  @Test func `wait with the comparison until lines of one SKU at two prices are settled`() {
    var scene = settled {
      $0.order("1", line: "1-1", price: 100_00)
      $0.order("1", line: "1-2", price: 50_00)
      $0.fee(.commission, percent: 15)
      $0.paid("1", .principal, 100_00)
      $0.paid("1", .commission, -15_00)
    }
    #expect(scene.findings(asOf: "2026-09-10") == ["CM-02 1 -5000"])
    scene.paid("1", .principal, 40_00, shipment: "S2")
    scene.paid("1", .commission, -7_50, shipment: "S2")
    #expect(scene.findings(asOf: "2026-09-10") == ["AM-01 1 -1000"])
  }

  @Test func `remember when each part of a line was settled`() {
    var scene = settled {
      $0.order("1", quantity: 3, price: 90_00)
      $0.paid("1", .principal, 60_00, quantity: 2, on: "2026-09-12")
    }
    func parts() -> [String] {
      (scene.match().settledParts[0] ?? []).map {
        "\(BusinessZone.utc.date(of: $0.at)) \($0.quantity)/\($0.ordered)"
      }
    }
    #expect(parts() == ["2026-09-12 2/3"])
    scene.paid("1", .principal, 30_00, shipment: "S2", on: "2026-09-09")
    #expect(parts() == ["2026-09-09 1/3", "2026-09-12 2/3"])
    scene.order("2")
    scene.paid("2", .principal, 100_00)
    #expect(scene.match().settledParts.count == 1)
  }

  @Test func `show the rest of a line where a part of its money is missing`() throws {
    let scene = settled {
      $0.order("1", shipping: 5_00)
      $0.paid("1", .principal, 100_00)
    }
    let found = try #require(scene.match().discrepancies.first)
    #expect(found.code == .am04 && found.externalEvidence == ["settlement.txt:4"])
  }

  @Test func `settle lines of one SKU each by itself where the channel names the line`() {
    let scene = settled {
      $0.order("1", line: "1-1", price: 100_00)
      $0.order("1", line: "1-2", price: 50_00)
      $0.paid("1", .principal, 50_00, item: "1-2")
    }
    // Not one of two units with the wrong money, but the second line whole and the first to come.
    #expect(scene.findings(asOf: "2026-09-10") == ["CM-02 1 -10000"])
  }

  @Test func `wait one by one where no settlement shows any of them`() {
    let scene = settled {
      $0.order("1", line: "1-1", price: 100_00)
      $0.order("1", line: "1-2", price: 50_00)
    }
    #expect(scene.findings(asOf: "2026-09-10") == ["CM-02 1 -10000", "CM-02 1 -5000"])
  }

  @Test func `owe a part of the fee for a part of the lines of one SKU`() {
    let scene = settled {
      $0.order("1", line: "1-1", price: 50_00)
      $0.order("1", line: "1-2", price: 50_00)
      $0.fee(.commission, percent: 15)
      $0.paid("1", .principal, 50_00)
      $0.paid("1", .commission, -7_50)
    }
    #expect(scene.findings(asOf: "2026-09-10") == ["CM-02 1 -5000"])
  }

  @Test func `owe fees whatever case the rate card writes the channel in`() {
    let scene = settled {
      $0.order("1", channel: "amazon.com")
      $0.fee(.commission, percent: 15, channel: "AMAZON.COM")
      $0.paid("1", .principal, 100_00)
      $0.paid("1", .commission, -17_00)
    }
    #expect(scene.findings() == ["AM-02 1 -200"])
  }

  @Test func `count rows without an order as eligible and not matched`() {
    let scene = settled {
      $0.order("1")
      $0.paid("1", .principal, 100_00)
      $0.paid("9", .principal, 20_00)
      $0.paid("", .storage, -5_00, sku: "", event: .charge)
    }
    let statistics = scene.match().statistics
    #expect(statistics.eligibleRows == 2)
    #expect(statistics.matchedRows == 1)
    #expect(statistics.eligibleValue == 120_00)
    #expect(statistics.matchedValue == 100_00)
  }

  @Test func `of a held settlement are claimed but not compared`() {
    var scene = Scene()
    scene.settlement("18000000001", deposit: nil, declared: 1_00)
    scene.order("1")
    scene.paid("1", .principal, 90_00)
    #expect(scene.findings() == ["CM-05 18000000001 8900"])
  }

  @Test func `compare payments whole where a channel shows no parts`() {
    var scene = Scene()
    scene.order("#7", channel: "Shopify", price: 40_00, tax: 3_00, remitter: .seller)
    scene.paid("#7", .gross, 43_00, sku: "", in: -1, source: "shopify")
    #expect(scene.findings() == [])
    scene.paid("#7", .gross, 5_00, sku: "", in: -1, source: "shopify")
    #expect(scene.findings() == ["AM-01 #7 500"])
  }

  @Test func `are found by a PayPal invoice number with its attempt`() {
    var scene = Scene()
    scene.order("2444", channel: "Web", price: 52_00)
    scene.paid("2444.1", .gross, 52_00, sku: "", in: -1, source: "paypal")
    #expect(scene.findings() == [])
  }

  @Test func `carry an unknown type as one finding`() {
    let scene = settled {
      $0.paid("", .none, 4_00, sku: "", event: .unknown, label: "Odd/Thing")
      $0.paid("", .none, 6_00, sku: "", event: .unknown, label: "Odd/Thing")
    }
    #expect(scene.findings() == ["DC-03 18000000001 1000"])
  }
}

@Suite struct `Refunds` {
  private func sold(_ change: (inout Scene) -> Void) -> Scene {
    var scene = Scene()
    scene.settlement("18000000001", deposit: nil)
    scene.order("1")
    scene.paid("1", .principal, 100_00)
    change(&scene)
    return scene
  }

  @Test func `pair with the ledger by amount`() {
    let scene = sold {
      $0.refund("R1", of: "1", line: "1-A", amount: 40_00)
      $0.paid("1", .principal, -40_00, event: .refund, adjustment: "R1")
    }
    #expect(scene.findings() == [])
  }

  @Test func `differ within the sale`() {
    let scene = sold {
      $0.refund("R1", of: "1", line: "1-A", amount: 40_00)
      $0.paid("1", .principal, -45_00, event: .refund, adjustment: "R1")
    }
    #expect(scene.findings() == ["AM-01 1 -500"])
  }

  @Test func `stand on one side only`() {
    let channel = sold { $0.paid("1", .principal, -40_00, event: .refund, adjustment: "R1") }
    #expect(channel.findings() == ["RF-04 1 -4000"])
    let ours = sold { $0.refund("R1", of: "1", line: "1-A", amount: 40_00, on: "2026-09-02") }
    #expect(ours.findings() == ["RF-04 1 4000"])
    #expect(ours.findings(asOf: "2026-09-16") == [])
  }

  @Test func `exceed the sale over all of them`() {
    let scene = sold {
      $0.refund("R1", of: "1", line: "1-A", amount: 70_00)
      $0.refund("R2", of: "1", line: "1-A", amount: 50_00)
      $0.paid("1", .principal, -70_00, event: .refund, adjustment: "R1")
      $0.paid("1", .principal, -50_00, event: .refund, adjustment: "R2")
    }
    #expect(scene.findings() == ["RF-02 1 -2000"])
  }

  @Test func `in one sum are weighed against the whole sale, with what was refunded by parts`() {
    let claim = sold {
      $0.refund("R1", of: "1", line: "1-A", amount: 4_00)
      $0.paid("1", .gross, -4_00, event: .refund, adjustment: "R1")
    }
    #expect(claim.findings() == [])
    let both = sold {
      $0.refund("R1", of: "1", line: "1-A", amount: 70_00)
      $0.refund("R2", of: "1", line: "1-A", amount: 50_00)
      $0.paid("1", .principal, -70_00, event: .refund, adjustment: "R1")
      $0.paid("1", .gross, -50_00, event: .refund, adjustment: "R2")
    }
    #expect(both.findings() == ["RF-02 1 -2000"])
  }

  @Test func `without an order number are suggested the order whose refund they fit`() throws {
    var scene = sold {
      $0.refund("R1", of: "1", line: "1-A", amount: 11_00, on: "2026-09-12")
      $0.paid("", .principal, -11_00, sku: "", event: .refund, on: "2026-09-14", reference: "re_7")
    }
    let result = scene.match()
    let pair = try #require(result.matches.first { $0.state == .suggested })
    #expect(pair.rule == .amount && pair.internal[0].key == "Amazon.com|1")
    let stray = try #require(result.discrepancies.first { $0.code == .rf01 })
    #expect(stray.note.hasPrefix("may be a refund of order Amazon.com|1"))
    scene.snapshot.matchDecisions = [
      MatchDecision(
        kind: .order, external: pair.external[0].key, internal: pair.internal[0].key,
        isConfirmed: true)
    ]
    #expect(scene.findings() == [])
    scene.snapshot.matchDecisions = []
    scene.snapshot.refunds[0].amount = 12_00
    #expect(scene.match().matches.isEmpty)
  }

  @Test func `have no sale at all`() {
    let scene = sold { $0.paid("8", .principal, -9_00, event: .refund, adjustment: "R9") }
    #expect(scene.findings() == ["RF-01 8 -900"])
  }
}
