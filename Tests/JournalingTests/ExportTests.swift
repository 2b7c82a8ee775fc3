import Accounting
import Testing

@testable import Journaling

@Suite struct `Journal exports` {
  private let period = day("2026-09-01").period

  private func sale() -> (entries: [JournalEntry], settings: Settings) {
    var books = Books()
    let settlement = books.settlement("S,1")
    let order = books.order("O1", price: 100_00)
    books.line(
      .sale, .principal, 100_00, on: "2026-09-10", settlement: settlement, orderLine: order)
    books.line(
      .sale, .commission, -15_00, on: "2026-09-10", settlement: settlement, orderLine: order)
    return (books.post().entries, books.settings)
  }

  private func text(_ files: [ExportFile]) -> String {
    files.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "---\n")
  }

  @Test func `journal.csv has the contract's columns`() throws {
    let (entries, settings) = sale()
    let id = entries[0].id
    let files = try export(entries, period: period, target: .csv, settings: settings)
    let head = "\(id),2026-09-10,2026-09"
    let tail = "R1,\"S,1\","
    #expect(
      text(files) == """
        entry_id,date,period,account,description,debit,credit,currency,base_debit,base_credit,\
        source_file,source_lines,rule,settlement_id,order_id
        \(head),Assets:Clearing:Amazon,"Amazon settlement S,1",85.00,,USD,85.00,,\
        settlement.txt,3-4,\(tail)
        \(head),Expenses:Fees:Commission,"Amazon settlement S,1",15.00,,USD,15.00,,\
        settlement.txt,4,\(tail)
        \(head),Income:Sales,"Amazon settlement S,1",,100.00,USD,,100.00,settlement.txt,3,\(tail)

        """)
  }

  @Test func `QuickBooks Online has two positive columns and US dates`() throws {
    let (entries, settings) = sale()
    let id = entries[0].id
    let files = try export(
      entries, period: period, target: .quickbooksOnline, settings: settings)
    #expect(files.map(\.name) == ["quickbooks-online-2026-09.csv"])
    let description = "\"Amazon settlement S,1 [settlement.txt:4]\""
    #expect(
      text(files).split(separator: "\n")[2]
        == "\(id),09/10/2026,Expenses:Fees:Commission,\(description),15.00,,USD,\"R1 S,1\"")
  }

  @Test func `Xero has one signed amount and account codes`() throws {
    let (entries, settings) = sale()
    var options = ExportOptions()
    options.accountCodes = [
      "Assets:Clearing:Amazon": "610", "Expenses:Fees:Commission": "404", "Income:Sales": "200",
    ]
    let files = try export(
      entries, period: period, target: .xero, settings: settings, options: options)
    let rows = text(files).split(separator: "\n")
    #expect(
      rows[0]
        == "*Narration,*Date,Description,*AccountCode,*TaxRate,*Amount,TrackingName1,"
        + "TrackingOption1,TrackingName2,TrackingOption2")
    #expect(rows[3].hasSuffix("10/09/2026,settlement.txt:3,200,Tax Exempt,-100.00,,,,"))
  }

  @Test func `Xero refuses a missing code and a bank line, naming the entry`() throws {
    let (entries, settings) = sale()
    let missing = #expect(throws: ExportRefusal.self) {
      try export(entries, period: period, target: .xero, settings: settings)
    }
    #expect(missing?.entry == entries[0].id)
    #expect(missing?.field == "*AccountCode")
    #expect(missing?.description.contains("Assets:Clearing:Amazon has no account code") == true)
    var books = Books()
    books.bankLine(5_00, on: "2026-09-10", .unidentified)
    let bank = #expect(throws: ExportRefusal.self) {
      try export(
        books.post().entries, period: period, target: .xero, settings: books.settings)
    }
    #expect(bank?.reason.contains("bank account") == true)
  }

  @Test func `QuickBooks Online refuses a journal of two currencies`() throws {
    var books = Books()
    books.rate(.eur, "2026-09-10", 11_000_000_000)
    for (amount, currency) in [(Int64(-100_00), Currency.eur), (105_00, .usd)] {
      books.line(
        .conversion, .none, amount, on: "2026-09-10", source: "paypal", currency: currency)
    }
    let entries = books.post().entries
    let refusal = #expect(throws: ExportRefusal.self) {
      try export(entries, period: period, target: .quickbooksOnline, settings: books.settings)
    }
    #expect(refusal?.field == "Currency")
    var options = ExportOptions()
    options.usesFunctionalCurrency = true
    let files = try export(
      entries, period: period, target: .quickbooksOnline, settings: books.settings,
      options: options)
    #expect(text(files).split(separator: "\n").count == 5)
  }

  @Test func `an unbalanced entry is refused by every target`() {
    var (entries, settings) = sale()
    entries[0].postings[0].amount += 1
    for target in ExportTarget.allCases {
      let refusal = #expect(throws: ExportRefusal.self) {
        try export(entries, period: period, target: target, settings: settings)
      }
      #expect(refusal?.entry == entries[0].id)
    }
  }

  @Test func `files stay within the limits and balance one by one`() throws {
    var books = Books()
    for number in 0..<1_300 {
      books.line(.unknown, .none, Int64(number + 1), on: "2026-09-10")
    }
    for number in 1...28 {
      books.line(
        .charge, .storage, -5, on: number < 10 ? "2026-09-0\(number)" : "2026-09-\(number)")
    }
    let entries = books.post().entries
    var options = ExportOptions()
    for account in entries.flatMap(\.postings).map(\.account.name) {
      options.accountCodes[account] = "\(account.utf8.count)"
    }
    for (target, rowsMax, amounts) in [
      (ExportTarget.quickbooksOnline, 1_000, [4, 3]), (.xero, 300, [5]),
    ] {
      let files = try export(
        entries, period: period, target: target, settings: books.settings, options: options)
      #expect(files.count > 1)
      #expect(Set(files.map(\.name)).count == files.count)
      for file in files {
        let rows = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
        #expect(rows.count <= rowsMax)
        #expect(file.bytes.count <= 2_000_000)
        #expect(total(rows.dropFirst(), amounts) == 0, "\(file.name)")
      }
    }
  }

  /// Debits less credits, in cents; columns count from the end, the second one negative.
  private func total(_ rows: ArraySlice<Substring>, _ columns: [Int]) -> Int64 {
    rows.reduce(0) { sum, row in
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      return columns.enumerated().reduce(sum) { sum, column in
        let cents = Int64(cells[cells.count - column.element].filter { $0 != "." }) ?? 0
        return column.offset == 0 ? sum + cents : sum - cents
      }
    }
  }

  @Test func `targets go by the names users type`() {
    #expect(ExportTarget(name: "qbo") == .quickbooksOnline)
    #expect(ExportTarget(name: "QuickBooks-Online") == .quickbooksOnline)
    #expect(ExportTarget(name: "ledger") == .hledger)
    #expect(ExportTarget(name: "sap") == nil)
  }

  @Test func `an export holds the period's entries only`() throws {
    let (entries, settings) = sale()
    let files = try export(
      entries, period: period.next, target: .hledger, settings: settings)
    #expect(!text(files).contains("JE-"))
  }
}
