import TestSupport
import Testing
import XMLText

@Suite struct `XML refusals` {
  private func refusal(_ document: [UInt8], chunkSize: Int = .max) -> XMLRefusal? {
    do {
      _ = try parse(document, chunkSize: chunkSize)
      return nil
    } catch {
      return error as? XMLRefusal
    }
  }

  private func refusal(_ document: String, chunkSize: Int = .max) -> XMLRefusal? {
    refusal(Array(document.utf8), chunkSize: chunkSize)
  }

  static let cases: [(String, XMLRefusal.Code)] = [
    ("<a><b></a></b>", .malformed),
    ("<a>1 < 2</a>", .malformed),
    ("<a b='1' b='2'/>", .malformed),
    ("<a b=1/>", .malformed),
    ("<a>&#0;</a>", .malformed),
    ("<a>x\0y</a>", .malformed),
    ("<a>]]></a>", .malformed),
    ("<a><!-- x -- y --></a>", .malformed),
    ("text only, long enough", .malformed),
    ("<a><![IGNORE[x]]></a>", .malformed),
    ("<!DOCTYPE a><a/>", .doctype),
    ("<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>", .doctype),
    ("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", .doctype),
    (
      "<!DOCTYPE a [<!ENTITY a 'xxxxxxxxxx'><!ENTITY b '&a;&a;&a;&a;'>]><a>&b;&b;</a>",
      .doctype
    ),
    ("<!DOCTYPE html>\n<html><body>Sign in</body></html>", .doctype),
    ("<a>&e;</a>", .entityReference),
    ("<a b='&e;'/>", .entityReference),
    ("<a>1&nbsp;000.00</a>", .entityReference),
    ("<a/><b/>", .trailingContent),
    ("<a></a>x", .trailingContent),
    ("<a></a>trailing", .trailingContent),
    ("<a></a>\0\0\0\0", .trailingContent),
    ("<a></a><?xml version='1.0'?><a></a>", .malformed),
    ("", .truncated),
    ("<", .truncated),
    ("<a", .truncated),
    ("<a>", .truncated),
    ("<a><b>text</b>", .truncated),
    ("<a><b k='v", .truncated),
    ("<a><b>12.5", .truncated),
    ("<a><![CDATA[x", .truncated),
    ("<a><!-- x", .truncated),
    ("<a>&am", .truncated),
    ("<?xml version='1.0'?>\n", .truncated),
    ("<?xml version='1.0' encoding='UTF-16LE'?><a/>", .malformed),
    ("<?xml version='1.0' encoding='Shift_JIS'?><a/>", .unsupportedEncoding),
    ("<?xml version='1.0' encoding='nonsense'?><a/>", .unsupportedEncoding),
  ]

  @Test(arguments: cases)
  func `have one code in any chunking`(document: String, code: XMLRefusal.Code) {
    for chunkSize in [1, 7, 65_536] {
      let found = refusal(document, chunkSize: chunkSize)
      #expect(found?.code == code, "chunks of \(chunkSize): \(String(describing: found))")
    }
  }

  @Test func `leave the predefined entities and character references alone`() {
    #expect(refusal("<a b='&amp;&#65;'>&lt;&gt;&amp;&quot;&apos;&#x41;</a>") == nil)
  }

  @Test func `name line and byte`() {
    let found = refusal("<a>\n<b>\n</c>\n</a>")
    #expect(found?.line == 3)
    #expect((8...12).contains(found?.byteOffset ?? 0))
    #expect(refusal("<a>\n\n<!-- -->&e;</a>")?.line == 3)
    #expect(refusal("\n<!DOCTYPE a><a/>")?.line == 2)
  }

  @Test func `say what to do`() {
    let found = refusal("<a>\n<b></c></a>")
    #expect(found?.message.hasPrefix("the XML is not well formed (") == true)
    #expect(found?.message.hasSuffix("export the file again") == true)
    #expect(found?.description.hasPrefix("line 2, byte ") == true)
  }

  @Test(arguments: [1_000, 65_536])
  func `end a tag that is too long`(chunkSize: Int) {
    func tag(_ byteCount: Int) -> String {
      let frame = "<b k=''/>"
      return frame.replacing("''", with: "'\(String(repeating: "x", count: byteCount - 9))'")
    }
    #expect(refusal("<a>\(tag(65_536))</a>", chunkSize: chunkSize) == nil)
    let found = refusal("<a>\n\(tag(65_537))</a>", chunkSize: chunkSize)
    #expect(found?.code == .tagTooLong)
    #expect(found?.line == 2)
    #expect(found?.byteOffset == 4)
    let attributes = (0..<80_000).map { " a\($0)='1'" }.joined()
    #expect(refusal("<a\(attributes)/>", chunkSize: chunkSize)?.code == .tagTooLong)
    let wide = utf16("<a>\(tag(40_000))</a>", isLittleEndian: true)
    #expect(refusal(wide, chunkSize: chunkSize)?.code == .tagTooLong)
  }

  @Test(arguments: [1, 1_000, 65_536])
  func `spare what only looks like a long tag`(chunkSize: Int) {
    let filler = "<b " + String(repeating: "x", count: 70_000)
    #expect(refusal("<a><!--\(filler)--></a>", chunkSize: chunkSize) == nil)
    #expect(refusal("<a><![CDATA[\(filler) ]] > ]]></a>", chunkSize: chunkSize) == nil)
    #expect(refusal("<a><?pi \(filler)?></a>", chunkSize: chunkSize) == nil)
    #expect(refusal("<a>\(filler.dropFirst())></a>", chunkSize: chunkSize) == nil)
  }

  @Test func `find a long tag after what only looks like one`() {
    let tag = "<b k='\(String(repeating: "x", count: 70_000))'/>"
    for before in ["<!-- <x ' -->", "<![CDATA[<x ']]>", "<?pi <x ' ?>", "<c d='>' e=\"'\"/>", "'"] {
      #expect(refusal("<a>\(before)\(tag)</a>")?.code == .tagTooLong, "\(before)")
    }
  }

  @Test(arguments: [7, 65_536])
  func `end nesting that is too deep`(chunkSize: Int) {
    func nested(_ depth: Int) -> String {
      String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    }
    #expect(refusal(nested(256), chunkSize: chunkSize) == nil)
    #expect(refusal(nested(257), chunkSize: chunkSize)?.code == .tooDeep)
    #expect(refusal(nested(100_000), chunkSize: chunkSize)?.code == .tooDeep)
  }

  @Test func `include encodings whose markup cannot be followed`() {
    let wide: [UInt8] = [0x3c, 0, 0, 0, 0x61, 0, 0, 0]
    let ebcdic: [UInt8] = [0x4c, 0x6f, 0xa7, 0x94, 0x93]
    #expect(refusal(wide)?.code == .unsupportedEncoding)
    #expect(refusal(ebcdic)?.code == .unsupportedEncoding)
    #expect(refusal([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e])?.code == .malformed)
  }

  @Test(arguments: ["windows-1252", "UTF-8"])
  func `include bytes that the encoding does not have`(encoding: String) {
    let start = Array("<?xml version='1.0' encoding='\(encoding)'?><a>".utf8)
    let document = start + [0x81, 0x41] + Array("</a>".utf8)
    for chunkSize in [1, 7, 65_536] {
      #expect(refusal(document, chunkSize: chunkSize)?.code == .malformed)
    }
    // libxml2 stops decoding at a byte that is not ASCII, and so never sees the end tag.
    #expect(refusal(Array("<?xml version='1.0' encoding='US-ASCII'?><a>é</a>".utf8)) != nil)
    let sound = utf16("<a>xy</a>", isLittleEndian: true)
    #expect(refusal(sound) == nil)
    var loneSurrogate = sound
    loneSurrogate[9] = 0xdc
    #expect(refusal(loneSurrogate)?.code == .malformed)
  }

  @Test func `come instead of a crash for any damage`() {
    let document = Array(
      "<?xml version='1.0'?><r a='&amp;'><b>1<![CDATA[2]]>&#51;<!-- c --></b><c d=\"e\"/></r>".utf8)
    var generator = SeededGenerator(seed: 20)
    let marks = Array("<>&;'\"!-[]?/\0 \u{e9}x".utf8)
    for round in 0..<2_000 {
      var damaged = document
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0..<damaged.count, using: &generator)
        damaged[place] = marks.randomElement(using: &generator) ?? 0
      }
      let whole = refusal(damaged)
      let cut = refusal(damaged, chunkSize: 5)
      #expect((whole == nil) == (cut == nil), "seed 20, round \(round)")
    }
  }
}
