import Accounting
import Foundation
import Testing

@testable import Importing

/// Runs over public files beside the checkout, where they are there.
@Suite struct `Real files` {
  static let samples = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/samples")

  static var isThere: Bool { FileManager.default.fileExists(atPath: samples.path()) }

  private func read(_ name: String) throws -> ImportedDocument {
    let importer = DocumentImporter(registry: try FormatRegistry.standard(), zone: .utc)
    return try importer.importFile(
      InputFile(path: Self.samples.appending(path: name).path(), name: name), format: nil,
      sink: CollectingSink())
  }

  private func names(_ folder: String, _ suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: Self.samples.appending(path: folder).path()
    ).filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
  }

  @Test(.enabled(if: isThere, "the shared samples are not there"))
  func `Amazon's settlements foot to the cent`() throws {
    let files =
      try names("amazon_settlement_v1", ".txt") + names("amazon_settlement_v2", ".txt")
    #expect(files.count >= 5)
    for name in files {
      let document = try read(name)
      #expect(document.quarantined == 0, "\(name)")
      #expect(document.controlTotals.allSatisfy { $0.difference == 0 }, "\(name)")
      #expect(document.controlTotals.count == 1, "\(name)")
    }
  }

  @Test(.enabled(if: isThere, "the shared samples are not there"))
  func `Shopify's rows add up`() throws {
    for name in try names("shopify_payout_transactions", ".csv") {
      let document = try read(name)
      #expect(document.quarantined == 0, "\(name)")
      #expect(document.rows > 0, "\(name)")
    }
  }

  @Test(.enabled(if: isThere, "the shared samples are not there"))
  func `PayPal's footers hold but for the edited one`() throws {
    for name in try names("paypal_stl", ".csv") {
      let document = try read(name)
      #expect(document.quarantined == 0, "\(name)")
      #expect(document.isHeld == name.hasSuffix("/stl.csv"), "\(name)")
    }
  }

  @Test(.enabled(if: isThere, "the shared samples are not there"))
  func `bank statements are read, and foot where they are whole`() throws {
    for name in try names("camt053", ".xml") {
      let document = try read(name)
      #expect(document.quarantined == 0, "\(name)")
      #expect(document.accepted > 0, "\(name)")
      #expect(document.statementFoots == name.contains("multi.statement"), "\(name)")
    }
  }

  /// Folders whose files all are of one format; those that do not foot, by their ends.
  @Test(
    .enabled(if: isThere, "the shared samples are not there"),
    arguments: [
      ("amazon_date_range", "amazon-date-range", []), ("amazon_orders_report", "amazon-", []),
      ("amazon_vat_report", "amazon-vat-transactions", []),
      ("shopify_orders", "shopify-orders", []),
      ("shopify_payouts", "shopify-payouts", ["10col.csv"]),
      ("stripe_itemized", "stripe-itemized", []),
      ("stripe_balance_history", "stripe-balance-history", []),
      ("paypal_activity", "paypal-activity", []),
      ("paypal_trr", "paypal-transaction-detail", []), ("etsy_statement", "etsy-statement", []),
    ])
  func `reports of channels are read whole, and foot where they should`(
    folder: String, format: String, unfooted: [String]
  ) throws {
    let files = try names(folder, "")
    #expect(!files.isEmpty)
    for name in files {
      let document = try read(name)
      #expect(document.format.hasPrefix(format), "\(name)")
      #expect(document.quarantined == 0, "\(name): \(document.quarantinedRows.map(\.reason))")
      #expect(document.rows > 0 || name.hasSuffix("empty_activity.csv"), "\(name)")
      #expect(document.isHeld == unfooted.contains { name.hasSuffix($0) }, "\(name)")
    }
  }

  @Test(.enabled(if: isThere, "the shared samples are not there"))
  func `reference rates`() throws {
    #expect(try read("ecb_fx/eurofxref-daily.xml").accepted == 30)
    #expect(try read("ecb_fx/eurofxref.csv").accepted == 1)
    #expect(try read("ecb_fx/eurofxref-hist-first-400.csv").accepted == 399)
  }

  @Test(.enabled(if: isThere, "the shared samples are not there"))
  func `MT940 is read, and foots where it is whole`() throws {
    let rows = ["171011_01234945": 3, "february_30": 1, "sepa_mt9401": 97]
    for name in try names("mt940", ".sta") {
      let document = try read(name)
      let stem = name.dropFirst("mt940/".count).dropLast(".sta".count)
      #expect(document.format == "mt940", "\(name)")
      #expect(document.quarantined == 0, "\(name)")
      #expect(document.isHeld == (rows[String(stem)] == nil), "\(name)")
      if let count = rows[String(stem)] { #expect(document.accepted == count, "\(name)") }
    }
  }

  @Test(.enabled(if: isThere, "the shared samples are not there"))
  func `OFX and notifications are read`() throws {
    let files = try names("ofx", ".ofx") + names("camt054", ".xml")
    #expect(files.count >= 5)
    for name in files {
      let document = try read(name)
      #expect(document.quarantined == 0, "\(name)")
      #expect(document.rows > 0 && !document.isHeld, "\(name)")
      #expect(document.warnings.contains { $0.code == "no_control_total" }, "\(name)")
    }
  }

  @Test(.enabled(if: isThere, "the shared samples are not there"))
  func `Adyen's batches foot but for those cut short`() throws {
    let held = ["settlement_detail_report_chargeback.csv", "settlement_detail_report_refund.csv"]
    let files = try names("adyen_settlement_detail", ".csv")
    #expect(files.count >= 8)
    for name in files {
      let document = try read(name)
      #expect(document.quarantined == 0, "\(name)")
      #expect(document.isHeld == held.contains { name.hasSuffix("/\($0)") }, "\(name)")
    }
    let real = try read("adyen_settlement_detail/settlement_detail_report_batch_380.csv")
    #expect(real.controlTotals.map(\.declared) == [5_530_807])
    #expect(real.accepted == 228)
    for name in try names("adyen_payment_accounting", ".csv") {
      let document = try read(name)
      #expect(document.format == "adyen-payment-accounting")
      #expect((document.quarantined, document.ignored) == (0, 1), "\(name)")
    }
  }

  @Test(.enabled(if: isThere, "the shared samples are not there"))
  func `eBay, Walmart, Square and Mollie come to what is known of them`() throws {
    let ebay = try read("ebay_transaction_report/Transaction_report.csv")
    #expect(ebay.accepted == 4 && ebay.controlTotals.map(\.accepted) == [0])
    let square = try read("square_transactions/transactions-2026-09.csv")
    #expect(square.accepted == 3 && square.controlTotals.map(\.accepted) == [2_977])
    let mollie = try read("mollie_settlement/settlement_1234567.2610.01.csv")
    #expect(mollie.accepted == 4 && mollie.controlTotals.map(\.accepted) == [12_712])
    // Cut to 6 of 81 lines.
    let walmart = try read("walmart_recon/walmart_recon_new.tsv")
    #expect(walmart.isHeld)
    #expect((walmart.quarantined, walmart.rows) == (0, 7))
    for document in [ebay, square, mollie] {
      #expect(!document.isHeld && document.quarantined == 0)
    }
  }

  @Test(.enabled(if: isThere, "the shared samples are not there"))
  func `supplier bills hold to their own sums`() throws {
    let files = try names("ubl_invoice", ".xml")
    #expect(files.count >= 2)
    for name in files {
      let document = try read(name)
      #expect(!document.isHeld && document.quarantined == 0, "\(name)")
      #expect(document.rows == 3, "\(name)")
    }
  }
}
