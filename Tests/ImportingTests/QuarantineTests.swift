import Accounting
import Testing

@testable import Importing

@Suite struct `Rows set aside` {
  let bench: ImportBench

  init() throws { bench = try ImportBench() }

  private func word(_ row: QuarantinedRow) -> String { String(row.reason.prefix { $0 != ":" }) }

  /// A V2 file of one good row and the given one.
  private func quarantined(_ line: String, total: String = "10.00") throws -> [QuarantinedRow] {
    let text =
      Fixture.v2Header + Fixture.v2Frame(total) + Fixture.v2Line(Fixture.principal, "10.00") + line
    let document = try bench.run(text).document
    #expect(document.rows == document.accepted + document.quarantined + document.ignored)
    return document.quarantinedRows
  }

  @Test(arguments: [
    ("", "empty_amount"), ("NaN", "not_a_number"), ("0x10", "hexadecimal_number"),
    ("１", "foreign_digits"), ("1E3", "scientific_notation"), ("1,50", "mixed_decimal_mark"),
    ("1.005", "excess_precision"), ("(1.00)", "parentheses"), ("1.00-", "trailing_minus"),
    ("$1.00", "currency_sign"), ("1,000.00", "thousands_separator"),
    ("99999999999999999999", "amount_overflow"), ("=\"1.00\"", "excel_formula"),
  ])
  func `an amount of no clear value`(amount: String, reason: String) throws {
    let rows = try quarantined(Fixture.v2Line(Fixture.principal, amount))
    #expect(rows.map(word) == [reason])
    #expect(rows.map(\.column) == ["amount"])
    #expect(rows.map(\.settlementId) == ["700"])
    #expect(rows.map(\.amount) == [nil])
  }

  @Test func `a key that looks like another`() throws {
    let cases = [
      ("A\u{0}1", "nul_in_key"), ("A\u{200b}1", "zero_width_in_key"), ("A\u{1}1", "control_in_key"),
      ("1.1E+14", "scientific_id"), ("=\"00123\"", "excel_formula"),
    ]
    for (order, reason) in cases {
      let rows = try quarantined(Fixture.v2Line(Fixture.principal, "5.00", order: order))
      #expect(rows.map(word) == [reason])
      #expect(rows.map(\.column) == ["order-id"])
      #expect(rows.map(\.amount) == [500], "the amount itself can be read")
    }
  }

  @Test func `other faults each have their word`() throws {
    let cases: [(String, String, DiscrepancyCode)] = [
      (Fixture.v2Line(Fixture.principal, "1.00", currency: "EUR"), "other_currency", .dc02),
      (Fixture.v2Line(Fixture.principal, "1.00", currency: "ZZZ"), "unknown_currency", .dc02),
      (Fixture.v2Line(Fixture.principal, "1.00", id: "999"), "unknown_settlement", .dc02),
      (
        Fixture.v2Line(Fixture.principal, "1.00", at: "2026-02-30 00:00:00 UTC"), "impossible_date",
        .dc02
      ),
      (Fixture.v2Line(Fixture.principal, "1.00", at: "soon"), "invalid_date", .dc02),
      (Fixture.v2Line(Fixture.principal, "1.00", quantity: "1.5"), "fractional_quantity", .dc02),
      ("700\tshort\n", "short_row", .dc01),
      ("700" + String(repeating: "\t", count: 30) + "\n", "long_row", .dc01),
    ]
    for (line, reason, code) in cases {
      let rows = try quarantined(line)
      #expect(rows.map(word) == [reason])
      #expect(rows.map(\.code) == [code])
    }
  }

  @Test func `each row can be found and told apart`() throws {
    let bad = Fixture.v2Line(Fixture.principal, "x")
    let rows = try quarantined(bad + bad)
    let start =
      (Fixture.v2Header + Fixture.v2Frame("10.00") + Fixture.v2Line(Fixture.principal, "10.00"))
      .utf8.count
    #expect(rows.map(\.provenance.line) == [4, 5])
    #expect(rows.map(\.byteOffset) == [Int64(start), Int64(start + bad.utf8.count)])
    #expect(rows.map(\.raw) == [String(bad.dropLast()), String(bad.dropLast())])
    #expect(Set(rows.map(\.id)).count == 2)
    #expect(try quarantined(bad + bad).map(\.id) == rows.map(\.id))
  }

  @Test func `a readable amount explains the gap`() throws {
    let bad = Fixture.v2Line(Fixture.principal, "5.00", at: "soon")
    let head = Fixture.v2Header + Fixture.v2Frame("15.00")
    let good = head + Fixture.v2Line(Fixture.principal, "10.00")
    #expect(!(try bench.run(good + bad).document.isHeld))
    let total = try #require(try bench.run(good + bad).document.controlTotals.first)
    #expect((total.accepted, total.quarantined, total.difference) == (1_000, 500, 0))
    let other = Fixture.v2Line(Fixture.principal, "4.00", at: "soon")
    #expect(try bench.run(good + other).document.isHeld)
    let unreadable = Fixture.v2Line(Fixture.principal, "x")
    #expect(!(try bench.run(good + unreadable).document.isHeld))
  }

  @Test func `a field over the limit, and text after a quote`() throws {
    let header = "order_id,order_line_id,ordered_at,channel,currency,sku,quantity,item_price\n"
    let rest = ",1,2026-09-01T00:00:00Z,Web,USD,MUG,1,1.00\n"
    let long = String(repeating: "A", count: (1 << 20) + 1)
    let document = try bench.run(header + long + rest + "\"A\"b" + rest + "A" + rest).document
    #expect((document.accepted, document.quarantined) == (1, 2))
    #expect(document.quarantinedRows.map(word) == ["field_too_long", "text_after_quote"])
  }

  @Test func `what the ledger does not take is set aside`() throws {
    let sink = CollectingSink()
    sink.conflicts = [
      RowConflict(row: 1, code: .du03, reason: "restated", message: "differs from orders.csv:2")
    ]
    let document = try bench.run(Array(Fixture.orders.utf8), sink: sink).document
    #expect((document.rows, document.accepted, document.quarantined) == (2, 1, 1))
    let row = try #require(document.quarantinedRows.first)
    #expect(row.code == .du03)
    #expect(row.provenance.line == 3)
    #expect(row.raw.hasPrefix("A-2,1,"))
  }

  @Test func `warnings are counted with their first line`() throws {
    let text =
      "ORDER_ID,order_line_id,ordered_at,channel,currency,sku,quantity,item_price,colour\n"
      + "A,1,2026-09-01T00:00:00Z,Web,USD,MUG,1,1.00,red\n"
    let document = try bench.run(text).document
    #expect(document.warnings.map(\.code) == ["header_case", "unknown_column"])
    #expect(document.warnings.map(\.firstLine) == [1, 1])
    let late =
      Fixture.v2Header + Fixture.v2Frame("2.00")
      + Fixture.v2Line(Fixture.principal, "1.00", at: "2026-10-01 00:00:00 UTC")
      + Fixture.v2Line(Fixture.principal, "1.00", at: "2026-10-01 00:00:00 UTC")
    let warning = try #require(try bench.run(late).document.warnings.first)
    #expect((warning.code, warning.count, warning.firstLine) == ("date_outside_period", 2, 3))
  }
}
