import Accounting
import Foundation
import Importing
import Testing

/// Rows read as people decided, between rows that are read as they stand.
@Suite struct `Amended rows` {
  private static let orders = """
    order_id,order_line_id,ordered_at,channel,currency,sku,quantity,item_price,status
    A1,1,2026-09-01T10:00:00Z,Amazon.com,USD,S1,1,10.00,open
    A2,1,2026-09-01T10:00:00Z,Amazon.com,USD,S1,1,x,open
    A3,1,2026-09-01T10:00:00Z,Amazon.com,USD,S1,1,10.00,open
    A4,1,2026-09-01T10:00:00Z,Amazon.com,USD,S1,1
    A5,1,2026-09-01T10:00:00Z,Amazon.com,USD,"S1"x,1,10.00,open
    A6,1,2026-09-01T10:00:00Z,Amazon.com,USD,S1,1,10.00,open

    """

  private func read(
    _ text: String, _ amendments: Amendments, chunkBytes: Int = 1 << 20
  ) throws -> (document: ImportedDocument, sink: CollectingSink) {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "crossfoot-\(UUID().uuidString)").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(filePath: path))
    let importer = DocumentImporter(
      registry: try FormatRegistry.standard(), zone: .utc, chunkBytes: chunkBytes)
    let sink = CollectingSink()
    let document = try importer.importFile(
      InputFile(path: path, name: "test"), format: nil, sink: sink, amendments: amendments)
    return (document, sink)
  }

  @Test(arguments: [1, 7, 65_536])
  func `take the values given, and leave their neighbours alone`(chunkBytes: Int) throws {
    var amendments = Amendments()
    amendments[.init(line: 3)] = .read([.init(column: "Item_Price", value: "12.00")])
    amendments[.init(line: 5)] = .read([.init(column: "item_price", value: "13.00")])
    amendments[.init(line: 6)] = .read([
      .init(column: "order_id", value: "A5"), .init(column: "order_line_id", value: "1"),
      .init(column: "ordered_at", value: "2026-09-02T10:00:00Z"),
      .init(column: "channel", value: "Amazon.com"), .init(column: "currency", value: "USD"),
      .init(column: "sku", value: "S5"), .init(column: "quantity", value: "2"),
      .init(column: "item_price", value: "14.00"),
    ])
    let read = try read(Self.orders, amendments, chunkBytes: chunkBytes)
    #expect(read.document.rows == 6 && read.document.accepted == 6)
    #expect(
      read.sink.values(.orderLine, "item_price")
        == ["1000", "1200", "1000", "1300", "1400", "1000"])
    #expect(read.sink.values(.orderLine, "sku") == ["S1", "S1", "S1", "S1", "S5", "S1"])
    #expect(read.sink.values(.orderLine, "quantity") == ["1", "1", "1", "1", "2", "1"])
  }

  @Test func `keep their ids whatever becomes of the others`() throws {
    let before = try read(Self.orders, Amendments()).document
    #expect(before.quarantinedRows.map(\.provenance.line) == [3, 5, 6])
    var amendments = Amendments()
    amendments[.init(line: 3)] = .read([.init(column: "item_price", value: "12.00")])
    let after = try read(Self.orders, amendments).document
    #expect(after.quarantinedRows.map(\.id) == before.quarantinedRows.dropFirst().map(\.id))
    #expect(Set(before.quarantinedRows.map(\.id)).count == 3)
  }

  @Test func `read as they stand are no better for it`() throws {
    var amendments = Amendments()
    for line in 2...7 { amendments[.init(line: line)] = .read([]) }
    let plain = try read(Self.orders, Amendments()).document
    let read = try read(Self.orders, amendments).document
    #expect(read.quarantinedRows.map(\.id) == plain.quarantinedRows.map(\.id))
    #expect(read.accepted == plain.accepted)
  }

  @Test func `show their columns when asked`() throws {
    var amendments = Amendments()
    amendments[.init(line: 3)] = .read([])
    amendments.watched = .init(line: 3)
    let cells = try read(Self.orders, amendments).document.watchedCells
    #expect(cells.first { $0.column == "item_price" }?.value == "x")
    #expect(cells.count == 9)
  }

  @Test func `that are discarded count as ignored, and still explain a total`() throws {
    let header =
      "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency "
      + "transaction-type order-id merchant-order-id adjustment-id shipment-id marketplace-name "
      + "amount-type amount-description amount fulfillment-id posted-date posted-date-time "
      + "order-item-code merchant-order-item-id merchant-adjustment-item-id sku "
      + "quantity-purchased promotion-id"
    let day = "2026-09-16 00:00:00 UTC"
    let frame = ["7", "2026-09-01 00:00:00 UTC", day, day, "12.00", "USD"]
    let row = ["7", "", "", "", "", "USD", "other-transaction", "", "", "", "", "", "x", "y", "#R"]
    let text = [header.split(separator: " ").map(String.init), frame, row].map { cells in
      (cells + Array(repeating: "", count: 24 - cells.count)).joined(separator: "\t")
    }.joined(separator: "\n")
    var amendments = Amendments()
    amendments[.init(line: 3)] = .discarded(
      .init(settlementId: "7", currency: .usd, amount: nil))
    let document = try read(text, amendments).document
    #expect(document.rows == 2 && document.ignored == 2 && document.quarantinedRows.isEmpty)
    #expect(!document.isHeld)
  }
}
