import DelimitedText

/// Lines of XML that end in a carriage return alone, which its reader does not count.
///
/// XML reads any line end as a line feed, so that putting one there changes no value.
struct LineEndReading {
  /// The file has such lines.
  let hasReturns: Bool
  /// A return at the end of a chunk: what comes next tells what it is.
  private(set) var rest: [UInt8] = []

  init(_ sniff: Sniff) {
    let isBytewise = sniff.encoding != .utf16le && sniff.encoding != .utf16be
    hasReturns = isBytewise && Self.hasLoneReturn(sniff.text)
  }

  private static func hasLoneReturn(_ text: [UInt8]) -> Bool {
    var place = text.startIndex
    while let found = text[place...].firstIndex(of: UInt8(ascii: "\r")) {
      place = found + 1
      if place < text.endIndex, text[place] != UInt8(ascii: "\n") { return true }
    }
    return false
  }

  /// The bytes with a line feed in place of each return that none follows.
  mutating func lineFeeds(_ chunk: Span<UInt8>) -> [UInt8] {
    var bytes = rest
    bytes.reserveCapacity(rest.count + chunk.count)
    for index in chunk.indices { bytes.append(chunk[index]) }
    rest = bytes.last == UInt8(ascii: "\r") ? [bytes.removeLast()] : []
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\r") {
      let isFollowed = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
      if !isFollowed { bytes[index] = UInt8(ascii: "\n") }
    }
    return bytes
  }
}
