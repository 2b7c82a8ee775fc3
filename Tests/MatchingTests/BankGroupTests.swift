import Accounting
import Testing

@testable import Matching

@Suite struct `Deposits and payouts in groups` {
  private func scene(_ totals: [(String, Int64)]) -> Scene {
    var scene = Scene()
    for (id, total) in totals {
      let settlement = scene.settlement(id, declared: total)
      scene.paid("", .subscription, total, sku: "", event: .charge, in: settlement)
    }
    return scene
  }

  @Test func `one deposit pays several payouts that it names`() {
    var scene = scene([("18000000001", 60_00), ("18000000002", 40_00)])
    scene.bank(100_00, on: "2026-09-18", text: "AMZN 18000000001 18000000002")
    let result = scene.match()
    #expect(result.discrepancies.isEmpty)
    #expect(result.matches.map(\.rule) == [.referenceGroup])
    #expect(result.payouts.map { $0.received.map(\.amount) } == [[40_00], [60_00]])
  }

  /// One deposit that names payouts of 100.00 and 50.00, and what is found.
  @Test(
    arguments: [
      (150_00, []), (149_00, ["PO-02 18000000001 -100"]),
      (101_00, ["PO-02 18000000001 -4900"]),
      (90_00, ["DU-05 18000000001 -10000", "DU-05 18000000002 -5000", "PO-03 9000"]),
      (160_00, ["DU-05 18000000001 -10000", "DU-05 18000000002 -5000", "PO-03 16000"]),
    ] as [(Int64, [String])])
  func `a deposit short of the payouts it names is told`(amount: Int64, found: [String]) throws {
    var scene = scene([("18000000001", 100_00), ("18000000002", 50_00)])
    scene.bank(amount, on: "2026-09-18", text: "AMZN 18000000001 18000000002")
    #expect(scene.findings() == found)
    let choices = scene.match().matches.filter { $0.state == .ambiguous }
    guard let whole = choices.first(where: { $0.internal.count == 2 }) else { return }
    #expect(choices.count == 3)
    scene.snapshot.matchDecisions = whole.internal.map {
      MatchDecision(
        kind: .payout, external: whole.external[0].key, internal: $0.key, isConfirmed: true)
    }
    #expect(scene.match().payouts.allSatisfy { $0.received.allSatisfy { $0.amount >= 0 } })
    #expect(scene.findings().allSatisfy { $0.hasPrefix("PO-02") })
  }

  @Test func `one deposit pays several payouts that alone add up to it`() {
    var scene = scene([("1", 60_00), ("2", 40_00), ("3", 55_00)])
    scene.bank(100_00, on: "2026-09-18", text: "AMZN")
    let result = scene.match(asOf: "2026-09-18")
    #expect(result.discrepancies.isEmpty)
    #expect(result.matches.map(\.rule) == [.groupSum])
    #expect(result.statementLineStates == [.matched(payouts: [0, 2])])
  }

  @Test func `two sums that add up are ambiguous, and none stands`() {
    var scene = scene([("1", 60_00), ("2", 40_00), ("3", 70_00), ("4", 30_00)])
    scene.bank(100_00, on: "2026-09-18", text: "AMZN")
    #expect(
      scene.findings() == [
        "DU-05 1 -6000", "DU-05 2 -4000", "DU-05 3 -7000", "DU-05 4 -3000", "PO-03 10000",
      ])
    #expect(scene.match().statementLineStates == [.unidentified])
    let choices = scene.match().matches
    #expect(choices.map(\.rule) == [.groupSum, .groupSum])
    #expect(choices.map(\.state) == [.ambiguous, .ambiguous])
    #expect(choices.map { $0.internal.count } == [2, 2])
  }

  @Test func `a sum is chosen whole, and taking it back leaves the other one a choice`() throws {
    var scene = scene([("1", 100_00)])
    for amount: Int64 in [60_00, 40_00, 70_00, 30_00] { scene.bank(amount, on: "2026-09-18") }
    #expect(scene.match().discrepancies.first?.note.contains("+") == true)
    let choice = try #require(scene.match().matches.first)
    #expect(choice.external.count == 2)
    scene.snapshot.matchDecisions = choice.external.map {
      MatchDecision(
        kind: .payout, external: $0.key, internal: choice.internal[0].key, isConfirmed: true)
    }
    #expect(scene.findings().count { $0.hasPrefix("PO-03") } == 2)
    #expect(scene.match().matches.map(\.rule) == [.byHand])
    for place in scene.snapshot.matchDecisions.indices {
      scene.snapshot.matchDecisions[place].isConfirmed = false
    }
    #expect(scene.match().matches.map(\.state) == [.ambiguous])
    #expect(scene.findings().first == "DU-05 1 -10000")
  }

  @Test func `a payout arrives in two deposits`() {
    var scene = scene([("18000000001", 100_00)])
    scene.bank(30_00, on: "2026-09-18", text: "PART 18000000001")
    scene.bank(70_00, on: "2026-09-19", text: "PART 18000000001")
    #expect(scene.match().matches.map(\.rule) == [.referenceGroup])
    #expect(scene.findings() == [])
    var unnamed = self.scene([("18000000001", 100_00)])
    unnamed.bank(30_00, on: "2026-09-18")
    unnamed.bank(70_00, on: "2026-09-19")
    unnamed.bank(20_00, on: "2026-09-19")
    #expect(unnamed.match().matches.map(\.rule) == [.groupSum])
    #expect(unnamed.findings() == ["PO-03 2000"])
  }

  @Test func `are not searched where the setting says so`() {
    var scene = scene([("1", 60_00), ("2", 40_00)])
    scene.bank(100_00, on: "2026-09-18", text: "AMZN")
    scene.settings.bankGroupSize = 1
    #expect(scene.findings(asOf: "2026-09-18") == ["PO-03 10000"])
  }

  @Test func `a deposit that names a held settlement is not another's of the same amount`() {
    var scene = scene([("5001", 100_00)])
    scene.settlement("5002", declared: 100_00)
    scene.bank(100_00, on: "2026-09-18", text: "AMZ 5002")
    #expect(scene.match().statementLineStates == [.held(settlement: 1)])
  }

  @Test func `a deposit that fits a held settlement as well is a choice`() throws {
    var scene = scene([("5001", 100_00)])
    scene.settlement("5002", declared: 100_00)
    scene.bank(100_00, on: "2026-09-18", text: "AMZ")
    let found = scene.match().discrepancies
    #expect(found.map(\.code).sorted() == [.cm05, .du05, .po03])
    let choice = try #require(found.first { $0.code == .du05 })
    #expect(choice.note.contains("may be of held settlement 5002"))
  }

  @Test func `one deposit of two held settlements' amount is neither's`() {
    var scene = Scene()
    scene.settlement("5001", declared: 100_00)
    scene.settlement("5002", declared: 100_00)
    scene.bank(100_00, on: "2026-09-18", text: "AMZ")
    #expect(scene.match().statementLineStates == [.unidentified])
  }

  @Test func `a held settlement arrives in deposits that name it`() throws {
    var scene = Scene()
    scene.settlement("5001", declared: 100_00)
    scene.bank(60_00, on: "2026-09-18", text: "AMZ 5001")
    let part = try #require(scene.match().discrepancies.first { $0.code == .po03 })
    #expect(part.note.contains("names held settlement 5001"))
    scene.bank(40_00, on: "2026-09-19", text: "AMZ 5001")
    #expect(
      scene.match().statementLineStates == [.held(settlement: 0), .held(settlement: 0)])
  }

  @Test func `a sum does not take the deposit that is another payout's choice`() {
    var scene = scene([("1", 100_00), ("2", 100_00), ("3", 60_00), ("4", 40_00)])
    scene.bank(100_00, on: "2026-09-18", text: "AMZN")
    #expect(scene.match().statementLineStates == [.unidentified])
    #expect(scene.match().discrepancies.count { $0.code == .du05 } == 4)
  }

  @Test func `a suggestion never stands by itself`() {
    var scene = scene([("1", 100_00)])
    scene.bank(97_00, on: "2026-09-18", text: "AMAZON PAYMENTS")
    let result = scene.match()
    #expect(result.matches.map(\.state) == [.suggested])
    #expect(scene.findings() == ["PO-01 1 -10000", "PO-03 9700"])
    #expect(result.discrepancies.map(\.note).allSatisfy { $0.contains("may be") })
  }

  @Test func `a person's word comes first, and rules out what was denied`() throws {
    var scene = scene([("1", 100_00)])
    scene.bank(97_00, on: "2026-09-18", text: "AMAZON PAYMENTS")
    let pair = try #require(scene.match().matches.first)
    scene.snapshot.matchDecisions = [
      MatchDecision(
        kind: .payout, external: pair.external[0].key, internal: pair.internal[0].key,
        isConfirmed: true)
    ]
    #expect(scene.findings() == ["PO-02 1 -300"])
    #expect(scene.match().matches.map(\.rule) == [.byHand])
    scene.snapshot.matchDecisions[0].isConfirmed = false
    #expect(scene.match().matches.isEmpty)
    #expect(scene.findings() == ["PO-01 1 -10000", "PO-03 9700"])
  }
}

@Suite struct `A bounded search for a sum` {
  @Test func `takes the only subset`() {
    #expect(SubsetSearch.find([5, 3, 9], total: 8, size: 2...5) == .unique([0, 1]))
    #expect(SubsetSearch.find([5, 3, 8], total: 8, size: 2...5) == .unique([0, 1]))
    #expect(SubsetSearch.find([5, 3], total: 7, size: 2...5) == .none)
    #expect(
      SubsetSearch.find([5, 3, 4, 4], total: 8, size: 2...5) == .ambiguous([[0, 1], [2, 3]]))
    #expect(SubsetSearch.find([1, 1, 1], total: 3, size: 2...2) == .none)
  }

  @Test func `gives up beyond its limit`() {
    let amounts = (1...17).map { Int64($0) }
    #expect(SubsetSearch.find(amounts, total: 20, size: 2...5) == .tooMany)
  }

  @Test func `agrees with trying everything`() {
    for seed in UInt64(1)...200 {
      var state = seed
      let next = { (bound: UInt64) -> Int64 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int64((state >> 33) % bound)
      }
      let amounts = (0..<8).map { _ in next(30) + 1 }
      let total = next(90) + 1
      let all = (1..<256).map { mask in (0..<8).filter { mask >> $0 & 1 == 1 } }
        .filter { (2...4).contains($0.count) && $0.reduce(0) { $0 + amounts[$1] } == total }
      let found = SubsetSearch.find(amounts, total: total, size: 2...4)
      switch found {
      case .none: #expect(all.isEmpty, "seed \(seed)")
      case .unique(let one): #expect(all == [one], "seed \(seed)")
      case .ambiguous(let several):
        #expect(several.count > 1 && Set(several).count == several.count, "seed \(seed)")
        #expect(several.allSatisfy(all.contains), "seed \(seed)")
        #expect(several.count == min(all.count, 6), "seed \(seed)")
      case .tooMany: Issue.record("seed \(seed): gave up")
      }
    }
  }
}
