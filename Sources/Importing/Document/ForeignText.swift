import DelimitedText

/// Whether bytes that are no UTF-8 look like a text of East Asia rather than of Western Europe.
///
/// Any bytes can be read as Windows-1252, so that Chinese would become accents without a word. A
/// Western text has single letters above ASCII, seldom two in a row, and hardly any of the signs
/// that Windows-1252 has where Shift JIS begins its characters.
struct ForeignText {
  private var high = 0
  private var paired = 0
  private var signs = 0
  private var run = 0

  mutating func look(at bytes: Span<UInt8>) {
    for index in bytes.indices {
      let byte = bytes[index]
      guard byte >= 0x80 else {
        close()
        continue
      }
      high += 1
      run += 1
      if byte < 0xa0, !Self.isWesternSign(byte) { signs += 1 }
    }
  }

  private mutating func close() {
    if run > 1 { paired += run - run % 2 }
    run = 0
  }

  /// Currency and quotation signs, dashes, and letters of Windows-1252 between 0x80 and 0x9F.
  private static func isWesternSign(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x80, 0x85, 0x8a, 0x8c, 0x8e, 0x91...0x97, 0x99, 0x9a, 0x9c, 0x9e, 0x9f: true
    default: false
    }
  }

  /// The verdict on all the bytes seen.
  var isEastAsian: Bool {
    mutating get {
      close()
      return high >= 2 && (paired * 2 > high || signs * 2 > high)
    }
  }

  static let refusal = ImportRefusal(
    reason: "unknown_encoding",
    message: "the file is not UTF-8, and its bytes look like Chinese, Japanese or Korean; save it "
      + "as UTF-8, or name its encoding: --encoding gb18030, shift_jis, euc-kr or big5, or "
      + "'encodings' in a contract")
}

extension TextEncodingError {
  /// What is wrong and how to put it right.
  var explanation: String {
    let ways = "save it as UTF-8, or name the encoding it is in (--encoding)"
    let whether = encoding.isMultibyte ? ", or this system does not read that" : ""
    return "the file is not \(encoding.rawValue)\(whether); \(ways)"
  }
}
