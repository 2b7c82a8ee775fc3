import Accounting
import GRDB

/// The order lines and settlement lines that this run added, kept in the form the stages take, so
/// that they need not be read back.
///
/// The ledger is the truth. What was added is used only if the rows in the ledger are exactly those
/// there were before and these; once anything was changed or removed, or a row came by another way,
/// it is forgotten and everything is read.
final class Arrivals {
  /// Beyond this many lines, memory matters more than time.
  private static let linesMax = 20_000_000
  private static let tables = ["order_line", "settlement_item", "settlement_line"]

  /// What was added to one table, and the row that the first of it has.
  private struct Additions<Record> {
    let firstRow: Int64
    var records: [Record] = []

    /// Hands the records over without the room that they were given to grow, up to as much again.
    mutating func taken() -> [Record] {
      defer { records = [] }
      return records.capacity > records.count / 8 * 9 ? Array(joining: [records]) : records
    }
  }

  private var symbols = SymbolTable()
  private var orderLines: Additions<OrderLine>
  private var items: Additions<SettlementItem>
  private var amounts: Additions<LineAmount>
  private var likely: [Symbol]
  private var likelyOfOrders: [Symbol]
  private var meanings: [(event: LineEvent, component: LineComponent, label: Symbol)] = []
  /// The currency of the row before, which most often comes again.
  private var currency: (symbol: Symbol, currency: Currency)?
  private var isComplete = true

  init(_ database: Database) throws {
    try Self.watch(database)
    func firstRow(_ table: String) throws -> Int64 {
      try Int64.fetchOne(database, sql: "SELECT coalesce(max(rowid), 0) + 1 FROM \(table)") ?? 1
    }
    orderLines = Additions(firstRow: try firstRow("order_line"))
    items = Additions(firstRow: try firstRow("settlement_item"))
    amounts = Additions(firstRow: try firstRow("settlement_line"))
    likely = SettlementLineBatch.itemColumns.map { _ in .none }
    likelyOfOrders = RecordKind.orderLine.columns.map { _ in .none }
  }

  /// Has the connection take note of every row that is changed or removed.
  private static func watch(_ database: Database) throws {
    try database.execute(sql: "CREATE TEMP TABLE IF NOT EXISTS rewritten (name TEXT)")
    for table in tables {
      for event in ["UPDATE", "DELETE"] {
        try database.execute(
          sql: """
            CREATE TEMP TRIGGER IF NOT EXISTS \(table)_\(event) AFTER \(event) ON main.\(table)
            BEGIN INSERT INTO rewritten VALUES ('\(table)'); END
            """)
      }
    }
  }

  /// A moment to go back to when a transaction comes to nothing.
  var mark: (orderLines: Int, items: Int, amounts: Int) {
    (orderLines.records.count, items.records.count, amounts.records.count)
  }

  func goBack(to mark: (orderLines: Int, items: Int, amounts: Int)) {
    guard isComplete else { return }
    orderLines.records.removeSubrange(mark.orderLines...)
    items.records.removeSubrange(mark.items...)
    amounts.records.removeSubrange(mark.amounts...)
  }

  private func forget() {
    isComplete = false
    symbols = SymbolTable()
    orderLines.records = []
    items.records = []
    amounts.records = []
  }
}

extension Arrivals {
  /// Keeps rows of a batch as they are added to the ledger, in that order.
  func add(_ batch: RecordBatch, rows: [Int], document: Int64) {
    guard isComplete, batch.kind == .orderLine else { return }
    batch.arena.withUnsafeBufferPointer { arena in
      for row in rows {
        guard let line = orderLine(batch, row, document, arena) else { return forget() }
        orderLines.records.append(line)
      }
    }
  }

  private func orderLine(
    _ batch: RecordBatch, _ row: Int, _ document: Int64, _ arena: UnsafeBufferPointer<UInt8>
  ) -> OrderLine? {
    let first = row * batch.width
    func symbol(_ column: Int) -> Symbol {
      self.symbol(batch.cells[first + column], arena, &likelyOfOrders[column])
    }
    func integer(_ column: Int) -> Int64? {
      batch.cells[first + column].length == -1 ? batch.cells[first + column].value : nil
    }
    guard let currency = currency(symbol(6)) else { return nil }
    var line = OrderLine(
      provenance: Provenance(document: Int32(clamping: document), line: batch.lines[row]),
      channel: symbol(0), orderId: symbol(1), orderLineId: symbol(2), sku: symbol(3),
      orderedAt: Instant(seconds: integer(4) ?? 0),
      shippedAt: integer(5).map { Instant(seconds: $0) }, currency: currency,
      quantity: integer(7) ?? 0, itemPrice: integer(8) ?? 0, itemTax: integer(9) ?? 0,
      shipping: integer(10) ?? 0, shippingTax: integer(11) ?? 0, discount: integer(12) ?? 0,
      taxJurisdiction: symbol(13),
      taxRemittedBy: integer(14).flatMap { TaxRemitter(rawValue: UInt8(clamping: $0)) }
        ?? .unstated,
      status: OrderStatus(rawValue: UInt8(clamping: integer(16) ?? 0)) ?? .open)
    line.tellsTax = integer(9) != nil || integer(11) != nil
    return line
  }

  /// Keeps a batch's lines and the items they share, as they are added to the ledger.
  func add(_ batch: SettlementLineBatch, document: Int64) {
    guard isComplete else { return }
    if amounts.records.count + batch.count > Self.linesMax { return forget() }
    learn(batch.meanings)
    batch.arena.withUnsafeBufferPointer { arena in
      var last: Int32 = -1
      for line in batch.lines {
        if line.item != last {
          last = line.item
          guard let item = item(batch, Int(line.item), document, arena) else { return forget() }
          items.records.append(item)
        }
        let meaning = meanings[Int(line.meaning)]
        amounts.records.append(
          LineAmount(
            item: Int32(items.records.count - 1), line: line.line, amount: line.amount,
            label: meaning.label, event: meaning.event, component: meaning.component))
      }
    }
  }

  /// Forgets the meanings of the document before: each numbers its own.
  ///
  /// A document's number does not tell documents apart: the next has that of one that came to
  /// nothing.
  func beginSettlementLines() { meanings.removeAll(keepingCapacity: true) }

  private func learn(_ known: [SettlementLineBatch.Meaning]) {
    for meaning in known.dropFirst(meanings.count) {
      meanings.append(
        (meaning.event, meaning.component, symbols.intern(meaning.label.span)))
    }
  }

  /// The item with the symbol of its settlement's number in place of the settlement's position.
  private func item(
    _ batch: SettlementLineBatch, _ position: Int, _ document: Int64,
    _ arena: UnsafeBufferPointer<UInt8>
  ) -> SettlementItem? {
    let first = position * SettlementLineBatch.itemColumns.count
    func symbol(_ column: Int) -> Symbol {
      self.symbol(batch.cells[first + column], arena, &likely[column])
    }
    func integer(_ column: Int) -> Int64 {
      batch.cells[first + column].length == -1 ? batch.cells[first + column].value : 0
    }
    guard let currency = currency(symbol(8)) else { return nil }
    return SettlementItem(
      document: Int32(clamping: document),
      settlement: Int32(bitPattern: symbol(1).index), quantity: Int32(clamping: integer(9)),
      date: CalendarDate(dayNumber: 0), postedAt: Instant(seconds: integer(10)),
      currency: currency, source: symbol(0), marketplace: symbol(2), orderId: symbol(3),
      itemCode: symbol(4), sku: symbol(5), shipment: symbol(6), adjustment: symbol(7),
      reference: symbol(11))
  }

  private func symbol(
    _ cell: RecordCell, _ arena: UnsafeBufferPointer<UInt8>, _ likely: inout Symbol
  ) -> Symbol {
    guard cell.length > 0 else { return .none }
    let start = Int(cell.value)
    let text = UnsafeBufferPointer(rebasing: arena[start..<start + Int(cell.length)])
    likely = symbols.intern(text.span, likely: likely)
    return likely
  }

  private func currency(_ symbol: Symbol) -> Currency? {
    if let currency, currency.symbol == symbol { return currency.currency }
    guard let found = Currency(ascii: symbols.utf8(symbol).span) else { return nil }
    currency = (symbol, found)
    return found
  }
}

extension Arrivals {
  /// What was added, for a reader that has not read anything yet.
  struct Taken {
    var symbols: SymbolTable
    /// Documents by row number, not by position.
    var orderLines: [OrderLine]
    var firstOrderLine: Int64
    /// Documents by row number; settlements by the symbol of their number; without dates.
    var items: [SettlementItem]
    var firstItem: Int64
    var amounts: [LineAmount]
    var firstAmount: Int64
  }

  /// Whether the ledger holds what was added as it was added, and nothing after it.
  private func isTrue(_ database: Database) throws -> Bool {
    func isLast<Record>(_ table: String, _ additions: Additions<Record>) throws -> Bool {
      let last =
        try Int64.fetchOne(database, sql: "SELECT coalesce(max(rowid), 0) FROM \(table)") ?? 0
      return last == additions.firstRow - 1 + Int64(additions.records.count)
    }
    return try isComplete
      && Int.fetchOne(database, sql: "SELECT count(*) FROM rewritten") == 0
      && isLast("order_line", orderLines) && isLast("settlement_item", items)
      && isLast("settlement_line", amounts)
  }

  /// The moments of what was added, and by table the first row that need not be read for them.
  func moments(
    _ database: Database
  ) throws -> (quarterHours: Set<Int64>, firstRows: [String: Int64]) {
    guard try isTrue(database) else { return ([], [:]) }
    var quarters = QuarterHours()
    for line in orderLines.records {
      quarters.insert(line.orderedAt)
      if let shippedAt = line.shippedAt { quarters.insert(shippedAt) }
    }
    for item in items.records { quarters.insert(item.postedAt) }
    return (
      quarters.all, ["order_line": orderLines.firstRow, "settlement_item": items.firstRow]
    )
  }

  /// Hands everything over, once, if the ledger holds it as it was added; else `nil`.
  func take(_ database: Database) throws -> Taken? {
    defer { forget() }
    guard try isTrue(database) else { return nil }
    return Taken(
      symbols: symbols, orderLines: orderLines.taken(), firstOrderLine: orderLines.firstRow,
      items: items.taken(), firstItem: items.firstRow, amounts: amounts.taken(),
      firstAmount: amounts.firstRow)
  }
}

/// Quarters of an hour since 1970: in every zone, the whole of one falls on one day.
private struct QuarterHours {
  private(set) var all: Set<Int64> = []
  private var last = Int64.min

  /// Records come sorted, so that most moments fall into the quarter of the one before.
  mutating func insert(_ moment: Instant) {
    let quarter = moment.seconds / LedgerTransaction.quarterHour
    if quarter == last { return }
    last = quarter
    all.insert(quarter)
  }
}
