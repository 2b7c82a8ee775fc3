/// Small files of one row or two, good but for what a test makes of them.
enum PolicyFile {
  private static let columns = [
    "order_id", "order_line_id", "ordered_at", "channel", "currency", "sku", "quantity",
    "item_price", "status",
  ]
  private static let values = [
    "order_id": "A1", "order_line_id": "1", "ordered_at": "2026-09-01T10:00:00Z",
    "channel": "Web", "currency": "USD", "sku": "MUG", "quantity": "1", "item_price": "10.00",
    "status": "open",
  ]

  /// An orders file; `cell`: by column, known or new, what its one row has there.
  static func orders(
    _ start: String = "", cell: [String: String] = [:], name: (String) -> String = { $0 },
    order: ([String]) -> [String] = { $0 }, without: String = "", delimiter: String = ",",
    lineEnds: [String] = ["\n"], rows: Bool = true, more: String = ""
  ) -> [UInt8] {
    let known = columns.filter { $0 != without }
    let names = order(known + cell.keys.filter { !columns.contains($0) }.sorted())
    var lines = [names.map(name)]
    if rows { lines.append(names.map { cell[$0] ?? values[$0] ?? "" }) }
    if lineEnds.count > 2 { lines.append(names.map { $0 == "order_id" ? "A2" : values[$0] ?? "" }) }
    var text = start
    for (number, line) in lines.enumerated() {
      text += line.joined(separator: delimiter) + lineEnds[number % lineEnds.count]
    }
    return Array((text + more).utf8)
  }

  /// The same text in UTF-16 with its mark.
  static func wide(_ text: [UInt8], highFirst: Bool = false) -> [UInt8] {
    let units = [0xFEFF] + Array(String(decoding: text, as: UTF8.self).utf16)
    return units.flatMap { unit -> [UInt8] in
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
      return highFirst ? [high, low] : [low, high]
    }
  }

  /// An Amazon settlement.
  static func settlement(
    total: String? = nil, amounts: [String] = ["10.00"], frame: String = "USD",
    currency: String = "", sku: [UInt8] = [], at: String = "2026-09-03"
  ) -> [UInt8] {
    var text = Fixture.v2Header + Fixture.v2Frame(total ?? "10.00", currency: frame)
    for amount in amounts {
      text += Fixture.v2Line(
        Fixture.principal, amount, currency: currency, sku: "SKU", at: "\(at) 10:00:00 UTC")
    }
    guard !sku.isEmpty, let place = text.firstRange(of: "SKU") else { return Array(text.utf8) }
    return Array(text[..<place.lowerBound].utf8) + sku + Array(text[place.upperBound...].utf8)
  }

  /// A camt.053 statement of one entry, on line 5; `more` is on line 6.
  static func statement(
    _ start: String = "", id: [UInt8] = Array("S1".utf8), amount: String = "10.00",
    currency: String = "USD", more: String = "", end: String = ""
  ) -> [UInt8] {
    let balances = [("OPBD", "0.00"), ("CLBD", "10.00")].map {
      "<Bal><Tp><CdOrPrtry><Cd>\($0.0)</Cd></CdOrPrtry></Tp><Amt Ccy='\(currency)'>\($0.1)</Amt>"
        + "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-09-10</Dt></Dt></Bal>\n"
    }
    let head =
      "\(start)\n<Document><BkToCstmrStmt><Stmt><Id>"
    let rest = "</Id>\n<Acct><Id><IBAN>NL1</IBAN></Id></Acct>\n" + balances.joined()
    let tail = "\(more)\n</Stmt></BkToCstmrStmt>\n</Document>\(end)"
    return Array(head.trimmingNewline.utf8) + id
      + Array((rest + entry(amount, currency: currency) + "\n" + tail).utf8)
  }

  static func entry(_ amount: String, currency: String = "USD") -> String {
    "<Ntry><Amt Ccy='\(currency)'>\(amount)</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>"
      + "<BookgDt><Dt>2026-09-10</Dt></BookgDt></Ntry>"
  }

  static func nested(_ depth: Int) -> String {
    String(repeating: "<x>", count: depth) + String(repeating: "</x>", count: depth)
  }

  /// An MT940 statement of one entry.
  static func messages(
    _ start: String = "", valueDate: String = "260901", amount: String = "10,00",
    lineEnd: String = "\n"
  ) -> [UInt8] {
    let lines = [
      ":20:A", ":25:DE1", ":28C:1/1", ":60F:C260831EUR0,00",
      ":61:\(valueDate)0901C\(amount)NTRFNONREF//B1", ":86:payout", ":62F:C260902EUR10,00", "-",
    ]
    return Array((start + lines.map { $0 + lineEnd }.joined()).utf8)
  }

  /// An OFX 1 statement of one entry, on line 4.
  static func card(amount: String = "10.00") -> [UInt8] {
    let text = """
      OFXHEADER:100

      <OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>
      <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260901<TRNAMT>\(amount)<FITID>1</STMTTRN>
      </BANKTRANLIST></STMTRS></STMTTRNRS>
      </BANKMSGSRSV1>
      </OFX>

      """
    return Array(text.utf8)
  }

  /// A PayPal activity download of completed payments on some days.
  static func activity(_ days: [String]) -> [UInt8] {
    let header = "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID,Balance"
    let rows = days.enumerated().map {
      "\($1),10:00:00,UTC,A,Payment,Completed,USD,1.00,0.00,1.00,T\($0),\($0 + 1).00"
    }
    return Array(([header] + rows).map { $0 + "\n" }.joined().utf8)
  }
}

extension String {
  fileprivate var trimmingNewline: String { hasPrefix("\n") ? String(dropFirst()) : self }
}
