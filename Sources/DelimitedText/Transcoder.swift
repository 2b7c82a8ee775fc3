/// Turns chunks of one encoding into UTF-8, wherever the chunks are cut.
///
/// The caller strips a byte order mark; offsets in errors count from the first byte appended.
package struct Transcoder: Sendable {
  private let encoding: TextEncoding
  private var validator = UTF8Validator()
  private var offset = 0
  /// The first byte of a UTF-16 unit that a chunk has cut.
  private var halfUnit: UInt8?
  private var highSurrogate: UInt16?
  private let multibyte: MultibyteDecoder?

  package init(from encoding: TextEncoding) {
    self.encoding = encoding
    multibyte = encoding.multibyteName.flatMap { MultibyteDecoder($0) }
  }

  /// Appends `chunk` to `output` as UTF-8.
  ///
  /// - Throws: ``TextEncodingError`` at the first sequence that is not of the encoding.
  package mutating func append(
    _ chunk: Span<UInt8>, to output: inout [UInt8]
  ) throws(TextEncodingError) {
    switch encoding {
    case .utf8:
      try validator.append(chunk)
      chunk.withUnsafeBufferPointer { output.append(contentsOf: $0) }
    case .utf16le, .utf16be:
      for index in chunk.indices { try appendUTF16(chunk[index], at: offset + index, to: &output) }
    case .windows1252:
      for index in chunk.indices {
        guard let scalar = Self.windows1252(chunk[index]) else {
          throw TextEncodingError(encoding: encoding, byteOffset: offset + index)
        }
        Self.append(scalar, to: &output)
      }
    case .latin1:
      for index in chunk.indices { Self.append(Unicode.Scalar(chunk[index]), to: &output) }
    case .gb18030, .shiftJIS, .eucKR, .big5: try appendMultibyte(chunk, to: &output)
    }
    offset += chunk.count
  }

  /// Checks a chunk of UTF-8 without copying it.
  ///
  /// - Precondition: The transcoder is one from UTF-8.
  /// - Throws: ``TextEncodingError`` at the first sequence that is not UTF-8.
  package mutating func validate(_ chunk: Span<UInt8>) throws(TextEncodingError) {
    precondition(encoding == .utf8, "only UTF-8 needs no transcoding")
    try validator.append(chunk)
  }

  /// Says that no more input comes.
  ///
  /// - Throws: ``TextEncodingError`` when the input ends inside a character.
  package mutating func finish() throws(TextEncodingError) {
    try validator.finish()
    if let held = multibyte?.heldCount, held > 0 {
      throw TextEncodingError(encoding: encoding, byteOffset: offset - held)
    }
    if halfUnit != nil || highSurrogate != nil {
      let pending = (halfUnit == nil ? 0 : 1) + (highSurrogate == nil ? 0 : 2)
      throw TextEncodingError(encoding: encoding, byteOffset: offset - pending)
    }
  }

  /// A system that lacks the encoding reads no byte of it.
  private func appendMultibyte(
    _ chunk: Span<UInt8>, to output: inout [UInt8]
  ) throws(TextEncodingError) {
    guard let multibyte else { throw TextEncodingError(encoding: encoding, byteOffset: offset) }
    if let good = multibyte.append(chunk, to: &output) {
      throw TextEncodingError(encoding: encoding, byteOffset: offset + good)
    }
  }

  private mutating func appendUTF16(
    _ byte: UInt8, at position: Int, to output: inout [UInt8]
  ) throws(TextEncodingError) {
    guard let first = halfUnit else {
      halfUnit = byte
      return
    }
    halfUnit = nil
    let (low, high) = encoding == .utf16le ? (first, byte) : (byte, first)
    let unit = UInt16(high) << 8 | UInt16(low)
    if let lead = highSurrogate {
      guard UTF16.isTrailSurrogate(unit) else {
        throw TextEncodingError(encoding: encoding, byteOffset: position - 3)
      }
      highSurrogate = nil
      Self.append(UTF16.decode(UTF16.EncodedScalar([lead, unit])), to: &output)
    } else if UTF16.isLeadSurrogate(unit) {
      highSurrogate = unit
    } else if let scalar = Unicode.Scalar(unit) {
      Self.append(scalar, to: &output)
    } else {
      throw TextEncodingError(encoding: encoding, byteOffset: position - 1)
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
    if scalar.isASCII {
      output.append(UInt8(scalar.value))
    } else {
      output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }

  /// The character of a byte, or `nil` for the five that Windows-1252 leaves open.
  private static func windows1252(_ byte: UInt8) -> Unicode.Scalar? {
    guard (0x80...0x9f).contains(byte) else { return Unicode.Scalar(byte) }
    let value = upperControls[Int(byte) - 0x80]
    return value == 0 ? nil : Unicode.Scalar(value)
  }

  /// Windows-1252 from 0x80 to 0x9F.
  private static let upperControls: [UInt16] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
    0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
  ]
}
