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
  mutating func feed(_ chunk: Span<UInt8>, take: (Span<UInt8>) throws -> Void) throws {
    if encoding == .utf8 {
      if isUndecided { plainBytes += chunk.count } else { try transcoder.validate(chunk) }
      return try take(chunk)
    }
    output.removeAll(keepingCapacity: true)
    try transcoder.append(chunk, to: &output)
    try take(output.span)
  }

  mutating func finish() throws { try transcoder.finish() }

  static func isASCII(_ chunk: Span<UInt8>) -> Bool {
    chunk.withUnsafeBufferPointer { bytes in
      var all: UInt8 = 0
      for byte in bytes { all |= byte }
      return all < 0x80
    }
  }
}
