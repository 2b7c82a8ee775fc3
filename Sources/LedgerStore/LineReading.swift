import Accounting
import GRDB

/// What the rows of a small table stand for, found by row number.
private struct ByNumber<Value> {
  private var values: [Value?] = []

  mutating func set(_ value: Value, at number: Int64) {
    while values.count <= Int(number) { values.append(nil) }
    values[Int(number)] = value
  }

  subscript(number: Int64) -> Value? {
    number >= 0 && number < Int64(values.count) ? values[Int(number)] : nil
  }
}

private struct LineMeaning {
  var event: LineEvent
  var component: LineComponent
  var label: Symbol
}

extension SnapshotReader {
  /// The settlement lines in the order of their arrival, with the totals of their settlements.
  mutating func readSettlementLines(_ database: Database) throws {
    var (items, positions) = try settlementItems(database)
    let meanings = try lineMeanings(database)
    let row = try RowCursor(
      database,
      """
      SELECT item, line, meaning, amount FROM settlement_line
      WHERE rowid < \(arrived?.firstAmount ?? .max) ORDER BY rowid
      """)
    var amounts: [LineAmount] = []
    if arrived == nil {
      amounts.reserveCapacity(
        try Int.fetchOne(database, sql: "SELECT count(*) FROM settlement_line") ?? 0)
    }
    var last: (item: Int64, position: Int32) = (-1, 0)
    while try row.next() {
      let number = row.integer(0)
      if number != last.item { last = (number, positions[number] ?? -1) }
      guard last.position >= 0, let meaning = meanings[row.integer(2)] else {
        throw LedgerError(path: "ledger.sqlite", reason: "a settlement line without its item")
      }
      let amount = LineAmount(
        item: last.position, line: Int32(clamping: row.integer(1)), amount: row.integer(3),
        label: meaning.label, event: meaning.event, component: meaning.component)
      amounts.append(amount)
      add(amount, of: items[Int(last.position)])
    }
    takeArrivedLines(&items, &amounts)
    snapshot.settlementLines = SettlementLines(items: items, amounts: amounts)
    nameMarketplaces()
  }

  /// Lines that came in this run, after those that were there.
  private mutating func takeArrivedLines(
    _ items: inout [SettlementItem], _ amounts: inout [LineAmount]
  ) {
    guard var taken = arrived else { return }
    arrived = nil
    let (firstItem, firstAmount) = (items.count, amounts.count)
    let offset = Int32(firstItem)
    // Most often there was nothing before: then nothing is copied.
    if items.isEmpty { swap(&items, &taken.items) } else { items += taken.items }
    if amounts.isEmpty { swap(&amounts, &taken.amounts) } else { amounts += taken.amounts }
    for position in firstItem..<items.count { complete(&items[position]) }
    for position in firstAmount..<amounts.count {
      amounts[position].item += offset
      add(amounts[position], of: items[Int(amounts[position].item)])
    }
  }

  /// Fills in what an item's arrival could not know: positions in the snapshot, and the day.
  private mutating func complete(_ item: inout SettlementItem) {
    item.document = documentPosition(Int64(item.document))
    let number = Symbol(index: UInt32(bitPattern: item.settlement))
    item.settlement =
      number.isNone ? -1 : settlementLinks.find(item.document, item.source, number) ?? -1
    item.date = zone.date(of: item.postedAt)
  }

  private mutating func add(_ amount: LineAmount, of item: SettlementItem) {
    let settlement = item.settlement
    guard settlement >= 0, amount.event != .payout, amount.event != .stated else { return }
    // A held document's payouts are memos, and part of what it comes to.
    if amount.event == .memo && !heldDocuments.contains(item.document) { return }
    snapshot.settlements[Int(settlement)].lineCount += 1
    // What stands in another currency is no part of the total, and DC-04 unless it is exchanged.
    if item.currency != snapshot.settlements[Int(settlement)].currency { return }
    snapshot.settlements[Int(settlement)].linesTotal &+= amount.amount
  }

  private mutating func settlementItems(
    _ database: Database
  ) throws -> (items: [SettlementItem], positions: ByNumber<Int32>) {
    var items: [SettlementItem] = []
    var positions = ByNumber<Int32>()
    let texts = try recurringTexts(database)
    if arrived == nil {
      items.reserveCapacity(
        try Int.fetchOne(database, sql: "SELECT count(*) FROM settlement_item") ?? 0)
    }
    let row = try RowCursor(
      database,
      """
      SELECT document, id, source, settlement, marketplace, order_id, item_code, sku, shipment,
        adjustment, currency, quantity, posted_at, reference, is_named_later
      FROM settlement_item WHERE id < \(arrived?.firstItem ?? .max) ORDER BY id
      """)
    while try row.next() {
      positions.set(Int32(items.count), at: row.integer(1))
      items.append(try settlementItem(row, texts))
    }
    return (items, positions)
  }

  private mutating func settlementItem(
    _ row: borrowing RowCursor, _ texts: ByNumber<Symbol>
  ) throws -> SettlementItem {
    let document = provenance(row).document
    let source = texts[row.integer(2)] ?? .none
    let number = texts[row.integer(3)] ?? .none
    let settlement = settlementLinks.find(document, source, number)
    let postedAt = Instant(seconds: row.integer(12))
    var item = SettlementItem(
      document: document, settlement: number.isNone ? -1 : settlement ?? -1,
      quantity: Int32(clamping: row.integer(11)), date: zone.date(of: postedAt),
      postedAt: postedAt, currency: try currency(texts[row.integer(10)] ?? .none),
      source: source, marketplace: texts[row.integer(4)] ?? .none, orderId: symbol(row, 5),
      itemCode: symbol(row, 6), sku: texts[row.integer(7)] ?? .none, shipment: symbol(row, 8),
      adjustment: symbol(row, 9), reference: symbol(row, 13))
    if row.integer(14) != 0 { item.naming = .late }
    return item
  }

  private func currency(_ symbol: Symbol) throws -> Currency {
    let code = snapshot.symbols.utf8(symbol)
    guard let currency = Currency(ascii: code.span) else {
      throw LedgerError(
        path: "ledger.sqlite", reason: "unknown currency \(snapshot.symbols[symbol])")
    }
    return currency
  }

  private mutating func recurringTexts(_ database: Database) throws -> ByNumber<Symbol> {
    var texts = ByNumber<Symbol>()
    let row = try RowCursor(database, "SELECT id, value FROM text")
    while try row.next() { texts.set(row.symbol(1, in: &snapshot.symbols), at: row.integer(0)) }
    return texts
  }

  private mutating func lineMeanings(_ database: Database) throws -> ByNumber<LineMeaning> {
    var meanings = ByNumber<LineMeaning>()
    let row = try RowCursor(database, "SELECT id, event, component, label FROM line_meaning")
    while try row.next() {
      let meaning = LineMeaning(
        event: LineEvent(rawValue: UInt8(clamping: row.integer(1))) ?? .unknown,
        component: LineComponent(rawValue: UInt8(clamping: row.integer(2))) ?? .none,
        label: row.symbol(3, in: &snapshot.symbols))
      meanings.set(meaning, at: row.integer(0))
    }
    return meanings
  }

  private mutating func symbol(_ row: borrowing RowCursor, _ column: Int) -> Symbol {
    row.symbol(column, in: &snapshot.symbols, likely: &likely[column])
  }
}
