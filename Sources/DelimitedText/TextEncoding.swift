/// The encodings in which source files come.
package enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16le
  case utf16be
  case windows1252 = "windows-1252"
  case latin1 = "iso-8859-1"

  /// The encoding that a byte order mark at the start of `bytes` tells, and the mark's length.
  package static func byteOrderMark(
    of bytes: Span<UInt8>
  ) -> (encoding: TextEncoding, byteCount: Int)? {
    guard bytes.count >= 2 else { return nil }
    switch (bytes[0], bytes[1]) {
    case (0xef, 0xbb) where bytes.count >= 3 && bytes[2] == 0xbf: return (.utf8, 3)
    case (0xff, 0xfe): return (.utf16le, 2)
    case (0xfe, 0xff): return (.utf16be, 2)
    default: return nil
    }
  }
}

/// Bytes that mean nothing in the encoding they are said to be in.
package struct TextEncodingError: Error, Hashable, Sendable {
  package let encoding: TextEncoding
  /// The offset in the stream of the sequence that cannot be read.
  package let byteOffset: Int

  package init(encoding: TextEncoding, byteOffset: Int) {
    self.encoding = encoding
    self.byteOffset = byteOffset
  }
}

extension TextEncodingError: CustomStringConvertible {
  package var description: String {
    "byte \(byteOffset): not \(encoding.rawValue); save the file as UTF-8 or name its encoding"
  }
}
