/// Which encodings a document may be in: those whose markup the scanner can follow.
enum DocumentEncoding {
  /// The width of code units that a document's first four bytes tell.
  ///
  /// - Returns: `nil` for UTF-32 and EBCDIC, which are not read.
  static func unitWidth(_ bytes: Span<UInt8>) -> MarkupScanner.UnitWidth? {
    guard bytes.count >= 4 else { return .one }
    switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
    case (0xff, 0xfe, 0, 0), (0x3c, 0, 0, 0), (0, 0, _, _), (0x4c, 0x6f, 0xa7, 0x94): return nil
    case (0xff, 0xfe, _, _), (0x3c, 0, _, _): return .twoLittleEndian
    case (0xfe, 0xff, _, _), (0, 0x3c, _, _): return .twoBigEndian
    default: return .one
    }
  }

  /// Whether a declared encoding is one in which ASCII bytes, or units, mean ASCII only.
  static func isReadable(_ name: String, width: MarkupScanner.UnitWidth) -> Bool {
    let name = name.lowercased()
    guard width == .one else { return name.hasPrefix("utf-16") || name == "utf16" }
    return ["utf-8", "utf8", "us-ascii", "ascii"].contains(name) || name.hasPrefix("iso-8859-")
      || name.hasPrefix("windows-125")
  }
}
