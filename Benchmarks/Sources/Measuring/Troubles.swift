import Foundation

/// One product of one order.
package struct OrderedProduct: Hashable, Comparable, CustomStringConvertible {
  package let order: String
  package let sku: String

  package init(order: String, sku: String) {
    self.order = order
    self.sku = sku
  }

  package var description: String { "\(order) \(sku)" }

  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.order, lhs.sku) < (rhs.order, rhs.sku)
  }
}

/// The orders and products that `truth.csv` says are in trouble.
///
/// - Throws: when the file cannot be read or lacks a column.
package func plantedTroubles(_ file: URL) throws -> Set<OrderedProduct> {
  let table = try DelimitedRows(contentsOf: file)
  let (order, sku) = (try table.column("order_id"), try table.column("sku"))
  return Set(table.rows.map { OrderedProduct(order: $0[order], sku: $0[sku]) })
}

/// What the reports of a run say is in trouble.
package struct ReportedTroubles {
  /// The orders and products of the codes that `truth.csv` speaks of.
  package private(set) var products: Set<OrderedProduct> = []
  /// How many exceptions there are of every code; one that stands in two periods counts once.
  package var counts: [String: Int] { exceptions.mapValues(\.count) }
  private var exceptions: [String: Set<String>] = [:]

  /// The codes of an order line that is missing on one side or whose amounts differ.
  package static let comparedCodes: Set = [
    "CM-01", "CM-03", "AM-01", "AM-02", "AM-03", "AM-04", "AM-05",
  ]

  package init() {}

  /// Reads `discrepancies.csv` of every period below `reports`.
  ///
  /// - Throws: when there is none, or one cannot be read or lacks a column.
  package init(reports: URL) throws {
    let periods = try FileManager.default.contentsOfDirectory(atPath: reports.path).sorted()
    for period in periods {
      let file = reports.appending(path: "\(period)/discrepancies.csv")
      if FileManager.default.fileExists(atPath: file.path) {
        try add(DelimitedRows(contentsOf: file))
      }
    }
  }

  /// Adds the report of one period.
  package mutating func add(_ table: DelimitedRows) throws {
    let (id, code) = (try table.column("exception_id"), try table.column("code"))
    let (order, sku) = (try table.column("order_id"), try table.column("sku"))
    for row in table.rows {
      exceptions[row[code], default: []].insert(row[id])
      if Self.comparedCodes.contains(row[code]) {
        products.insert(OrderedProduct(order: row[order], sku: row[sku]))
      }
    }
  }
}
