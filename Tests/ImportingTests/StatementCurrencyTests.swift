import Accounting
import Testing

@testable import Importing

/// Statements that do not say what they are in.
@Suite struct `The currency of a statement` {
  private func statement(_ entries: String) -> [UInt8] {
    Array(
      """
      <?xml version="1.0"?>
      <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
      <GrpHdr><MsgId>M</MsgId></GrpHdr>
      <Stmt><Id>S1</Id><Acct><Id><IBAN>NL01BANK0123456789</IBAN></Id></Acct>\(entries)</Stmt>
      </BkToCstmrStmt></Document>

      """.utf8)
  }

  private func entry(_ amount: String, _ currency: String, reference: String = "R") -> String {
    """
    <Ntry><Amt Ccy="\(currency)">\(amount)</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
    <BookgDt><Dt>2026-09-02</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef><NtryDtls><TxDtls><Refs>
    <EndToEndId>\(reference)</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
    """
  }

  @Test func `is that of its entries where it has neither balance nor account's currency`() throws {
    let bench = try ImportBench()
    let (document, sink) = try bench.run(statement(entry("242.00", "EUR") + entry("-1", "EUR")))
    #expect(document.accepted == 1)
    #expect(sink.values(.statement, "currency") == ["EUR"])
    #expect(sink.values(.statementLine, "currency") == ["EUR"])
  }

  @Test func `leaves nothing of a statement without anything`() throws {
    let (document, sink) = try ImportBench().run(statement(""))
    #expect(document.rows == 0 && document.warnings.map(\.code) == ["no_control_total"])
    #expect(sink.values(.statement, "currency") == [])
  }

  @Test func `a day with a zone is the day as written`() throws {
    let dated = entry("1.00", "EUR").replacing("2026-09-02", with: "2026-09-01+02:00")
    let (_, sink) = try ImportBench().run(statement(dated))
    let day = try #require(CalendarDate(iso8601: "2026-09-01"))
    #expect(sink.values(.statementLine, "booked_on") == ["\(day.dayNumber)"])
  }

  @Test func `a reference that is not provided is none`() throws {
    let entries = entry("1.00", "EUR", reference: "NOTPROVIDED") + entry("2.00", "EUR")
    let (_, sink) = try ImportBench().run(statement(entries))
    #expect(sink.values(.statementLine, "reference") == ["B1", "R"])
  }
}
