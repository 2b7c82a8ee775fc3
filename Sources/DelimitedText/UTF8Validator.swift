/// Checks UTF-8 chunk by chunk: no overlong forms, surrogates or values over U+10FFFF.
struct UTF8Validator {
  /// Bytes of the sequence that are still to come.
  private var pending = 0
  /// What the next byte may be; only a sequence's second byte has limits of its own.
  private var lower: UInt8 = 0x80
  private var upper: UInt8 = 0xbf
  private var sequenceStart = 0
  private var offset = 0

  mutating func append(_ bytes: Span<UInt8>) throws(TextEncodingError) {
    var index = 0
    while index < bytes.count {
      if pending == 0 {
        index = Self.endOfASCII(bytes, from: index)
        guard index < bytes.count else { break }
        sequenceStart = offset + index
        guard begin(bytes[index]) else { throw failure }
      } else {
        guard bytes[index] >= lower, bytes[index] <= upper else { throw failure }
        (lower, upper) = (0x80, 0xbf)
        pending -= 1
      }
      index += 1
    }
    offset += bytes.count
  }

  func finish() throws(TextEncodingError) {
    if pending > 0 { throw failure }
  }

  private var failure: TextEncodingError {
    TextEncodingError(encoding: .utf8, byteOffset: sequenceStart)
  }

  /// Takes the first byte of a sequence of two to four.
  private mutating func begin(_ byte: UInt8) -> Bool {
    (lower, upper) = (0x80, 0xbf)
    switch byte {
    case 0xc2...0xdf: pending = 1
    case 0xe0...0xef: pending = 2
    case 0xf0...0xf4: pending = 3
    default: return false
    }
    switch byte {
    case 0xe0: lower = 0xa0
    case 0xed: upper = 0x9f
    case 0xf0: lower = 0x90
    case 0xf4: upper = 0x8f
    default: break
    }
    return true
  }

  private static func endOfASCII(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index &+ 8 <= bytes.count {
      let word = ByteSearch.word(of: bytes, at: index)
      guard word & 0x8080_8080_8080_8080 == 0 else { break }
      index &+= 8
    }
    while index < bytes.count, bytes[index] < 0x80 { index &+= 1 }
    return index
  }
}
