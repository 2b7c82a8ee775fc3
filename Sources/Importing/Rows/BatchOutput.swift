import Accounting

/// A row of an operational file, kept until the ledger has taken it.
struct KeptRow {
  var line: Int
  var byteOffset: Int
  var raw: [UInt8]
}

/// Fills batches and hands them to the sink.
struct BatchOutput {
  private static let rowsPerBatch = 8_192
  private let sink: any RecordSink
  private let keepsRaw: Bool
  private var batches = RecordKind.allCases.map { RecordBatch(kind: $0) }
  private var kept: [KeptRow] = []
  private(set) var isFull = false

  init(sink: any RecordSink, keepsRaw: Bool) {
    self.sink = sink
    self.keepsRaw = keepsRaw
  }

  mutating func begin(_ kind: RecordKind, line: Int) {
    let index = Int(kind.rawValue)
    if batches[index].count >= Self.rowsPerBatch { isFull = true }
    batches[index].beginRow(line: Int32(clamping: line))
  }

  mutating func append(_ value: Int64?, to kind: RecordKind) {
    batches[Int(kind.rawValue)].append(value)
  }

  mutating func append(_ bytes: Span<UInt8>, to kind: RecordKind) {
    batches[Int(kind.rawValue)].append(bytes)
  }

  mutating func append(_ text: String, to kind: RecordKind) {
    batches[Int(kind.rawValue)].append(text)
  }

  mutating func append(_ currency: Currency, to kind: RecordKind) {
    let packed = currency.packed
    let code: InlineArray<3, UInt8> = [
      UInt8(truncatingIfNeeded: packed >> 16), UInt8(truncatingIfNeeded: packed >> 8),
      UInt8(truncatingIfNeeded: packed),
    ]
    batches[Int(kind.rawValue)].append(code.span)
  }

  /// Keeps the row behind the record appended last, in case the ledger cannot take it.
  mutating func keep(_ row: @autoclosure () -> KeptRow) {
    if keepsRaw { kept.append(row()) }
  }

  /// Hands over all batches, settlements before their lines.
  ///
  /// - Returns: The rows that the sink did not take, with what it said.
  mutating func flush() throws -> [(row: KeptRow, conflict: RowConflict)] {
    var refused: [(row: KeptRow, conflict: RowConflict)] = []
    for index in batches.indices where batches[index].count > 0 {
      for conflict in try sink.append(batches[index]) {
        let line = Int(batches[index].line(of: conflict.row))
        let row =
          keepsRaw && conflict.row < kept.count
          ? kept[conflict.row] : KeptRow(line: line, byteOffset: 0, raw: [])
        refused.append((row, conflict))
      }
      batches[index].removeAll()
    }
    kept.removeAll(keepingCapacity: true)
    isFull = false
    return refused
  }
}

extension RecordBatch {
  fileprivate func line(of row: Int) -> Int32 { row < lines.count ? lines[row] : 0 }
}
