import Accounting
import DelimitedText
import XMLText

extension ImportedDocument {
  /// Quotes the rows set aside as the file has them: the bytes of their XML element.
  ///
  /// Of a file that is not UTF-8, its text in UTF-8. In an encoding of the document's own that is
  /// not read here, rows keep the element as it was written anew.
  mutating func quoteElements(_ file: MarkupText, in stream: borrowing FileStream) {
    let wanted = Set(quarantinedRows.map(\.element).filter { $0 >= 0 })
    guard !wanted.isEmpty else { return }
    var finder = XMLElementPlaces(of: wanted)
    // The file was read before: what is wrong with it is told.
    try? file.read(stream) { chunk, _ in
      try finder.feed(chunk)
      return finder.places.count < wanted.count
    }
    let quotes = file.quotes(finder.places, in: stream)
    for index in quarantinedRows.indices {
      if let quote = quotes[quarantinedRows[index].element] { quarantinedRows[index].raw = quote }
    }
  }
}

/// An XML file read again, as UTF-8.
struct MarkupText {
  private let encoding: TextEncoding
  private let markBytes: Int

  /// `nil` for a file in an encoding that is the XML reader's alone.
  init?(_ sniff: Sniff, declared: String?) {
    markBytes = sniff.markBytes
    switch (sniff.encoding, declared?.lowercased()) {
    case (.utf8, nil): encoding = .utf8
    case (.utf8, "iso-8859-1"), (.utf8, "iso_8859-1"), (.utf8, "latin1"): encoding = .latin1
    case (.utf8, "windows-1252"), (.utf8, "cp1252"): encoding = .windows1252
    case (.utf8, _): return nil
    case (let wide, _): encoding = wide
    }
  }

  /// Hands over the text chunk by chunk with its place, until `visit` returns `false`.
  func read(
    _ stream: borrowing FileStream, visit: (Span<UInt8>, _ offset: Int) throws -> Bool
  ) throws {
    var transcoder = Transcoder(from: encoding)
    var text: [UInt8] = []
    var (place, offset) = (markBytes, 0)
    while true {
      let chunk = stream.peek(at: place, count: 1 << 16)
      if chunk.isEmpty { return }
      place += chunk.count
      text.removeAll(keepingCapacity: true)
      try transcoder.append(chunk.span, to: &text)
      guard try visit(text.span, offset) else { return }
      offset += text.count
    }
  }

  /// The texts at some places, as far as rows are quoted.
  func quotes(_ places: [Int: Range<Int>], in stream: borrowing FileStream) -> [Int: String] {
    var texts: [Int: [UInt8]] = [:]
    let end = places.values.map(\.upperBound).max() ?? 0
    try? read(stream) { chunk, offset in
      let here = offset..<offset + chunk.count
      for (number, place) in places {
        let quoted = place.prefix(ImportState.rawBytesMax)
        guard here.overlaps(quoted) else { continue }
        let part = here.clamped(to: quoted)
        for index in part { texts[number, default: []].append(chunk[index - offset]) }
      }
      return here.upperBound < end
    }
    return texts.compactMapValues { bytes in
      bytes.first == UInt8(ascii: "<") ? String(decoding: bytes, as: UTF8.self) : nil
    }
  }
}
