/// Knows, byte by byte, whether a document is inside a tag.
///
/// libxml2 takes quadratic time over the attributes of one tag, and judges a tag that is cut by a
/// chunk by what it has so far. So a tag is held back until it is complete, and refused while it is
/// too long. In comments, CDATA and processing instructions a `<` starts no tag.
struct MarkupScanner {
  private enum State {
    case text
    /// After `<`.
    case opening
    /// After `<!`, `<!-`.
    case declaration
    case commentOpening
    case tag
    case quoted
    case comment
    case commentDash
    case commentTwoDashes
    case instruction
    case instructionMark
    case characterData
    case characterDataBracket
    case characterDataTwoBrackets
  }

  /// How many bytes make a code unit: two in UTF-16.
  enum UnitWidth {
    case one
    case twoLittleEndian
    case twoBigEndian
  }

  let width: UnitWidth
  private var state = State.text
  private var quote: UInt8 = 0
  /// Bytes of the tag so far, from its `<`.
  private var tagBytes = 0
  private var heldByte: UInt8?

  init(width: UnitWidth) { self.width = width }

  /// Goes over the bytes from `start` on, up to where a tag gets too long.
  ///
  /// - Returns: Where the tag that is not complete starts, or the end; and whether it is too long.
  mutating func scan(_ bytes: Span<UInt8>, from start: Int) -> (complete: Int, isTooLong: Bool) {
    var index = start
    while index < bytes.count {
      if width == .one {
        let runStart = index
        if state == .text {
          index = Self.place(of: [UInt8(ascii: "<")], in: bytes, from: index)
          // Nearly every tag is complete and short, and needs no state.
          if let end = Self.tagEnd(bytes, from: index) {
            index = end
            continue
          }
        } else if state == .tag {
          while index < bytes.count, !Self.endsRun(bytes[index]) { index &+= 1 }
          tagBytes += index - runStart
        }
        guard index < bytes.count else { break }
      }
      take(bytes[index])
      index &+= 1
      guard tagBytes <= XMLLimits.tagBytesMax else { break }
    }
    let held = tagBytes + (heldByte == nil ? 0 : 1)
    return (index - held, tagBytes > XMLLimits.tagBytesMax)
  }

  /// Where the tag that starts at `start` ends; `nil` when that takes a closer look.
  private static func tagEnd(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    guard start + 1 < bytes.count, bytes[start + 1] != UInt8(ascii: "!"),
      bytes[start + 1] != UInt8(ascii: "?")
    else { return nil }
    var index = start + 1
    while true {
      index = place(
        of: [UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'")], in: bytes, from: index)
      guard index < bytes.count else { return nil }
      if bytes[index] == UInt8(ascii: ">") { break }
      let quote = bytes[index]
      index = place(of: [quote], in: bytes, from: index + 1) + 1
    }
    return index + 1 - start <= XMLLimits.tagBytesMax ? index + 1 : nil
  }

  /// Where the first of some bytes stands, eight places at a time; the end when none does.
  @inline(__always)
  private static func place<let count: Int>(
    of wanted: InlineArray<count, UInt8>, in bytes: Span<UInt8>, from start: Int
  ) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var index = start
    while index &+ 8 <= bytes.count {
      let word = UInt64(
        littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
      var found: UInt64 = 0
      for place in 0..<count {
        let difference = word ^ (ones &* UInt64(wanted[place]))
        // A borrow may mark bytes above the first match, never one below it.
        found |= (difference &- ones) & ~difference & 0x8080_8080_8080_8080
      }
      if found != 0 { return index &+ found.trailingZeroBitCount >> 3 }
      index &+= 8
    }
    while index < bytes.count {
      for place in 0..<count where bytes[index] == wanted[place] { return index }
      index &+= 1
    }
    return index
  }

  private static func endsRun(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ">") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }

  private mutating func take(_ byte: UInt8) {
    guard width != .one else {
      step(byte, byteCount: 1)
      return
    }
    guard let first = heldByte else {
      heldByte = byte
      return
    }
    heldByte = nil
    let (low, high) = width == .twoLittleEndian ? (first, byte) : (byte, first)
    // Only ASCII means something here.
    step(high == 0 ? low : 0xff, byteCount: 2)
  }

  private mutating func step(_ unit: UInt8, byteCount: Int) {
    let next = nextState(unit)
    let isInTag = Self.holdsBack(next)
    guard isInTag || tagBytes > 0 else {
      state = next
      return
    }
    tagBytes += byteCount
    // The bytes of a tag that is too long stay held, its end among them.
    guard tagBytes <= XMLLimits.tagBytesMax else { return }
    state = next
    if !isInTag { tagBytes = 0 }
  }

  private static func holdsBack(_ state: State) -> Bool {
    switch state {
    case .opening, .declaration, .commentOpening, .tag, .quoted: true
    default: false
    }
  }

  private mutating func nextState(_ unit: UInt8) -> State {
    switch state {
    case .text: unit == UInt8(ascii: "<") ? .opening : .text
    case .opening: opened(by: unit)
    case .declaration: declared(by: unit)
    case .commentOpening: unit == UInt8(ascii: "-") ? .comment : tagState(unit)
    case .tag: tagState(unit)
    case .quoted: unit == quote ? .tag : .quoted
    case .comment: unit == UInt8(ascii: "-") ? .commentDash : .comment
    case .commentDash: unit == UInt8(ascii: "-") ? .commentTwoDashes : .comment
    case .commentTwoDashes: commentEnd(unit)
    case .instruction: unit == UInt8(ascii: "?") ? .instructionMark : .instruction
    case .instructionMark: instructionEnd(unit)
    case .characterData: unit == UInt8(ascii: "]") ? .characterDataBracket : .characterData
    case .characterDataBracket:
      unit == UInt8(ascii: "]") ? .characterDataTwoBrackets : .characterData
    case .characterDataTwoBrackets: characterDataEnd(unit)
    }
  }

  private mutating func opened(by unit: UInt8) -> State {
    switch unit {
    case UInt8(ascii: "!"): .declaration
    case UInt8(ascii: "?"): .instruction
    default: tagState(unit)
    }
  }

  /// A `<![` that is not CDATA is malformed anyway, and so is one outside the root.
  private mutating func declared(by unit: UInt8) -> State {
    switch unit {
    case UInt8(ascii: "-"): .commentOpening
    case UInt8(ascii: "["): .characterData
    default: tagState(unit)
    }
  }

  private mutating func tagState(_ unit: UInt8) -> State {
    switch unit {
    case UInt8(ascii: ">"): return .text
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      quote = unit
      return .quoted
    default: return .tag
    }
  }

  private func commentEnd(_ unit: UInt8) -> State {
    switch unit {
    case UInt8(ascii: ">"): .text
    case UInt8(ascii: "-"): .commentTwoDashes
    default: .comment
    }
  }

  private func instructionEnd(_ unit: UInt8) -> State {
    switch unit {
    case UInt8(ascii: ">"): .text
    case UInt8(ascii: "?"): .instructionMark
    default: .instruction
    }
  }

  private func characterDataEnd(_ unit: UInt8) -> State {
    switch unit {
    case UInt8(ascii: ">"): .text
    case UInt8(ascii: "]"): .characterDataTwoBrackets
    default: .characterData
    }
  }
}
