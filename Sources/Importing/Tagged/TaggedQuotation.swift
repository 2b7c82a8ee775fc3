import Accounting
import DelimitedText

extension ImportedDocument {
  /// Quotes the rows set aside of a tagged text as they were received.
  mutating func quoteQuarantine(
    _ shape: TaggedShape, _ encoding: TextEncoding, in stream: borrowing FileStream
  ) {
    for index in quarantinedRows.indices {
      let start = Int(quarantinedRows[index].byteOffset)
      let bytes = stream.peek(at: start, count: Self.quotedBytesMax)
      var text: [UInt8] = []
      var transcoder = Transcoder(from: encoding)
      // The last character may be cut.
      try? transcoder.append(bytes.span, to: &text)
      let quoted =
        shape.form == .fields
        ? shape.row(at: text) : Self.element(like: quarantinedRows[index].raw, in: text)
      if let quoted { quarantinedRows[index].raw = quoted }
    }
  }

  /// The element of SGML that begins on the first line of a text, by its name in `written`; `nil`
  /// where the line has several of them.
  private static func element(like written: String, in text: [UInt8]) -> String? {
    let name = written.dropFirst().prefix { $0 != ">" && $0 != " " }
    let (start, end) = (Array("<\(name)>".utf8), Array("</\(name)>".utf8))
    let line = text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let starts = line.ranges(of: start)
    guard starts.count == 1, let first = starts.first,
      let last = text[first.upperBound...].firstRange(of: end)
    else { return nil }
    return String(decoding: text[first.lowerBound..<last.upperBound], as: UTF8.self)
  }

  private static let quotedBytesMax = 16_384
}

extension TaggedShape {
  /// The lines of the group that a text begins with; `nil` when it begins with none.
  fileprivate func row(at text: [UInt8]) -> String? {
    var end = 0
    var group: TagGroup?
    while end < text.count {
      let next = Self.lineEnd(in: text, from: end)
      let tag = TagReader.tag(of: Array(text[end..<next]))?.name
      if let known = group {
        if let tag, known.starts.contains(tag) || !known.holds.contains(tag) { break }
        if tag == nil, TagReader.isTrailer(Array(text[end..<next])) { break }
      } else {
        group = groups.last { group in tag.map { group.starts.contains($0) } ?? false }
        guard group?.holds.isEmpty == false else { return nil }
      }
      end = Self.nextLine(in: text, after: next)
    }
    let quoted = text[..<end].reversed().drop {
      $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
    }
    return String(decoding: quoted.reversed(), as: UTF8.self)
  }

  private static func lineEnd(in text: [UInt8], from start: Int) -> Int {
    text[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? text.count
  }

  private static func nextLine(in text: [UInt8], after end: Int) -> Int {
    guard end < text.count else { return text.count }
    let isPair =
      text[end] == UInt8(ascii: "\r") && end + 1 < text.count
      && text[end + 1] == UInt8(ascii: "\n")
    return end + (isPair ? 2 : 1)
  }
}
