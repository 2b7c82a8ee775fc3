import Foundation
import Testing

/// The sample merchant: exactly what `samples/PLANTED.md` lists is found, no more and no fewer.
@Suite struct `The samples` {
  private static let period = "2026-09"
  private static let columns = [
    "code", "order_id", "sku", "settlement_id", "external", "internal",
  ]
  private let books: TemporaryBooks
  private let said: Spoken

  init() throws {
    books = try TemporaryBooks(copying: Checkout.samples.appending(path: "books"))
    said = try books.crossfoot("run", "--period", Self.period, "--json")
  }

  @Test func `show the planted exceptions and no others`() throws {
    let found = try books.table("discrepancies.csv", period: Self.period).rows.map { row in
      Self.columns.map { row[$0, default: ""] }.joined(separator: " | ")
    }
    let planted = try planted()
    #expect(planted.count > 35)
    #expect(missing(from: found, in: planted) == [], "planted, not found")
    #expect(missing(from: planted, in: found) == [], "found, not planted")
  }

  @Test func `plant at least one of every code`() throws {
    let codes = Set(try planted().compactMap { $0.split(separator: " ").first.map(String.init) })
    let wanted =
      "DC-01 DC-02 DC-03 DC-05 CM-01 CM-02 CM-03 CM-04 CM-05 CM-06 DU-01 DU-02 DU-03 AM-01 AM-02 "
      + "AM-03 AM-04 AM-05 AM-06 PO-01 PO-02 PO-03 PO-05 RF-01 RF-02 RF-04 RF-05 TX-01 FX-02 FX-03 "
      + "CO-01 CO-08 LG-04"
    #expect(wanted.split(separator: " ").filter { !codes.contains(String($0)) } == [])
  }

  @Test func `lead from every exception to a line of a file they hold`() throws {
    let lengths = try sampleLengths()
    let found = try books.table("discrepancies.csv", period: Self.period).rows
    for row in found {
      for side in ["external", "internal"] where row[side] != "" {
        #expect(row["evidence_\(side)"] != "", "\(row)")
      }
      let places = ["evidence_external", "evidence_internal"].flatMap {
        row[$0, default: ""].split(separator: " ")
      }
      #expect(!places.isEmpty, "\(row)")
      for place in places {
        let parts = place.split(separator: ":")
        try #require(parts.count == 2, "\(place)")
        let line = try #require(Int(parts[1]), "\(place)")
        let length = try #require(lengths[String(parts[0])], "no file of the inbox: \(place)")
        #expect((1...length).contains(line), "\(place)")
      }
    }
  }

  @Test func `lead to the places that are planted`() throws {
    let found = try books.table("discrepancies.csv", period: Self.period).rows.map { row in
      (
        name: Self.columns.map { row[$0, default: ""] }.joined(separator: " | "),
        places: ["evidence_external", "evidence_internal"].flatMap {
          row[$0, default: ""].split(separator: " ").map(String.init)
        }
      )
    }
    for cells in try plantedRows() {
      let name = cells.prefix(6).map { $0 == "-" ? "" : $0 }.joined(separator: " | ")
      let places = cells[6].matches(of: /`([^`]+:[0-9]+)`/).map { match in
        match.1.replacing("%", with: "%25").replacing(" ", with: "%20")
      }
      #expect(!places.isEmpty, "\(name)")
      let rows = found.filter { $0.name == name }
      #expect(
        rows.contains { row in places.allSatisfy { row.places.contains(String($0)) } },
        "\(name): \(places) in \(rows.map(\.places))")
    }
  }

  @Test func `name a channel the same in every report`() throws {
    let known = ["", "Amazon.ca", "Amazon.com", "PayPal", "Shopify", "Web"]
    for report in ["discrepancies.csv", "settlements.csv", "margin.csv"] {
      let found = Set(try books.table(report, period: Self.period)["channel"].compactMap(\.self))
      #expect(found.subtracting(known) == [], "\(report)")
    }
    let settled = try books.table("settlements.csv", period: Self.period)["channel"]
    #expect(Set(settled.compactMap(\.self)).isSuperset(of: ["PayPal", "Shopify"]))
  }

  @Test func `say once why a row is set aside`() throws {
    let rows = try books.table("quarantine.csv", period: Self.period)
    #expect(rows["reason"].contains("not_a_number: '#VALUE!'"), "\(rows["reason"])")
    let found = try books.table("discrepancies.csv", period: Self.period).rows
      .filter { $0["code"] == "DC-02" }
    #expect(
      found.map { $0["note"] } == [
        "not_a_number: '#VALUE!'; column amount; gap of 18.40 in suspense"
      ])
  }

  @Test func `come out of the import as their story says`() throws {
    #expect(said.status == 1, "\(said.errors)")
    let run = try #require(try said.json() as? [String: Any])
    let files = try #require(run["import"] as? [[String: Any]])
    var unusual: [String: String] = [:]
    for file in files {
      let name = try #require(file["file"] as? String)
      let outcome = try #require(file["outcome"] as? String)
      if outcome != "accepted" { unusual[name] = outcome }
      let counts = try ["rows", "accepted", "quarantined", "ignored"].map {
        try #require(file[$0] as? Int)
      }
      #expect(counts[0] == counts[1] + counts[2] + counts[3], "\(name): \(counts)")
    }
    #expect(files.count == 32)
    let known = [
      "amazon/canada/CA%20flat%20file%20v2.txt": "held",
      "amazon/canada/archive/24718803319%20(from%20agency).txt": "held",
      "amazon/canada/archive/24718803319.txt": "held",
      "operations/landed%20cost/charges%20(new%20template).csv": "refused",
      "paypal/STL-20260929.01.009.CSV": "refused",
      "shopify/payment_transactions_export_1.csv": "duplicate",
    ]
    #expect(unusual == known)
  }

  /// The control totals were written by the generator's own few lines, not by the program.
  @Test func `foot to their control totals`() throws {
    let settlements = try books.table("settlements.csv", period: Self.period)
    let control = try Table(
      String(contentsOf: Checkout.samples.appending(path: "control-totals.csv"), encoding: .utf8))
    let wanted = control.rows.filter { $0["kind"] == "settlement" }
    #expect(wanted.count >= 6)
    for row in wanted where row["file"]?.contains("archive") == false {
      let id = row["id", default: ""]
      let found = try #require(settlements.rows.first { $0["settlement_id"] == id }, "\(id)")
      #expect(found["declared_total"] == row["declared"], "\(id)")
      #expect(found["lines_total"] == row["total"], "\(id)")
    }
  }

  @Test(.enabled(if: Program.hledger != nil, "hledger is not in PATH"))
  func `make a journal that hledger takes`() throws {
    let said = try books.ask(
      Program.hledger, before: ["-f"], report: "2026-09/journal.hledger",
      after: ["check", "--strict", "ordereddates"])
    #expect(said.status == 0, "\(said.errors)")
  }

  @Test(.enabled(if: Program.ledger != nil, "ledger is not in PATH"))
  func `make a journal that ledger takes`() throws {
    let said = try books.ask(
      Program.ledger, before: ["-f"], report: "2026-09/journal.hledger",
      after: ["--strict", "--pedantic", "bal"])
    #expect(said.status == 0 && said.errors.isEmpty, "\(said.errors)")
  }

  @Test(.enabled(if: Program.beanCheck != nil, "bean-check is neither named nor in PATH"))
  func `make a journal that beancount takes`() throws {
    let said = try books.ask(Program.beanCheck, report: "2026-09/journal.beancount")
    #expect(said.status == 0, "\(said.output)\(said.errors)")
  }

  /// hledger adds up the journal by itself; the trial balance's movements must be the same.
  @Test(.enabled(if: Program.hledger != nil, "hledger is not in PATH"))
  func `make a trial balance that hledger finds too`() throws {
    let said = try books.ask(
      Program.hledger, before: ["-f"], report: "2026-09/journal.hledger",
      after: ["bal", "-N", "--flat", "-O", "csv", "--layout=bare"])
    #expect(said.status == 0, "\(said.errors)")
    var theirs: [String: Int] = [:]
    for row in try Table(said.output).rows {
      let amount = row["balance", default: ""].replacing(",", with: "")
      let value = try hundredths(amount.contains(".") ? amount : amount + ".00")
      if value != 0 {
        theirs["\(row["account", default: ""]) \(row["commodity", default: ""])"] = value
      }
    }
    var ours: [String: Int] = [:]
    let balances = try books.table("trial-balance.csv", period: Self.period)
    for row in balances.rows {
      let value = try hundredths(row["debit", default: ""]) - hundredths(row["credit", default: ""])
      if value != 0 {
        ours["\(row["account", default: ""]) \(row["currency", default: ""])"] = value
      }
    }
    #expect(ours.count > 20)
    #expect(theirs == ours)
  }

  /// The rows of the table, in the form of `found` above.
  private func planted() throws -> [String] {
    try plantedRows().map { cells in
      cells.prefix(6).map { $0 == "-" ? "" : $0 }.joined(separator: " | ")
    }
  }

  /// The number of lines of every file of the inbox, by the name evidence gives it.
  private func sampleLengths() throws -> [String: Int] {
    let inbox = Checkout.samples.appending(path: "books/inbox").path(percentEncoded: false)
    let files = try textFiles(below: inbox).map { name, text in
      (
        String(name.replacing("%", with: "%25").replacing(" ", with: "%20")),
        text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
      )
    }
    return Dictionary(uniqueKeysWithValues: files)
  }

  private func plantedRows() throws -> [[String]] {
    let page = try String(
      contentsOf: Checkout.samples.appending(path: "PLANTED.md"), encoding: .utf8)
    return try page.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2).map { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      try #require(cells.count == 7, "\(line)")
      return cells
    }
  }

  /// What `wanted` has more often than `list`.
  private func missing(from list: [String], in wanted: [String]) -> [String] {
    var left = Dictionary(list.map { ($0, 1) }, uniquingKeysWith: +)
    return wanted.filter { row in
      guard let count = left[row], count > 0 else { return true }
      left[row] = count - 1
      return false
    }.sorted()
  }
}
