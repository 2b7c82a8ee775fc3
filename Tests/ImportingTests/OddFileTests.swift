import Accounting
import Foundation
import Testing

@testable import Importing

/// Files that a contract of one's own has to be able to say something of.
@Suite struct `A contract of one's own reads` {
  private func bench(_ contract: String) throws -> ImportBench {
    var bench = try ImportBench()
    try bench.registry.add([(name: "own.yaml", yaml: contract)])
    return bench
  }

  private func bank(_ forms: String, columns: String = "required: [Date, Amount]") -> String {
    """
    format: own
    columns: {\(columns)}
    dates: [yyyy-MM-dd, d. MMM yyyy]
    numbers: {forms: [\(forms)]}
    rows:
      - emit:
          - record: statement_line
            fields:
              account: {text: A}
              booked_on: {column: Date, required: true}
              amount: {column: Amount, required: true}
              currency: {text: INR}
    """
  }

  @Test(arguments: [
    ("lakh", "1,23,456.50", 12_345_650), ("lakh", "12,850.00", 1_285_000),
    ("lakh", "-1,00,00,000.00", -1_000_000_000), ("credit_debit", "850.00 DR", -85_000),
    ("credit_debit", "96.50Cr.", 9_650), ("credit_debit", "850.00 S", -85_000),
    ("credit_debit", "96.50 H", 9_650), ("trailing_minus", "96.50+", 9_650),
    ("trailing_minus", "12.35-", -1_235), ("credit_debit, lakh", "1,87,150.00 Dr", -18_715_000),
  ]) func `the numbers that it declares`(forms: String, number: String, amount: Int) throws {
    let run = try bench(bank(forms)).run("Date,Amount\n2026-09-01,\"\(number)\"\n")
    #expect(run.sink.values(.statementLine, "amount") == ["\(amount)"])
  }

  @Test(arguments: [
    ("grouping", "1,23,456.50", "lakh_separator"), ("lakh", "1,234,567.00", "thousands_separator"),
    ("grouping", "850.00 DR", "credit_debit"), ("credit_debit", "-850.00 DR", "not_a_number"),
    ("credit_debit", "(850.00) S", "not_a_number"), ("grouping", "96.50+", "trailing_minus"),
  ]) func `no others`(forms: String, number: String, reason: String) throws {
    let run = try bench(bank(forms)).run("Date,Amount\n2026-09-01,\"\(number)\"\n")
    #expect(run.document.quarantinedRows.map { $0.reason.prefix { $0 != ":" } } == [reason[...]])
  }

  @Test func `a date with a point behind the month`() throws {
    let run = try bench(bank("grouping")).run("Date,Amount\n14. Sep. 2026,1.00\n")
    #expect(run.document.accepted == 1)
  }

  @Test func `a file without a row of column names, and no file that has another shape`() throws {
    let bench = try bench(bank("grouping", columns: "names: [Date, Amount, Text]"))
    let run = try bench.run("2026-09-01,1.00,A\n2026-09-02,-2.50,B\n")
    #expect(run.document.format == "own" && run.document.rows == 2)
    #expect(run.sink.values(.statementLine, "amount") == ["100", "-250"])
    for other in ["A,B,C\n2026-09-01,1.00,A\n", "2026-09-01,A,1.00\n", "2026-09-01,1.00\n"] {
      #expect(throws: ImportRefusal.self) { try bench.run(other) }
    }
  }

  @Test func `a column by its place, and what the first row of an order has`() throws {
    let orders = """
      format: own
      identity: key
      columns: {carry: {key: Order, columns: []}, required: [Order, '{Price}', Tax]}
      dates: [yyyy-MM-dd]
      rows:
        - emit:
            - record: order_line
              fields:
                channel: {text: Web}
                order_id: Order
                order_line_id: $position
                sku: {text: S}
                ordered_at: {text: '2026-09-01'}
                currency: {text: EUR}
                quantity: {text: '1'}
                item_price: $1
                item_tax: {column: Tax, share: first}
      """
    let run = try bench(orders).run(
      "Order,{Price},Tax\nA,10.00,3.00\nA,20.00,3.00\nB,5.00,1.00\n")
    #expect(run.sink.values(.orderLine, "item_price") == ["1000", "2000", "500"])
    #expect(run.sink.values(.orderLine, "item_tax") == ["300", "0", "100"])
    let waiting = try bench(orders).run("Order,{Price},Tax\nA,ten,3.00\nA,20.00,3.00\nB,5.00,1\n")
    #expect(waiting.document.quarantinedRows.map(\.provenance.line) == [2, 3])
    let loose = orders.replacing("carry: {key: Order, columns: []}, ", with: "")
    #expect(throws: ContractError.self) { try bench(loose) }
  }

  @Test func `a file before a built-in format does, where it names all columns, and says so`()
    throws
  {
    let own = bank("grouping", columns: "required: [Date, Amount], optional: [%]")
    let sample = try FormatSample.text("mollie-settlement.csv")
    let header = sample.split(separator: "\n")[0].split(separator: ",")
      .filter { $0 != "Date" && $0 != "Amount" }.joined(separator: ", ")
    let bench = { (contract: String) throws -> ImportBench in
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try Data(contract.utf8).write(to: folder.appending(path: "own.yaml"))
      var bench = try ImportBench()
      try bench.registry.add(folder: folder.path(percentEncoded: false))
      return bench
    }
    let all = try bench(own.replacing("%", with: header)).run(sample).document
    #expect(all.format == "own")
    #expect(all.warnings.map(\.code).contains("several_formats"))
    let some = try bench(own.replacing(", optional: [%]", with: "")).run(sample).document
    #expect(some.format == "mollie-settlement")
    #expect(some.warnings.map(\.code).contains("several_formats"))
  }
}

@Suite struct `A built-in format sets aside` {
  private func reasons(_ sample: String, _ old: String, _ new: String) throws -> [String] {
    let text = try FormatSample.text(sample)
    #expect(text.contains(old))
    let document = try ImportBench().run(text.replacing(old, with: new)).document
    return document.quarantinedRows.map {
      "\($0.provenance.line) \($0.reason.prefix { $0 != ":" })"
    }
  }

  @Test func `a blank total beside other amounts`() throws {
    let row = "2026-09-03 10:00,ch_1,30.00,0.75,29.25"
    let head = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC)\n"
    for (amount, fee) in [("", "0.75"), ("30.00", "")] {
      let text = head + "txn_1,charge,ch_1,\(amount),\(fee),,eur,2026-09-03 10:00\n"
      let document = try ImportBench().run(text).document
      #expect(document.quarantined == 1, "\(row)")
    }
  }

  @Test func `an eBay order without its own amount`() throws {
    #expect(
      try reasons("ebay-transactions.csv", "\"48.20\"", "\"--\"") == ["7 empty_amount"])
  }

  @Test func `no Square sale that Cash App paid`() throws {
    let text = try FormatSample.text("square-transactions.csv")
    let lines = text.split(separator: "\n").map(String.init)
    let header = lines[0] + ",Cash App"
    let rows = lines.dropFirst().map { $0 + ",$0.00" }
    let document = try ImportBench().run(([header] + rows).joined(separator: "\n") + "\n").document
    #expect(document.quarantined == 0)
  }

  @Test func `a charge of a bill in another currency than the bill's`() throws {
    let text = try FormatSample.text("ubl-invoice.xml")
    let old = "<cbc:Amount currencyID=\"EUR\">85.00"
    #expect(text.contains(old))
    let document = try ImportBench().run(
      text.replacing(old, with: old.replacing("EUR", with: "USD"))
    ).document
    #expect(document.quarantinedRows.map { $0.reason.prefix(14) } == ["other_currency"])
  }
}

@Suite struct `A row is known again` {
  @Test(arguments: [
    ("klarna-settlement.csv", "detailed_type"),
    ("klarna-settlement.csv", "capture_date"), ("klarna-settlement.csv", "merchant_reference1"),
  ]) func `in a file without an optional column`(sample: String, column: String) throws {
    try compare(try FormatSample.text(sample), column)
  }

  @Test func `in Shopify's payments without the checkout`() throws {
    try compare(
      """
      Transaction Date,Type,Order,Payout Date,Payout ID,Amount,Fee,Net,Checkout,Currency
      2026-09-14 10:00:00 UTC,charge,#1001,2026-09-16,90001,40.00,1.46,38.54,#9,EUR
      2026-09-14 11:00:00 UTC,charge,#1002,2026-09-16,90001,60.00,2.04,57.96,#8,EUR
      """, "Checkout")
  }

  private func compare(_ text: String, _ column: String) throws {
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let place = try #require(rows[0].firstIndex(of: column))
    let hashes = { (rows: [[String]]) throws -> [String] in
      try ImportBench().run(rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n")
        .sink.values(.settlementLine, "row_hash").sorted()
    }
    let without = rows.map { row in row.indices.filter { $0 != place }.map { row[$0] } }
    #expect(try hashes(rows) == hashes(without))
    #expect(try !hashes(rows).contains(""))
  }
}
