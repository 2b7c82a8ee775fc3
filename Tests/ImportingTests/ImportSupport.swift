import Accounting
import Foundation
import Importing

/// Keeps what an import hands over, as text by column.
final class CollectingSink: RecordSink {
  struct Row: Equatable {
    var kind: RecordKind
    var line: Int32
    var values: [String: String]
  }

  var rows: [Row] = []
  var conflicts: [RowConflict] = []

  func append(_ batch: RecordBatch) -> [RowConflict] {
    for row in 0..<batch.count {
      var values: [String: String] = [:]
      for (column, rule) in batch.kind.columns.enumerated() {
        let text: String =
          switch rule.kind {
          case .text: batch.text(row: row, column: column)
          case .integer: batch.integer(row: row, column: column).map(String.init) ?? ""
          }
        if !text.isEmpty { values[rule.name] = text }
      }
      rows.append(Row(kind: batch.kind, line: batch.lines[row], values: values))
    }
    return conflicts
  }

  func append(_ lines: SettlementLineBatch) {
    for (position, line) in lines.lines.enumerated() {
      let meaning = lines.meanings[Int(line.meaning)]
      var values = [
        "event": "\(meaning.event.rawValue)", "component": "\(meaning.component.rawValue)",
        "label": String(decoding: meaning.label, as: UTF8.self), "amount": "\(line.amount)",
        "row_hash": lines.hash(line: position),
      ]
      for (column, rule) in SettlementLineBatch.itemColumns.enumerated() {
        let cell = lines.cell(line: position, column: column)
        values[rule.name] =
          cell.length == -1 ? "\(cell.value)" : lines.text(line: position, column: column)
      }
      rows.append(
        Row(kind: .settlementLine, line: line.line, values: values.filter { !$0.value.isEmpty }))
    }
  }

  func values(_ kind: RecordKind, _ column: String) -> [String] {
    rows.filter { $0.kind == kind }.map { $0.values[column] ?? "" }
  }

  /// Event and component of every settlement line, by name.
  var meanings: [String] {
    rows.filter { $0.kind == .settlementLine }.map { row in
      let event = row.values["event"].flatMap(UInt8.init).flatMap(LineEvent.init)
      let component = row.values["component"].flatMap(UInt8.init).flatMap(LineComponent.init)
      return "\(event?.name ?? "?") \(component?.name ?? "?")"
    }
  }
}

/// Imports texts through a file of their own.
struct ImportBench {
  var zone = BusinessZone.utc
  var chunkBytes = 1 << 20
  var registry: FormatRegistry

  init() throws { registry = try FormatRegistry.standard() }

  func run(
    _ bytes: [UInt8], format: String? = nil, sink: CollectingSink = CollectingSink()
  ) throws -> (document: ImportedDocument, sink: CollectingSink) {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "crossfoot-\(UUID().uuidString)").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(filePath: path))
    let importer = DocumentImporter(registry: registry, zone: zone, chunkBytes: chunkBytes)
    let document = try importer.importFile(
      InputFile(path: path, name: "made-up"), format: format, sink: sink)
    return (document, sink)
  }

  func run(
    _ text: String, format: String? = nil
  ) throws -> (document: ImportedDocument, sink: CollectingSink) {
    try run(Array(text.utf8), format: format)
  }

  /// The refusal that an import ends in, or `nil` when it does not.
  func refusal(_ bytes: [UInt8], format: String? = nil) throws -> ImportRefusal? {
    do {
      _ = try run(bytes, format: format)
      return nil
    } catch let refusal as ImportRefusal {
      return refusal
    }
  }

  func refusal(_ text: String) throws -> ImportRefusal? { try refusal(Array(text.utf8)) }
}

/// Made-up files, each good as it stands.
enum Fixture {
  static let v2Header =
    "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\t"
    + "currency\ttransaction-type\torder-id\tmerchant-order-id\tadjustment-id\tshipment-id\t"
    + "marketplace-name\tamount-type\tamount-description\tamount\tfulfillment-id\tposted-date\t"
    + "posted-date-time\torder-item-code\tmerchant-order-item-id\tmerchant-adjustment-item-id\t"
    + "sku\tquantity-purchased\tpromotion-id\n"

  static func v2Frame(_ total: String, id: String = "700", currency: String = "USD") -> String {
    "\(id)\t2026-09-01 00:00:00 UTC\t2026-09-15 00:00:00 UTC\t2026-09-17 00:00:00 UTC\t\(total)\t"
      + currency + String(repeating: "\t", count: 18) + "\n"
  }

  static func v2Line(
    _ words: (String, String, String), _ amount: String, id: String = "700",
    currency: String = "", order: String = "A-1", sku: String = "MUG",
    at: String = "2026-09-03 10:00:00 UTC", quantity: String = "1"
  ) -> String {
    "\(id)\t\t\t\t\t\(currency)\t\(words.0)\t\(order)\t\t\tS1\tAmazon.com\t\(words.1)\t\(words.2)\t"
      + "\(amount)\tAFN\t2026-09-03\t\(at)\tI1\t\t\t\(sku)\t\(quantity)\t\n"
  }

  static let principal = ("Order", "ItemPrice", "Principal")
  static let commission = ("Order", "ItemFees", "Commission")

  static let v2 =
    v2Header + v2Frame("8.50") + v2Line(principal, "10.00") + v2Line(commission, "-1.50")

  static let orders = """
    order_id,order_line_id,ordered_at,channel,currency,sku,quantity,item_price,item_tax,status
    A-1,1,2026-09-01T08:00:00Z,Amazon.com,usd,MUG,2,10.00,0.80,shipped
    A-2,1,2026-09-02T09:30:00+02:00,Shopify,EUR,"CUP, blue",1,7.5,,

    """
}
