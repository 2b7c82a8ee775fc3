import Accounting
import DelimitedText
import Foundation
import Testing

@testable import Importing

/// The raw text of an XML row that was set aside.
@Suite struct `A row of XML set aside` {
  private static let element =
    "<Ntry  Nr = '1'><!-- é > --><Amt\n Ccy=\"EUR\" >1O.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>\r\n"
    + "<Sts>BOOK</Sts><BookgDt><Dt>2026-09-02</Dt></BookgDt><NtryDtls/><![CDATA[<a>]]></Ntry >"

  private func document(_ start: String, _ element: String = element) -> String {
    let statement = String(decoding: PolicyFile.statement(), as: UTF8.self)
    let place = statement.range(of: "<Ntry>")?.lowerBound ?? statement.startIndex
    return start + statement[..<place] + element + "\n" + element + statement[place...]
  }

  private func raws(_ bytes: [UInt8], chunkBytes: Int = 1 << 18) throws -> [String] {
    var bench = try ImportBench()
    bench.chunkBytes = chunkBytes
    return try bench.run(bytes).document.quarantinedRows.map(\.raw)
  }

  @Test(arguments: [1, 7, 1 << 18], ["", "\u{feff}", "<?xml version='1.0'?><!-- <Ntry> -->\n"])
  func `is quoted byte by byte`(chunkBytes: Int, start: String) throws {
    let bytes = Array(document(start).utf8)
    #expect(try raws(bytes, chunkBytes: chunkBytes) == [Self.element, Self.element])
  }

  @Test func `is quoted as text where the file is not UTF-8`() throws {
    let text = document("")
    #expect(try raws(PolicyFile.wide(Array(text.utf8))) == [Self.element, Self.element])
    let latin = document("<?xml version='1.0' encoding='ISO-8859-1'?>\n").unicodeScalars
      .map { UInt8(truncatingIfNeeded: $0.value) }
    #expect(try raws(latin) == [Self.element, Self.element])
  }

  @Test func `is written anew in an encoding that the XML reader alone knows`() throws {
    let text = document("<?xml version='1.0' encoding='ISO-8859-15'?>\n").unicodeScalars
      .map { UInt8(truncatingIfNeeded: $0.value) }
    #expect(try raws(text).allSatisfy { $0.hasPrefix("<Ntry Nr=\"1\">") })
  }

  @Test func `is quoted with lone returns and as far as rows are kept`() throws {
    let returns = Self.element.replacing("\r\n", with: "\r")
    #expect(
      try raws(Array(document("", returns).replacing("\n", with: "\r").utf8)).first
        == returns.replacing("\n", with: "\r"))
    let long = Self.element.replacing(
      "<NtryDtls/>", with: "<New>\(String(repeating: "x", count: 70_000))</New>")
    let raw = try #require(try raws(Array(document("", long).utf8)).first)
    #expect(raw.utf8.count == 16_384 && long.hasPrefix(raw))
  }

  @Test func `is quoted in SGML too, where it has its line to itself`() throws {
    let card = String(decoding: PolicyFile.card(amount: "1O.00"), as: UTF8.self)
    let start = try #require(card.range(of: "<STMTTRN>")?.lowerBound)
    let end = try #require(card.range(of: "</STMTTRN>")?.upperBound)
    #expect(try raws(Array(card.utf8)) == [String(card[start..<end])])
  }
}
