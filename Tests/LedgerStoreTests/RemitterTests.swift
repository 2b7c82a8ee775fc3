import Accounting
import LedgerStore
import Testing

@Suite struct `Tax that a channel kept back` {
  private func order(_ line: Int, price: Int, tax: Int?, remitter: Int?) -> [String: Any] {
    var record: [String: Any] = [
      "channel": "Amazon.com", "order_id": "A", "order_line_id": "A-\(line)", "sku": "S\(line)",
      "ordered_at": 86_400, "currency": "USD", "quantity": 1, "item_price": price,
      "status": 1,
    ]
    record["item_tax"] = tax
    record["tax_remitted_by"] = remitter
    return record
  }

  private let withheld: [String: Any] = [
    "source": "amazon", "settlement_id": "S1", "marketplace": "Amazon.com", "order_id": "A",
    "sku": "S1", "event": 1, "component": Int(LineComponent.withheld.rawValue), "amount": -400,
    "currency": "USD", "quantity": 1, "posted_at": 172_800,
  ]

  private func taxes(_ orders: [[String: Any]]) throws -> [Int64] {
    let ledger = try TemporaryLedger()
    try ledger.load([.of(.orderLine, orders)], identity: "key")
    try ledger.load([.of(.settlementLine, [withheld])], identity: "row")
    return try ledger.snapshot().orderLines.map(\.itemTax)
  }

  @Test func `is the tax of an order that tells of none, by price`() throws {
    let orders = [
      order(1, price: 50_00, tax: nil, remitter: nil),
      order(2, price: 30_00, tax: nil, remitter: nil),
    ]
    #expect(try taxes(orders) == [250, 150])
  }

  @Test func `is not added to an order that says its tax is nothing`() throws {
    let orders = [
      order(1, price: 50_00, tax: 0, remitter: nil),
      order(2, price: 30_00, tax: nil, remitter: nil),
    ]
    #expect(try taxes(orders) == [0, 0])
  }

  @Test func `is not added to an order that tells its tax on another line`() throws {
    for remitter in [nil, Int(TaxRemitter.marketplace.rawValue)] {
      let orders = [
        order(1, price: 50_00, tax: 400, remitter: remitter),
        order(2, price: 30_00, tax: nil, remitter: nil),
      ]
      #expect(try taxes(orders) == [400, 0])
    }
  }
}
