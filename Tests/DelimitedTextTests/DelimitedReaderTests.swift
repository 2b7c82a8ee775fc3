import DelimitedText
import Testing

@Suite struct `Delimited reader` {
  private func fields(_ input: String, _ dialect: Dialect = .commaSeparated) -> [[String]] {
    read(input, dialect).map(\.fields)
  }

  @Test func `splits records and fields`() {
    #expect(fields("a,b,c\n1,2,3\n") == [["a", "b", "c"], ["1", "2", "3"]])
    #expect(fields("a;b\n", Dialect(delimiter: UInt8(ascii: ";"), quote: nil)) == [["a", "b"]])
    #expect(fields(",\n") == [["", ""]])
    #expect(fields("") == [])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `takes every line end`(lineEnd: String) {
    let records = read("a,b\(lineEnd)c,d\(lineEnd)")
    #expect(records.map(\.fields) == [["a", "b"], ["c", "d"]])
    #expect(records.map(\.line) == [1, 2])
    #expect(records.map(\.raw) == ["a,b", "c,d"])
    #expect(records[1].byteOffset == 3 + lineEnd.utf8.count)
  }

  @Test func `takes mixed line ends and a last record without one`() {
    let records = read("a\r\nb\rc\nd\n\re")
    #expect(records.map(\.fields) == [["a"], ["b"], ["c"], ["d"], [""], ["e"]])
    #expect(records.map(\.line) == [1, 2, 3, 4, 5, 6])
  }

  @Test func `unquotes`() {
    let records = read("\"a,b\",\"c \"\"d\"\"\",\"\",plain\n\"\"\"\"\n")
    #expect(records.map(\.fields) == [["a,b", "c \"d\"", "", "plain"], ["\""]])
    #expect(records[0].quoted == [true, true, true, false])
    #expect(records[0].raw == "\"a,b\",\"c \"\"d\"\"\",\"\",plain")
  }

  @Test func `counts physical lines inside quotes`() {
    let records = read("\"a\nb\r\nc\rd\",1\nnext\n")
    #expect(records.map(\.fields) == [["a\nb\r\nc\rd", "1"], ["next"]])
    #expect(records.map(\.line) == [1, 5])
  }

  @Test func `takes a quote inside an unquoted field as it is`() {
    #expect(fields("5\" disk,a\"b\"\n") == [["5\" disk", "a\"b\""]])
  }

  @Test func `takes quotes as plain where there are none`() {
    let records = read("\"a\tb\"\n", .tabSeparated)
    #expect(records.map(\.fields) == [["\"a", "b\""]])
    #expect(records.map(\.quoted) == [[false, false]])
  }

  @Test func `passes other control bytes on`() {
    #expect(fields("a\0b,\u{b}\n") == [["a\0b", "\u{b}"]])
  }

  @Test(arguments: [
    ("", true), (" ", true), ("  ", true), ("\t \t", true), (",", false), ("x", false),
    ("\"\"", false),
  ])
  func `knows a blank line`(line: String, isBlank: Bool) throws {
    var reader = DelimitedReader(dialect: .commaSeparated)
    reader.feed(Array("\(line)\n".utf8).span)
    #expect(try reader.next())
    #expect(reader.isBlank == isBlank)
  }

  @Test func `waits for input`() throws {
    var reader = DelimitedReader(dialect: .commaSeparated)
    reader.feed(Array("a,b\r".utf8).span)
    #expect(try !reader.next())
    #expect(reader.fieldCount == 0)
    reader.feed(Array("\nc".utf8).span)
    #expect(try reader.next())
    #expect(reader.fieldCount == 2)
    #expect(try !reader.next())
    reader.finish()
    #expect(try reader.next())
    #expect(reader.line == 2)
    #expect(reader.byteOffset == 5)
    #expect(try !reader.next())
  }

  @Test func `reads more fields than it has room for at first`() {
    let values = (0..<1_000).map(String.init)
    #expect(fields(values.joined(separator: ",") + "\n") == [values])
  }
}

@Suite struct `Records that cannot be read` {
  @Test(arguments: [1, 7, 65_536])
  func `leave the next one readable`(chunkSize: Int) {
    let records = read("a\n\"b\"c,d\ne\n", chunkSize: chunkSize)
    #expect(records.map(\.error) == [nil, .textAfterQuote, nil])
    #expect(records.map(\.raw) == ["a", "\"b\"c,d", "e"])
    #expect(records.map(\.line) == [1, 2, 3])
    #expect(records.map(\.byteOffset) == [0, 2, 9])
    #expect(records[1].fields == [])
  }

  @Test(arguments: [1, 7, 65_536])
  func `include a quote that does not end`(chunkSize: Int) {
    let records = read("a\n\"b\nc\n", chunkSize: chunkSize)
    #expect(records.map(\.error) == [nil, .unterminatedQuote])
    #expect(records[1].line == 2)
    #expect(records[1].byteOffset == 2)
    #expect(records[1].raw == "\"b\nc\n")
  }

  @Test(arguments: [1, 7, 65_536])
  func `include a field over the limit`(chunkSize: Int) {
    let input = "12345678,a\n123456789,b\n\"123456789\",c\n\"12345678\",d\n"
    let records = read(input, chunkSize: chunkSize, fieldBytesMax: 8)
    let tooLong = DelimitedTextError.Code.fieldTooLong(bytesMax: 8)
    #expect(records.map(\.error) == [nil, tooLong, tooLong, nil])
    #expect(records[1].raw == "123456789,b")
    #expect(records[3].fields == ["12345678", "d"])
  }

  @Test(arguments: ["\n", "\r\n", "\r"], [1, 7, 65_536])
  func `include a record over the limit, wherever it ends`(lineEnd: String, chunkSize: Int) {
    let quoted = "\"\(String(repeating: "x\n,", count: 20))\"\"\n\",z"
    let fitting = String(repeating: "1,", count: 32)
    let input = [fitting, fitting + "1", "b", quoted, "c"].joined(separator: lineEnd)
    let records = read(input, chunkSize: chunkSize, fieldBytesMax: 4)
    let tooLong = DelimitedTextError.Code.recordTooLong(bytesMax: 64)
    #expect(records.map(\.error) == [nil, tooLong, nil, tooLong, nil])
    #expect(records.map(\.line) == [1, 2, 3, 4, 26])
    #expect(records[4].fields == ["c"])
  }

  @Test func `are told by line, with the way out`() {
    let error = DelimitedTextError(.textAfterQuote, line: 7, byteOffset: 99)
    #expect(
      error.description
        == "line 7, byte 99: text follows a closing quote; double the quotes that belong to the value"
    )
    #expect(error.reason == "text_after_quote")
  }
}
