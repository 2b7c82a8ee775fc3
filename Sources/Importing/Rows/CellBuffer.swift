/// The values of one row by slot number, as ranges of one run of bytes.
///
/// The contract's own texts stand at the front, so that a constant is a range like any other.
struct CellBuffer: ~Copyable {
  var bytes: [UInt8]
  private(set) var ranges: [Range<Int>]
  /// By slot, the fields that read it, as bits.
  private let readers: [UInt64]
  /// The fields that read a slot which changed since this was last made 0; all when what earlier
  /// ranges stand for may be gone.
  var staleFields = UInt64.max
  /// Where the contract's texts end and the document's begin.
  let base: Int

  /// Cells for a number of slots; `constantRanges` of `constants` count as slots after those.
  init(
    constants: [UInt8], slotCount: Int, constantRanges: [Range<Int>] = [], readers: [UInt64] = []
  ) {
    self.readers = readers
    bytes = constants
    bytes.reserveCapacity(1 << 16)
    base = constants.count
    ranges = Array(repeating: 0..<0, count: slotCount) + constantRanges
  }

  mutating func removeCells() {
    cut(to: base)
    staleFields = .max
  }

  /// Removes what was appended since the bytes ended at `end`.
  mutating func cut(to end: Int) {
    if bytes.count == end { return }
    bytes.removeLast(bytes.count - end)
    staleFields = .max
  }

  /// Says where a slot's value stands.
  mutating func place(_ slot: Int, _ range: Range<Int>) {
    ranges[slot] = range
    if slot < readers.count { staleFields |= readers[slot] }
  }

  /// Whether the cells may be added to, instead of being begun anew for the next row.
  var hasRoom: Bool { bytes.count - base < 8_192 }

  /// Whether a cell is printable ASCII without `+` and `=`: most keys are, and need no other look.
  func isPlain(_ range: Range<Int>) -> Bool {
    precondition(range.upperBound <= bytes.count)
    return bytes.withUnsafeBytes { buffer in
      var odd: UInt64 = 0
      var index = range.lowerBound
      while index + 8 <= range.upperBound {
        odd |= Self.odd(buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        index += 8
      }
      var rest: UInt64 = 0x2020_2020_2020_2020
      while index < range.upperBound {
        rest = rest << 8 | UInt64(buffer[index])
        index += 1
      }
      return (odd | Self.odd(rest)) & 0x8080_8080_8080_8080 == 0
    }
  }

  /// The top bit of each byte is set where the byte is no printable ASCII, or is `+` or `=`.
  ///
  /// A borrow may set the bit of the byte above as well, which only costs a closer look.
  @inline(__always)
  private static func odd(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let plus = word ^ (ones &* UInt64(UInt8.plus))
    let equals = word ^ (ones &* UInt64(UInt8(ascii: "=")))
    let control = (word &- ones &* 0x20) & ~word
    let matches = ((plus &- ones) & ~plus) | ((equals &- ones) & ~equals)
    return word | (word &+ ones) | control | matches
  }

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
    place(slot, first..<bytes.count)
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
