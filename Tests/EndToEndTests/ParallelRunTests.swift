import Foundation
import Testing

/// Two books side by side, or one under two configurations.
@Suite struct `A parallel run` {
  private func closed() throws -> TemporaryBooks {
    let books = try scenario("reserve-carried")
    try books.run(period: "2026-09")
    return books
  }

  @Test func `finds nothing between books and their copy`() throws {
    let books = try closed()
    let copy = try TemporaryBooks(copying: URL(filePath: books.path))
    let said = try diff(books, [copy.path])
    #expect(said.status == 0 && said.output.contains("the same"), "\(said.errors)")
  }

  @Test func `names what other rules would post and age differently, and writes nothing`() throws {
    let books = try closed()
    let other = "\(books.path)/other.yaml"
    try (books.text("crossfoot.yaml") + "\nowners: {CM-02: Zoe}\nbooks_from: 2026-09-20\n")
      .write(toFile: other, atomically: true, encoding: .utf8)
    let before = try books.inventory()
    let said = try diff(books, ["--config", other, "--json"])
    #expect(said.status == 1, "\(said.errors)")
    #expect(try books.inventory() == before)
    let run = try #require(try said.json() as? [String: Any])
    let differences = try #require(run["differences"] as? [[String: Any]])
    let postings = differences.filter { $0["kind"] as? String == "posting" }
    #expect(!postings.isEmpty)
    let counts = try #require(run["counts"] as? [String: Int])
    #expect(counts.values.reduce(0, +) == differences.count)
  }

  @Test func `finds what is only in one`() throws {
    let books = try closed()
    let copy = try TemporaryBooks(copying: URL(filePath: books.path))
    try copy.drop(
      "more.csv",
      """
      order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,status
      V-9,1,2026-09-02T10:00:00Z,2026-09-03T10:00:00Z,Amazon.com,USD,TRAY,1,50.00,shipped

      """)
    try copy.run(period: "2026-09")
    let said = try diff(books, [copy.path, "--json"])
    #expect(said.status == 1)
    let run = try #require(try said.json() as? [String: Any])
    let differences = try #require(run["differences"] as? [[String: Any]])
    let late = differences.first { $0["kind"] as? String == "exception" }
    #expect((late?["b"] as? String)?.contains("CM-03") == true && late?["a"] is NSNull)
  }

  @Test func `names what other rules would not find any more, and amounts by currency`() throws {
    let rules = "entity: Test\nfunctional_currency: USD\n"
    let books = try TemporaryBooks(configuration: rules + "tax_rates: {US-TX: [8.25]}\n")
    try books.drop(
      "orders.csv",
      """
      order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,\
      item_tax,tax_jurisdiction,tax_remitted_by,status
      T1,1,2026-09-02T10:00:00Z,2026-09-03T10:00:00Z,Web,USD,CUP,1,100.00,9.25,US-TX,seller,shipped

      """)
    try books.run(period: "2026-09")
    let found = try books.table("discrepancies.csv", period: "2026-09").rows
    try #require(found.contains { $0["code"] == "TX-03" })
    let other = "\(books.path)/other.yaml"
    try rules.write(toFile: other, atomically: true, encoding: .utf8)
    let said = try diff(books, ["--config", other])
    #expect(said.status == 1 && said.output.contains("no longer found"), "\(said.output)")
  }

  @Test func `takes two sides, and such as are there`() throws {
    let books = try closed()
    #expect(try diff(books, []).status == 64)
    #expect(try diff(books, ["/nowhere"]).status == 2)
  }

  private func diff(_ books: TemporaryBooks, _ words: [String]) throws -> Spoken {
    try books.crossfoot(["diff", "--period", "2026-09"] + words)
  }

  @Test func `says which lines keep the order key by which they were read`() throws {
    let books = try TemporaryBooks(configuration: "entity: Test\n")
    let sale = [
      "transaction-type": "Order", "order-id": "111-9", "amount-type": "ItemPrice",
      "amount-description": "Principal", "amount": "30.00", "sku": "MUG",
      "quantity-purchased": "1", "shipment-id": "S", "order-item-code": "1",
    ]
    try books.drop("a.txt", settlementText("6001", [sale], total: "30.00"))
    _ = try books.crossfoot("run")
    let other = "entity: Test\nsources: {amazon: {order_key: merchant-order-id}, amazn: {}}\n"
    try other.write(toFile: "\(books.path)/other.yaml", atomically: true, encoding: .utf8)
    let words = "order_key is another than that by which 1 lines were read"
    let diff = try books.crossfoot([
      "diff", "--period", "2026-08", books.path, "--config", "\(books.path)/other.yaml",
    ])
    #expect(diff.output.contains(words), "\(diff.output) \(diff.errors)")
    try other.write(
      toFile: "\(books.path)/crossfoot.yaml", atomically: true, encoding: .utf8)
    let run = try books.crossfoot("run")
    #expect(run.output.contains(words), "\(run.output) \(run.errors)")
    #expect(run.output.contains("no format reads a source 'amazn'"))
  }
}
