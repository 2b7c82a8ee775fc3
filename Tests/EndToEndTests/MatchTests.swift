import Foundation
import GRDB
import Testing

/// Matches as people look at them, let them stand and take them apart.
@Suite struct `Matches` {
  private static let hand = ["--by", "Ada", "--at", "2026-09-02T09:30:00Z"]
  private static let settings = "entity: Test\nfunctional_currency: USD\ntime_zone: UTC\n"

  private func charge(_ id: String, _ amount: String) -> String {
    settlementText(
      id,
      [
        [
          "transaction-type": "other-transaction", "amount-type": "other-transaction",
          "amount-description": "Subscription Fee", "amount": amount,
        ]
      ], total: amount)
  }

  private func statement(_ entries: [(amount: String, reference: String)], total: String) -> String
  {
    let balance = { (code: String, amount: String, day: String) in
      """
      <Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp><Amt Ccy="USD">\(amount)</Amt>\
      <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>\(day)</Dt></Dt></Bal>
      """
    }
    let rows = entries.enumerated().map { number, entry in
      """
      <Ntry><Amt Ccy="USD">\(entry.amount)</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>\
      <BookgDt><Dt>2026-08-18</Dt></BookgDt><AcctSvcrRef>R\(number)</AcctSvcrRef><NtryDtls>\
      <TxDtls><Refs><EndToEndId>\(entry.reference)</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
      """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr>\
      <MsgId>M</MsgId><CreDtTm>2026-08-31T22:00:00</CreDtTm></GrpHdr><Stmt><Id>S</Id><Acct><Id>\
      <Othr><Id>A1</Id></Othr></Id><Ccy>USD</Ccy></Acct>\(balance("OPBD", "0.00", "2026-08-01"))\
      \(balance("CLBD", total, "2026-08-31"))
      \(rows.joined(separator: "\n"))
      </Stmt></BkToCstmrStmt></Document>
      """
  }

  private func codes(_ books: TemporaryBooks) throws -> [String] {
    try books.table("discrepancies.csv", period: "2026-08").rows
      .filter { ["open", "assigned"].contains($0["state"]) }
      .compactMap { $0["code"] }.sorted()
  }

  private func list(_ books: TemporaryBooks, _ more: String...) throws -> [[String: Any]] {
    let said = try books.crossfoot(["match", "list", "--json"] + more)
    #expect(said.status == 0, "\(said.errors)")
    return try #require(try said.json() as? [[String: Any]])
  }

  @Test func `taken apart take a written-off difference along, until they stand again`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("charge.txt", charge("1771001001", "100.00"))
    try books.drop("bank.xml", statement([("98.00", "1771001001")], total: "98.00"))
    func close() throws -> [String] {
      try books.run(period: "2026-08", asOf: "2026-08-31")
      let balances = try books.table("trial-balance.csv", period: "2026-08").rows
      return try ["Assets:PayoutsInTransit:Amazon", "Expenses:ReconciliationDifferences"].map {
        account in balances.first { $0["account"] == account }?["closing"] ?? ""
      } + codes(books).filter { $0.hasPrefix("PO-") }
    }
    #expect(try close() == ["2.00", "", "PO-02"])
    let queue = try books.crossfoot("exceptions", "list", "--code", "PO-02", "--json")
    let short = try #require((try queue.json() as? [[String: Any]])?.first?["exception_id"])
    _ = try books.crossfoot(
      "exceptions", "write-off", "\(short)", "--reason", "fee", "--as", "Ada")
    #expect(try close() == ["0.00", "2.00"])
    let id = try #require(try list(books).first?["match_id"] as? String)
    _ = try books.crossfoot(["match", "undo", id, "--reason", "wrong"] + Self.hand)
    #expect(try close() == ["100.00", "", "PO-01", "PO-03"])
    _ = try books.crossfoot(["match", "confirm", id] + Self.hand)
    #expect(try close() == ["0.00", "2.00"])

    let first = try runId(books)
    _ = try books.crossfoot("rollback", "bank.xml", "--reason", "again")
    try books.drop("bank.xml", statement([("98.00", "1771001001")], total: "98.00"))
    #expect(try close() == ["0.00", "2.00"], "what was given up stands when the file is back")
    #expect(try runId(books) == first)
    #expect(try close() == ["0.00", "2.00"])
  }

  private func runId(_ books: TemporaryBooks) throws -> String {
    let rows = try books.table("discrepancies.csv", period: "2026-08").rows
    return try #require(rows.first?["run_id"])
  }

  @Test func `that a later file ends take their write-off along into the month it was of`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("charge.txt", charge("1771001001", "100.00"))
    try books.drop("bank.xml", statement([("98.00", "1771001001")], total: "98.00"))
    try books.run(period: "2026-08", asOf: "2026-08-31")
    let queue = try books.crossfoot("exceptions", "list", "--code", "PO-02", "--json")
    let short = try #require((queue.json() as? [[String: Any]])?.first?["exception_id"])
    _ = try books.crossfoot(
      "exceptions", "write-off", "\(short)", "--reason", "fee", "--as", "Ada")
    try books.run(asOf: "2026-08-31")
    let given = try books.text("reports/2026-08/trial-balance.csv")
    #expect(given.contains("ReconciliationDifferences"))
    try books.drop(
      "rest.xml",
      statement([("2.00", "1771001001")], total: "2.00").replacing("2026-08-", with: "2026-09-")
        .replacing("<Id>S</Id>", with: "<Id>S2</Id>").replacing("09-31", with: "09-30"))
    try books.run(asOf: "2026-09-30")
    #expect(try books.text("reports/2026-08/trial-balance.csv") != given)
    _ = try books.crossfoot("rollback", "rest.xml", "--reason", "wrong")
    try books.run(asOf: "2026-09-30")
    #expect(try books.text("reports/2026-08/trial-balance.csv") == given)
  }

  @Test func `stand once a person chose, and fall when a person takes them apart`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("a1.txt", charge("5001", "10.00"))
    try books.drop("a2.txt", charge("5002", "10.00"))
    try books.drop("bank.xml", statement([("10.00", "AMZ"), ("10.00", "AMZ X")], total: "20.00"))
    let ran = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-31")
    #expect(ran.status == 0, "\(ran.errors)")
    #expect(try codes(books) == ["DU-05", "DU-05", "LG-04", "PO-03", "PO-03"])

    let choices = try list(books, "--state", "ambiguous")
    #expect(choices.count == 4)
    let id = try #require(choices.first?["match_id"] as? String)
    let confirmed = try books.crossfoot(
      ["match", "confirm", id, "--reason", "per bank"] + Self.hand)
    #expect(confirmed.status == 0, "\(confirmed.errors)")
    #expect(try books.crossfoot(["match", "confirm", id] + Self.hand).status == 2)
    _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-31")
    // With one pair decided, the other is the only one left.
    #expect(try codes(books) == [])
    let rules = Set(try list(books).compactMap { $0["rule"] as? String })
    #expect(rules == ["by_hand", "amount_and_date"])

    let undone = try books.crossfoot(["match", "undo", id, "--reason", "wrong"] + Self.hand)
    #expect(undone.status == 0, "\(undone.errors)")
    _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-31")
    #expect(try codes(books).contains("DU-05"))
    #expect(
      !(try list(books)).contains {
        ($0["match_id"] as? String == id) && $0["state"] as? String != "undone"
      })
    let shown = try books.crossfoot("match", "show", id)
    for word in ["undone", "Ada", "per bank", "wrong"] {
      #expect(shown.output.contains(word), "\(shown.output)")
    }
  }

  @Test func `of orders are suggested, then stand by a person's word`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    let sale = [
      "transaction-type": "Order", "order-id": "111-9", "amount-type": "ItemPrice",
      "amount-description": "Principal", "amount": "30.00", "sku": "MUG",
      "quantity-purchased": "1", "shipment-id": "S", "order-item-code": "1",
    ]
    try books.drop("a.txt", settlementText("6001", [sale], total: "30.00"))
    try books.drop(
      "orders.csv",
      """
      order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,status
      WEB-7,1,2026-08-03T10:00:00Z,2026-08-04T10:00:00Z,Amazon.com,USD,MUG,1,30.00,shipped

      """)
    _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-31")
    #expect(try codes(books).filter { $0 != "PO-01" && $0 != "CO-01" } == ["CM-01", "CM-03"])
    let note = try books.table("discrepancies.csv", period: "2026-08").rows
      .first { $0["code"] == "CM-01" }?["note"]
    #expect(note?.contains("may be order Amazon.com|WEB-7") == true)
    let suggestion = try #require(try list(books, "--kind", "order").first)
    let id = try #require(suggestion["match_id"] as? String)
    _ = try books.crossfoot(["match", "confirm", id] + Self.hand)
    _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-31")
    #expect(try codes(books).filter { $0 != "PO-01" && $0 != "CO-01" } == [])
    let margin = try books.table("margin.csv", period: "2026-08").rows
    #expect(margin.first?["order_id"] == "WEB-7" && margin.first?["revenue"] == "30.00")

    let exact = try list(books, "--order", "WEB-7")
    #expect(exact.compactMap { $0["rule"] as? String } == ["by_hand"])
    _ = try books.crossfoot(["match", "undo", id, "--reason", "no"] + Self.hand)
    _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-31")
    #expect(try codes(books).filter { $0 != "PO-01" && $0 != "CO-01" } == ["CM-01", "CM-03"])
  }

  @Test func `by the exact key are rows of the ledger, line by line`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    func sale(_ sku: String, _ amount: String) -> [String: String] {
      [
        "transaction-type": "Order", "order-id": "W-7", "amount-type": "ItemPrice",
        "amount-description": "Principal", "amount": amount, "sku": sku,
        "quantity-purchased": "1", "shipment-id": "S", "order-item-code": "",
      ]
    }
    try books.drop(
      "a.txt", settlementText("6001", [sale("MUG", "30.00"), sale("CUP", "5.00")], total: "35.00"))
    try books.drop(
      "orders.csv",
      """
      order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,status
      W-7,1,2026-08-03T10:00:00Z,2026-08-04T10:00:00Z,Amazon.com,USD,MUG,1,30.00,shipped
      W-7,2,2026-08-03T10:00:00Z,2026-08-04T10:00:00Z,Amazon.com,USD,CUP,1,5.00,shipped

      """)
    for _ in 1...2 {
      _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-31")
      let rows = try DatabaseQueue(path: "\(books.path)/ledger.sqlite").read { database in
        try String.fetchAll(
          database,
          sql: """
            SELECT file || ':' || first_line || ' ' || channel || ' ' || order_id || '/'
              || order_line_id || ' ' || sku || ' ' || rule || ' ' || score || ' ' || candidates
            FROM line_match_text ORDER BY first_line
            """)
      }
      #expect(
        rows == [
          "a.txt:3 Amazon.com W-7/1 MUG key 100 1", "a.txt:4 Amazon.com W-7/2 CUP key 100 1",
        ]
      )
    }
  }

  private static func statement(of account: String, _ day: String, _ amount: String) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
    <OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD</CURDEF><BANKACCTFROM><BANKID>1</BANKID>\
    <ACCTID>\(account)</ACCTID><ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM><BANKTRANLIST>\
    <DTSTART>20260801</DTSTART><DTEND>20260831</DTEND><STMTTRN><TRNTYPE>OTHER</TRNTYPE>\
    <DTPOSTED>\(day)</DTPOSTED><TRNAMT>\(amount)</TRNAMT><FITID>\(account)</FITID>\
    <NAME>OWN</NAME></STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>

    """
  }

  @Test func `between own accounts are suggested, and post nothing once confirmed`() throws {
    let books = try TemporaryBooks(configuration: Self.settings)
    try books.drop("current.ofx", Self.statement(of: "77", "20260810", "-90.00"))
    try books.drop("savings.ofx", Self.statement(of: "78", "20260811", "90.00"))
    _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-31")
    #expect(try codes(books) == ["LG-04", "PO-03"])
    let suggestion = try #require(try list(books, "--kind", "transfer").first)
    #expect(suggestion["state"] as? String == "suggested")
    let id = try #require(suggestion["match_id"] as? String)
    let said = try books.crossfoot(["match", "confirm", id] + Self.hand)
    #expect(said.status == 0, "\(said.errors)")
    _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-31")
    #expect(try codes(books) == [])
    #expect(try books.table("journal.csv", period: "2026-08").rows.isEmpty)
    _ = try books.crossfoot(["match", "undo", id, "--reason", "no"] + Self.hand)
    _ = try books.crossfoot("run", "--period", "2026-08", "--as-of", "2026-08-31")
    #expect(try codes(books) == ["LG-04", "PO-03"])
  }
}
