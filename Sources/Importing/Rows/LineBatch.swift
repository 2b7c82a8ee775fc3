import Accounting

/// The batch of settlement lines under way.
///
/// A line that says the same of its item as the line before shares that item. Texts that recur
/// (source, settlement, currency) are put into the arena once per batch.
struct LineBatch: ~Copyable {
  private static let width = SettlementLineBatch.itemColumns.count
  private var cells: [RecordCell] = []
  private var arena: [UInt8] = []
  private var lines: [SettlementLineBatch.Line] = []
  private var hashes: [UInt8] = []
  /// Where the arena ended before the item under way.
  private var itemStart = 0
  private var sourceCell = RecordCell.absent
  private var currencyCell = RecordCell.absent
  private var currency: UInt32 = 0
  private var settlementSlot = -1
  private var settlementCell = RecordCell.absent
  /// The rule whose row brought the item that was ended last, when it may be shared unseen.
  var owner = -1

  init() {}

  var count: Int { lines.count }

  // MARK: - Items

  /// Starts an item; one cell for each of its columns follows.
  mutating func beginItem() {
    itemStart = arena.count
    owner = -1
  }

  mutating func append(_ value: Int64) { cells.append(.integer(value)) }
  mutating func appendAbsent() { cells.append(.absent) }

  /// Appends a cell whose text stands in `row`.
  mutating func append(_ cell: RecordCell, of row: borrowing CellBuffer) {
    cells.append(cell.length > 0 ? text(row.bytes.span.extracting(cell.range)) : cell)
  }

  mutating func append(_ row: borrowing CellBuffer, _ range: Range<Int>) {
    cells.append(text(row.bytes.span.extracting(range)))
  }

  mutating func append(_ bytes: Span<UInt8>) { cells.append(text(bytes)) }

  mutating func append(_ code: Currency) {
    if code.packed != currency {
      let packed = code.packed
      let letters: InlineArray<3, UInt8> = [
        UInt8(truncatingIfNeeded: packed >> 16), UInt8(truncatingIfNeeded: packed >> 8),
        UInt8(truncatingIfNeeded: packed),
      ]
      currencyCell = text(letters.span)
      currency = packed
    }
    cells.append(currencyCell)
  }

  mutating func appendSource(_ source: @autoclosure () -> String) {
    if sourceCell.length < 0 {
      let name = Array(source().utf8)
      sourceCell = text(name.span)
    }
    cells.append(sourceCell)
  }

  mutating func appendSettlement(_ slot: Int, _ row: borrowing CellBuffer, _ range: Range<Int>) {
    if slot != settlementSlot {
      settlementCell = text(row.bytes.span.extracting(range))
      settlementSlot = slot
    }
    cells.append(settlementCell)
  }

  /// Ends an item, which is dropped when it says what the one before says.
  mutating func endItem() {
    let last = cells.count - Self.width
    guard last >= Self.width else { return }
    for column in last..<cells.count
    where !isEqual(cells[column], cells[column - Self.width]) { return }
    // A text that later items share may have been put down for this one.
    let isShared = [sourceCell, settlementCell, currencyCell].contains {
      $0.length > 0 && $0.value >= Int64(itemStart)
    }
    cells.removeLast(Self.width)
    if !isShared { arena.removeLast(arena.count - itemStart) }
  }

  private func isEqual(_ lhs: RecordCell, _ rhs: RecordCell) -> Bool {
    guard lhs.length == rhs.length else { return false }
    if lhs.value == rhs.value || lhs.length == 0 || lhs.length == -2 { return true }
    guard lhs.length > 0 else { return false }
    let (left, right) = (Int(lhs.value), Int(rhs.value))
    for index in 0..<Int(lhs.length) where arena[left + index] != arena[right + index] {
      return false
    }
    return true
  }

  // MARK: - Lines

  /// Appends a line of the item that was ended last.
  mutating func append(line: Int, meaning: Int, amount: Int64) {
    lines.append(
      SettlementLineBatch.Line(
        item: Int32(cells.count / Self.width - 1), line: Int32(clamping: line),
        meaning: Int32(meaning), amount: amount))
  }

  /// Appends the hash of the line that was appended last.
  mutating func append(hash: String) { hashes.append(contentsOf: hash.utf8) }

  private mutating func text(_ bytes: Span<UInt8>) -> RecordCell {
    let start = arena.count
    bytes.withUnsafeBufferPointer { arena.append(contentsOf: $0) }
    return .text(start: start, length: bytes.count)
  }

  /// The batch, and a new one begun.
  mutating func take(meanings: [SettlementLineBatch.Meaning]) -> SettlementLineBatch {
    let batch = SettlementLineBatch(
      cells: cells, arena: arena, lines: lines, meanings: meanings, hashes: hashes)
    let (cellCount, byteCount, lineCount) = (cells.count, arena.count, lines.count)
    cells = []
    arena = []
    lines = []
    hashes = []
    cells.reserveCapacity(cellCount)
    arena.reserveCapacity(byteCount)
    lines.reserveCapacity(lineCount)
    sourceCell = .absent
    settlementCell = .absent
    currencyCell = .absent
    currency = 0
    settlementSlot = -1
    owner = -1
    return batch
  }
}
