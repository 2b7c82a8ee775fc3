import Foundation
import Testing

/// The commands that only tell: formats, exceptions, trace.
@Suite struct `Asking` {
  @Test func `lists the formats, the same as people and programs see them`() throws {
    let books = try scenario("reserve-carried")
    let said = try books.crossfoot("formats", "list", "--json")
    let formats = try #require(try said.json() as? [[String: Any]])
    let names = formats.compactMap { $0["name"] as? String }
    let contracts = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/Importing/Contracts")
    let files = try FileManager.default.contentsOfDirectory(atPath: contracts.path())
    #expect(
      names
        == files.filter { !$0.hasSuffix("-vocabulary.yaml") }
        .map { String($0.dropLast(5)) }.sorted())
    let text = try books.crossfoot("formats").output
    for name in names {
      #expect(text.contains(name))
      let shown = try books.crossfoot("formats", "show", name)
      #expect(shown.status == 0 && shown.output.contains(name))
    }
    let page = try books.crossfoot("formats", "show", "crossfoot-charges").output
    #expect(page.contains("Columns: charge_id, receipt_id, type"), "\(page)")
    #expect(page.contains("Columns that may be missing: allocate_by"), "\(page)")
    #expect(try books.crossfoot("formats", "show", "telex").status == 2)
  }

  @Test(arguments: [
    ("reserve-carried", "first.txt", "amazon-settlement-v2"),
    ("reserve-carried", "bank.xml", "camt053"),
    ("reserve-carried", "operations/orders.csv", "crossfoot-orders"),
    ("reserve-carried", "operations/receipts.csv", "crossfoot-receipts"),
    ("refund-and-return", "operations/refunds.csv", "crossfoot-refunds"),
    ("landed-cost-after-sale", "operations/charges.csv", "crossfoot-charges"),
    ("foreign-currency", "rates.csv", "ecb-rates-csv"),
    ("paypal-conversion", "rates.csv", "crossfoot-rates"),
    ("paypal-conversion", "stl.csv", "paypal-settlement"),
    ("shopify-chargeback", "payments.csv", "shopify-payment-transactions"),
  ])
  func `knows a file by its content`(name: String, file: String, format: String) throws {
    let books = try scenario(name)
    let content = try Data(contentsOf: URL(filePath: "\(books.path)/inbox/\(file)"))
    let unnamed = "\(books.path)/no clue"
    try content.write(to: URL(filePath: unnamed))
    let said = try books.crossfoot("formats", "detect", unnamed)
    #expect(said.output == "\(format)\n")
    #expect(said.status == 0)
  }

  @Test func `lists and shows the exceptions`() throws {
    let books = try closed("quarantined-row-explains-gap")
    let said = try books.crossfoot("exceptions", "list", "--json")
    let listed = try #require(try said.json() as? [[String: Any]])
    #expect(listed.map { $0["code"] as? String } == ["LG-04", "DC-02"], "worst first")
    let report = try books.table("discrepancies.csv", period: "2026-09")
    for exception in listed {
      let id = try #require(exception["exception_id"] as? String)
      let row = try #require(report.rows.first { $0["exception_id"] == id })
      for (key, value) in exception {
        #expect(row[key] == value as? String, "\(key) of \(id)")
      }
      let shown = try books.crossfoot("exceptions", "show", id)
      #expect(shown.status == 0 && shown.output.contains(id))
    }
    #expect(try books.crossfoot("exceptions", "show", "EX-0").status == 2)
  }

  @Test func `tells the story of an order from its order to the bank`() throws {
    let steps = try trace("V-6001", in: closed("reserve-carried"))
    try expectSteps(
      steps,
      [
        ("ordered", "operations/orders.csv:2"), ("shipped", "operations/orders.csv:2"),
        ("Principal", "first.txt:3"), ("Commission", "first.txt:4"), ("payout", "first.txt:2"),
        ("bank", "bank.xml:21"),
      ])
  }

  @Test func `adds up what a story tells`() throws {
    let books = try closed("reserve-carried")
    for reference in ["V-6001", "7006", "bank.xml:21"] {
      let said = try books.crossfoot("trace", reference, "--json")
      let story = try #require(try said.json() as? [String: Any])
      let totals = try #require(story["totals"] as? [[String: Any]])
      #expect(!totals.isEmpty, "\(reference)")
      for total in totals {
        let parts = try #require(total["parts"] as? [[String: String]])
        let sum = try parts.reduce(0) { try $0 + hundredths($1["amount"] ?? "") }
        #expect(try sum == hundredths(total["amount"] as? String ?? ""), "\(total)")
      }
    }
    let order = try books.crossfoot("trace", "V-6001").output
    #expect(order.contains("= net of the order"))
    #expect(order.contains("85.00  this order") && order.contains("= bank less payout"))
  }

  @Test func `says what comes near a name that nothing has`() throws {
    let books = try closed("reserve-carried")
    #expect(try books.crossfoot("trace", " ").status == 64)
    #expect(try books.crossfoot("trace", " V-6001 ").status == 0)
    let said = try books.crossfoot("trace", "V-600")
    #expect(said.status == 2 && said.errors.contains("V-6001"))
    let header = try books.crossfoot("trace", "operations/orders.csv:1")
    #expect(header.status == 2 && header.errors.contains("crossfoot-orders"))
  }

  @Test func `tells the story of a settlement`() throws {
    let books = try closed("reserve-carried")
    let steps = try trace("7006", in: books)
    try expectSteps(steps, [("settlement 7006", "first.txt:2"), ("bank", "bank.xml:21")])
    let amounts = steps.compactMap { $0["amount"] as? String }
    #expect(amounts.contains("45.00"))
  }

  @Test func `tells the story of a journal entry`() throws {
    let books = try closed("reserve-carried")
    let journal = try books.table("journal.csv", period: "2026-09")
    for id in Set(journal["entry_id"]) {
      let postings = journal.rows.filter { $0["entry_id"] == id }
      let steps = try trace(id, in: books)
      #expect(steps.count == postings.count, "\(id)")
    }
  }

  @Test func `tells the story of an exception`() throws {
    let books = try closed("quarantined-row-explains-gap")
    for id in try books.table("discrepancies.csv", period: "2026-09")["exception_id"] {
      let steps = try trace(id, in: books)
      #expect(!steps.isEmpty)
    }
  }

  @Test func `tells what became of a line of a file`() throws {
    let books = try closed("quarantined-row-explains-gap")
    let principal = try trace("settlement.txt:3", in: books)
    try expectSteps(principal, [("Principal", "settlement.txt:3")])
    #expect(principal.contains { ($0["what"] as? String)?.contains("Income:Sales") == true })
    let aside = try trace("settlement.txt:5", in: books)
    #expect(aside.contains { ($0["what"] as? String)?.contains("#REF!") == true })
    let receipt = try books.crossfoot("trace", "operations/receipts.csv:2")
    #expect(receipt.status == 0, "\(receipt.errors)")
    let bank = try trace("bank.xml:21", in: books)
    #expect(bank.contains { ($0["amount"] as? String) == "37.50" })
  }

  @Test func `does not invent a story`() throws {
    let said = try closed("reserve-carried").crossfoot("trace", "nobody-knows")
    #expect(said.status == 2)
    #expect(said.output.isEmpty && said.errors.contains("nobody-knows"))
  }

  /// A scenario's books after its September was closed.
  private func closed(_ name: String) throws -> TemporaryBooks {
    let books = try scenario(name)
    try books.run(period: "2026-09")
    return books
  }

  private func trace(_ reference: String, in books: TemporaryBooks) throws -> [[String: Any]] {
    let said = try books.crossfoot("trace", reference, "--json")
    #expect(said.status == 0, "\(said.errors)")
    let story = try #require(try said.json() as? [String: Any])
    let steps = try #require(story["steps"] as? [[String: Any]])
    let dates = steps.compactMap { $0["date"] as? String }
    #expect(dates == dates.sorted(), "oldest first")
    return steps
  }

  private func expectSteps(_ steps: [[String: Any]], _ wanted: [(String, String)]) throws {
    for (word, evidence) in wanted {
      let isThere = steps.contains {
        ($0["what"] as? String)?.contains(word) == true && $0["evidence"] as? String == evidence
      }
      #expect(isThere, "no step '\(word)' at \(evidence) in \(steps)")
    }
  }
}
