import Foundation

/// What was written.
package struct YearSummary: Equatable {
  package var orders = 0
  package var orderLines = 0
  package var settlementLines = 0
  package var linesInTrouble = 0
}

/// Writes a year of two marketplaces, with planted discrepancies and their truth.
///
/// The same arguments give the same bytes.
///
/// - Parameters:
///   - orders: How many orders, spread evenly over 2025.
///   - folder: Where the files go; made if absent.
///   - seed: Another seed gives another year.
/// - Returns: What was written.
/// - Throws: when a file cannot be written.
package func writeYear(orders: Int, in folder: URL, seed: UInt64 = 2_025) throws -> YearSummary {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  var generator = SeededGenerator(seed: seed)
  let products = min(20_000, max(20, orders / 20))
  let catalogue = (0..<products).map { Product(number: $0, generator: &generator) }
  try writeCatalogue(catalogue, orders: orders, in: folder)
  var year = try Year(folder: folder, generator: generator)
  for fortnight in 0..<Year.fortnights {
    let first = orders * fortnight / Year.fortnights
    let last = orders * (fortnight + 1) / Year.fortnights
    try year.write(fortnight: fortnight, orders: first..<last, of: orders, catalogue)
  }
  return try year.close()
}

/// The files of a year that grow with its orders.
private struct Year {
  static let fortnights = 26
  static let seconds = 364 * Moment.day
  static let start = Moment(seconds: 1_735_689_600)

  private var generator: SeededGenerator
  private var summary = YearSummary()
  private var truth: [String] = []
  private let folder: URL
  private let orderFile: TextFile
  private let refundFile: TextFile
  private let flatFile: FlatFile
  private var envelope: Envelope

  init(folder: URL, generator: SeededGenerator) throws {
    self.folder = folder
    self.generator = generator
    orderFile = try TextFile("orders.csv", in: folder)
    refundFile = try TextFile("refunds.csv", in: folder)
    flatFile = try FlatFile(TextFile("settlement.txt", in: folder))
    envelope = try Envelope(TextFile("settlement.xml", in: folder))
    try orderFile.write(
      line: """
        order_id,order_line_id,ordered_at,channel,currency,sku,quantity,item_price,item_tax,\
        shipping,shipping_tax,discount,tax_remitted_by,status
        """)
    try refundFile.write(
      line: """
        refund_id,order_id,order_line_id,refunded_at,currency,amount,tax,reason,\
        returned_quantity,disposition
        """)
  }

  mutating func write(
    fortnight: Int, orders: Range<Int>, of all: Int, _ catalogue: [Product]
  ) throws {
    var sales = orders.map { number in
      let at = Self.start + number * Self.seconds / all
      return Sale(number: number, at: at, catalogue: catalogue, generator: &generator)
    }
    for sale in sales { try record(sale) }
    // Channels do not settle in the order of sale.
    generator.shuffle(&sales)
    for marketplace in Marketplace.allCases {
      var settlement = Settlement(
        id: String(31_000_000_000 + fortnight * 20_011 + marketplace.rawValue * 100_003),
        marketplace: marketplace,
        starts: Self.start + Self.seconds * fortnight / Self.fortnights,
        ends: Self.start + Self.seconds * (fortnight + 1) / Self.fortnights)
      for sale in sales where sale.marketplace == marketplace {
        settlement.settle(sale, generator: &generator)
      }
      settlement.charge(generator: &generator)
      try write(settlement)
    }
  }

  mutating func close() throws -> YearSummary {
    try orderFile.close()
    try refundFile.close()
    try flatFile.close()
    try envelope.close()
    let file = try TextFile("truth.csv", in: folder)
    try file.write(line: "order_id,sku,component,kind,expected,actual")
    for line in truth.sorted() { try file.write(line: line) }
    try file.close()
    return summary
  }

  /// Writes the order as the seller knows it, and what of it is planted.
  private mutating func record(_ sale: Sale) throws {
    summary.orders += 1
    for (index, line) in sale.lines.enumerated() {
      let sku = line.product.sku
      let troubles = line.troubles
      if !troubles.isEmpty { summary.linesInTrouble += 1 }
      for (component, expected, actual) in troubles {
        let (kind, due) = (line.fault?.kind ?? "", expected.map(String.init) ?? "")
        let found = actual.map(String.init) ?? ""
        truth.append("\(sale.id),\(sku),\(component.name),\(kind),\(due),\(found)")
      }
      if case .missingInLedger = line.fault { continue }
      summary.orderLines += 1
      let amounts = [line.price, line.tax, line.shipping, line.shippingTax, line.discount]
      try orderFile.write(
        line: """
          \(sale.id),\(sale.id)-\(index + 1),\(sale.orderedAt.zulu),\(sale.marketplace.name),\
          \(sale.marketplace.currency),\(sku),\(line.quantity),\
          \(amounts.map(decimal).joined(separator: ",")),marketplace,shipped
          """)
    }
  }

  private mutating func write(_ settlement: Settlement) throws {
    let items = settlement.sales.flatMap(\.items) + settlement.returns.map(\.item)
    summary.settlementLines += items.reduce(settlement.charges.count) { $0 + $1.amounts.count }
    try flatFile.write(settlement)
    try envelope.write(settlement)
    for entry in settlement.returns where entry.isRecorded {
      guard let line = entry.sale.lines.first else { continue }
      try refundFile.write(
        line: """
          \(entry.adjustment),\(entry.sale.id),\(entry.sale.id)-1,\(entry.postedAt.zulu),\
          \(settlement.marketplace.currency),\(decimal(line.price)),\(decimal(line.allTax)),\
          buyer,0,not_returned
          """)
    }
  }
}
