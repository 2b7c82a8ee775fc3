import Accounting

/// A row of an operational file, kept until the ledger has taken it.
struct KeptRow {
  var line: Int
  var byteOffset: Int
  var raw: [UInt8]
}

/// Fills batches and hands them to the sink.
struct BatchOutput: ~Copyable {
  private static let rowsPerBatch = 8_192
  private let sink: any RecordSink
  private let keepsRaw: Bool
  /// Settlement lines, which outnumber everything else.
  var lines = LineBatch()
  private var batches = RecordKind.allCases.map { RecordBatch(kind: $0) }
  /// The rows behind the records, their bytes in one run.
  private var kept: [(line: Int, byteOffset: Int, raw: Range<Int>)] = []
  private var keptBytes: [UInt8] = []
  private var isOtherFull = false
  /// Records from a place on that may be taken back: nothing is handed over meanwhile.
  private var held: (kind: RecordKind, from: Int)?

  init(sink: any RecordSink, keepsRaw: Bool) {
    self.sink = sink
    self.keepsRaw = keepsRaw
  }

  var isFull: Bool { (isOtherFull || lines.count >= Self.rowsPerBatch) && held == nil }

  /// Keeps what follows of a kind here, until it is dropped or released.
  mutating func hold(_ kind: RecordKind) {
    if held == nil { held = (kind, batches[Int(kind.rawValue)].count) }
  }

  mutating func release() { held = nil }

  /// Takes back what was appended since it is held.
  mutating func dropHeld() {
    if let held { batches[Int(held.kind.rawValue)].cut(to: held.from) }
  }

  mutating func begin(_ kind: RecordKind, line: Int) {
    let index = Int(kind.rawValue)
    if batches[index].count >= Self.rowsPerBatch - 1 { isOtherFull = true }
    batches[index].beginRow(line: Int32(clamping: line))
  }

  mutating func append(_ value: Int64?, to kind: RecordKind) {
    batches[Int(kind.rawValue)].append(value)
  }

  mutating func append(_ bytes: Span<UInt8>, to kind: RecordKind) {
    batches[Int(kind.rawValue)].append(bytes)
  }

  mutating func append(_ text: String, to kind: RecordKind) {
    let bytes = Array(text.utf8)
    append(bytes.span, to: kind)
  }

  /// Appends a record whose texts stand in `row`.
  mutating func append(
    _ kind: RecordKind, line: Int, _ cells: [RecordCell], of row: borrowing CellBuffer
  ) {
    let index = Int(kind.rawValue)
    if batches[index].count >= Self.rowsPerBatch - 1 { isOtherFull = true }
    batches[index].append(line: Int32(clamping: line), cells.span, texts: row.bytes.span)
  }

  /// Keeps the row behind the record appended last, in case the ledger cannot take it.
  mutating func keep(line: Int, byteOffset: Int, raw: Span<UInt8>) {
    guard keepsRaw else { return }
    let start = keptBytes.count
    raw.withUnsafeBufferPointer { keptBytes.append(contentsOf: $0) }
    kept.append((line, byteOffset, start..<keptBytes.count))
  }

  private func keptRow(_ position: Int, line: Int) -> KeptRow {
    guard keepsRaw, position < kept.count else {
      return KeptRow(line: line, byteOffset: 0, raw: [])
    }
    let row = kept[position]
    return KeptRow(
      line: row.line, byteOffset: row.byteOffset, raw: Array(keptBytes[row.raw]))
  }

  /// Hands over all batches, settlements before their lines.
  ///
  /// `meanings`: those of the document so far.
  /// - Returns: The rows that the sink did not take, with what it said.
  mutating func flush(
    meanings: [SettlementLineBatch.Meaning]
  ) throws -> [(row: KeptRow, conflict: RowConflict)] {
    var refused: [(row: KeptRow, conflict: RowConflict)] = []
    for index in batches.indices {
      if index == Int(RecordKind.settlementLine.rawValue), lines.count > 0 {
        try sink.append(lines.take(meanings: meanings))
      }
      if batches[index].count == 0 { continue }
      for conflict in try sink.append(batches[index]) {
        let line = Int(batches[index].line(of: conflict.row))
        refused.append((keptRow(conflict.row, line: line), conflict))
      }
      batches[index].removeAll()
    }
    kept.removeAll(keepingCapacity: true)
    keptBytes.removeAll(keepingCapacity: true)
    isOtherFull = false
    return refused
  }
}

extension RecordBatch {
  fileprivate func line(of row: Int) -> Int32 { row < lines.count ? lines[row] : 0 }
}
