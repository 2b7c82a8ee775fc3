import Foundation
import Testing

/// What is set aside or refused is seen, whatever else there is.
@Suite struct `Trouble` {
  private static let settings = "entity: Test\nfunctional_currency: USD\ntime_zone: UTC\n"
  private static let orders = """
    order_id,order_line_id,ordered_at,channel,currency,sku,quantity,item_price
    1,1,2026-08-03T10:00:00Z,Amazon.com,USD,MUG,1,10.00

    """

  private func charge(_ amount: String, _ id: String) -> [String: String] {
    [
      "settlement-id": id, "transaction-type": "other-transaction",
      "amount-type": "other-transaction", "amount-description": "Subscription Fee",
      "amount": amount,
    ]
  }

  @Test func `of a run that brings nothing else is in the queue and in the last report`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("a.csv", Self.orders)
    _ = try books.crossfoot("run")
    try books.drop("b.csv", Self.orders.replacing("10.00", with: "12.00"))
    try books.drop("c.csv", "charge_id,receipt_id,amount_usd\n1,2,3\n")
    let ran = try books.crossfoot("run")
    #expect(ran.status == 1)
    let codes = try books.table("discrepancies.csv", period: "2026-08").rows
      .compactMap { $0["code"] }
    #expect(Set(codes).isSuperset(of: ["DU-03", "DC-01"]), "\(codes)")
    #expect(try books.table("quarantine.csv", period: "2026-08").rows.count == 1)
  }

  @Test func `of a row that names no settlement explains the gap of the only one`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop(
      "a.txt", settlementText("5", [charge("20.00", "5"), charge("30.00", "")], total: "50.00"))
    _ = try books.crossfoot("run", "--period", "2026-08")
    let row = try #require(try books.table("settlements.csv", period: "2026-08").rows.first)
    #expect(row["state"] != "held" && row["quarantined_lines"] == "1")
    let balances = try books.table("trial-balance.csv", period: "2026-08").rows
    #expect(balances.contains { $0["account"] == "Assets:Suspense" && $0["closing"] == "-30.00" })
  }

  @Test func `of a row before its settlement's header is judged once, with the header`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    let text = settlementText("5", [charge("20.00", "5"), charge("30.00", "5")], total: "50.00")
    var lines = text.split(separator: "\n").map(String.init)
    lines.swapAt(1, 3)
    try books.drop("a.txt", lines.joined(separator: "\n") + "\n")
    let said = try books.crossfoot("run", "--period", "2026-08", "--json")
    let report = try #require(try said.json() as? [String: Any])
    let file = try #require((report["import"] as? [[String: Any]])?.first)
    let row = try #require(try books.table("settlements.csv", period: "2026-08").rows.first)
    #expect((file["outcome"] as? String == "held") == (row["state"] == "held"), "\(said.output)")
  }

  @Test func `of a month that a run for another left out comes with the next run`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("a.csv", Self.orders)
    _ = try books.crossfoot("run")
    try books.drop(
      "b.csv",
      Self.orders.replacing("\n1,", with: "\n2,")
        + Self.orders.replacing("2026-08", with: "2026-09").split(separator: "\n")[1] + "\n")
    _ = try books.crossfoot("run", "--period", "2026-09")
    let next = try books.crossfoot("run", "--json")
    let report = try #require(try next.json() as? [String: Any])
    #expect(report["periods"] as? [String] == ["2026-08"], "\(next.output)")
    let idle = try books.crossfoot("run")
    #expect(idle.output.contains("nothing new"), "\(idle.output)")
  }

  @Test func `is none in a name with a backslash, nor in another order key`() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "crossfoot-init-\(UUID().uuidString)").path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let program = try #require(Program.crossfoot)
    _ = try spawn(program, ["init", path, "--entity", "AC\\DC \"Ltd\""])
    let ran = try spawn(program, ["run", "--books", path, "--json"])
    #expect(ran.status == 0, "\(ran.errors)")

    let books = try TemporaryBooks(
      configuration: Self.settings + "sources: {amazon: {order_key: merchant-order-id}}\n")
    try books.drop("a.csv", Self.orders.replacing("\n1,1,", with: "\nM-1,1,"))
    let sale = [
      "settlement-id": "5", "transaction-type": "Order", "order-id": "111-9",
      "merchant-order-id": "M-1", "amount-type": "ItemPrice",
      "amount-description": "Principal", "amount": "10.00", "sku": "MUG",
      "quantity-purchased": "1", "shipment-id": "S",
    ]
    try books.drop("s.txt", settlementText("5", [sale], total: "10.00"))
    _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-20")
    let codes = try books.table("discrepancies.csv", period: "2026-08").rows
      .compactMap { $0["code"] }
    #expect(!codes.contains("CM-01") && !codes.contains("CM-02"), "\(codes)")
  }

  @Test func `of a setting too large to add up is named`() throws {
    let books = try TemporaryBooks(
      configuration: Self.settings
        + "opening_balances: {\"Assets:Bank\": 92233720368547758.07 USD}\n")
    try books.drop("a.csv", Self.orders)
    let ran = try books.crossfoot("run", "--period", "2026-08")
    #expect(ran.status == 2 && ran.errors.contains("Assets:Bank"), "\(ran.errors)")
  }

  @Test func `does not come from balances in two currencies, or from the last month there is`()
    throws
  {
    let books = try TemporaryBooks(
      configuration: Self.settings
        + "books_from: 2026-08-01\n"
        + "opening_balances: {\"Assets:Bank\": [100.00 USD, 50.00 EUR]}\n")
    try books.drop(
      "rates.csv", "date,base,quote,rate\n2026-08-01,EUR,USD,1.10\n2026-07-31,EUR,USD,1.10\n")
    try books.drop("a.csv", Self.orders)
    #expect(try books.crossfoot("run", "--period", "2026-08").status == 0)
    let bank = try books.table("trial-balance.csv", period: "2026-08").rows
      .filter { $0["account"] == "Assets:Bank" }
    #expect(bank.compactMap { $0["closing"] } == ["50.00", "100.00"])
    let late = try books.crossfoot("run", "--period", "2026-08", "--as-of", "9999-12-31")
    #expect(late.status == 0, "\(late.errors)")
    #expect(try books.crossfoot("run", "--period", "9999-12").status == 2, "years ahead")
  }

  @Test func `of a section's footer that the report's does not share holds the file`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    let day = "2026/08/02 12:00:00 +0000"
    let heads = [
      "Transaction ID", "Invoice ID", "PayPal Reference ID", "Transaction Event Code",
      "Transaction Initiation Date", "Transaction Completion Date",
      "Transaction Debit or Credit", "Gross Transaction Amount", "Gross Transaction Currency",
      "Fee Debit or Credit", "Fee Amount", "Fee Currency", "Bank Reference ID",
    ]
    let footer = ["USD", "2000", "1950", "0", "50"]
    let rows = [
      ["RH", day, "A", "ACCT", "011"], ["FH", "1"], ["SH", day, day, "ACCT", ""],
      ["CH"] + heads,
      ["SB", "T1", "W1", "", "T0006", day, day, "CR", "2000", "USD", "DR", "50", "USD", ""],
      ["SB", "T2", "", "", "T0400", day, day, "DR", "1950", "USD", "", "0", "USD", "B1"],
      ["SF", "USD", "2001", "1950", "0", "50"], ["SC", "2"], ["RF"] + footer, ["RC", "2"],
      ["FF", "2"],
    ]
    let quoted = rows.map { $0.map { "\"\($0)\"" }.joined(separator: ",") + "\n" }
    try books.drop("p.csv", quoted.joined())
    let said = try books.crossfoot("import", "--json")
    let file = try #require((try said.json() as? [[String: Any]])?.first)
    #expect(said.status == 1 && file["outcome"] as? String == "held", "\(said.output)")
  }
}
