import Accounting
import Foundation
import Testing

@testable import Importing

@Suite struct `Tagged text` {
  let bench: ImportBench

  init() throws { bench = try ImportBench() }

  @Test func `MT940: marks, dates without a year, references and coded text`() throws {
    let (document, sink) = try bench.run(try FormatSample.bytes("mt940.sta"))
    #expect((document.rows, document.accepted) == (3, 3))
    #expect(sink.values(.statementLine, "amount") == ["85010", "-1750", "2000"])
    let days = ["2026-09-01", "2026-09-01", "2026-09-02"].map { text in
      CalendarDate(iso8601: text).map { "\($0.dayNumber)" } ?? ""
    }
    #expect(sink.values(.statementLine, "booked_on") == days)
    #expect(sink.values(.statementLine, "reference") == ["BK-77120", "", "PO-4471"])
    let text = sink.values(.statementLine, "text")
    #expect(text[0].contains("EREF+ 19512840466 SVWZ+ Settlement"))
    #expect(text[0].contains("payouts August 2026 FERNDEFF"))
    #expect(text[0].contains("Payments Europe"))
    #expect(text[1].hasPrefix("Kontofuehrung September"))
    #expect(sink.values(.statement, "opening") == ["120000"])
    #expect(sink.values(.statement, "closing") == ["205260"])
    #expect(sink.values(.statement, "account") == ["DE02500105170137075030"])
    #expect(sink.rows.filter { $0.kind == .statementLine }.map(\.line) == [6, 11, 14])
  }

  @Test func `MT940 that does not foot is held, and an entry that cannot be read is set aside`()
    throws
  {
    let sample = try FormatSample.text("mt940.sta")
    let short = try bench.run(sample.replacing("EUR2052,6", with: "EUR2052,61"))
    #expect(short.document.isHeld)
    #expect(short.document.warnings.map(\.code) == ["statement_does_not_foot"])
    for wrong in ["RD,NTRF", "RD2O,NTRF", "RD20,0ONTRF", "R20,NTRF", "RD20,N/RF"] {
      let broken = try bench.run(sample.replacing("RD20,NTRF", with: wrong)).document
      #expect(broken.quarantinedRows.map(\.code) == [.dc02], "\(wrong)")
      #expect(broken.quarantinedRows.first?.raw.contains(wrong) == true, "\(wrong)")
    }
  }

  @Test func `blanks that fill up an amount of MT940 are no part of it`() throws {
    let sample = try FormatSample.text("mt940.sta")
    let (document, sink) = try bench.run(sample.replacing("RD20,NTRF", with: "RD20, NTRF"))
    #expect((document.accepted, document.isHeld) == (3, false))
    #expect(sink.values(.statementLine, "reference") == ["BK-77120", "", "PO-4471"])
  }

  @Test func `an entry of MT940 outside a message is not dropped`() throws {
    let sample = try FormatSample.text("mt940.sta") + "\n-\n:61:2609020902C119,NMSC1\n"
    let refusal = try #require(throws: ImportRefusal.self) { _ = try bench.run(sample) }
    #expect(refusal.reason == "outside_message")
  }

  @Test func `OFX in which the bank tells an error, or of an investment account, is refused`()
    throws
  {
    let sample = try FormatSample.text("ofx-1.ofx")
    for (old, new, word) in [
      ("<SEVERITY>INFO", "<SEVERITY>ERROR<MESSAGE>General Server Error", "General Server Error"),
      ("STMTRS>", "INVSTMTRS>", "investment"),
    ] {
      #expect(sample.contains(old))
      let refusal = try #require(throws: ImportRefusal.self) {
        _ = try bench.run(sample.replacingOccurrences(of: old, with: new))
      }
      #expect(refusal.message.contains(word), "\(refusal.message)")
    }
  }

  @Test func `an entry of January booked with a value date of December is next year's`() throws {
    let text = """
      :20:X
      :25:A
      :28C:1/1
      :60F:D261231EUR0,
      :61:2612310102C5,NTRFR1
      :61:2701020101C1,NTRFR1
      :62F:C270102EUR6,

      """
    let (document, sink) = try bench.run(text)
    #expect(!document.isHeld)
    let days = ["2027-01-02", "2027-01-01"].compactMap { CalendarDate(iso8601: $0)?.dayNumber }
    #expect(sink.values(.statementLine, "booked_on") == days.map(String.init))
  }

  @Test func `statements of one number in one file stay apart`() throws {
    let document = try bench.run(Self.page(from: 1) + Self.page(from: 2)).document
    #expect(!document.isHeld)
    #expect(document.controlTotals.map(\.declared) == [100, 100])
    #expect(document.accepted == 2)
  }

  private static func page(from opening: Int, entry: String = "C1,NTRFR1") -> String {
    ":20:X\n:25:A\n:28C:0\n:60F:C260901EUR\(opening),\n:61:260901\(entry)\n"
      + ":62F:C260901EUR\(opening + 1),\n-\n"
  }

  @Test func `a statement that stands in the file again counts once`() throws {
    let (document, sink) = try bench.run(
      Self.page(from: 1) + Self.page(from: 2) + Self.page(from: 1))
    #expect(!document.isHeld)
    #expect(sink.values(.statementLine, "amount") == ["100", "100"])
    #expect(sink.values(.statement, "opening") == ["100", "200"])
    #expect((document.rows, document.accepted, document.ignored) == (3, 2, 1))
    #expect(document.controlTotals.map(\.accepted) == [100, 100])
    #expect(document.warnings.map(\.code) == ["repeated_statement"])
    // The same frame around other entries is no repetition.
    let other = try bench.run(Self.page(from: 1) + Self.page(from: 1, entry: "C1,NTRFR2"))
    #expect(other.sink.values(.statementLine, "reference") == ["R1", "R2"])
  }

  @Test func `of a statement that stands twice, what is set aside is set aside once`() throws {
    let page = Self.page(from: 1).replacing(":62F", with: ":61:260901X5,NTRFR2\n:62F")
    let (document, sink) = try bench.run(page + page)
    #expect(sink.values(.statementLine, "amount") == ["100"])
    #expect((document.rows, document.accepted, document.quarantined) == (4, 1, 1))
    #expect(document.ignored == 2)
    #expect(document.quarantinedRows.map { Int($0.provenance.line) } == [6])
  }

  @Test(arguments: ["camt053", "ofx"]) func `a statement of elements likewise`(
    format: String
  ) throws {
    let (name, path) =
      format == "ofx"
      ? ("CCSTMTTRNRS", "formats/ofx-2.ofx")
      : ("Stmt", "books/inbox/bank/FH-CAD-2026-09 statement.xml")
    let sample = String(decoding: try FormatSample.bytes(at: path), as: UTF8.self)
    let start = try #require(sample.range(of: "<\(name)>")).lowerBound
    let end = try #require(sample.range(of: "</\(name)>")).upperBound
    var twice = sample
    twice.insert(contentsOf: sample[start..<end], at: end)
    let once = try bench.run(sample)
    let (document, sink) = try bench.run(twice)
    #expect(once.document.accepted > 0)
    #expect(sink.rows == once.sink.rows)
    #expect(document.accepted == once.document.accepted)
    #expect(document.controlTotals == once.document.controlTotals)
    #expect(document.warnings.map(\.code).contains("repeated_statement"))
  }

  @Test(arguments: ["\n", "\r\n"])
  func `an entry that cannot be read is quoted as it came, with the part at fault`(
    lineEnd: String
  ) throws {
    let entry = ":61:2609020902C5O,00NTRFR2\n:86:hello\nthere"
    let page = Self.page(from: 1).replacing(":62F", with: "\(entry)\n:62F")
    let document = try bench.run(page.replacing("\n", with: lineEnd)).document
    let row = try #require(document.quarantinedRows.first)
    #expect(row.raw == entry.replacing("\n", with: lineEnd))
    #expect((row.column, row.value) == ("61/amount", "5O,00NTRFR2"))
    #expect(row.reason.hasPrefix("not_a_number"), "\(row.reason)")
  }

  @Test(arguments: [":61:260902C5,00NT", ":61:260902X5,00NTRFR2", ":61:26", ":61:"])
  func `nothing is read of an entry that is not understood`(entry: String) throws {
    let page = Self.page(from: 1).replacing(":62F", with: "\(entry)\n:62F")
    let (document, sink) = try bench.run(page)
    #expect((document.accepted, document.quarantined) == (1, 1))
    #expect(sink.values(.statementLine, "amount") == ["100"])
  }

  @Test func `MT940 in Windows-1252 is read and warned of`() throws {
    let text = try FormatSample.text("mt940.sta").replacing("Kontofuehrung", with: "Kontof#hrung")
    let (document, sink) = try bench.run(
      Array(text.utf8).map { $0 == UInt8(ascii: "#") ? 0xfc : $0 })
    #expect(document.warnings.map(\.code) == ["encoding"])
    #expect(sink.values(.statementLine, "text")[1].hasPrefix("Kontoführung"))
  }

  @Test func `OFX 1: values without closing tags, empty ones, references, zones`() throws {
    let (document, sink) = try bench.run(try FormatSample.bytes("ofx-1.ofx"))
    #expect(document.format == "ofx")
    #expect(sink.values(.statementLine, "amount") == ["85010", "-1750"])
    #expect(sink.values(.statementLine, "reference") == ["F-1", "F-2"])
    #expect(
      sink.values(.statementLine, "text")[0]
        == "FERN MARKETPLACE & CO Payout 19512840466 F-1")
    let day = try #require(CalendarDate(iso8601: "2026-09-17")).dayNumber
    #expect(sink.values(.statementLine, "booked_on")[0] == "\(day)")
    #expect(sink.values(.statement, "closing") == ["203260"])
    #expect(document.warnings.map(\.code) == ["no_control_total"])
    #expect(document.warnings.map(\.count) == [1])
  }

  @Test func `OFX 1 with closing tags reads the same`() throws {
    let sample = try FormatSample.text("ofx-1.ofx")
    let closed =
      sample.replacing("<TRNTYPE>FEE", with: "<TRNTYPE>FEE</TRNTYPE>")
      .replacing("<CHECKNUM>", with: "<CHECKNUM></CHECKNUM>")
    #expect(try bench.run(closed).sink.rows == bench.run(sample).sink.rows)
  }

  @Test func `OFX 2 and a card's account`() throws {
    let (document, sink) = try bench.run(try FormatSample.bytes("ofx-2.ofx"))
    #expect(document.format == "ofx")
    #expect(sink.values(.statementLine, "account") == ["4111-FH"])
    #expect(sink.values(.statementLine, "amount") == ["-4590"])
    #expect(sink.values(.statementLine, "text") == ["Packaging Boxes & tape C-1"])
  }

  @Test func `OFX without a date or with a sign in the amount is set aside`() throws {
    let sample = try FormatSample.text("ofx-1.ofx")
    let dollar = try bench.run(sample.replacing("-17.50", with: "$17.50")).document
    #expect(dollar.quarantinedRows.map(\.value) == ["$17.50"])
    let undated = try bench.run(sample.replacing("<DTPOSTED>20260918", with: "")).document
    #expect(undated.quarantinedRows.map(\.column) == ["DTPOSTED"])
  }

  @Test func `OFX that is cut short, badly nested or declares something is refused`() throws {
    let sample = try FormatSample.text("ofx-1.ofx")
    let cut = try #require(try bench.refusal(sample.replacing("</OFX>", with: "")))
    #expect(cut.reason == "truncated")
    #expect(cut.code == .cm06)
    let nested = try bench.refusal(sample.replacing("</BANKTRANLIST>", with: ""))
    #expect(nested?.reason == "malformed")
    let doctype = try bench.refusal(sample.replacing("<OFX>", with: "<OFX><!ENTITY x \"y\">"))
    #expect(doctype?.reason == "doctype")
    let deep = sample.replacing("<BANKMSGSRSV1>", with: String(repeating: "<A>", count: 300))
    #expect(try bench.refusal(deep)?.reason == "too_deep")
    #expect(try bench.refusal(sample + "<OFX></OFX>")?.reason == "second_root")
  }

  @Test func `reports of the day and notifications are checked and bring no line`() throws {
    for (name, total) in [("camt052.xml", 85_010 as Int64), ("camt054.xml", 83_010)] {
      let sample = try FormatSample.text(name)
      let (document, sink) = try bench.run(sample)
      #expect(document.accepted == 0)
      #expect(document.ignored == 2)
      #expect(sink.rows.isEmpty)
      #expect(document.controlTotals.map(\.declared) == [total])
      #expect(document.warnings.isEmpty)
      let wrong = sample.replacing("<Amt Ccy=\"EUR\">850.10", with: "<Amt Ccy=\"EUR\">850.11")
      #expect(try bench.run(wrong).document.isHeld)
      let unreadable = sample.replacing("<Amt Ccy=\"EUR\">850.10", with: "<Amt Ccy=\"EUR\">85O.10")
      #expect(try bench.run(unreadable).document.quarantined == 1)
    }
  }

  @Test func `a summary of the day that its balances contradict is told`() throws {
    let sample = try FormatSample.text("camt052.xml")
    let document = try bench.run(sample.replacing("<Sum>850.10", with: "<Sum>850.11")).document
    #expect(!document.isHeld)
    #expect(document.warnings.map(\.code) == ["summary_differs"])
  }

  @Test func `coded and slashed texts become words`() {
    let coded = CodedText(mark: UInt8(ascii: "?"), width: 5)
    let plain = { (text: String) in
      String(decoding: coded.plain(Array(text.utf8)), as: UTF8.self)
    }
    #expect(plain("166?00ABCDE?20FGH?21I\nJ") == "166 ABCDEFGH IJ")
    #expect(plain("?20EREF+?21SVWZ+A.1") == "EREF+ SVWZ+ A.1")
    #expect(plain("/TRTP/SEPA/REMI/USTD//A.1/x") == "/TRTP/ SEPA /REMI/ USTD//A.1/x")
    #expect(plain("two\nlines?20") == "two lines?20")
    #expect(plain("") == "")
    #expect(plain("229\n?00ABC\n?21A.1") == "229 ABC A.1")
  }

  @Test func `notation of tagged fields`() throws {
    let notation = try #require(
      FieldNotation([
        ("day", "6!n"), ("entry", "[4!n]"), ("mark", "RC|C|D"), ("sum", "d"), ("ref", "[x]"),
        ("bank", "[//x]"), ("more", "[\nz]"),
      ]))
    let parts = { (text: String) in
      notation.parts(of: Array(text.utf8)).map {
        "\($0.name)=\(String(decoding: $0.value, as: UTF8.self))"
      }
    }
    #expect(parts("260901RC1,5abc//d\ne\nf").count == 6)
    #expect(parts("260901RC1,5abc//d\ne\nf").last == "more=e\nf")
    #expect(parts("2609010902D1,") == ["day=260901", "entry=0902", "mark=D", "sum=1,"])
    #expect(parts("26090D1,") == [])
    #expect(FieldNotation([("x", "6!q")]) == nil)
  }
}
