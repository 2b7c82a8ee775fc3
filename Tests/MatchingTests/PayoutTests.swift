import Accounting
import Testing

@Suite struct `Payouts against the bank` {
  private func paid(_ declared: Int64 = 100_00) -> Scene {
    var scene = Scene()
    scene.settlement("18000000001", declared: declared)
    scene.order("1")
    scene.paid("1", .principal, declared)
    return scene
  }

  @Test func `meet by reference as a whole word`() {
    var scene = paid()
    scene.bank(100_00, on: "2026-09-29", text: "ACH 18000000001 AMAZON")
    #expect(scene.findings() == [])
    #expect(scene.match().payouts.first?.rule == .reference)
  }

  @Test func `do not meet by part of a word`() {
    var scene = paid()
    scene.bank(100_00, on: "2026-09-29", text: "ACH 180000000012 AMAZON")
    #expect(scene.findings() == ["PO-01 18000000001 -10000", "PO-03 10000"])
  }

  @Test func `meet by amount and date when there is one candidate`() {
    var scene = paid()
    scene.bank(100_00, on: "2026-09-19")
    #expect(scene.findings() == [])
    scene.bank(100_00, on: "2026-09-20")
    #expect(scene.findings() == ["DU-05 18000000001 -10000", "PO-03 10000", "PO-03 10000"])
  }

  @Test func `differ from what was received`() {
    var scene = paid()
    scene.bank(99_00, on: "2026-09-18", text: "18000000001")
    #expect(scene.findings() == ["PO-02 18000000001 -100"])
  }

  @Test func `keep their identity when one of several alike is identified`() {
    var scene = Scene()
    scene.bank(5_00, on: "2026-09-20", text: "NOTPROVIDED")
    scene.bank(7_00, on: "2026-09-20", text: "NOTPROVIDED")
    let keys = { (scene: Scene) in
      scene.match().discrepancies.filter { $0.code == .po03 }
        .map { "\($0.external ?? 0) \($0.key)" }
    }
    let before = keys(scene)
    let settlement = scene.settlement("18000000009", declared: 5_00)
    scene.paid("", .subscription, 5_00, sku: "", event: .charge, in: settlement)
    #expect(keys(scene) == before.filter { $0.hasPrefix("700 ") })
  }

  @Test func `are late after five days`() {
    #expect(paid().findings(asOf: "2026-09-22") == [])
    #expect(paid().findings(asOf: "2026-09-23") == ["PO-01 18000000001 -10000"])
  }

  @Test func `leave debits alone`() {
    var scene = paid()
    scene.bank(100_00, on: "2026-09-18")
    scene.bank(-55_00, on: "2026-09-18", text: "rent")
    #expect(scene.findings() == [])
    #expect(scene.match().statementLineStates.contains(.unrelated))
  }

  @Test func `leave the card payment of a held settlement alone`() {
    for declared in [Int64(50_00), 51_00] {
      var scene = Scene()
      scene.settlement("1", deposit: nil, declared: declared)
      scene.paid("", .none, 50_00, sku: "", event: .cardPayment, on: "2026-09-16")
      scene.bank(-50_00, on: "2026-09-18", text: "AMZN")
      #expect(
        scene.match().statementLineStates
          == [declared == 50_00 ? .cardPayment(settlementLine: 0) : .unrelated])
    }
  }
}

@Suite struct `Rows in quarantine` {
  @Test func `age from the day their file came, not from the day of the run`() {
    var scene = Scene()
    scene.snapshot.documents[1].importedOn = Scene.day("2026-09-10")
    scene.snapshot.quarantined.append(
      QuarantinedRow(
        id: "Q1", provenance: Provenance(document: 1, line: 3), byteOffset: 0, code: .dc02,
        reason: "invalid_amount", column: "amount", value: "x", raw: "", settlementId: "",
        currency: nil, amount: nil))
    for asOf in ["2026-09-30", "2026-10-31"] {
      #expect(
        scene.match(asOf: asOf).discrepancies.map(\.eventDate) == [Scene.day("2026-09-10")])
    }
  }
}

@Suite struct `Settlements in a chain` {
  private func chain(_ change: (inout Scene) -> Void) -> [String] {
    var scene = Scene()
    scene.settlement("1", from: "2026-08-18", to: "2026-09-01", deposit: nil)
    scene.settlement("2", from: "2026-09-01", to: "2026-09-15", deposit: nil)
    change(&scene)
    return scene.findings()
  }

  @Test func `carry the reserve`() {
    #expect(
      chain {
        $0.paid("", .none, -30_00, sku: "", event: .reserveHeld, in: 0)
        $0.paid("", .none, 30_00, sku: "", event: .reserveReleased, in: 1)
      } == [])
    #expect(
      chain {
        $0.paid("", .none, -30_00, sku: "", event: .reserveHeld, in: 0)
        $0.paid("", .none, 20_00, sku: "", event: .reserveReleased, in: 1)
      } == ["PO-05 2 -1000"])
  }

  @Test func `lead to the rows the reserve stands on`() throws {
    var scene = Scene()
    scene.settlement("1", from: "2026-08-18", to: "2026-09-01", deposit: nil)
    scene.settlement("2", from: "2026-09-01", to: "2026-09-15", deposit: nil)
    scene.paid("", .none, -30_00, sku: "", event: .reserveHeld, in: 0)
    let nothing = try #require(scene.match().discrepancies.first)
    #expect(nothing.externalEvidence == ["settlement.txt:3"])
    scene.paid("", .none, 20_00, sku: "", event: .reserveReleased, in: 1)
    let found = try #require(scene.match().discrepancies.first)
    #expect(found.externalEvidence == ["settlement.txt:5"])
    #expect(found.internalEvidence == ["settlement.txt:4"])
  }

  @Test func `show a gap, and judge no reserve across it`() {
    #expect(
      chain {
        $0.settlement("3", from: "2026-09-20", to: "2026-09-29", deposit: nil)
        $0.paid("", .none, 20_00, sku: "", event: .reserveReleased, in: 2)
      } == ["CM-04 3"])
  }

  @Test func `are joined by one without an order, where it continues one chain alone`() {
    var scene = Scene()
    scene.settlement("1", from: "2026-08-01", to: "2026-08-08", deposit: nil)
    scene.settlement("2", from: "2026-08-08", to: "2026-08-15", deposit: nil)
    scene.settlement("3", from: "2026-08-15", to: "2026-08-22", deposit: nil)
    scene.settlement("9", from: "2026-08-03", to: "2026-08-17", deposit: nil)
    scene.snapshot.settlements[1].marketplace = .none
    scene.snapshot.settlements[3].marketplace = scene.snapshot.symbols.intern("Amazon.ca")
    #expect(scene.findings() == [])
  }

  @Test func `have no gap where every version of one is held`() {
    var scene = Scene()
    scene.settlement("1", from: "2026-08-01", to: "2026-08-08", deposit: nil)
    scene.settlement("2", from: "2026-08-08", to: "2026-08-15", deposit: nil)
    scene.settlement("2", from: "2026-08-08", to: "2026-08-15", deposit: nil)
    scene.settlement("3", from: "2026-08-15", to: "2026-08-22", deposit: nil)
    scene.snapshot.settlements[1].isRestated = true
    scene.snapshot.settlements[2].isRestated = true
    #expect(scene.findings().filter { $0.hasPrefix("CM-04") } == [])
  }

  @Test func `do not foot`() {
    #expect(
      chain {
        $0.settlement("3", from: "2026-09-15", to: "2026-09-29", deposit: nil, declared: 50_00)
        $0.paid("", .subscription, -1_00, sku: "", event: .charge, in: 2)
      } == ["CM-05 3 -5100"])
  }
}
