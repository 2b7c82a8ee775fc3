import Accounting
import Foundation
import Testing

@testable import Importing

/// What a statement and a row say of themselves beside their amounts.
@Suite struct `A summary of entries` {
  private func read(
    _ summary: String, balances: String = "", entries: String? = nil
  ) throws -> ImportedDocument {
    let entry = { (amount: String, mark: String, state: String) in
      "<Ntry><Amt Ccy='EUR'>\(amount)</Amt><CdtDbtInd>\(mark)</CdtDbtInd><Sts>\(state)</Sts>"
        + "<BookgDt><Dt>2026-09-02</Dt></BookgDt></Ntry>"
    }
    let own = entry("30.00", "CRDT", "BOOK") + entry("10.00", "DBIT", "BOOK")
    return try ImportBench().run(
      Array(
        """
        <Document><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S1</Id>
        <Acct><Id><IBAN>NL01BANK0123456789</IBAN></Id><Ccy>EUR</Ccy></Acct>\(balances)
        <TxsSummry>\(summary)</TxsSummry>\(own)\(entries ?? "")\(pending(entry, entries))
        </Stmt></BkToCstmrStmt></Document>
        """.utf8)
    ).0
  }

  private func pending(
    _ entry: (String, String, String) -> String, _ entries: String?
  ) -> String {
    entries == nil ? "" : entry("5.00", "CRDT", "PDNG")
  }

  private static let credits =
    "<TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>30.00</Sum></TtlCdtNtries>"
  private static let debits =
    "<TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>10.00</Sum></TtlDbtNtries>"

  @Test func `is a control of its own`() throws {
    let document = try read(Self.credits + Self.debits)
    #expect(!document.isHeld && document.accepted == 2)
    #expect(document.controlTotals.map(\.declared) == [20_00])
    #expect(document.warnings.isEmpty)
  }

  @Test(arguments: [
    ("30.00", "31.00"), ("10.00", "9.00"),
    ("<TtlDbtNtries>", "<TtlNtries><TtlNetNtryAmt>19.00</TtlNetNtryAmt></TtlNtries><TtlDbtNtries>"),
  ])
  func `holds a statement whose sums it does not fit`(old: String, new: String) throws {
    let balance = { (code: String, amount: String) in
      "<Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>\(amount)</Amt>"
        + "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-09-02</Dt></Dt></Bal>"
    }
    let summary = (Self.credits + Self.debits).replacing(old, with: new)
    #expect(try read(summary).isHeld)
    #expect(try read(summary, balances: balance("OPBD", "1.00") + balance("CLBD", "21.00")).isHeld)
  }

  @Test func `refuses a statement of fewer entries, and may count pending ones`() throws {
    let count = "<TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries>"
    #expect(throws: ImportRefusal.self) { try read(count) }
    #expect(try !read(count, entries: "").isHeld)
    let sums = Self.credits.replacing("30.00", with: "35.00") + Self.debits
    let document = try read(sums, entries: "")
    #expect(!document.isHeld && document.warnings.contains { $0.code == "summary_differs" })
  }

  @Test(arguments: [
    ("square-transactions.csv", "Dipped,$0.00", "Dipped,$7.00"),
    ("mollie-settlement.csv", "EUR,80.00,paidout", "EUR,81.00,paidout"),
  ])
  func `of one row is checked, tender by tender and amount by amount`(
    sample: String, old: String, new: String
  ) throws {
    let samples = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "samples/formats")
    let text = try String(contentsOf: samples.appending(path: sample), encoding: .utf8)
    #expect(text.contains(old))
    #expect(try ImportBench().run(text).0.quarantined == 0)
    #expect(try ImportBench().run(text.replacing(old, with: new)).0.quarantined == 1)
  }
}
