/// A kind of record that files bring and the ledger keeps, with its columns in ledger order.
///
/// This list is the border between import and ledger: contracts fill these columns, the ledger
/// has a table of the same name with the same columns.
package enum RecordKind: UInt8, Sendable, CaseIterable {
  case orderLine, refund, receipt, charge, rate, feeRate
  case settlement, settlementLine, statement, statementLine
  case dispute, deferral
  case refundedTotal
  case payoutTotal

  package var table: String {
    switch self {
    case .orderLine: "order_line"
    case .refund: "refund"
    case .receipt: "receipt"
    case .charge: "landed_cost_charge"
    case .rate: "exchange_rate"
    case .feeRate: "fee_rate"
    case .settlement: "settlement"
    case .settlementLine: "settlement_line"
    case .statement: "bank_statement"
    case .statementLine: "bank_statement_line"
    case .dispute: "dispute"
    case .deferral: "deferral"
    case .refundedTotal: "refunded_total"
    case .payoutTotal: "payout_total"
    }
  }

  /// The columns after `document` and `line`, which every record has.
  ///
  /// `Currency` columns hold the code; `_at` columns hold seconds since 1970 (UTC); `_on` columns
  /// hold days since 1970; amounts are minor units. Order lines and refunds carry `row_key`,
  /// statement and settlement lines of row-identified formats `row_hash`.
  package var columns: [RecordColumn] {
    switch self {
    case .orderLine:
      [
        .text("channel"), .text("order_id"), .text("order_line_id"), .text("sku"),
        .integer("ordered_at"), .integer("shipped_at"), .text("currency"), .integer("quantity"),
        .integer("item_price"), .integer("item_tax"), .integer("shipping"),
        .integer("shipping_tax"), .integer("discount"), .text("tax_jurisdiction"),
        .integer("tax_remitted_by"), .text("customer_id"), .integer("status"),
        .integer("updated_at"),
      ]
    case .refund:
      [
        .text("refund_id"), .text("order_id"), .text("order_line_id"), .integer("refunded_at"),
        .text("currency"), .integer("amount"), .integer("tax"), .text("reason"),
        .integer("returned_quantity"), .integer("disposition"), .integer("updated_at"),
      ]
    case .receipt:
      [
        .text("receipt_id"), .text("po_id"), .integer("received_at"), .text("sku"),
        .integer("quantity"), .integer("unit_cost_millionths"), .text("currency"),
        .text("supplier"), .integer("weight_thousandths"), .integer("volume_thousandths"),
        .integer("updated_at"),
      ]
    case .charge:
      [
        .text("charge_id"), .text("receipt_id"), .integer("kind"), .integer("amount"),
        .text("currency"), .integer("incurred_at"), .integer("basis"), .integer("updated_at"),
        .integer("billed_at"),
      ]
    case .rate:
      [.integer("date_on"), .text("base"), .text("quote"), .integer("rate")]
    case .feeRate:
      [
        .text("channel"), .integer("fee"), .text("sku"), .integer("percent_millionths"),
        .integer("fixed"), .text("currency"), .integer("minimum"), .integer("valid_from_on"),
        .integer("valid_to_on"), .integer("updated_at"),
      ]
    case .refundedTotal:
      [.text("channel"), .text("order_id"), .text("currency"), .integer("amount")]
    case .settlement, .settlementLine, .statement, .statementLine, .dispute, .deferral,
      .payoutTotal:
      otherSide
    }
  }

  /// The columns of what channels and banks tell.
  private var otherSide: [RecordColumn] {
    switch self {
    case .settlement:
      [
        .text("source"), .text("settlement_id"), .text("marketplace"), .text("currency"),
        .integer("starts_at"), .integer("ends_at"), .integer("deposit_at"),
        .integer("declared_total"), .text("bank_reference"), .integer("payout_status"),
        .integer("payout_kind"),
      ]
    case .settlementLine:
      [
        .text("source"), .text("settlement_id"), .text("marketplace"), .text("order_id"),
        .text("item_code"), .text("sku"), .text("shipment"), .text("adjustment"),
        .integer("event"), .integer("component"), .text("label"), .integer("amount"),
        .text("currency"), .integer("quantity"), .integer("posted_at"), .text("reference"),
        .text("row_hash"),
      ]
    case .statement:
      [
        .text("account"), .text("statement_id"), .text("currency"), .integer("opening"),
        .integer("closing"), .integer("opening_on"), .integer("closing_on"),
        .integer("account_kind"), .integer("from_on"), .integer("to_on"),
      ]
    case .statementLine:
      [
        .text("account"), .text("statement_id"), .integer("booked_on"), .integer("amount"),
        .text("currency"), .text("reference"), .text("text"), .text("row_hash"),
        .integer("charges"), .integer("balance"),
      ]
    case .dispute:
      [
        .text("source"), .text("dispute_id"), .text("order_id"), .integer("opened_at"),
        .integer("due_at"), .text("currency"), .integer("amount"), .integer("fee"),
        .integer("outcome"), .integer("decided_at"), .text("reason"), .integer("updated_at"),
      ]
    case .deferral:
      [
        .text("source"), .text("marketplace"), .text("order_id"), .text("sku"),
        .text("reference"), .text("currency"), .integer("amount"), .integer("earned_at"),
        .integer("release_at"), .text("row_hash"),
      ]
    case .payoutTotal:
      [
        .text("source"), .text("settlement_id"), .text("currency"), .integer("deposit_at"),
        .integer("total"),
      ]
    default: []
    }
  }
}

package struct RecordColumn: Sendable, Hashable {
  package enum Kind: Sendable { case text, integer }
  package let name: String
  package let kind: Kind

  /// The name as files have it, without the unit that the ledger keeps the value in.
  package var nameInFiles: String {
    for unit in ["_millionths", "_thousandths", "_on"] where name.hasSuffix(unit) {
      return String(name.dropLast(unit.count))
    }
    return name
  }

  package static func text(_ name: String) -> Self { Self(name: name, kind: .text) }
  package static func integer(_ name: String) -> Self { Self(name: name, kind: .integer) }
}

/// One value of a record on its way to the ledger.
package struct RecordCell: Sendable {
  /// Text: where it starts in the batch's arena; integer: the value.
  package var value: Int64
  /// Text: its length; integer: -1; absent: -2.
  package var length: Int32

  package static let absent = RecordCell(value: 0, length: -2)
  package static func integer(_ value: Int64) -> Self { Self(value: value, length: -1) }
  package var isFilled: Bool { length == -1 || length > 0 }

  /// A text of the batch's arena.
  package static func text(start: Int, length: Int) -> Self {
    Self(value: Int64(start), length: Int32(length))
  }
}

/// Many records of one kind: cells row by row, texts in one arena.
///
/// A `String` per field would cost more than reading, matching and writing together.
package struct RecordBatch: Sendable {
  package let kind: RecordKind
  package let width: Int
  package private(set) var cells: [RecordCell] = []
  package private(set) var arena: [UInt8] = []
  /// The source line of each row.
  package private(set) var lines: [Int32] = []

  package init(kind: RecordKind) {
    self.kind = kind
    self.width = kind.columns.count
  }

  /// A batch of rows that were put together elsewhere.
  ///
  /// - Precondition: `cells` has the kind's width for each of `lines`.
  package init(kind: RecordKind, cells: [RecordCell], arena: [UInt8], lines: [Int32]) {
    self.init(kind: kind)
    precondition(cells.count == lines.count * width)
    self.cells = cells
    self.arena = arena
    self.lines = lines
  }

  package var count: Int { lines.count }

  /// Starts a row; exactly `width` cells are appended before the next.
  package mutating func beginRow(line: Int32) { lines.append(line) }

  package mutating func append(_ value: Int64?) {
    cells.append(value.map { .integer($0) } ?? .absent)
  }

  package mutating func append(_ bytes: Span<UInt8>) {
    cells.append(RecordCell(value: Int64(arena.count), length: Int32(bytes.count)))
    bytes.withUnsafeBufferPointer { arena.append(contentsOf: $0) }
  }

  package mutating func append(_ text: some StringProtocol) {
    let start = arena.count
    arena.append(contentsOf: text.utf8)
    cells.append(RecordCell(value: Int64(start), length: Int32(arena.count - start)))
  }

  /// Appends a row of the kind's width; the cells' texts stand in `texts`.
  package mutating func append(
    line: Int32, _ row: Span<RecordCell>, texts: Span<UInt8>
  ) {
    precondition(row.count == width)
    lines.append(line)
    for index in row.indices {
      var cell = row[index]
      if cell.length > 0 {
        let start = Int(cell.value)
        cell.value = Int64(arena.count)
        texts.extracting(start..<start + Int(cell.length)).withUnsafeBufferPointer {
          arena.append(contentsOf: $0)
        }
      }
      cells.append(cell)
    }
  }

  /// Takes back all rows but the first ones.
  package mutating func cut(to count: Int) {
    cells.removeSubrange(count * width..<cells.count)
    lines.removeSubrange(count..<lines.count)
  }

  package mutating func removeAll() {
    cells.removeAll(keepingCapacity: true)
    arena.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
  }

  package func integer(row: Int, column: Int) -> Int64? {
    let cell = cells[row * width + column]
    return cell.length == -1 ? cell.value : nil
  }

  package func text(row: Int, column: Int) -> String {
    let cell = cells[row * width + column]
    guard cell.length > 0 else { return "" }
    let start = Int(cell.value)
    return String(decoding: arena[start..<start + Int(cell.length)], as: UTF8.self)
  }
}
