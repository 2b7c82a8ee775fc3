import Foundation
import Testing

/// What changes a month that was reported is reported, whenever it comes.
@Suite struct `Reports that are not true any more` {
  private static let order =
    "order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,status,"
    + "updated_at\n"

  private func state(_ quantity: Int, _ price: String, _ changed: String) -> String {
    Self.order
      + "A1,1,2026-09-01T10:00:00Z,2026-09-01T12:00:00Z,eBay,USD,CUP,\(quantity),\(price),shipped,"
      + "\(changed)T00:00:00Z\n"
  }

  @Test func `are written anew when an order's older state comes late`() throws {
    let receipts = """
      receipt_id,received_at,sku,quantity,unit_cost,currency
      R1,2026-08-01T10:00:00Z,CUP,50,1.00,USD

      """
    let settled = """
      Transaction creation date,Type,Order number,Net amount,Payout currency,Payout date,Payout ID,\
      Custom label,Quantity,Item subtotal,Shipping and handling,Final Value Fee - fixed,\
      Final Value Fee - variable,Description
      "Sep 5, 2026",Payout,--,-20.00,USD,"Sep 5, 2026",P1,--,--,--,--,--,--,--
      "Sep 3, 2026",Order,A1,20.00,USD,"Sep 5, 2026",P1,CUP,2,20.00,0.00,--,--,--

      """
    let states = [state(2, "20.00", "2026-09-01"), state(1, "10.00", "2026-09-20")]
    var seen: [[String: String]] = []
    for order in [states, states.reversed()] {
      let books = try emptyBooks()
      try books.drop("receipts.csv", receipts)
      try books.drop("ebay.csv", settled)
      for (night, state) in order.enumerated() {
        try books.drop("orders \(night).csv", state)
        let said = try books.crossfoot("run", "--as-of", "2026-09-30")
        #expect(!said.output.contains("nothing new"), "night \(night): \(said.output)")
      }
      seen.append(
        try books.reports().filter {
          $0.key == "2026-09/margin.csv" || $0.key == "2026-09/inventory.csv"
        })
    }
    #expect(seen[0].count == 2)
    expectSame(seen[0].mapValues(withoutFile), seen[1].mapValues(withoutFile), "in either order")
  }

  @Test func `are written anew when goods come that were sold a month before`() throws {
    let books = try emptyBooks()
    let rows = [
      "A1,1,2026-08-10T10:00:00Z,2026-08-10T12:00:00Z,eBay,USD,CUP,1,20.00,shipped,",
      "A2,1,2026-09-10T10:00:00Z,2026-09-10T12:00:00Z,eBay,USD,MUG,1,20.00,shipped,",
    ]
    try books.drop("orders.csv", Self.order + rows.joined(separator: "\n") + "\n")
    _ = try books.crossfoot("run", "--as-of", "2026-09-30")
    let receipts = """
      receipt_id,received_at,sku,quantity,unit_cost,currency
      R1,2026-09-15T10:00:00Z,CUP,50,1.00,USD

      """
    try books.drop("receipts.csv", receipts)
    let said = try books.crossfoot("run", "--as-of", "2026-09-30")
    #expect(said.output.contains("2026-08 to 2026-09"), "\(said.output)")
    let reports = try books.reports()
    for period in ["2026-08", "2026-09"] {
      _ = try books.crossfoot("run", "--period", period, "--as-of", "2026-09-30")
    }
    let again = try books.reports()
    for name in reports.keys where name.hasSuffix("margin.csv") || name.hasSuffix("journal.csv") {
      #expect(reports[name] == again[name], "\(name) was not true any more")
    }
  }

  /// The two nights' files bear each other's names.
  private func withoutFile(_ text: String) -> String {
    text.replacing("orders%200", with: "orders").replacing("orders%201", with: "orders")
  }

  @Test func `are written anew under another configuration, with a word of it`() throws {
    let books = try scenario("reserve-carried")
    _ = try books.crossfoot("run", "--period", "2026-09")
    let before = try books.table("trial-balance.csv", period: "2026-09")
    let settings = try books.text("crossfoot.yaml")
    try (settings + "opening_balances: {\"Assets:Bank\": \"1.00 USD\"}\n").write(
      toFile: "\(books.path)/crossfoot.yaml", atomically: true, encoding: .utf8)
    let said = try books.crossfoot("run")
    #expect(
      said.status == 0 && said.output.contains("crossfoot.yaml has changed"), "\(said.output)")
    let after = try books.table("trial-balance.csv", period: "2026-09")
    #expect(after["base_closing"] != before["base_closing"])
    let again = try books.crossfoot("run")
    #expect(again.output.contains("nothing new to report"), "\(again.output)")
  }

  @Test func `bear another run's number when the books' own formats are others`() throws {
    let books = try scenario("reserve-carried")
    _ = try books.crossfoot("run", "--period", "2026-09")
    let before = try books.text("reports/2026-09/summary.json")
    let draft = try loose("bank.csv", "Date,Text,Amount,Balance\n2026-09-01,a,1.00,1.00\n")
    defer { draft.remove() }
    let made = try crossfoot(
      "formats", "init", draft.path, "--name", "mybank", "--out",
      "\(books.path)/formats/mybank.yaml")
    #expect(made.status == 0, "\(made.errors)")
    _ = try books.crossfoot("run", "--period", "2026-09")
    #expect(try books.text("reports/2026-09/summary.json") != before)
  }
}
