import Testing
import XMLText

@Suite struct `XML push parser` {
  private static let rich = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!-- a < comment > with "quotes' -->
    <?target a < b ?>
    <r:root xmlns:r="urn:r" xmlns="urn:d" r:id="7" note='1 > 0 &amp; "x" &#38; &#xe9; &lt;'>
      <a>one<![CDATA[ <two> & ]] ]]>&#32;three &amp; &lt;four&gt;<!-- <no> --></a>
      <b
        k="v"/><empty></empty>
      <long>\(String(repeating: "日本 é 😀 ", count: 3_000))</long>
    </r:root>
    <!-- trailing comment -->

    """

  @Test func `tells elements, attributes and text`() throws {
    let document = "<r:root xmlns:r=\"urn:r\" r:id='7'><a>x</a><b k=\"v\" l=''/></r:root>"
    let log = try parse(document)
    #expect(
      log.events == [
        "<root", "@id=7", "<a", "x", ">a", "<b", "@k=v", "@l=", ">b", ">root",
      ])
  }

  @Test func `joins text, CDATA and references`() throws {
    let log = try parse("<a>1<![CDATA[<2>&]]>&#51;&#x34;<!-- no --><?pi no?>&amp;&lt;5</a>")
    #expect(log.events == ["<a", "1<2>&34&<5", ">a"])
  }

  @Test func `expands references in attribute values`() throws {
    let log = try parse("<a v='&amp;&#38;#38;&lt;&quot;&apos;&gt;&#x20ac; a&amp;amp;b'/>")
    #expect(log.events == ["<a", "@v=&&#38;<\"'>€ a&amp;b", ">a"])
  }

  @Test(arguments: [1, 2, 7, 299, 65_536])
  func `gives the same events in any chunking`(chunkSize: Int) throws {
    let whole = try parse(Self.rich)
    let cut = try parse(Self.rich, chunkSize: chunkSize)
    #expect(cut.events == whole.events)
    #expect(cut.lines == whole.lines)
    #expect(whole.events.contains("@note=1 > 0 & \"x\" & é <"))
    #expect(whole.events.contains("one <two> & ]]  three & <four>"))
    #expect(whole.events.contains(String(repeating: "日本 é 😀 ", count: 3_000)))
  }

  @Test func `tells the line on which a start tag ends`() throws {
    #expect(try parse(Self.rich).lines == [4, 5, 7, 7, 8])
  }

  @Test(arguments: [true, false], [1, 7, 65_536])
  func `reads UTF-16`(isLittleEndian: Bool, chunkSize: Int) throws {
    let document = Self.rich.replacing("encoding=\"UTF-8\"", with: "encoding=\"UTF-16\"")
    let bytes = utf16(document, isLittleEndian: isLittleEndian)
    #expect(try parse(bytes, chunkSize: chunkSize).events == parse(Self.rich).events)
  }

  @Test(arguments: [1, 7, 65_536])
  func `reads Latin-1 and a byte order mark`(chunkSize: Int) throws {
    let latin = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xe9]
    let log = try parse(latin + Array("</a>".utf8), chunkSize: chunkSize)
    #expect(log.events == ["<a", "é", ">a"])
    let marked = try parse("\u{feff}<a>é</a>", chunkSize: chunkSize)
    #expect(marked.events == ["<a", "é", ">a"])
  }

  @Test func `keeps parsers apart`() throws {
    let (one, two) = (EventLog(), EventLog())
    var first = XMLPushParser(handler: one)
    var second = XMLPushParser(handler: two)
    try first.feed(Array("<a><b>".utf8).span)
    try second.feed(Array("<x>\n<y".utf8).span)
    try first.feed(Array("</b></a>".utf8).span)
    #expect(throws: XMLRefusal.self) { try second.feed(Array("></x>".utf8).span) }
    try first.finish()
    #expect(one.events == ["<a", "<b", ">b", ">a"])
  }

  @Test(arguments: [1, 7, 65_536])
  func `stops at an error of the handler`(chunkSize: Int) throws {
    let log = EventLog()
    log.refusedName = "b"
    #expect(throws: EventLog.Refused(name: "b")) {
      _ = try parse("<a><b x='1'>t</b><c/></a>", chunkSize: chunkSize, into: log)
    }
    #expect(log.events == ["<a", "<b"])
    let texts = EventLog()
    texts.refusedText = "bad"
    #expect(throws: EventLog.Refused(name: "bad")) {
      _ = try parse("<a>a bad &amp; text<c/></a>", chunkSize: chunkSize, into: texts)
    }
    #expect(texts.events == ["<a"])
  }

  @Test func `throws its error again`() throws {
    let log = EventLog()
    log.refusedName = "a"
    var parser = XMLPushParser(handler: log)
    #expect(throws: EventLog.Refused.self) { try parser.feed(Array("<a>text".utf8).span) }
    #expect(throws: EventLog.Refused.self) { try parser.feed(Array("</a>".utf8).span) }
    #expect(throws: EventLog.Refused.self) { try parser.finish() }
  }
}
