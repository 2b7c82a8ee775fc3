import DelimitedText

/// Turns a file's chunks into UTF-8, untouched where they are that already.
struct TextFeed {
  private(set) var encoding: TextEncoding
  private var transcoder: Transcoder
  private var output: [UInt8] = []
  /// Nothing but ASCII so far.
  private(set) var isUndecided: Bool
  /// Bytes fed before the encoding was settled.
  private(set) var plainBytes = 0
  /// Bytes fed since then.
  private var checkedBytes = 0

  init(encoding: TextEncoding) {
    self.encoding = encoding
    isUndecided = encoding == .utf8
    transcoder = Transcoder(from: encoding)
  }

  /// Settles the encoding at the first chunk that is more than ASCII.
  mutating func decide(on encoding: TextEncoding) {
    self.encoding = encoding
    isUndecided = false
    transcoder = Transcoder(from: encoding)
  }

  /// Feeds a chunk, without the byte order mark, to the reader.
  mutating func feed(_ chunk: Span<UInt8>, to reader: inout DelimitedReader) throws {
    try feed(chunk) { reader.feed($0) }
  }

  /// Hands a chunk on, without the byte order mark, in UTF-8.
  ///
  /// What comes before bytes that cannot be read is handed on as well: where a chunk ends must not
  /// decide which of two faults is told.
  mutating func feed(_ chunk: Span<UInt8>, take: (Span<UInt8>) throws -> Void) throws {
    if encoding == .utf8 {
      if isUndecided { plainBytes += chunk.count } else { try validate(chunk, take: take) }
      return try take(chunk)
    }
    output.removeAll(keepingCapacity: true)
    do {
      try transcoder.append(chunk, to: &output)
    } catch {
      try take(output.span)
      throw error
    }
    try take(output.span)
  }

  private mutating func validate(
    _ chunk: Span<UInt8>, take: (Span<UInt8>) throws -> Void
  ) throws {
    do {
      try transcoder.validate(chunk)
    } catch {
      let good = error.byteOffset - checkedBytes
      if good > 0 { try take(chunk.extracting(0..<good)) }
      throw error
    }
    checkedBytes += chunk.count
  }

  mutating func finish() throws { try transcoder.finish() }

  /// A chunk in parts: while the encoding is open, what is ASCII goes before what will settle it.
  ///
  /// So where a chunk ends does not decide which of two faults is told.
  func parts(of chunk: Span<UInt8>) -> [(bytes: Range<Int>, settles: Bool)] {
    guard isUndecided, !Self.isASCII(chunk) else { return [(0..<chunk.count, false)] }
    let first = chunk.indices.first { chunk[$0] >= 0x80 } ?? chunk.count
    return [(0..<first, false), (first..<chunk.count, true)].filter { !$0.bytes.isEmpty }
  }

  static func isASCII(_ chunk: Span<UInt8>) -> Bool {
    chunk.withUnsafeBufferPointer { bytes in
      var all: UInt8 = 0
      for byte in bytes { all |= byte }
      return all < 0x80
    }
  }
}
