import Accounting
import Testing

@Suite struct `Refunds in pairs and groups` {
  private func sold(_ change: (inout Scene) -> Void) -> Scene {
    var scene = Scene()
    scene.settlement("18000000001", deposit: nil)
    scene.order("1")
    scene.paid("1", .principal, 100_00)
    change(&scene)
    return scene
  }

  @Test func `one payment takes back several refunds that alone add up to it`() {
    let scene = sold {
      $0.refund("R1", of: "1", line: "1-A", amount: 10_00)
      $0.refund("R2", of: "1", line: "1-A", amount: 30_00)
      $0.paid("1", .principal, -40_00, event: .refund, adjustment: "X")
    }
    #expect(scene.findings() == [])
    #expect(scene.match().matches.map(\.rule) == [.groupSum])
  }

  @Test func `forgiven by a cent count against the budget, once`() {
    func spent(_ ours: Int64, _ back: Int64, commission: Int64) -> [String] {
      let scene = sold {
        $0.settings.toleranceBudget = 1
        $0.paid("1", .commission, -15_00)
        $0.refund("R1", of: "1", line: "1-A", amount: ours)
        $0.paid("1", .principal, -back, event: .refund, adjustment: "X")
        $0.paid("1", .commission, commission, event: .refund, adjustment: "X")
      }
      return scene.findings()
    }
    #expect(spent(100_00, 100_00, commission: 15_00) == [])
    #expect(spent(100_01, 100_01, commission: 15_00) == ["AM-06 1 -1", "AM-07 0"])
    #expect(spent(100_00, 100_01, commission: 15_00) == ["AM-06 1 -1", "AM-07 0"])
    #expect(spent(100_00, 100_00, commission: 14_99) == ["AM-06 1 -1", "AM-07 0"])
    #expect(spent(100_00, 100_00, commission: 14_98) == ["RF-03 1 -2"])
  }

  @Test func `of a line that is settled in part are held against the order`() {
    var scene = Scene()
    scene.settlement("18000000001", deposit: nil)
    scene.order("1", quantity: 3, price: 30_00)
    scene.paid("1", .principal, 10_00)
    scene.refund("R1", of: "1", line: "1-A", amount: 30_00)
    scene.paid("1", .principal, -30_00, event: .refund, adjustment: "X")
    #expect(scene.findings().filter { $0.hasPrefix("RF") } == [])
    scene.paid("1", .principal, -1_00, event: .refund, adjustment: "Y")
    #expect(scene.findings().filter { $0.hasPrefix("RF-02") } == ["RF-02 1 -100"])
  }

  @Test func `several payments make up one refund`() {
    let scene = sold {
      $0.refund("R1", of: "1", line: "1-A", amount: 40_00)
      $0.paid("1", .principal, -10_00, event: .refund, adjustment: "X")
      $0.paid("1", .principal, -30_00, event: .refund, adjustment: "Y")
    }
    #expect(scene.findings() == [])
  }

  @Test func `of a held settlement claim ours, and are not judged`() {
    let scene = sold {
      $0.settlement("18000000002", deposit: nil, declared: 1_00)
      $0.refund("R1", of: "1", line: "1-A", amount: 40_00, on: "2026-09-02")
      $0.paid("1", .principal, -45_00, event: .refund, in: 1, adjustment: "X")
    }
    #expect(scene.findings() == ["CM-05 18000000002 -4600"])
  }

  @Test func `that share the purchase's reference are refunds of their own`() {
    var scene = Scene()
    scene.settlement("1", deposit: nil, source: "shopify")
    scene.order("7", channel: "Shopify", price: 50_00)
    scene.paid("7", .gross, 50_00, sku: "", source: "shopify", reference: "C1")
    for (amount, day) in [(Int64(10_00), "2026-09-11"), (7_00, "2026-09-12")] {
      scene.paid(
        "7", .gross, -amount, sku: "", event: .refund, source: "shopify", on: day,
        reference: "C1")
    }
    scene.refund("F1", of: "7", line: "", amount: 10_00)
    #expect(scene.findings() == ["RF-04 7 -700"])
    scene.refund("F2", of: "7", line: "", amount: 7_00)
    #expect(scene.findings() == [])
  }

  @Test func `of one number in two channels go by the line they name`() {
    let scene = sold {
      $0.order("1", sku: "B", channel: "Shopify", status: .open)
      $0.refund("R1", of: "1", line: "1-A", amount: 40_00)
      $0.paid("1", .principal, -40_00, event: .refund, adjustment: "X")
    }
    #expect(!scene.findings().contains { $0.hasPrefix("RF") })
  }

  @Test func `without an order of ours meet lines that have none either`() {
    var scene = sold { _ in }
    scene.paid("9", .principal, 50_00)
    scene.paid("9", .principal, -15_00, event: .refund, adjustment: "X")
    scene.refund("R1", of: "9", line: "9-A", amount: 15_00, on: "2026-09-02")
    #expect(scene.findings() == ["CM-01 9 5000"])
    scene.refund("R2", of: "8", line: "", amount: 44_00, on: "2026-09-02")
    #expect(scene.findings() == ["CM-01 9 5000", "RF-04 8 4400"])
    #expect(scene.findings(asOf: "2026-09-16") == ["CM-01 9 5000"])
  }

  @Test func `give back the tax that was withheld`() {
    let refunded = { (withheld: Int64) in
      self.sold {
        $0.refund("R1", of: "1", line: "1-A", amount: 40_00)
        $0.paid("1", .principal, -40_00, event: .refund, adjustment: "X")
        $0.paid("1", .tax, -3_20, event: .refund, adjustment: "X")
        $0.paid("1", .withheld, withheld, event: .refund, adjustment: "X")
      }.findings().filter { !$0.hasPrefix("RF-02") }
    }
    #expect(refunded(3_20) == [])
    #expect(refunded(2_70) == ["TX-01 1 -50"])
  }

  @Test func `of withheld tax alone are judged as well`() {
    let scene = sold { $0.paid("1", .withheld, 50, event: .refund, adjustment: "X") }
    #expect(scene.findings() == ["TX-01 1 50"])
  }

  @Test func `bring goods back to the line that was paid, or say that it is unclear`() throws {
    var scene = sold { _ in }
    scene.order("2", sku: "A", price: 10_00)
    scene.order("2", sku: "B", price: 20_00)
    scene.paid("2", .principal, 10_00, sku: "A", shipment: "S2")
    scene.paid("2", .principal, 20_00, sku: "B", shipment: "S2")
    scene.refund("R1", of: "2", line: "", amount: 20_00)
    scene.snapshot.refunds[0].returnedQuantity = 1
    scene.snapshot.refunds[0].disposition = .sellable
    #expect(scene.findings() == ["DU-05 2", "RF-04 2 2000"])
    scene.paid("2", .principal, -20_00, sku: "B", event: .refund, adjustment: "X")
    #expect(scene.findings() == [])
    let back = try #require(scene.match().returns.first)
    #expect(
      scene.snapshot.orderLines[Int(back.orderLine)].orderLineId
        == scene.snapshot.symbols.find("2-B"))
  }

  @Test func `of a line whose sale was charged back below zero are judged by the rest`() {
    let scene = sold {
      $0.paid("1", .tax, -1_60)
      $0.refund("R1", of: "1", line: "1-A", amount: 40_00)
      $0.paid("1", .principal, -40_00, event: .refund, adjustment: "X")
    }
    #expect(scene.findings() == ["AM-01 1 -160", "TX-01 1 -160"])
  }
}

@Suite struct `Cancelled lines` {
  @Test func `are not expected in a payment for the whole order`() {
    var scene = Scene()
    scene.settlement("1", deposit: nil, source: "shopify")
    scene.order("7", sku: "A", channel: "Shopify", price: 20_00, remitter: .seller)
    scene.order(
      "7", sku: "B", channel: "Shopify", price: 10_00, status: .cancelled, remitter: .seller)
    scene.paid("7", .gross, 20_00, sku: "", source: "shopify")
    #expect(scene.findings() == [])
  }
}
