import Accounting
import Foundation
import Testing

@testable import Importing

@Suite struct `Files refused` {
  let bench: ImportBench

  init() throws { bench = try ImportBench() }

  private static let orderHeader =
    "order_id,order_line_id,ordered_at,channel,currency,sku,quantity,item_price\n"
  private static let orderRow = "A,1,2026-09-01T00:00:00Z,Web,USD,MUG,1,1.00\n"

  @Test(arguments: [
    ("", "empty_file", DiscrepancyCode.dc01), ("\u{feff}", "empty_file", .dc01),
    ("\n \n", "empty_file", .dc01),
    ("<!DOCTYPE html><html><body>503</body></html>", "html_page", .dc01),
    ("what,is,this\n1,2,3\n", "unknown_format", .dc01),
    ("<Envelope><Other/></Envelope>", "unknown_format", .dc01),
    ("order_id,ordered_at,channel,currency,sku,quantity,colour\n", "header_changed", .dc05),
    (
      "order_id,order_id,order_line_id,ordered_at,channel,currency,sku,quantity,item_price\n",
      "duplicate_column", .dc05
    ),
    (orderHeader + orderRow + orderHeader + orderRow, "second_header", .dc01),
    (orderHeader + "A,\"1", "unterminated_quote", .cm06),
    (orderHeader.replacing(",", with: "|") + "x\n", "wrong_delimiter", .dc01),
    (orderHeader + orderRow + "\u{0}\u{0}\u{0}", "nul_tail", .cm06),
    (Fixture.v2Header + Fixture.v2Frame("lots"), "invalid_frame", .dc01),
    (Fixture.v2Header + Fixture.v2Frame("1.00", currency: "ZZZ"), "invalid_frame", .dc01),
    (Fixture.v2 + Fixture.v2Frame("1.00"), "repeated_settlement", .dc01),
    (
      Fixture.v2Header + Fixture.v2Frame("1.00")
        + Fixture.v2Line(Fixture.principal, "90000000000000000.00")
        + Fixture.v2Line(Fixture.principal, "90000000000000000.00"), "sum_overflow", .dc01
    ),
    ("<AmazonEnvelope><Message><SettlementReport><a>", "truncated", .cm06),
    ("<AmazonEnvelope><Message><SettlementReport></b>", "malformed_xml", .dc01),
    (
      "<AmazonEnvelope><Message><SettlementReport/></Message></AmazonEnvelope><b/>", "second_root",
      .dc01
    ),
    ("<!DOCTYPE a [<!ENTITY x 'y'>]><AmazonEnvelope/>", "doctype", .dc01),
    (
      DelimitedFormatTestsPayPal.cut, "rows_missing", .cm06
    ),
    (DelimitedFormatTestsPayPal.withoutFooter, "footer_missing", .cm06),
  ])
  func `a text that cannot be trusted`(text: String, reason: String, code: DiscrepancyCode) throws {
    let refusal = try #require(try bench.refusal(text))
    #expect(refusal.reason == reason, "\(refusal)")
    #expect(refusal.code == code)
    #expect(refusal.file == "made-up")
    #expect(refusal.byteCount == text.utf8.count)
    #expect(refusal.sha256.count == 64)
  }

  @Test(
    arguments: [
      ([0x1f, 0x8b, 8, 0, 0], "compressed_file"), ([0x50, 0x4b, 3, 4, 0], "compressed_file"),
      ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "compressed_file"),
      ([0x25, 0x50, 0x44, 0x46], "binary_file"),
      ([1, 2, 3, 4, 5, 6, 1, 2, 3], "binary_file"),
    ] as [([UInt8], String)])
  func `bytes that are no text`(bytes: [UInt8], reason: String) throws {
    #expect(try bench.refusal(bytes)?.reason == reason)
  }

  @Test func `a changed header names what is gone and what is new`() throws {
    let refusal = try #require(
      try bench.refusal("order_id,order_line_id,ordered_at,channel,currency,sku,qty,item_price\n"))
    #expect(refusal.message.contains("lacks quantity"))
    #expect(refusal.message.contains("new: qty"))
  }

  @Test func `bytes that are not in the declared encoding`() throws {
    let latin = Array(Self.orderHeader.utf8) + Array("A".utf8) + [0xe9] + Array(Self.orderRow.utf8)
    #expect(try bench.refusal(latin)?.reason == "invalid_encoding")
  }

  @Test func `links and folders are not followed`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "crossfoot-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let link = folder.appending(path: "link").path()
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/etc/hosts")
    let importer = DocumentImporter(registry: bench.registry, zone: .utc)
    for path in [link, folder.path(), folder.path() + "/none"] {
      #expect(throws: ImportRefusal.self) {
        try importer.detect(InputFile(path: path, name: "x"))
      }
    }
  }

  @Test func `a name that no contract has`() throws {
    #expect(try bench.refusal(Array(Fixture.v2.utf8), format: "nope")?.reason == "unknown_format")
    #expect(
      try bench.refusal(Array(Fixture.v2.utf8), format: "crossfoot-orders")?.reason != nil)
  }
}

enum DelimitedFormatTestsPayPal {
  static let row = `Delimited formats`.paypalRow("T1", "T0006", "CR", "2000")
  static let cut = `Delimited formats`.paypal + row + "SC,2\n"
  static let withoutFooter = "RH,2026/09/02,A,ACCT,9\n" + `Delimited formats`.paypal + row
}
