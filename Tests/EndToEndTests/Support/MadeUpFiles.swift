/// Small files as channels, banks and shops write them.
enum MadeUp {
  static let orderHeader =
    "order_id,order_line_id,ordered_at,channel,currency,sku,quantity,item_price,item_tax,status"

  static func order(
    _ id: String = "A1", price: String = "10.00", tax: String = "", status: String = "open",
    quantity: String = "1"
  ) -> String {
    "\(id),\(id)-1,2026-09-01T10:00:00Z,Amazon.com,USD,S1,\(quantity),\(price),\(tax),\(status)"
  }

  static func orders(_ rows: String...) -> String {
    ([Self.orderHeader] + rows).joined(separator: "\n") + "\n"
  }

  static let settlementHeader = [
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date",
    "total-amount", "currency", "transaction-type", "order-id", "merchant-order-id",
    "adjustment-id", "shipment-id", "marketplace-name", "amount-type", "amount-description",
    "amount", "fulfillment-id", "posted-date", "posted-date-time", "order-item-code",
    "merchant-order-item-id", "merchant-adjustment-item-id", "sku", "quantity-purchased",
    "promotion-id",
  ]

  static func settlement(
    _ number: String = "1001", total: String, amounts: [String], end: String = "2026-09-15"
  ) -> String {
    var frame = [
      number, "2026-09-01 00:00:00 UTC", "\(end) 00:00:00 UTC", "\(end) 00:00:00 UTC", total, "USD",
    ]
    frame += Array(repeating: "", count: Self.settlementHeader.count - frame.count)
    var lines = [Self.settlementHeader, frame]
    for (index, amount) in amounts.enumerated() {
      lines.append([
        number, "", "", "", "", "", "Order", "O\(index)", "", "", "", "Amazon.com", "ItemPrice",
        "Principal", amount, "", "2026-09-03", "2026-09-03 10:00:00 UTC", "1", "", "", "S1", "1",
        "",
      ])
    }
    return lines.map { $0.joined(separator: "\t") }.joined(separator: "\n") + "\n"
  }

  static func statement(_ entries: [(amount: String, day: String)], closing: String) -> String {
    let lines = entries.map {
      """
      <Ntry><Amt Ccy="USD">\($0.amount)</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
      <BookgDt><Dt>\($0.day)</Dt></BookgDt></Ntry>
      """
    }
    let balances = [("OPBD", "0.00"), ("CLBD", closing)].map {
      """
      <Bal><Tp><CdOrPrtry><Cd>\($0.0)</Cd></CdOrPrtry></Tp><Amt Ccy="USD">\($0.1)</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-09-10</Dt></Dt></Bal>
      """
    }
    return """
      <?xml version="1.0"?>
      <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
      <Id>S1</Id><Acct><Id><IBAN>NL1</IBAN></Id></Acct>
      \((balances + lines).joined(separator: "\n"))
      </Stmt></BkToCstmrStmt></Document>
      """
  }
}
