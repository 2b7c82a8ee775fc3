import DelimitedText

/// Turns a file's chunks into UTF-8, untouched where they are that already.
struct TextFeed {
  private let encoding: TextEncoding
  private var transcoder: Transcoder
  private var output: [UInt8] = []
  private var isPlain = true
  /// Bytes of the mark at the start of the file.
  private(set) var markBytes: Int

  init(encoding: TextEncoding, markBytes: Int) {
    self.encoding = encoding
    self.markBytes = markBytes
    transcoder = Transcoder(from: encoding)
  }

  /// Feeds a chunk, without the byte order mark, to the reader.
  mutating func feed(_ chunk: Span<UInt8>, to reader: inout DelimitedReader) throws {
    if encoding == .utf8 {
      // Nothing but ASCII so far needs no validation.
      if !(isPlain && Self.isASCII(chunk)) {
        isPlain = false
        try transcoder.validate(chunk)
      }
      reader.feed(chunk)
      return
    }
    output.removeAll(keepingCapacity: true)
    try transcoder.append(chunk, to: &output)
    reader.feed(output.span)
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
