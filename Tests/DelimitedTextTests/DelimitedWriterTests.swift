import DelimitedText
import Testing

@Suite struct `Delimited writer` {
  private func text(_ cell: String) -> String {
    var writer = DelimitedWriter()
    writer.text(cell)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func `writes records with LF`() {
    var writer = DelimitedWriter()
    writer.text("a")
    writer.number("-5.00")
    writer.blank()
    writer.endRecord()
    writer.blank()
    writer.endRecord()
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "a,-5.00,\n\"\"\n")
  }

  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), (" a ", " a "), ("é", "é"),
  ])
  func `quotes only when needed`(cell: String, written: String) {
    #expect(text(cell) == written)
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+49 30", "'+49 30"), ("-5.00", "'-5.00"), ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'=1"), ("\r=1", "'=1"), ("\0=1", "'=1"), ("\tx", "'x"),
    ("=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""), ("a=1", "a=1"),
  ])
  func `keeps a formula from running`(cell: String, written: String) {
    #expect(text(cell) == written)
  }

  @Test func `keeps a formula from running that stripping brings to the front`() {
    #expect(text("\u{202e}=1") == "'=1")
    #expect(text("\u{1}+1") == "'+1")
    #expect(text("\n@a") == "'@a")
  }

  @Test func `strips control and bidirectional characters`() {
    #expect(text("a\u{202e}b\u{2066}c\u{200f}\u{7f}\u{85}\u{9f}\u{1b}d\0") == "abc d")
    #expect(text("two\r\nlines\tand a tab") == "two  lines and a tab")
  }

  @Test(arguments: [
    (Int64(0), 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (1_234, 2, "12.34"),
    (-120, 2, "-1.20"), (1_500, 0, "1500"), (0, 0, "0"), (1_234, 3, "1.234"), (-1, 3, "-0.001"),
    (.min, 2, "-92233720368547758.08"), (.max, 0, "9223372036854775807"),
  ])
  func `writes amounts exactly`(minorUnits: Int64, digits: Int, written: String) {
    var writer = DelimitedWriter()
    writer.amount(minorUnits, digits: digits)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == written)
  }
}
