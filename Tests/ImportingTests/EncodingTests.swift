import Accounting
import Foundation
import Testing

@testable import Importing

@Suite struct `Forms of the same file` {
  let bench: ImportBench

  init() throws { bench = try ImportBench() }

  private func rows(_ bytes: [UInt8], chunkBytes: Int = 1 << 20) throws -> [CollectingSink.Row] {
    var bench = bench
    bench.chunkBytes = chunkBytes
    return try bench.run(bytes).sink.rows
  }

  @Test func `line ends, mark, hint and column order change nothing`() throws {
    let plain = try rows(Array(Fixture.orders.utf8))
    #expect(plain.count == 2)
    let variants = [
      "\u{feff}" + Fixture.orders, Fixture.orders.replacing("\n", with: "\r\n"),
      Fixture.orders.replacing("\n", with: "\r"), Fixture.orders + "\n\n  \n",
      String(Fixture.orders.dropLast()),
    ]
    for text in variants { #expect(try rows(Array(text.utf8)) == plain) }
    let turned = """
      sep=;
      item_price;sku;quantity;order_id;order_line_id;ordered_at;channel;currency
      10.00;MUG;2;A-1;1;2026-09-01T08:00:00Z;Amazon.com;USD
      """
    let values = try rows(Array(turned.utf8)).first?.values
    #expect(values?["item_price"] == "1000")
    #expect(values?["order_id"] == "A-1")
  }

  @Test func `UTF-16 and Windows-1252 are read with a warning`() throws {
    var wide: [UInt8] = [0xff, 0xfe]
    for unit in Fixture.orders.utf16 { wide += [UInt8(unit & 255), UInt8(unit >> 8)] }
    let (document, sink) = try bench.run(wide)
    #expect(sink.rows == (try rows(Array(Fixture.orders.utf8))))
    #expect(document.warnings.map(\.code).contains("encoding"))
    let text = Fixture.v2Header + Fixture.v2Frame("1.00")
    let narrow =
      Array(text.utf8)
      + Fixture.v2Line(Fixture.principal, "1.00", sku: "CAFÉ").unicodeScalars.map {
        UInt8($0.value)
      }
    let old = try bench.run(narrow)
    #expect(old.sink.values(.settlementLine, "sku") == ["CAFÉ"])
    #expect(old.document.warnings.map(\.code) == ["encoding"])
  }

  @Test(arguments: [
    "ebay-transactions.de.csv", "amazon-date-range.de.csv", "amazon-date-range.fr.csv",
    "paypal-activity.es.csv",
  ])
  func `column names may be in Windows-1252 too`(name: String) throws {
    let text = try FormatSample.text(name).replacing("\u{feff}", with: "")
    let narrow = try #require(text.data(using: .windowsCP1252))
    #expect(narrow.count < text.utf8.count)
    let (document, sink) = try bench.run(Array(narrow))
    #expect(sink.rows == (try rows(Array(text.utf8))))
    #expect(document.warnings.map(\.code).contains("encoding"))
  }

  /// Of two faults the first is told, although a chunk is looked at as a whole.
  @Test(arguments: [1, 7, 65_536])
  func `where a chunk ends does not decide which fault is told`(chunkBytes: Int) throws {
    var bench = bench
    bench.chunkBytes = chunkBytes
    let header = "order_id,order_line_id,ordered_at,channel,currency,sku,quantity,item_price,"
    let twice = Array((header + "status,status\nA,").utf8) + [0xE9, 0x0A]
    #expect(try bench.refusal(twice)?.reason == "duplicate_column")
    let once = Array((header + "status\nA,").utf8) + [0xE9, 0x0A]
    #expect(try bench.refusal(once)?.reason == "invalid_encoding")
    let long = String(repeating: "A", count: 1 << 16)
    for text in ["<OFX><\(long)>", "<OFX><A>\(long)!</A>"] {
      let ofx = Array("OFXHEADER:100\n\(text)</OFX>\n".utf8)
      #expect(try bench.refusal(ofx, format: "ofx")?.reason == "tag_too_long", "\(chunkBytes)")
    }
  }

  @Test(arguments: [1, 7, 64, 65_536])
  func `any size of chunk gives the same records`(chunkBytes: Int) throws {
    let files = [
      Fixture.orders, Fixture.v2 + Fixture.v2Line(Fixture.principal, "x", sku: "CAFÉ"),
      "<Envelope><Cube><Cube time='2026-09-01'><Cube currency='USD' rate='1.1'/></Cube></Cube></Envelope>",
    ]
    for text in files {
      let whole = try bench.run(text)
      var cut = bench
      cut.chunkBytes = chunkBytes
      let pieces = try cut.run(text)
      #expect(pieces.sink.rows == whole.sink.rows)
      #expect(pieces.document.sha256 == whole.document.sha256)
      #expect(pieces.document.quarantinedRows.map(\.id) == whole.document.quarantinedRows.map(\.id))
      #expect(pieces.document.warnings == whole.document.warnings)
    }
  }
}
