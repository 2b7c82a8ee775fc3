import Accounting
import Foundation
import Testing

@testable import Reconciliation

/// What a period did to the queue, from month to month, and the words that end work on it.
@Suite struct `The queue's figures` {
  private static let settlementColumns =
    "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\t"
    + "currency\ttransaction-type\torder-id\tadjustment-id\tshipment-id\tmarketplace-name\t"
    + "amount-type\tamount-description\tamount\tposted-date-time\tposted-date\torder-item-code\t"
    + "sku\tquantity-purchased"

  /// A settlement of one order's sale and commission.
  private func settlement(_ id: String, month: String, _ lines: [(kind: String, amount: String)])
    -> String
  {
    let total = lines.reduce(Decimal(0)) { $0 + (Decimal(string: $1.amount) ?? 0) }
    let head =
      "\(id)\t2026-\(month)-01 00:00:00 UTC\t2026-\(month)-15 00:00:00 UTC\t"
      + "2026-\(month)-15 00:00:00 UTC\t\(total)\tUSD" + String(repeating: "\t", count: 13)
    let rows = lines.map { line in
      let type = line.kind == "Principal" ? "ItemPrice" : "ItemFees"
      return "\(id)\t\t\t\t\tUSD\tOrder\tA1\t\tP1\tAmazon.com\t\(type)\t\(line.kind)\t"
        + "\(line.amount)\t2026-\(month)-12 10:00:00 UTC\t2026-\(month)-12\t1\tCUP\t1"
    }
    return ([Self.settlementColumns, head] + rows).joined(separator: "\n") + "\n"
  }

  private static let orders = """
    order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,status
    A1,1,2026-08-10T10:00:00Z,2026-08-11T10:00:00Z,Amazon.com,USD,CUP,1,20.00,shipped
    A2,1,2026-08-20T10:00:00Z,2026-08-25T10:00:00Z,Amazon.com,USD,CUP,1,30.00,shipped

    """

  private func books() throws -> TemporaryBooks {
    let books = try TemporaryBooks(configuration: "entity: Test\n")
    try books.drop("orders.csv", Self.orders)
    try books.drop(
      "rates.csv",
      """
      channel,fee,sku,percent,fixed,currency,minimum,valid_from,valid_to
      Amazon.com,commission,,10,,,,2026-01-01,

      """)
    try books.drop(
      "s1.txt", settlement("S1", month: "08", [("Principal", "20.00"), ("Commission", "-3.00")]))
    return books
  }

  private func figures(
    _ books: TemporaryBooks, _ period: String
  ) throws -> (all: [String: (Int, String)], byCode: [String: [String: (Int, String)]]) {
    let data = Data(try books.text("reports/\(period)/summary.json").utf8)
    let summary = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let queue = try #require(summary["queue"] as? [String: Any])
    func tallies(_ value: Any?) -> [String: (Int, String)] {
      let roll = value as? [String: [String: Any]] ?? [:]
      return roll.compactMapValues { tally in
        guard let count = tally["count"] as? Int, let cash = tally["cash_impact_gross"] as? String
        else { return nil }
        return (count, cash)
      }
    }
    let codes = try #require(queue["roll_forward_by_code"] as? [String: Any])
    return (tallies(queue["roll_forward"]), codes.mapValues(tallies))
  }

  private func expectFooting(_ roll: [String: (Int, String)], _ what: String) {
    let steps = ["opening", "new", "changed", "closed", "closing"].map { roll[$0] ?? (0, "0") }
    #expect(steps[0].0 + steps[1].0 + steps[2].0 - steps[3].0 == steps[4].0, "\(what)")
    let cash = steps.map { Decimal(string: $0.1) ?? 0 }
    #expect(cash[0] + cash[1] + cash[2] - cash[3] == cash[4], "\(what): \(cash)")
  }

  @Test func `open as the month before closed, though money and code changed since`() throws {
    let books = try books()
    try books.run(period: "2026-08")
    let august = try figures(books, "2026-08")
    try books.drop("s2.txt", settlement("S2", month: "09", [("Commission", "-0.50")]))
    try books.run(period: "2026-09")
    let september = try figures(books, "2026-09")
    for (name, roll) in [("August", august), ("September", september)] {
      expectFooting(roll.all, name)
      for (code, own) in roll.byCode { expectFooting(own, "\(name) \(code)") }
    }
    #expect(try #require(september.all["opening"]) == #require(august.all["closing"]))
    #expect(august.byCode["AM-02"]?["closing"]?.1 == "1.00")
    #expect(september.byCode["AM-02"]?["opening"]?.1 == "1.00")
    #expect(september.byCode["AM-02"]?["changed"]?.1 == "0.50")
    #expect(september.byCode["AM-02"]?["closing"]?.1 == "1.50")
    #expect(august.byCode["CM-02"]?["closing"]?.0 == 1)
    #expect(september.byCode["CM-02"]?["changed"]?.0 == -1)
    #expect(september.byCode["CM-03"]?["changed"]?.0 == 1)
  }

  @Test(arguments: [
    ("Matched", "matched"), ("corrected_at_source", "corrected at source"),
    ("accepted timing: paid in May", "accepted timing: paid in May"),
    ("duplicate of EX-1", "duplicate: of EX-1"),
  ])
  func `take the taxonomy's reasons, and what is said beside them`(
    said: String, kept: String
  ) throws {
    let reading = try #require(ResolutionReason.reading(said))
    #expect(reading.reason.with(note: reading.note) == kept)
  }

  @Test(arguments: ["fixed", "matchedup", "it is a duplicate", ""])
  func `refuse other reasons and name the known`(said: String) throws {
    #expect(ResolutionReason.reading(said) == nil)
    let books = try books()
    try books.run(period: "2026-08")
    let fee = try books.table("discrepancies.csv", period: "2026-08").rows
      .first { $0["code"] == "AM-02" }?["exception_id"]
    let told = try books.crossfoot(
      "exceptions", "resolve", try #require(fee), "--reason", said, "--as", "Ada")
    #expect(told.status == 64)
    #expect(said.isEmpty || told.errors.contains("corrected at source"), "\(told.errors)")
  }

  @Test func `refuse the word of a system that there is not`() throws {
    let books = try TemporaryBooks(
      configuration: "entity: Test\nsystems_of_record:\n  orders: shopify-order\n")
    let said = try books.crossfoot("run")
    #expect(said.status == 2 && said.errors.contains("crossfoot.yaml:3"), "\(said.errors)")
    #expect(said.errors.contains("'shopify-order'"))
    let good = try TemporaryBooks(
      configuration: "entity: Test\nsystems_of_record: {orders: [shopify-orders, amazon]}\n")
    #expect(try good.crossfoot("run").status == 0)
    let control = try TemporaryBooks(
      configuration: "entity: Test\nsystems_of_record: {payouts: shopify-payouts}\n")
    let refused = try control.crossfoot("run")
    #expect(refused.status == 2 && refused.errors.contains("shopify-payouts is a control"))
  }
}
