import Accounting
import Testing

@testable import Importing

/// What the input policy says: a test for each outcome, a row for each kind of input, in delimited
/// text, XML and tagged text.
@Suite struct `The input policy` {
  let bench: ImportBench

  init() throws { bench = try ImportBench() }

  typealias Case = (input: String, bytes: [UInt8])

  // MARK: - Accepted as if clean

  static let clean: [Case] = [
    ("UTF-8 with byte order mark", PolicyFile.orders("\u{feff}")), ("LF", PolicyFile.orders()),
    ("CRLF", PolicyFile.orders(lineEnds: ["\r\n"])), ("CR", PolicyFile.orders(lineEnds: ["\r"])),
    ("mixed line ends", PolicyFile.orders(lineEnds: ["\r\n", "\r", "\n"])),
    ("no final newline", PolicyFile.orders(lineEnds: ["\n", "\n", ""])),
    ("trailing blank lines", PolicyFile.orders(lineEnds: ["\n", "\n", "\n\n  \n\t\n"])),
    ("reordered columns", PolicyFile.orders(order: { $0.reversed() })),
    ("doubled quotes", PolicyFile.orders(cell: ["sku": "\"M\"\"UG\""])),
    ("quoted newlines", PolicyFile.orders(cell: ["status": "\"\r\n\""])),
    ("sep=;", PolicyFile.orders("sep=;\n", delimiter: ";")),
    ("padding around a number", PolicyFile.orders(cell: ["item_price": " 10.00\t"])),
    ("CDATA in XML", PolicyFile.statement(amount: "<![CDATA[10.00]]>")),
    ("comments in XML", PolicyFile.statement(amount: "10<!-- . -->.0<!---->0")),
    ("character references in XML", PolicyFile.statement(amount: "&#49;0&#x2e;00")),
    ("a comment after the root", PolicyFile.statement(end: "\n<!-- end -->\n")),
    ("CRLF in tagged text", PolicyFile.messages(lineEnd: "\r\n")),
    ("CR in tagged text", PolicyFile.messages(lineEnd: "\r")),
    ("a mark before tagged text", PolicyFile.messages("\u{feff}")),
  ]

  @Test(arguments: clean) func `accepts as if clean`(_ file: Case) throws {
    let document = try bench.run(file.bytes).document
    #expect((document.accepted, document.quarantined) == (document.rows, 0), "\(file.input)")
    #expect(document.rows > 0 && !document.isHeld, "\(file.input)")
    #expect(document.warnings == [], "\(file.input)")
  }

  // MARK: - Accepted with a warning

  static let warned: [(input: String, bytes: [UInt8], warning: String)] = [
    ("UTF-16 with byte order mark", PolicyFile.wide(PolicyFile.orders()), "encoding"),
    (
      "UTF-16, highest byte first", PolicyFile.wide(PolicyFile.orders(), highFirst: true),
      "encoding"
    ),
    (
      "Windows-1252 where the contract allows it", PolicyFile.settlement(sku: [0xC9]), "encoding"
    ),
    (
      "Latin-1 as the XML says",
      PolicyFile.statement("<?xml version='1.0' encoding='ISO-8859-1'?>", id: [0xC9]), "encoding"
    ),
    (
      "an unknown extra column", PolicyFile.orders(cell: ["colour": "red"]), "unknown_column"
    ),
    (
      "a header in other case", PolicyFile.orders(name: { $0.uppercased() }), "header_case"
    ),
    (
      "a lower-case currency", PolicyFile.orders(cell: ["currency": "usd"]), "lower_case_currency"
    ),
    (
      "a lower-case currency in XML", PolicyFile.statement(currency: "usd"), "lower_case_currency"
    ),
    ("an unknown XML element", PolicyFile.statement(more: "<New>1</New>"), "unknown_element"),
    (
      "a date outside the settlement's period", PolicyFile.settlement(at: "2026-10-01"),
      "date_outside_period"
    ),
  ]

  @Test(arguments: warned)
  func `accepts with a warning`(_ file: (input: String, bytes: [UInt8], warning: String)) throws {
    let document = try bench.run(file.bytes).document
    #expect(document.quarantined == 0 && !document.isHeld, "\(file.input)")
    #expect(document.accepted + document.ignored == document.rows, "\(file.input)")
    #expect(document.warnings.map(\.code) == [file.warning], "\(file.input)")
    #expect(document.warnings.allSatisfy { $0.count > 0 && $0.firstLine > 0 }, "\(file.input)")
  }

  // MARK: - A row set aside

  static let amounts: [(input: String, text: String, reason: String)] = [
    ("an empty amount", "", "missing_required"), ("NaN", "NaN", "not_a_number"),
    ("inf", "inf", "not_a_number"), ("0x10", "0x10", "hexadecimal_number"),
    ("full-width digits", "１０.00", "foreign_digits"),
    ("scientific notation", "1E+3", "scientific_notation"),
    ("USD 1.005", "1.005", "excess_precision"),
    ("an amount beyond Int64", "92233720368547758.08", "amount_overflow"),
    ("Excel's formula", "=\"10.00\"", "excel_formula"), ("parentheses", "(10.00)", "parentheses"),
    ("a trailing minus", "10.00-", "trailing_minus"),
    ("U+2212", "\u{2212}10.00", "unicode_minus"), ("a currency sign", "$10.00", "currency_sign"),
    ("NBSP", "1\u{a0}000.00", "no_break_space"),
    ("thousands separators", "1 000.00", "thousands_separator"),
    ("NUL in a number", "1\u{0}0.00", "not_a_number"),
    ("a zero-width character in a number", "1\u{200b}0.00", "not_a_number"),
  ]

  @Test(arguments: amounts)
  func `sets a row aside for its amount, in every reader`(
    _ amount: (input: String, text: String, reason: String)
  ) throws {
    var files = [
      PolicyFile.orders(cell: ["item_price": amount.text]),
      PolicyFile.card(amount: amount.text),
    ]
    // XML cannot carry NUL.
    if !amount.text.contains("\u{0}") { files.append(PolicyFile.statement(amount: amount.text)) }
    for bytes in files {
      try expectAside(bytes, amount.reason, "\(amount.input)")
    }
  }

  static let cells: [(input: String, column: String, text: String, reason: String)] = [
    ("scientific notation in an id", "order_id", "1.19111E+14", "scientific_id"),
    ("Excel's formula as an id", "order_id", "=\"00123\"", "excel_formula"),
    ("NUL in a key", "order_id", "A\u{0}1", "nul_in_key"),
    ("a zero-width character in a key", "order_id", "A\u{200b}1", "zero_width_in_key"),
    ("an impossible date", "ordered_at", "2026-02-30T10:00:00Z", "impossible_date"),
    ("no date", "ordered_at", "soon", "invalid_date"),
    ("a fractional quantity", "quantity", "1.5", "fractional_quantity"),
    ("an unknown currency", "currency", "ZZZ", "unknown_currency"),
    ("a text after a quote", "sku", "\"A\"b", "text_after_quote"),
    ("a field over the limit", "sku", String(repeating: "x", count: 1 << 20 + 1), "field_too_long"),
    ("a long row", "status", "open,1,2", "long_row"),
  ]

  @Test(arguments: cells)
  func `sets a row aside for a cell`(
    _ cell: (input: String, column: String, text: String, reason: String)
  ) throws {
    try expectAside(PolicyFile.orders(cell: [cell.column: cell.text]), cell.reason, cell.input)
  }

  static let rows: [(input: String, bytes: [UInt8], reason: String)] = [
    ("a short row", PolicyFile.orders(more: "A2,1\n"), "short_row"),
    (
      "JPY .50", PolicyFile.orders(cell: ["currency": "JPY", "item_price": "10.50"]),
      "excess_precision"
    ),
    (
      "1.234 and 1,23 both in one file", PolicyFile.settlement(amounts: ["1,23", "2.50", "3.00"]),
      "mixed_decimal_mark"
    ),
    (
      "a point among the commas of tagged text", PolicyFile.messages(amount: "10.00"),
      "mixed_decimal_mark"
    ),
    (
      "other currency than the settlement's", PolicyFile.settlement(currency: "EUR"),
      "other_currency"
    ),
    (
      "other currency than the statement's",
      PolicyFile.statement(more: PolicyFile.entry("5.00", currency: "EUR")), "other_currency"
    ),
    ("an ambiguous date", PolicyFile.activity(["02/03/2026", "02/04/2026"]), "ambiguous_date"),
    (
      "an impossible value date", PolicyFile.messages(valueDate: "260231"), "impossible_date"
    ),
  ]

  @Test(arguments: rows)
  func `sets a row aside`(_ file: (input: String, bytes: [UInt8], reason: String)) throws {
    try expectAside(file.bytes, file.reason, file.input)
  }

  /// The first row set aside is so for the reason; it can be found by line and byte, and the totals
  /// say that it is missing.
  private func expectAside(_ bytes: [UInt8], _ reason: String, _ input: String) throws {
    let document = try bench.run(bytes).document
    let row = try #require(document.quarantinedRows.first, "\(input)")
    #expect(row.reason.prefix { $0 != ":" } == reason, "\(input)")
    #expect(document.rows == document.accepted + document.quarantined + document.ignored)
    #expect(!document.isHeld, "\(input)")
    let line = Int(row.provenance.line)
    let starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    #expect(row.byteOffset == Int64(starts[line - 1]), "\(input)")
  }
}
