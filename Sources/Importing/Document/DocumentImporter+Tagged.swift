import DelimitedText
import XMLText

extension DocumentImporter {
  /// Reads a tagged text as the document of elements that its tags make.
  func readTagged(
    _ stream: inout FileStream, _ shape: MarkupShape, _ tagged: TaggedShape,
    _ sniff: Sniff, _ initial: consuming ImportState
  ) throws -> ImportedDocument {
    var state = consume initial
    let amounts = AmountTexts(state.maker.contract)
    var trial = try Self.reader(shape, tagged, amounts)
    // What is wrong is told when the file is read.
    try? trial.feed(sniff.text.span)
    if sniff.isWhole { try? trial.finish() }
    state.maker.settleDecimalMark(amounts.texts)
    let handler = MarkupHandler(MarkupImport(state: state, shape: shape))
    var reader = try Self.reader(shape, tagged, handler)
    var feed = TextFeed(encoding: sniff.encoding)
    try decode(&stream, sniff, tagged.encodings, &feed) { try reader.feed($0) }
    try reader.finish()
    if feed.encoding != .utf8 {
      handler.document.state.maker.tally.line = 1
      handler.document.state.maker.tally.warn(
        "encoding", "the file is in \(feed.encoding.rawValue), not UTF-8")
    }
    var document = try handler.document.state.finish(
      sha256: try stream.finish(), byteCount: stream.byteCount)
    document.placeQuarantine(LinePlaces(.all, feed.encoding), in: stream)
    document.quoteQuarantine(tagged, feed.encoding, in: stream)
    return document
  }

  private static func reader(
    _ shape: MarkupShape, _ tagged: TaggedShape, _ handler: any XMLHandler
  ) throws -> any TaggedReader {
    switch tagged.form {
    case .sgml: SGMLReader(root: shape.root, shape: tagged, handler: handler)
    case .fields: try TagReader(root: shape.root, shape: tagged, handler: handler)
    }
  }

  /// Reads the file to its end, as UTF-8.
  private func decode(
    _ stream: inout FileStream, _ sniff: Sniff, _ encodings: [TextEncoding],
    _ feed: inout TextFeed, take: (Span<UInt8>) throws -> Void
  ) throws {
    var toSkip = sniff.markBytes
    do {
      while true {
        let chunk = try stream.next()
        if chunk.isEmpty { break }
        let start = min(toSkip, chunk.count)
        toSkip -= start
        let bytes = chunk.span.extracting(start..<chunk.count)
        for part in feed.parts(of: bytes) {
          if part.settles { feed.decide(on: try stream.encoding(orElse: encodings.first)) }
          try feed.feed(bytes.extracting(part.bytes), take: take)
        }
      }
      try feed.finish()
    } catch let error as TextEncodingError {
      throw ImportRefusal(
        reason: "invalid_encoding",
        message: error.explanation,
        byteOffset: error.byteOffset + feed.plainBytes + sniff.markBytes)
    }
  }
}
