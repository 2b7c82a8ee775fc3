import Foundation
import Testing

/// A file that is held counts for nothing: not as an owner of rows that another file has too.
@Suite struct `A held file` {
  private static let settings = "entity: Test\nfunctional_currency: USD\ntime_zone: UTC\n"

  /// A statement of three entries that lead from 0.00 to 145.00.
  private func statement(_ number: String, last: String = "50.00") -> String {
    let entries = [("100.00", "CRDT", "A"), ("5.00", "DBIT", "B"), (last, "CRDT", "C")]
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
      <GrpHdr><MsgId>M</MsgId><CreDtTm>2026-09-30T22:00:00Z</CreDtTm></GrpHdr>
      <Stmt><Id>\(number)</Id><CreDtTm>2026-09-30T22:00:00Z</CreDtTm>
      <Acct><Id><Othr><Id>USD-001</Id></Othr></Id><Ccy>USD</Ccy></Acct>
      \(balance("OPBD", "0.00", "01"))\(balance("CLBD", "145.00", "30"))
      \(entries.map { amount, sign, text in
        "<Ntry><Amt Ccy=\"USD\">\(amount)</Amt><CdtDbtInd>\(sign)</CdtDbtInd>"
          + "<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-09-07</Dt></BookgDt><NtryDtls><TxDtls>"
          + "<RmtInf><Ustrd>\(text)</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
      }.joined(separator: "\n"))
      </Stmt></BkToCstmrStmt></Document>
      """
  }

  private func balance(_ kind: String, _ amount: String, _ day: String) -> String {
    "<Bal><Tp><CdOrPrtry><Cd>\(kind)</Cd></CdOrPrtry></Tp><Amt Ccy=\"USD\">\(amount)</Amt>"
      + "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-09-\(day)</Dt></Dt></Bal>"
  }

  /// Three sales of PayPal, which leave 194.00; the last may be of another amount.
  private func activity(last: String = "20.00", _ net: String = "19.00") -> String {
    let sales = [
      ("21", "100.00", "-3.00", "97.00", "97.00"), ("22", "80.00", "-2.00", "78.00", "175.00"),
      ("23", last, "-1.00", net, "194.00"),
    ]
    let header =
      "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID,"
      + "Reference Txn ID,Invoice Number,Balance\n"
    let rows = sales.map { day, gross, fee, net, balance in
      "\(day)/09/2026,07:45:51,PDT,Ann,Website Payment,Completed,USD,\(gross),\(fee),\(net),"
        + "T\(day),,10\(day),\(balance)\n"
    }
    return header + rows.joined()
  }

  /// The closing balances of some accounts, and the CM-05 that are open.
  private func state(_ nights: [[String: String]], rollingBack file: String? = nil) throws
    -> [String]
  {
    let books = try TemporaryBooks(configuration: Self.settings)
    for night in nights {
      for (name, text) in night { try books.drop(name, text) }
      _ = try books.crossfoot("run", "--period", "2026-09", "--as-of", "2026-09-30")
    }
    if let file {
      _ = try books.crossfoot("rollback", file, "--reason", "bad")
      _ = try books.crossfoot("run", "--period", "2026-09", "--as-of", "2026-09-30")
    }
    let balances = try books.table("trial-balance.csv", period: "2026-09").rows
      .filter { $0["closing"] != "0.00" }
      .map { "\($0["account"] ?? "") \($0["closing"] ?? "")" }
    let open = try books.table("discrepancies.csv", period: "2026-09").rows
      .filter { $0["code"] == "CM-05" && $0["state"] == "open" }
      .map { "CM-05 \($0["difference"] ?? "")" }
    return balances.sorted() + open
  }

  @Test(arguments: ["a.xml", "z.xml"])
  func `takes no line out of a bank statement that stands`(name: String) throws {
    let (good, bad) = (statement("1"), statement("2", last: "51.00"))
    let alone = try state([["g.xml": good]])
    #expect(alone.contains("Assets:Bank 150.00"), "\(alone)")
    #expect(try state([["g.xml": good], [name: bad]]) == alone + ["CM-05 1.00"])
    #expect(try state([["g.xml": good, name: bad]]) == alone + ["CM-05 1.00"])
    #expect(try state([[name: bad], ["g.xml": good]]) == alone + ["CM-05 1.00"])
    #expect(try state([["g.xml": good], [name: bad]], rollingBack: name) == alone)
  }

  @Test(arguments: ["a.csv", "z.csv"])
  func `takes no line out of a download that stands, which is what it should have been`(
    name: String
  ) throws {
    let (good, bad) = (activity(), activity(last: "19.00", "18.00"))
    let alone = try state([["g.csv": good]])
    #expect(alone.contains("Assets:Clearing:PayPal 194.00"), "\(alone)")
    #expect(try state([[name: bad]]) == ["CM-05 -1.00"])
    #expect(try state([["g.csv": good], [name: bad]]) == alone)
    #expect(try state([["g.csv": good, name: bad]]) == alone)
    #expect(try state([[name: bad], ["g.csv": good]]) == alone)
    #expect(try state([[name: bad], ["g.csv": good]], rollingBack: name) == alone)
    #expect(try state([[name: bad], ["g.csv": good]], rollingBack: "g.csv") == ["CM-05 -1.00"])
  }
}
