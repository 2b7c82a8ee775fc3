import Foundation
import Measuring
import SyntheticYear
import Testing

@Suite struct `A synthetic year` {
  private static let names = [
    "charges.csv", "costs.csv", "fee-rates.csv", "orders.csv", "rates.csv", "receipts.csv",
    "refunds.csv", "settlement.txt", "settlement.xml", "truth.csv",
  ]

  @Test func `has every file and the same bytes each time`() throws {
    let (one, two) = (try Folder(orders: 300), try Folder(orders: 300))
    defer { [one, two].forEach { $0.remove() } }
    #expect(try one.names == Self.names)
    #expect(one.summary == two.summary)
    for name in Self.names {
      #expect(try one.text(name) == two.text(name), "\(name)")
    }
  }

  @Test func `foots in both layouts`() throws {
    let year = try Folder(orders: 2_000)
    defer { year.remove() }
    let flat = try year.flatSettlements()
    #expect(flat.count == 52)
    for settlement in flat {
      #expect(settlement.lines == settlement.declared, "\(settlement.id)")
    }
    #expect(try year.xmlAmounts() == flat.map { [$0.declared, $0.lines] })
  }

  @Test func `tells the truth about its own files`() throws {
    let year = try Folder(orders: 2_000)
    defer { year.remove() }
    let planted = try plantedTroubles(year.url.appending(path: "truth.csv"))
    #expect(planted.count == year.summary.linesInTrouble)
    #expect(planted.count > 20)
    #expect(try year.linesThatDiffer() == planted)
  }
}

/// A year written to a folder of its own, with readers that share nothing with its writer.
private struct Folder {
  let url: URL
  let summary: YearSummary

  init(orders: Int) throws {
    url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    summary = try writeYear(orders: orders, in: url)
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }

  func remove() {
    try? FileManager.default.removeItem(at: url)
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: url.appending(path: name), encoding: .utf8)
  }

  /// Fields by column name, row by row.
  func rows(_ name: String, _ separator: Character) throws -> [[String: String]] {
    let lines = try text(name).split(separator: "\n")
    let header = lines[0].split(separator: separator, omittingEmptySubsequences: false)
    return lines.dropFirst().map { line in
      let fields = line.split(separator: separator, omittingEmptySubsequences: false)
      return Dictionary(
        uniqueKeysWithValues: zip(header.map(String.init), fields.map(String.init)))
    }
  }

  /// Declared total and sum of the lines of every settlement, in file order.
  func flatSettlements() throws -> [(id: String, declared: Int, lines: Int)] {
    var result: [(id: String, declared: Int, lines: Int)] = []
    for row in try rows("settlement.txt", "\t") {
      if let total = row["total-amount"], !total.isEmpty {
        result.append((row["settlement-id"] ?? "", try cents(total), 0))
      } else {
        result[result.count - 1].lines += try cents(row["amount"])
      }
    }
    return result
  }

  /// Declared total and sum of the amounts of every message.
  func xmlAmounts() throws -> [[Int]] {
    let document = try text("settlement.xml")
    return try document.components(separatedBy: "<Message>").dropFirst().map { message in
      let declared = try amounts("<TotalAmount currency=", in: message)
      return [declared, try amounts("<Amount currency=", in: message)]
    }
  }

  /// The order lines whose settled amounts are more than a cent from what orders and rates say.
  func linesThatDiffer() throws -> Set<OrderedProduct> {
    var balance: [OrderedProduct: [String: Int]] = [:]
    for row in try rows("settlement.txt", "\t") where row["transaction-type"] == "Order" {
      let key = OrderedProduct(order: row["order-id"] ?? "", sku: row["sku"] ?? "")
      let isPromotion = row["amount-type"] == "Promotion"
      let component = isPromotion ? "Promotion" : row["amount-description"] ?? ""
      balance[key, default: [:]][component, default: 0] += try cents(row["amount"])
    }
    let fees = try rows("costs.csv", ",").reduce(into: [String: Int]()) {
      $0[$1["sku"] ?? ""] = try cents($1["fba_fee"])
    }
    for row in try rows("orders.csv", ",") {
      let key = OrderedProduct(order: row["order_id"] ?? "", sku: row["sku"] ?? "")
      let price = try cents(row["item_price"])
      let tax = try cents(row["item_tax"]) + cents(row["shipping_tax"])
      let quantity = try #require(Int(row["quantity"] ?? ""))
      let due = [
        "Principal": price, "Tax": tax, "Shipping": try cents(row["shipping"]),
        "Commission": -(price * 15 + 50) / 100,
        "FBAPerUnitFulfillmentFee": -(fees[key.sku] ?? 0) * quantity,
        "MarketplaceFacilitatorTax-Principal": -tax,
        "Promotion": -(try cents(row["discount"])),
      ]
      for (component, amount) in due {
        balance[key, default: [:]][component, default: 0] -= amount
      }
    }
    return Set(balance.filter { $0.value.values.contains { abs($0) > 1 } }.keys)
  }

  private func amounts(_ tag: String, in text: String) throws -> Int {
    try text.components(separatedBy: tag).dropFirst().reduce(0) { sum, rest in
      let amount = rest.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" }
      return try sum + cents(String(amount))
    }
  }

  private func cents(_ text: String?) throws -> Int {
    let digits = try #require(text).replacing(".", with: "")
    return try #require(Int(digits))
  }
}
