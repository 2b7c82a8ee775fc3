import Accounting
import DelimitedText
import XMLText

/// Reads one file at a time: recognises it, decodes its rows and hands the records to a sink.
///
/// The caller keeps what the sink got in one transaction, and drops it when the import throws.
package struct DocumentImporter: Sendable {
  private let registry: FormatRegistry
  private let zone: BusinessZone
  private let chunkBytes: Int
  private let meter: ProgressMeter?
  private static let fieldBytesMax = 1 << 20

  /// An importer for the formats of a registry.
  ///
  /// - Parameters:
  ///   - registry: The contracts to recognise files by.
  ///   - zone: The zone of dates that name none.
  ///   - chunkBytes: How much is read at a time; the result does not depend on it.
  ///   - meter: Is told of every piece that is read.
  package init(
    registry: FormatRegistry, zone: BusinessZone, chunkBytes: Int = 1 << 18,
    meter: ProgressMeter? = nil
  ) {
    self.registry = registry
    self.zone = zone
    self.chunkBytes = chunkBytes
    self.meter = meter
  }

  /// The name of the format that reads the file.
  ///
  /// - Throws: ``ImportRefusal`` when none does, saying why.
  package func detect(_ file: InputFile, encoding: TextEncoding? = nil) throws -> String {
    do {
      let stream = try FileStream(path: file.path, chunkBytes: chunkBytes)
      return try registry.recognise(try Self.sniff(stream, encoding), format: nil).contract.name
    } catch var refusal as ImportRefusal {
      refusal.file = file.name
      throw refusal
    }
  }

  /// The SHA-256 and the length of a file, without reading it as anything.
  ///
  /// - Throws: ``ImportRefusal`` when the file cannot be read or changes meanwhile.
  package func fingerprint(_ file: InputFile) throws -> (sha256: String, byteCount: Int) {
    do {
      var stream = try FileStream(path: file.path, chunkBytes: chunkBytes)
      try stream.drain()
      return (try stream.finish(), stream.byteCount)
    } catch var refusal as ImportRefusal {
      refusal.file = file.name
      throw refusal
    }
  }

  /// Imports a file.
  ///
  /// - Parameters:
  ///   - file: Where it is, and its name in evidence.
  ///   - format: The contract to read it by, or `nil` to recognise it by content.
  ///   - sink: Takes the records while the file is read.
  ///   - amendments: What people decided about rows of it.
  ///   - encoding: What it is in, where it has no byte order mark and does not say; `nil` for
  ///     UTF-8 or what the contract allows.
  /// - Returns: Counts, totals, warnings and quarantine.
  /// - Throws: ``ImportRefusal`` for a file that is not taken, or what the sink threw.
  package func importFile(
    _ file: InputFile, format: String?, sink: any RecordSink,
    amendments: Amendments = Amendments(), encoding: TextEncoding? = nil
  ) throws -> ImportedDocument {
    do {
      var stream = try FileStream(path: file.path, chunkBytes: chunkBytes, meter: meter)
      do {
        let sniff = try Self.sniff(stream, encoding)
        let recognition = try registry.recognise(sniff, format: format)
        var maker = RecordMaker(contract: recognition.contract, zone: zone, sink: sink)
        if !recognition.rivals.isEmpty { maker.tally.warn(of: recognition, in: registry) }
        let state = ImportState(maker: maker, amendments: amendments)
        return try read(&stream, recognition, sniff, state)
      } catch var refusal as ImportRefusal where !refusal.isWaiting {
        refusal.place(LinePlaces(.all, (try? Self.sniff(stream))?.encoding ?? .utf8), in: stream)
        try stream.drain()
        refusal.sha256 = try stream.finish()
        refusal.byteCount = stream.byteCount
        throw refusal
      }
    } catch var refusal as ImportRefusal {
      refusal.file = file.name
      throw refusal
    }
  }

  static func sniff(
    _ stream: borrowing FileStream, _ named: TextEncoding? = nil
  ) throws -> Sniff {
    try Sniff(
      head: stream.peek(at: 0, count: Sniff.bytesMax), size: stream.size,
      tail: stream.peek(at: max(0, stream.size - 2), count: 2), named: named)
  }

  private func read(
    _ stream: inout FileStream, _ recognition: Recognition, _ sniff: Sniff,
    _ state: consuming ImportState
  ) throws -> ImportedDocument {
    switch recognition.contract.shape {
    case .delimited(let shape):
      return try readDelimited(&stream, recognition, shape, sniff, state)
    case .markup(let shape):
      if recognition.isTagged, let tagged = shape.tagged {
        return try readTagged(&stream, shape, tagged, sniff, state)
      }
      return try readMarkup(&stream, shape, state)
    }
  }

  // MARK: - Delimited

  private func readDelimited(
    _ stream: inout FileStream, _ recognition: Recognition, _ shape: DelimitedShape,
    _ sniff: Sniff, _ initial: consuming ImportState
  ) throws -> ImportedDocument {
    var state = consume initial
    let dialect = recognition.dialect ?? .commaSeparated
    if recognition.contract.rules.contains(where: { $0.count?.holds ?? false }) {
      state.maker.fileLines = stream.lineCount
    }
    state.maker.settleDecimalMark(sniff, dialect, shape)
    var feed = TextFeed(encoding: sniff.encoding)
    let fallback = shape.encodings.first { $0 != .utf8 }
    var reader = DelimitedReader(dialect: dialect, fieldBytesMax: Self.fieldBytesMax)
    var rows = DelimitedImport(
      contract: recognition.contract, shape: shape, dialect: dialect,
      offsetBase: sniff.encoding == .utf8 ? sniff.markBytes : 0)
    rows.settleDates(sniff, into: &state)
    var toSkip = sniff.markBytes
    do {
      while true {
        let chunk = try stream.next()
        if chunk.isEmpty { break }
        let start = min(toSkip, chunk.count)
        toSkip -= start
        let bytes = chunk.span.extracting(start..<chunk.count)
        for part in feed.parts(of: bytes) {
          // Only ASCII so far, so that the choice changes nothing that was read.
          if part.settles { feed.decide(on: try stream.encoding(orElse: fallback)) }
          do {
            try feed.feed(bytes.extracting(part.bytes), to: &reader)
          } catch let error as TextEncodingError {
            try rows.drain(&reader, into: &state)
            throw error
          }
          try rows.drain(&reader, into: &state)
        }
      }
      try feed.finish()
    } catch let error as TextEncodingError {
      throw ImportRefusal(
        reason: "invalid_encoding",
        message: error.explanation,
        byteOffset: error.byteOffset + feed.plainBytes + sniff.markBytes)
    }
    if feed.encoding != .utf8 {
      state.maker.tally.line = 1
      state.maker.tally.warn("encoding", "the file is in \(feed.encoding.rawValue), not UTF-8")
    }
    reader.finish()
    try rows.drain(&reader, into: &state)
    var document = try state.finish(sha256: try stream.finish(), byteCount: stream.byteCount)
    if feed.encoding != .utf8 { document.placeQuarantine(.init(.all, feed.encoding), in: stream) }
    return document
  }

  // MARK: - XML

  private func readMarkup(
    _ stream: inout FileStream, _ shape: MarkupShape, _ initial: consuming ImportState
  ) throws -> ImportedDocument {
    var state = consume initial
    let sniff = try Self.sniff(stream)
    let encoding = sniff.encoding
    var lineEnds = LineEndReading(sniff)
    if encoding != .utf8 {
      state.maker.tally.line = 1
      state.maker.tally.warn("encoding", "the file is in \(encoding.rawValue), not UTF-8")
    }
    let handler = MarkupHandler(MarkupImport(state: state, shape: shape))
    var parser = XMLPushParser(handler: handler)
    do {
      while true {
        let chunk = try stream.next()
        if chunk.isEmpty { break }
        if lineEnds.hasReturns {
          try parser.feed(lineEnds.lineFeeds(chunk.span).span)
        } else {
          try parser.feed(chunk.span)
        }
      }
      if lineEnds.hasReturns { try parser.feed(lineEnds.rest.span) }
      try parser.finish()
    } catch let refusal as XMLRefusal {
      throw ImportRefusal(refusal)
    }
    let other = parser.otherEncoding
    if encoding == .utf8, let other {
      handler.document.state.maker.tally.line = 1
      handler.document.state.maker.tally.warn("encoding", "the file is in \(other), not UTF-8")
    }
    var document = try handler.document.state.finish(
      sha256: try stream.finish(), byteCount: stream.byteCount)
    document.placeQuarantine(
      LinePlaces(lineEnds.hasReturns ? .all : .lineFeeds, encoding), in: stream)
    if let text = MarkupText(sniff, declared: other) { document.quoteElements(text, in: stream) }
    return document
  }
}

extension Tally {
  /// Says which of several formats that fit was taken, and why.
  fileprivate mutating func warn(of recognition: Recognition, in registry: FormatRegistry) {
    let others = recognition.rivals.joined(separator: ", ")
    let name = recognition.contract.name
    line = 1
    warn(
      "several_formats",
      "read as \(name), \(registry.isOwn(name) ? "one of the books' own" : "which requires more of its columns"); "
        + "\(others) would read it too")
  }
}
