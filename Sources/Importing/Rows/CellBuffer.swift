/// The values of one row by slot number, as ranges of one run of bytes.
///
/// The contract's own texts stand at the front, so that a constant is a range like any other.
struct CellBuffer {
  var bytes: [UInt8]
  var ranges: [Range<Int>]
  /// Where the contract's texts end and the document's begin.
  let base: Int

  init(constants: [UInt8], slotCount: Int) {
    bytes = constants
    bytes.reserveCapacity(1 << 16)
    base = constants.count
    ranges = Array(repeating: 0..<0, count: slotCount)
  }

  mutating func removeCells() { bytes.removeSubrange(base...) }

  /// Appends a value without the blanks around it.
  mutating func set(_ slot: Int, to value: Span<UInt8>) {
    var start = 0
    var end = value.count
    while start < end, value[start].isBlank { start += 1 }
    while end > start, value[end - 1].isBlank { end -= 1 }
    let first = bytes.count
    if end > start {
      value.extracting(start..<end).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }
    ranges[slot] = first..<bytes.count
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
