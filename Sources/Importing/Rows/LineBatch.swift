import Accounting

/// The batch of settlement lines under way.
///
/// Texts that recur (source, settlement, label) are put into the arena once per batch.
struct LineBatch: ~Copyable {
  private var cells: [RecordCell] = []
  private var arena: [UInt8] = []
  private var rows: [Int32] = []
  private var sourceCell = RecordCell.absent
  private var currencyCell = RecordCell.absent
  private var currency: UInt32 = 0
  private var settlementSlot = -1
  private var settlementCell = RecordCell.absent
  private var labelCells: [RecordCell] = []

  init() {}

  var count: Int { rows.count }

  mutating func begin(line: Int) { rows.append(Int32(clamping: line)) }

  mutating func append(_ value: Int64) { cells.append(.integer(value)) }
  mutating func appendAbsent() { cells.append(.absent) }
  mutating func appendBlank() { cells.append(.text(start: 0, length: 0)) }

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

  mutating func appendLabel(_ meaning: Int, of meanings: borrowing MeaningCache) {
    while labelCells.count <= meaning { labelCells.append(.absent) }
    if labelCells[meaning].length < 0 { labelCells[meaning] = text(meanings[meaning].label.span) }
    cells.append(labelCells[meaning])
  }

  private mutating func text(_ bytes: Span<UInt8>) -> RecordCell {
    let start = arena.count
    bytes.withUnsafeBufferPointer { arena.append(contentsOf: $0) }
    return .text(start: start, length: bytes.count)
  }

  /// The batch, and a new one begun.
  mutating func take() -> RecordBatch {
    let batch = RecordBatch(kind: .settlementLine, cells: cells, arena: arena, lines: rows)
    let (cellCount, byteCount, rowCount) = (cells.count, arena.count, rows.count)
    cells = []
    arena = []
    rows = []
    cells.reserveCapacity(cellCount)
    arena.reserveCapacity(byteCount)
    rows.reserveCapacity(rowCount)
    sourceCell = .absent
    currency = 0
    settlementSlot = -1
    for index in labelCells.indices { labelCells[index] = .absent }
    return batch
  }
}
