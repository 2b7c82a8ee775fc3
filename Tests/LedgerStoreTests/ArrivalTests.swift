import Accounting
import LedgerStore
import Testing

@Suite struct `What a run adds` {
  private struct Stop: Error {}
  private let header: [String: Any] = [
    "source": "amazon", "settlement_id": "S1", "currency": "USD", "declared_total": 900,
  ]

  private func order(_ id: String, status: Int = 1, sku: String = "MUG") -> [String: Any] {
    [
      "channel": "Amazon.com", "order_id": id, "order_line_id": "\(id)-1", "sku": sku,
      "ordered_at": 86_400, "currency": "USD", "quantity": 2, "item_price": 1_000,
      "item_tax": 80, "tax_remitted_by": 1, "status": status,
    ]
  }

  private func line(_ order: String, _ amount: Int) -> [String: Any] {
    [
      "source": "amazon", "settlement_id": "S1", "marketplace": "Amazon.com",
      "order_id": order, "item_code": "\(order)-1", "sku": "MUG", "shipment": "D1", "event": 1,
      "component": 1, "amount": amount, "currency": "USD", "quantity": 2, "posted_at": 172_800,
    ]
  }

  /// Everything that stages may ask of lines and orders, as text.
  private func described(_ snapshot: LedgerSnapshot) -> [String] {
    let text = { (symbol: Symbol) in snapshot.symbols[symbol] }
    let orders = snapshot.orderLines.map { line in
      "\(snapshot.evidence(line.provenance)) \(text(line.channel)) \(text(line.orderId)) "
        + "\(text(line.orderLineId)) \(text(line.sku)) \(line.orderedAt.seconds) "
        + "\(line.shippedAt?.seconds ?? -1) \(line.currency.code) \(line.quantity) \(line.gross) "
        + "\(text(line.taxJurisdiction)) \(line.taxRemittedBy) \(line.status)"
    }
    let lines = snapshot.settlementLines.map { line in
      "\(snapshot.evidence(line.provenance)) \(line.settlement) \(line.quantity) \(line.amount) "
        + "\(line.postedAt.seconds) \(line.date) \(line.currency.code) \(line.event) "
        + "\(line.component) "
        + [
          line.source, line.marketplace, line.orderId, line.itemCode, line.sku, line.shipment,
          line.adjustment, line.label, line.reference,
        ].map(text).joined(separator: "|")
    }
    return orders + lines + snapshot.settlements.map { "\($0.linesTotal) \($0.lineCount)" }
  }

  /// The first snapshot takes what was kept; the second has to read.
  private func bothWays(_ ledger: TemporaryLedger) throws -> (kept: [String], read: [String]) {
    (described(try ledger.snapshot()), described(try ledger.snapshot()))
  }

  private func load(_ ledger: TemporaryLedger) throws {
    try ledger.load([.of(.orderLine, [order("A"), order("B", status: 0)])], identity: "key")
    try ledger.load(
      [.of(.settlementLine, [line("A", 1_000), line("A", -100)]), .of(.settlement, [header])],
      identity: "document")
  }

  @Test func `reads the same as it was added`() throws {
    let ledger = try TemporaryLedger()
    try ledger.load([.of(.orderLine, [order("OLD", sku: "CUP")])], identity: "key")
    try ledger.ledger.loading(keepsArrivals: true) { try load(ledger) }
    let (kept, read) = try bothWays(ledger)
    #expect(kept == read)
    #expect(kept.count == 6)
    #expect(kept.contains { $0.contains("|A|A-1|MUG|D1|") })
  }

  @Test func `is read where a later file changed it`() throws {
    let ledger = try TemporaryLedger()
    try ledger.ledger.loading(keepsArrivals: true) {
      try load(ledger)
      try ledger.load([.of(.orderLine, [order("B"), order("C")])], identity: "key")
    }
    let (kept, read) = try bothWays(ledger)
    #expect(kept == read)
    #expect(kept.filter { $0.contains("shipped") }.count == 3)
  }

  @Test func `leaves out what came to nothing`() throws {
    let ledger = try TemporaryLedger()
    try ledger.ledger.loading(keepsArrivals: true) {
      try load(ledger)
      #expect(throws: Stop.self) {
        try ledger.ledger.transaction { transaction in
          let loader = DocumentLoader(
            transaction, document: 2, identity: "key", firstDocumentOfRun: 1)
          _ = try loader.append(.of(.orderLine, [order("LOST")]))
          try loader.finish()
          throw Stop()
        }
      }
    }
    let (kept, read) = try bothWays(ledger)
    #expect(kept == read)
    #expect(!kept.contains { $0.contains("LOST") })
  }

  @Test func `touches the same months as it does once it has to be read`() throws {
    let ledger = try TemporaryLedger()
    try ledger.load([.of(.orderLine, [order("OLD", sku: "CUP")])], identity: "key")
    var late = line("A", 500)
    late["posted_at"] = 86_400 * 40
    try ledger.ledger.loading(keepsArrivals: true) {
      try load(ledger)
      try ledger.load([.of(.settlementLine, [late])], identity: "row")
    }
    for first in [Int64(1), 2] {
      let kept = try ledger.ledger.read {
        try $0.periodsTouched(byDocumentsFrom: first, zone: .utc)
      }
      let read = try ledger.ledger.read {
        try $0.periodsTouched(byDocumentsFrom: first, through: 100, zone: .utc)
      }
      #expect(kept == read)
      #expect(read.map(\.description).sorted().last == "1970-02")
    }
  }
}
