/// The encodings in which source files come.
package enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16le
  case utf16be
  case windows1252 = "windows-1252"
  case latin1 = "iso-8859-1"
  /// Chinese; GBK and GB 2312 are part of it.
  case gb18030
  /// Japanese, as Windows has it.
  case shiftJIS = "shift_jis"
  /// Korean, as Windows has it.
  case eucKR = "euc-kr"
  /// Chinese of Taiwan and Hong Kong.
  case big5

  /// An encoding by one of its names, in any case.
  package init?(name: String) {
    let name = name.lowercased().replacing("_", with: "-")
    let others: [String: TextEncoding] = [
      "utf8": .utf8, "utf-16le": .utf16le, "utf-16be": .utf16be, "cp1252": .windows1252,
      "latin1": .latin1, "latin-1": .latin1, "gbk": .gb18030, "gb2312": .gb18030,
      "gb-18030": .gb18030, "cp936": .gb18030, "shift-jis": .shiftJIS, "sjis": .shiftJIS,
      "cp932": .shiftJIS, "windows-31j": .shiftJIS, "euckr": .eucKR, "cp949": .eucKR,
      "uhc": .eucKR, "cp950": .big5, "big-5": .big5,
    ]
    guard let encoding = TextEncoding(rawValue: name) ?? others[name] else { return nil }
    self = encoding
  }

  /// Its characters have one byte or several, of which the later ones may look like ASCII.
  package var isMultibyte: Bool { multibyteName != nil }

  /// The C library's name for one that it reads for us.
  var multibyteName: String? {
    switch self {
    case .gb18030: "GB18030"
    case .shiftJIS: "CP932"
    case .eucKR: "UHC"
    case .big5: "BIG5"
    default: nil
    }
  }

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
