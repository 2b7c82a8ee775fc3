import Accounting
import TestSupport
import Testing

@testable import Importing

/// Rows are taken by a short way where nothing about them is unusual; it must not show.
@Suite struct `The quick way` {
  private let plain: ImportBench

  init() throws { plain = try ImportBench() }

  private static let cells: [String: [String]] = [
    "settlement-id": ["700", "700", "700", "700", "701", "702", ""],
    "currency": ["", "", "", "USD", "usd", "EUR"],
    "transaction-type": ["Order", "Order", "Refund", "other-transaction", ""],
    "order-id": ["A-1", "A-2", "1.19111E+14", "=\"A\"", "a+b", "É-7", " A-3 ", ""],
    "shipment-id": ["S1", "S2", "\u{200b}S", ""],
    "marketplace-name": ["Amazon.com", "Amazon.ca", ""],
    "amount-type": ["ItemPrice", "ItemPrice", "ItemFees", "Promotion", "what"],
    "amount-description": ["Principal", "Tax", "Commission", "ever", ""],
    "amount": ["10.00", "-1.5", "0", "12,50", "x", "1.005", "", "99999999999999999999"],
    "posted-date": ["2026-09-03", "2026-10-03", "03.09.2026", "2026-02-30", ""],
    "posted-date-time": ["2026-09-03 10:00:00 UTC", "2026-08-03 10:00:00 UTC", "soon", ""],
    "order-item-code": ["I1", "I2", ""],
    "sku": ["MUG", "CUP", "m=g", ""],
    "quantity-purchased": ["1", "2", "1.5", "2000000000", ""],
    "order_id": ["A-1", "A-2", "A-3", "A\u{1}", "", "\"A,4\""],
    "order_line_id": ["1", "2", "3"],
    "ordered_at": ["2026-09-01T08:00:00Z", "2026-09-01T09:30:00+02:00", "2026-09-31T08:00:00Z"],
    "shipped_at": ["", "2026-09-02T08:00Z", "now"],
    "channel": ["Amazon.com", "Shopify", ""],
    "quantity": ["1", "0", "-1", "1.5", "3"],
    "item_price": ["10.00", "7.5", " 3 ", "(1.00)", "1,5", "5"],
    "item_tax": ["", "0.80", "0.805"],
    "tax_remitted_by": ["", "seller", "marketplace", "Marketplace", "nobody"],
    "status": ["", "open", "shipped", "SHIPPED", "lost"],
  ]

  /// Rows that mostly repeat the one before, some of them spoiled.
  private func rows(
    of columns: [String], delimiter: String, _ generator: inout SeededGenerator
  ) -> String {
    let cell = { (column: String, generator: inout SeededGenerator) in
      // The first values of a pool are the good ones.
      let pool = Self.cells[column, default: [""]]
      let isOdd = Int.random(in: 0..<8, using: &generator) == 0
      return pool.prefix(isOdd ? pool.count : 2).randomElement(using: &generator) ?? ""
    }
    var row = columns.map { cell($0, &generator) }
    var text = ""
    for _ in 0..<Int.random(in: 1...40, using: &generator) {
      text += row.joined(separator: delimiter) + "\n"
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        let column = Int.random(in: columns.indices, using: &generator)
        row[column] = cell(columns[column], &generator)
      }
      switch Int.random(in: 0..<30, using: &generator) {
      case 0: text += "\n"
      case 1: text += row.dropLast().joined(separator: delimiter) + "\n"
      case 2: text += row.joined(separator: delimiter) + delimiter + "more\n"
      default: continue
      }
    }
    return text
  }

  /// A bench whose contract has words for nothing, which the quick way leaves to the rules.
  private func carefulBench(_ format: String, _ replacements: [(String, String)]) throws
    -> ImportBench
  {
    let file = try #require(BuiltInContracts.all.first { $0.name == "\(format).yaml" })
    var yaml = String(decoding: file.bytes, as: UTF8.self)
    for (old, new) in replacements {
      #expect(yaml.contains(old))
      yaml = yaml.replacing(old, with: new)
    }
    var bench = try ImportBench()
    try bench.registry.add([(file.name, yaml)])
    let rule = try #require(bench.registry.contract(named: format))
    #expect(RowPlan(rule).heads.allSatisfy { $0.form == .none })
    return bench
  }

  /// Everything that an import tells.
  private func outcome(_ text: String, _ bench: ImportBench) throws -> [String] {
    do {
      let (document, sink) = try bench.run(text)
      let counts = [document.rows, document.accepted, document.quarantined, document.ignored]
      let rows = sink.rows.map { row in
        "\(row.kind) \(row.line) \(row.values.sorted { $0.key < $1.key })"
      }
      return rows + document.quarantinedRows.map { "\($0)" } + [
        "\(counts)", "\(document.warnings)", "\(document.controlTotals)",
      ]
    } catch let refusal as ImportRefusal { return ["\(refusal)"] }
  }

  private func expectSame(_ text: String, _ careful: ImportBench, seed: Int) throws -> Int {
    let wanted = try outcome(text, careful)
    for chunkBytes in [1 << 20, 100] {
      var bench = plain
      bench.chunkBytes = chunkBytes
      let found = try outcome(text, bench)
      for (index, line) in found.enumerated() where index < wanted.count {
        #expect(line == wanted[index], "seed \(seed)")
      }
      #expect(found.count == wanted.count, "seed \(seed)")
    }
    return wanted.count - 3
  }

  @Test func `takes settlement lines as the rules do`() throws {
    let careful = try carefulBench(
      "amazon-settlement-v2", [("order_id: order-id", "order_id: {column: order-id, blank: [~]}")])
    let columns = Fixture.v2Header.dropLast().split(
      separator: "\t", omittingEmptySubsequences: false
    ).map(String.init)
    var count = 0
    for seed in 0..<150 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let frames = Fixture.v2Frame("8.50") + Fixture.v2Frame("1", id: "701", currency: "EUR")
      let lines = rows(of: columns, delimiter: "\t", &generator)
      count += try expectSame(Fixture.v2Header + frames + lines, careful, seed: seed)
    }
    #expect(count > 1_000)
  }

  @Test func `takes orders as the rules do`() throws {
    let careful = try carefulBench(
      "crossfoot-orders",
      [("customer_id: customer_id", "customer_id: {column: customer_id, blank: [~]}")])
    let columns = [
      "order_id", "order_line_id", "ordered_at", "shipped_at", "channel", "currency", "sku",
      "quantity", "item_price", "item_tax", "tax_remitted_by", "status",
    ]
    var count = 0
    for seed in 0..<150 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let lines = rows(of: columns, delimiter: ",", &generator)
      count += try expectSame(
        columns.joined(separator: ",") + "\n" + lines, careful, seed: seed)
    }
    #expect(count > 1_000)
  }
}
