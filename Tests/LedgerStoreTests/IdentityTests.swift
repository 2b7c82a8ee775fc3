import Accounting
import LedgerStore
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct `Rows known by their content` {
  private func payment(_ hash: String, settlement: String = "P1") -> [String: Any] {
    [
      "source": "shopify", "settlement_id": settlement, "event": 1, "component": 7,
      "amount": 1000, "currency": "USD", "posted_at": 0, "row_hash": hash,
    ]
  }

  @Test func `stay two when one file has two alike`() throws {
    let ledger = try TemporaryLedger()
    try ledger.load([.of(.settlementLine, [payment("a"), payment("a")])], identity: "row")
    #expect(try ledger.snapshot().settlementLines.count == 2)
  }

  @Test func `are counted once over overlapping files`() throws {
    let ledger = try TemporaryLedger()
    try ledger.load([.of(.settlementLine, [payment("a"), payment("b")])], identity: "row")
    try ledger.load(
      [.of(.settlementLine, [payment("b"), payment("b"), payment("c")])], identity: "row")
    #expect(try ledger.snapshot().settlementLines.count == 4)
  }

  @Test func `stand in the file whose name comes first, whenever it came`() throws {
    let ledger = try TemporaryLedger()
    let header: [String: Any] = ["source": "shopify", "settlement_id": "P1", "currency": "USD"]
    func load(_ rows: [[String: Any]], name: String) throws {
      try ledger.load(
        [.of(.settlement, [header]), .of(.settlementLine, rows)], identity: "row", name: name)
    }
    try load([payment("a"), payment("b")], name: "m.csv")
    try load([payment("c"), payment("b"), payment("a")], name: "k.csv")
    try load([payment("b")], name: "z.csv")
    let snapshot = try ledger.snapshot()
    #expect(
      snapshot.settlementLines.map { snapshot.evidence($0.provenance) }
        == ["k.csv:4", "k.csv:3", "k.csv:2"])
    #expect(snapshot.settlements.map { snapshot.evidence($0.provenance) } == ["k.csv:2"])
  }

  @Test(arguments: [["k.csv", "m.csv", "z.csv"], ["z.csv", "m.csv", "k.csv"]])
  func `are remembered by the files that do not count them`(order: [String]) throws {
    let rows = ["k.csv": ["a", "b"], "m.csv": ["b", "c"], "z.csv": ["c", "b", "b", "d"]]
    let ledger = try TemporaryLedger()
    for name in order {
      let lines = (rows[name] ?? []).map { payment($0) }
      try ledger.load([.of(.settlementLine, lines)], identity: "row", name: name)
    }
    let snapshot = try ledger.snapshot()
    let shared = snapshot.sharedRows.map {
      snapshot.evidence($0.repeated) + " " + snapshot.evidence($0.counted)
    }
    #expect(shared.sorted() == ["m.csv:2 k.csv:3", "z.csv:2 m.csv:3", "z.csv:3 k.csv:3"])
    #expect(snapshot.settlementLines.count == 5)
  }

  @Test func `learn their payout from a later file`() throws {
    let ledger = try TemporaryLedger()
    try ledger.load([.of(.settlementLine, [payment("a", settlement: "")])], identity: "row")
    let header: [String: Any] = ["source": "shopify", "settlement_id": "P1", "currency": "USD"]
    try ledger.load(
      [.of(.settlement, [header]), .of(.settlementLine, [payment("a")])], identity: "row")
    let snapshot = try ledger.snapshot()
    #expect(snapshot.settlementLines.map(\.settlement) == [0])
    #expect(snapshot.settlements.map(\.linesTotal) == [1000])
  }
}

@Suite struct `Records with a key` {
  private func order(
    price: Int = 100, updated: Int? = nil, status: Int = 0, jurisdiction: String = ""
  ) -> [String: Any] {
    var row: [String: Any] = [
      "channel": "Web", "order_id": "1", "order_line_id": "1-1", "sku": "A", "ordered_at": 0,
      "currency": "USD", "quantity": 1, "item_price": price, "status": status,
      "tax_jurisdiction": jurisdiction,
    ]
    row["updated_at"] = updated
    return row
  }

  private func prices(_ ledger: TemporaryLedger) throws -> [Int64] {
    try ledger.snapshot().orderLines.map(\.itemPrice)
  }

  @Test(arguments: [["", "amazon"], ["amazon", ""]])
  func `of our own side stand against a channel's report of the same order`(
    sources: [String]
  ) throws {
    let ledger = try TemporaryLedger()
    for source in sources {
      let price = source.isEmpty ? 100 : 90
      let loaded = try ledger.load(
        [.of(.orderLine, [order(price: price)])], identity: "key", firstOfRun: 1, source: source)
      #expect(loaded.conflicts.isEmpty && loaded.withdrawn.isEmpty)
    }
    #expect(try prices(ledger) == [100])
  }

  @Test(arguments: [[1, 2], [2, 1]])
  func `follow the greater update in either order`(times: [Int]) throws {
    let ledger = try TemporaryLedger()
    for time in times {
      let row = order(price: time * 100, updated: time)
      #expect(try ledger.load([.of(.orderLine, [row])], identity: "key").conflicts == [])
    }
    #expect(try prices(ledger) == [200])
  }

  @Test(arguments: [true, false])
  func `take blanks filled and orders shipped, whichever comes first`(fullFirst: Bool) throws {
    let ledger = try TemporaryLedger()
    let full = order(status: 1, jurisdiction: "US-CA")
    for row in fullFirst ? [full, order()] : [order(), full] {
      let loaded = try ledger.load([.of(.orderLine, [row])], identity: "key", firstOfRun: 1)
      #expect(loaded.conflicts == [])
    }
    let lines = try ledger.snapshot().orderLines
    #expect(lines.map(\.status) == [.shipped])
    #expect(lines.count == 1)
  }

  @Test(arguments: [[0, 1], [1, 0]])
  func `never go back to open in a later run, in either order of its files`(order: [Int]) throws {
    let ledger = try TemporaryLedger()
    try ledger.load([.of(.orderLine, [self.order(status: 1)])], identity: "key")
    var blank = self.order(jurisdiction: "US-CA")
    blank["status"] = nil
    var conflicts: [String] = []
    for row in order.map({ [self.order(status: 0), blank][$0] }) {
      conflicts += try ledger.load([.of(.orderLine, [row])], identity: "key", firstOfRun: 2)
        .conflicts
    }
    #expect(conflicts.count == 1)
    #expect(conflicts.allSatisfy { $0.hasSuffix(" in status") })
    let lines = try ledger.snapshot().orderLines
    #expect(lines.map(\.status) == [.shipped])
  }

  @Test func `set the later of two contradicting rows aside`() throws {
    let ledger = try TemporaryLedger()
    try ledger.load([.of(.orderLine, [order(price: 100)])], identity: "key")
    let second = try ledger.load([.of(.orderLine, [order(price: 90)])], identity: "key")
    #expect(second.conflicts == ["contradicts file1.csv:2 in item_price"])
    #expect(try prices(ledger) == [100])
  }

  @Test func `set both aside when one run brings them`() throws {
    let ledger = try TemporaryLedger()
    let first = try ledger.load([.of(.orderLine, [order(price: 100)])], identity: "key")
    let second = try ledger.load(
      [.of(.orderLine, [order(price: 90)])], identity: "key", firstOfRun: first.id)
    #expect(second.conflicts.count == 1)
    let snapshot = try ledger.snapshot()
    #expect(snapshot.orderLines.isEmpty)
    #expect(second.withdrawn.map(\.document) == [first.id])
    #expect(second.withdrawn.map(\.columns) == ["item_price"])
  }

  @Test func `count a row repeated in one file once`() throws {
    let ledger = try TemporaryLedger()
    try ledger.load([.of(.orderLine, [order(), order()])], identity: "key")
    #expect(try prices(ledger) == [100])
  }
}

@Suite struct `Settlements known by their number` {
  private func document(_ total: Int) -> [RecordBatch] {
    [
      .of(
        .settlement,
        [
          [
            "source": "amazon", "settlement_id": "7", "currency": "USD", "declared_total": total,
          ]
        ]),
      .of(
        .settlementLine,
        [
          [
            "source": "amazon", "settlement_id": "7", "event": 1, "component": 1, "amount": total,
            "currency": "USD", "posted_at": 0,
          ]
        ]),
    ]
  }

  @Test func `stand when a later run brings another version`() throws {
    let ledger = try TemporaryLedger()
    try ledger.load(document(100), identity: "document")
    try ledger.load(document(90), identity: "document")
    let settlements = try ledger.snapshot().settlements
    #expect(settlements.map(\.isRestated) == [false, true])
    #expect(settlements.map(\.linesTotal) == [100, 90])
  }

  @Test func `are both held when one run brings both`() throws {
    let ledger = try TemporaryLedger()
    let first = try ledger.load(document(100), identity: "document")
    try ledger.load(document(90), identity: "document", firstOfRun: first.id)
    #expect(try ledger.snapshot().settlements.map(\.isRestated) == [true, true])
  }

  @Test func `are gone after a rollback`() throws {
    let ledger = try TemporaryLedger()
    let first = try ledger.load(document(100), identity: "document")
    try ledger.ledger.transaction { try $0.rollBack(document: first.id, reason: "wrong file") }
    let snapshot = try ledger.snapshot()
    #expect(snapshot.settlements.isEmpty)
    #expect(snapshot.settlementLines.isEmpty)
    #expect(snapshot.documents.isEmpty)
  }
}

@Suite struct `A ledger file` {
  @Test func `of another program is refused`() throws {
    let path = "/tmp/crossfoot-\(UInt64.random(in: 0 ... .max)).sqlite"
    Array("this is not a database, and longer than a header of a hundred bytes ".utf8)
      .withUnsafeBytes { bytes in
        let file = fopen(path, "w")
        for _ in 0..<4 { fwrite(bytes.baseAddress, 1, bytes.count, file) }
        fclose(file)
      }
    defer { unlink(path) }
    #expect(throws: LedgerError.self) { try Ledger(path: path) }
  }

  @Test func `has the columns that imports fill`() throws {
    let ledger = try TemporaryLedger()
    for kind in RecordKind.allCases {
      var batch = RecordBatch(kind: kind)
      batch.removeAll()
      #expect(try ledger.load([batch], identity: "document").conflicts == [])
    }
  }
}
