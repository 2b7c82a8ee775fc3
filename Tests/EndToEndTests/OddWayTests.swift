import Foundation
import Testing

/// Orders and payouts that go other ways than most, through the whole program.
@Suite struct `What goes an odd way` {
  private static let settings = "entity: Test\nfunctional_currency: USD\ntime_zone: UTC\n"

  private func sale(_ order: String, _ amount: String) -> [String: String] {
    [
      "transaction-type": "Order", "order-id": order, "amount-type": "ItemPrice",
      "amount-description": "Principal", "amount": amount, "sku": "CUP",
      "quantity-purchased": "1", "shipment-id": "S", "order-item-code": "77",
    ]
  }

  private func order(_ id: String, _ sku: String, status: String, at updated: String) -> String {
    """
    order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,status,updated_at
    \(id),1,2026-08-03T10:00:00Z,\(status == "cancelled" ? "" : "2026-08-04T10:00:00Z"),Amazon.com,USD,\
    \(sku),1,30.00,\(status),\(updated)

    """
  }

  private static let receipts = """
    receipt_id,received_at,sku,quantity,unit_cost,currency
    R1,2026-08-01T10:00:00Z,CUP,10,4.00,USD

    """

  private func run(_ books: TemporaryBooks) throws {
    let ran = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-20")
    #expect(ran.status < 2, "\(ran.errors)")
  }

  private func open(_ books: TemporaryBooks) throws -> [[String: String]] {
    try books.table("discrepancies.csv", period: "2026-08").rows.filter {
      $0["state"] == "open"
    }
  }

  @Test func `keeps goods as they were settled when the order names others later`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("receipts.csv", Self.receipts)
    try books.drop(
      "orders.csv", order("111-1", "CUP", status: "shipped", at: "2026-08-04T11:00:00Z"))
    try books.drop("s.txt", settlementText("6001", [sale("111-1", "30.00")], total: "30.00"))
    try run(books)
    let stock = try books.text("reports/2026-08/inventory.csv")
    try books.drop(
      "edited.csv", order("111-1", "MUG", status: "shipped", at: "2026-08-19T10:00:00Z"))
    try run(books)
    #expect(try open(books).isEmpty)
    #expect(try books.text("reports/2026-08/inventory.csv") == stock)
    let line = try #require(try books.table("orders.csv", period: "2026-08").rows.first)
    #expect(line["history"]?.contains("changed: sku CUP → MUG [edited.csv:2]") == true)
    #expect(line["history"]?.contains("shipped [orders.csv:2]") == true)
  }

  @Test(arguments: [("open", 0), ("cancelled", 1)])
  func `tells a cancelled line that is settled all the same`(status: String, count: Int) throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("receipts.csv", Self.receipts)
    try books.drop(
      "orders.csv", order("111-1", "CUP", status: status, at: "2026-08-04T11:00:00Z"))
    try books.drop("s.txt", settlementText("6001", [sale("111-1", "30.00")], total: "30.00"))
    try run(books)
    let found = try open(books).filter { $0["code"] == "AM-05" }
    #expect(found.count == count)
    #expect(found.allSatisfy { $0["external"] == "30.00" && $0["internal"] == "0.00" })
    // Cancelled after it was settled is a dated change.
    try books.drop(
      "later.csv", order("111-1", "CUP", status: "cancelled", at: "2026-08-18T11:00:00Z"))
    try run(books)
    #expect(try open(books).count { $0["code"] == "AM-05" } == count)
  }

  @Test(arguments: [true, false])
  func `keeps on the shelf the cancelled rest of a line settled in part`(isShipped: Bool) throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("receipts.csv", Self.receipts)
    let three = { (status: String, at: String) in
      order("111-1", "CUP", status: status, at: at).replacing(",CUP,1,", with: ",CUP,3,")
        .replacing(isShipped ? "\0" : ",2026-08-04T10:00:00Z,", with: ",,")
    }
    try books.drop("orders.csv", three(isShipped ? "shipped" : "open", "2026-08-04T11:00:00Z"))
    try books.drop("s.txt", settlementText("6001", [sale("111-1", "10.00")], total: "10.00"))
    try run(books)
    try books.drop("later.csv", three("cancelled", "2026-08-18T11:00:00Z"))
    try run(books)
    #expect(try open(books).map { $0["code"] } == [])
    let stock = try #require(try books.table("inventory.csv", period: "2026-08").rows.first)
    #expect(stock["sold_quantity"] == "1" && stock["closing_value"] == "36.00")
    let margin = try #require(try books.table("margin.csv", period: "2026-08").rows.first)
    #expect(margin["cost_of_sales"] == "4.00" && margin["revenue"] == "10.00")
    let balances = try books.table("trial-balance.csv", period: "2026-08").rows
    #expect(
      balances.filter { $0["account"] == "Assets:ShippedNotSettled" }
        .allSatisfy { $0["closing"] == "0.00" })
  }

  @Test func `stays apart where a person undid the exact match of an order`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("receipts.csv", Self.receipts)
    try books.drop(
      "orders.csv", order("111-1", "CUP", status: "shipped", at: "2026-08-04T11:00:00Z"))
    try books.drop("s.txt", settlementText("6001", [sale("111-1", "30.00")], total: "30.00"))
    try run(books)
    let listed = try books.crossfoot("match", "list", "--order", "111-1", "--json")
    let exact = try #require((try listed.json() as? [[String: Any]])?.first)
    #expect(exact["rule"] as? String == "key" && exact["score"] as? Int == 100)
    #expect(exact["candidates"] as? Int == 1)
    let id = try #require(exact["match_id"] as? String)
    let undone = try books.crossfoot(
      "match", "undo", id, "--order", "111-1", "--reason", "another buyer", "--as", "Ada")
    #expect(undone.status == 0, "\(undone.errors)")
    for _ in 0..<2 {
      try run(books)
      #expect(try open(books).contains { $0["code"] == "CM-01" })
    }
    // It is remembered as the rule had made it.
    let shown = try books.crossfoot("match", "show", id, "--json")
    let match = try #require(try shown.json() as? [String: Any])
    #expect(match["state"] as? String == "undone" && match["rule"] as? String == "key")
    #expect(match["external"] as? String == "30.00" && match["date"] as? String == "2026-08-05")
    #expect((match["history"] as? [Any])?.count == 1)
    let again = try books.crossfoot("match", "confirm", id, "--as", "Ada")
    #expect(again.status == 0, "\(again.errors)")
    try run(books)
    #expect(try open(books).isEmpty)
  }

  @Test func `books a total below zero that the bank paid under its name`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    let columns =
      "Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Payout ID,"
      + "Available On,Amount,Fee,Net,Checkout,Payment Method Name,Presentment Amount,"
      + "Presentment Currency,Currency"
    try books.drop(
      "payments.csv",
      """
      \(columns)
      2026-08-10 10:00:00 +0000,refund,#1,visa,online,paid,2026-08-12,900002,2026-08-12,-40.00,0.00,-40.00,,card,-40.00,USD,USD

      """)
    try books.drop("bank.xml", Self.debit("40.00", "SHOPIFY 900002"))
    try run(books)
    let bank = try books.table("bank.csv", period: "2026-08").rows
    #expect(bank.map { $0["state"] } == ["matched"] && bank[0]["difference"] == "0.00")
    let balances = try books.table("trial-balance.csv", period: "2026-08").rows
    #expect(balances.first { $0["account"] == "Assets:Bank" }?["closing"] == "-40.00")
    #expect(balances.first { $0["account"] == "Assets:Clearing:Shopify" }?["closing"] == "0.00")
    let row = try books.table("settlements.csv", period: "2026-08").rows.first
    #expect(row?["state"] == "matched" && row?["bank_amount"] == "-40.00")
  }

  private static func debit(_ amount: String, _ text: String) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr>\
    <MsgId>M</MsgId><CreDtTm>2026-08-31T22:00:00</CreDtTm></GrpHdr><Stmt><Id>S</Id><Acct><Id>\
    <Othr><Id>A1</Id></Othr></Id><Ccy>USD</Ccy></Acct>\
    <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">0.00</Amt>\
    <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-08-01</Dt></Dt></Bal>\
    <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">\(amount)</Amt>\
    <CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-08-31</Dt></Dt></Bal>
    <Ntry><Amt Ccy="USD">\(amount)</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>\
    <BookgDt><Dt>2026-08-13</Dt></BookgDt><NtryDtls><TxDtls><RmtInf><Ustrd>\(text)</Ustrd>\
    </RmtInf></TxDtls></NtryDtls></Ntry>
    </Stmt></BkToCstmrStmt></Document>
    """
  }
}
