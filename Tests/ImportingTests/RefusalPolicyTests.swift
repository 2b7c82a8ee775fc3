import Accounting
import Testing

@testable import Importing

extension `The input policy` {
  typealias Refused = (input: String, bytes: [UInt8], reason: String, line: Int)

  // MARK: - A file refused whole

  static let refused: [Refused] = [
    ("an empty file", [], "empty_file", 0),
    ("nothing but blanks", bytes(" \n\t\n"), "empty_file", 0),
    ("a header missing", bytes("A1,1,2026-09-01\n"), "unknown_format", 1),
    (
      "a required column missing", PolicyFile.orders(without: "currency"), "header_changed", 1
    ),
    (
      "a duplicate column", PolicyFile.orders(name: { $0 == "sku" ? "status" : $0 }),
      "header_changed", 1
    ),
    (
      "a duplicate optional column",
      PolicyFile.orders(cell: ["x": "1"], name: { $0 == "x" ? "status" : $0 }), "duplicate_column",
      1
    ),
    ("a wrong delimiter", PolicyFile.orders(delimiter: ";"), "wrong_delimiter", 1),
    ("a last line that breaks off", PolicyFile.orders(more: "A2,1"), "truncated", 3),
    ("a quote that breaks off", PolicyFile.orders(more: "A2,\"1\n"), "unterminated_quote", 3),
    ("XML that breaks off", Array(PolicyFile.statement().dropLast(12)), "truncated", 7),
    ("tagged text that breaks off", Array(PolicyFile.card().dropLast(9)), "truncated", 5),
    ("a NUL tail", PolicyFile.orders() + [0, 0], "nul_tail", 0),
    ("a NUL tail in UTF-16", PolicyFile.wide(PolicyFile.orders()) + [0, 0], "nul_tail", 0),
    ("a NUL tail after XML", PolicyFile.statement() + [0], "nul_tail", 0),
    ("an HTML error page", bytes("\n<html><body>502</body></html>"), "html_page", 0),
    ("an HTML page after messages", PolicyFile.messages() + bytes("<html>"), "html_page", 9),
    ("compressed bytes: gzip", [0x1F, 0x8B, 8, 0], "compressed_file", 0),
    ("compressed bytes: zip", [0x50, 0x4B, 3, 4], "compressed_file", 0),
    ("compressed bytes: zstd", [0x28, 0xB5, 0x2F, 0xFD], "compressed_file", 0),
    ("compressed bytes: RAR", bytes("Rar!\u{1a}\u{7}"), "compressed_file", 0),
    (
      "a second column header", PolicyFile.orders() + PolicyFile.orders(), "second_header", 3
    ),
    (
      "a second column header in another order",
      PolicyFile.orders() + PolicyFile.orders(order: { $0.reversed() }), "second_header", 3
    ),
    ("a second XML root", PolicyFile.statement(end: "<More/>"), "second_root", 8),
    ("text after the XML root", PolicyFile.statement(end: "more"), "second_root", 8),
    ("text after the tagged root", PolicyFile.card() + bytes("more"), "second_root", 8),
    (
      "a sum overflow",
      PolicyFile.settlement(amounts: Array(repeating: "90000000000000000.00", count: 2)),
      "sum_overflow", 4
    ),
    ("an unknown currency", PolicyFile.settlement(frame: "ZZZ"), "invalid_frame", 2),
    ("malformed XML", PolicyFile.statement(more: "<a></b>"), "malformed_xml", 6),
    ("malformed XML, small", bytes("<a"), "truncated", 1),
    ("a DOCTYPE", PolicyFile.statement("<!DOCTYPE Document>"), "doctype", 1),
    (
      "an entity of its own",
      PolicyFile.statement("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", amount: "&x;"),
      "doctype", 1
    ),
    ("an entity reference", PolicyFile.statement(amount: "&x;"), "entity_reference", 5),
    (
      "an entity reference in an attribute", PolicyFile.statement(currency: "&x;"),
      "entity_reference", 3
    ),
    (
      "a tag over 64 KiB",
      PolicyFile.statement(more: "<a b='\(String(repeating: "x", count: 1 << 16))'/>"),
      "tag_too_long", 6
    ),
    (
      "80,000 attributes on a tag",
      PolicyFile.statement(
        more: "<a \((0..<80_000).map { "a\($0)='1'" }.joined(separator: " "))/>"), "tag_too_long",
      6
    ),
    (
      "nesting over 256", PolicyFile.statement(more: PolicyFile.nested(260)), "too_deep", 6
    ),
    (
      "an encoding that is not read",
      PolicyFile.statement("<?xml version='1.0' encoding='UTF-7'?>"),
      "unsupported_encoding", 1
    ),
    (
      "bytes that are not in the encoding",
      PolicyFile.orders() + bytes("A2,") + [0xE9] + bytes(",\n"), "invalid_encoding", 3
    ),
    (
      "UTF-16 without a byte order mark",
      Array(PolicyFile.wide(PolicyFile.orders()).dropFirst(2)), "invalid_encoding", 0
    ),
    (
      "UTF-16 without a byte order mark, highest byte first",
      Array(PolicyFile.wide(PolicyFile.orders(), highFirst: true).dropFirst(2)),
      "invalid_encoding", 0
    ),
    ("half a unit of UTF-16", PolicyFile.wide(PolicyFile.orders()) + [65], "invalid_encoding", 3),
  ]

  @Test(arguments: refused) func `refuses a file whole`(_ file: Refused) throws {
    let sink = CollectingSink()
    do {
      _ = try bench.run(file.bytes, sink: sink)
      Issue.record("\(file.input): accepted")
    } catch let refusal as ImportRefusal {
      #expect(refusal.reason == file.reason, "\(file.input): \(refusal)")
      #expect(refusal.line == file.line, "\(file.input): \(refusal)")
      #expect(refusal.line <= 1 || refusal.byteOffset > 0, "\(file.input): \(refusal)")
      #expect(!refusal.message.isEmpty && refusal.byteCount == file.bytes.count, "\(file.input)")
    }
  }

  // MARK: - Held, and nothing wrong at all

  @Test func `holds a settlement that does not foot, and no row explains why`() throws {
    let document = try bench.run(PolicyFile.settlement(total: "11.00")).document
    #expect(document.isHeld && document.quarantined == 0)
    #expect(document.controlTotals.map(\.difference) == [-100])
  }

  @Test func `accepts a day without orders`() throws {
    let document = try bench.run(PolicyFile.orders(rows: false)).document
    #expect(document.rows == 0 && !document.isHeld && document.warnings.isEmpty)
  }

  /// 200 levels are as good as 20; what an XInclude would bring in is not.
  @Test func `loads nothing, and reads what is within its limits`() throws {
    let include = "<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='/etc/passwd'/>"
    for more in [PolicyFile.nested(200), include] {
      let document = try bench.run(PolicyFile.statement(more: more)).document
      #expect(document.accepted == 1 && document.warnings.map(\.code) == ["unknown_element"])
    }
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
}
