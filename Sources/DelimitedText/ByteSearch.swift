/// Byte searches over eight bytes at a time, held in one word.
///
/// A result has the top bit of each byte that was found, lowest address first. All are exact: no
/// carry runs from one byte into the next.
enum ByteSearch {
  /// `byte` in each of the eight places.
  static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

  /// The bytes of `word` that equal those of `pattern`.
  @inline(__always)
  static func bytes(of word: UInt64, equalTo pattern: UInt64) -> UInt64 {
    let difference = word ^ pattern
    let lowBits = (difference & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7f7f_7f7f_7f7f_7f7f
    return ~(lowBits | difference) & 0x8080_8080_8080_8080
  }

  /// The bytes of `word` from NUL to carriage return: tabs, line ends and a few that are rare.
  @inline(__always)
  static func controls(of word: UInt64) -> UInt64 {
    let lowBits = (word & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7272_7272_7272_7272
    return ~(lowBits | word) & 0x8080_8080_8080_8080
  }

  /// How many bytes from `first` on equal those from `second` on, up to `max`.
  static func commonLength(
    of bytes: Span<UInt8>, at first: Int, and second: Int, max: Int
  ) -> Int {
    precondition(max >= 0 && first >= 0 && first + max <= bytes.count)
    precondition(second >= 0 && second + max <= bytes.count)
    let raw = bytes.bytes
    var length = 0
    while length &+ 8 <= max {
      let difference =
        raw.unsafeLoadUnaligned(fromByteOffset: first &+ length, as: UInt64.self)
        ^ raw.unsafeLoadUnaligned(fromByteOffset: second &+ length, as: UInt64.self)
      if difference != 0 {
        return length &+ UInt64(littleEndian: difference).trailingZeroBitCount >> 3
      }
      length &+= 8
    }
    while length < max, bytes[first &+ length] == bytes[second &+ length] { length &+= 1 }
    return length
  }

  /// The eight bytes at `offset`; past the end they read as 0xFF, which no search here finds.
  @inline(__always)
  static func word(of bytes: Span<UInt8>, at offset: Int) -> UInt64 {
    if offset &+ 8 <= bytes.count {
      return UInt64(
        littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    var word = UInt64.max
    for place in 0..<max(0, bytes.count - offset) {
      word &= ~(0xff << UInt64(place * 8))
      word |= UInt64(bytes[offset + place]) << UInt64(place * 8)
    }
    return word
  }
}
