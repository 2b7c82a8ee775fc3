import DelimitedText
import TestSupport
import Testing

@Suite struct `Text encodings` {
  private func transcoded(
    _ input: [UInt8], from encoding: TextEncoding, chunkSize: Int = .max
  ) throws(TextEncodingError) -> String {
    var transcoder = Transcoder(from: encoding)
    var output: [UInt8] = []
    var start = 0
    while start < input.count {
      let end = input.count - start > chunkSize ? start + chunkSize : input.count
      try transcoder.append(input.span.extracting(start..<end), to: &output)
      start = end
    }
    try transcoder.finish()
    return String(decoding: output, as: UTF8.self)
  }

  private func bytes(_ text: String, _ encoding: TextEncoding) -> [UInt8] {
    text.utf16.flatMap { unit in
      let pair = [UInt8(unit & 0xff), UInt8(unit >> 8)]
      return encoding == .utf16le ? pair : pair.reversed()
    }
  }

  @Test func `are told by their byte order mark`() {
    let marks: [([UInt8], TextEncoding, Int)] = [
      ([0xef, 0xbb, 0xbf, 0x61], .utf8, 3), ([0xff, 0xfe, 0x61, 0], .utf16le, 2),
      ([0xfe, 0xff, 0, 0x61], .utf16be, 2),
    ]
    for (input, encoding, byteCount) in marks {
      let mark = TextEncoding.byteOrderMark(of: input.span)
      #expect(mark?.encoding == encoding)
      #expect(mark?.byteCount == byteCount)
    }
    for input: [UInt8] in [[], [0xef], [0xef, 0xbb], [0x61, 0x62, 0x63]] {
      #expect(TextEncoding.byteOrderMark(of: input.span) == nil)
    }
  }

  @Test(arguments: [1, 2, 3, 7, 65_536])
  func `become UTF-8 in any chunking`(chunkSize: Int) throws {
    let text = "order-id\tmüller €5 日本 😀 end"
    #expect(try transcoded(Array(text.utf8), from: .utf8, chunkSize: chunkSize) == text)
    for encoding in [TextEncoding.utf16le, .utf16be] {
      let input = bytes(text, encoding)
      #expect(try transcoded(input, from: encoding, chunkSize: chunkSize) == text)
    }
    let western: [UInt8] = [0x80, 0x35, 0xe9, 0x99, 0x9f, 0x41]
    #expect(try transcoded(western, from: .windows1252, chunkSize: chunkSize) == "€5é™ŸA")
    #expect(try transcoded([0xe9, 0x41, 0xff], from: .latin1, chunkSize: chunkSize) == "éAÿ")
  }

  @Test(
    arguments: [
      ([0x61, 0xff], 1), ([0x61, 0xc3], 1), ([0xc0, 0x80], 0), ([0xed, 0xa0, 0x80], 0),
      ([0xe0, 0x9f, 0xbf], 0), ([0xf4, 0x90, 0x80, 0x80], 0), ([0xf0, 0x8f, 0xbf, 0xbf], 0),
      ([0x61, 0x61, 0xe2, 0x82, 0x41], 2), ([0x80], 0), ([0xf5, 0x80, 0x80, 0x80], 0),
      ([0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0xe9, 0x2c], 9),
    ] as [([UInt8], Int)])
  func `that are not UTF-8 are refused with the place`(input: [UInt8], byteOffset: Int) {
    for chunkSize in [1, 2, 65_536] {
      let error = #expect(throws: TextEncodingError.self) {
        try transcoded(input, from: .utf8, chunkSize: chunkSize)
      }
      #expect(error?.byteOffset == byteOffset, "chunks of \(chunkSize)")
    }
  }

  @Test(
    arguments: [
      (TextEncoding.utf16le, [0x61, 0x00, 0x00, 0xdc], 2), (.utf16le, [0x61, 0x00, 0x62], 2),
      (.utf16le, [0x61, 0x00, 0x00, 0xd8, 0x62, 0x00], 2), (.utf16be, [0xd8, 0x00], 0),
      (.utf16be, [0x00, 0x61, 0xd8, 0x00, 0x61], 2), (.windows1252, [0x61, 0x81], 1),
    ] as [(TextEncoding, [UInt8], Int)])
  func `that break off or mean nothing are refused with the place`(
    encoding: TextEncoding, input: [UInt8], byteOffset: Int
  ) {
    for chunkSize in [1, 65_536] {
      let error = #expect(throws: TextEncodingError.self) {
        try transcoded(input, from: encoding, chunkSize: chunkSize)
      }
      #expect(error?.byteOffset == byteOffset, "chunks of \(chunkSize)")
    }
  }

  @Test func `of UTF-8 agree with the standard library on random bytes`() {
    let choices: [UInt8] = [
      0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef,
      0xf0, 0xf4, 0xf5,
    ]
    for seed in UInt64(0)..<3_000 {
      var generator = SeededGenerator(seed: seed)
      let input = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        choices.randomElement(using: &generator) ?? 0
      }
      let isValid = String(validating: input, as: UTF8.self) != nil
      var transcoder = Transcoder(from: .utf8)
      var accepted = true
      do {
        for byte in input { try transcoder.validate([byte].span) }
        try transcoder.finish()
      } catch {
        accepted = false
      }
      #expect(accepted == isValid, "seed \(seed): \(input)")
    }
  }
}
