import Accounting
import Foundation
import Reconciliation
import TestSupport
import Testing

/// What must change nothing: a second run, other names, another order, machine settings.
@Suite struct `The same books` {
  private static let seeds: [UInt64] = [11, 12, 205]

  @Test(arguments: seeds) func `give the same bytes again`(seed: UInt64) throws {
    let books = try merchantBooks(Merchant(seed: seed))
    try expectUnchangedBySecondRun(books, "seed \(seed)")
  }

  @Test func `give the same bytes again with all their trouble`() throws {
    try expectUnchangedBySecondRun(samples(), "samples")
  }

  private func expectUnchangedBySecondRun(_ books: TemporaryBooks, _ what: Comment) throws {
    let first = try books.run(period: "2026-09", asOf: "2026-09-30")
    let before = try books.reports()
    let again = try books.run(period: "2026-09", asOf: "2026-09-30")
    expectSame(try books.reports(), before, what)
    #expect(again.runId == first.runId, what)
    #expect(again.files.isEmpty, what)
    #expect(again.exceptions.map(\.id) == first.exceptions.map(\.id), what)
  }

  @Test(arguments: seeds) func `come from files of any name, in any order`(seed: UInt64) throws {
    let merchant = Merchant(seed: seed)
    let original = try merchantBooks(merchant)
    let renamed = try TemporaryBooks(configuration: original.text("crossfoot.yaml"))
    var generator = SeededGenerator(seed: seed)
    let names = rename(Array(merchant.files().keys), using: &generator)
    for (name, content) in merchant.files() {
      try renamed.drop(names[name, default: name], content)
    }
    let runs = try [original, renamed].map { try $0.run(asOf: "2026-09-30").runId }
    let back = Dictionary(uniqueKeysWithValues: names.map { ($1, $0) })
    let reports = try renamed.reports().mapValues { text in
      back.reduce(text) { $0.replacing($1.key, with: $1.value) }.replacing(runs[1], with: runs[0])
    }
    expectSame(
      ordered(reports), ordered(try original.reports()), "seed \(seed): \(names)")
  }

  /// With overlapping exports and settlements that disagree, what is told first may be told from
  /// another file; the figures are the same.
  @Test(arguments: seeds)
  func `come from files of any name, with all their trouble`(seed: UInt64) throws {
    let (original, renamed) = (try samples(), try samples())
    try FileManager.default.removeItem(atPath: "\(renamed.path)/inbox")
    var generator = SeededGenerator(seed: seed)
    let files = try original.files(below: "inbox")
    let names = rename(Array(files.keys), using: &generator)
    for name in files.keys {
      // Byte for byte: reading as text would lose what a file's content is known by.
      let bytes = try Data(contentsOf: URL(filePath: "\(original.path)/inbox/\(name)"))
      try renamed.drop(names[name, default: name], bytes)
    }
    try original.run(period: "2026-09")
    try renamed.run(period: "2026-09")
    for name in try original.names(below: "reports/2026-09") where name.hasSuffix(".csv") {
      let tables = try [original, renamed].map {
        try figures($0.table(name, period: "2026-09"))
      }
      #expect(tables[0] == tables[1], "seed \(seed), \(name): \(names)")
    }
  }

  /// A copy comes to nothing after it was read: what it was read as must not be left over.
  @Test func `come from files of which a copy lies between`() throws {
    func row(_ kind: String, _ name: String, _ amount: String, _ order: String) -> [String: String]
    {
      [
        "transaction-type": "Order", "amount-type": kind, "amount-description": name,
        "amount": amount, "order-id": order, "order-item-code": order, "sku": "CUP",
        "quantity-purchased": "1",
      ]
    }
    let first = settlementText(
      "6001",
      [row("ItemPrice", "Principal", "20.00", "A1"), row("ItemFees", "Commission", "-3.00", "A1")],
      total: "17.00")
    let second = settlementText(
      "6002",
      [row("ItemPrice", "Tax", "2.00", "A2"), row("ItemPrice", "Principal", "30.00", "A2")],
      total: "32.00")
    let files = ["s1.txt": first, "s2.txt": second]
    let copied = files.merging(["s1 (1).txt": first]) { $1 }
    var journals: [[String]] = []
    for nights in [[files], [copied], [["s1.txt": first], ["a.txt": first, "s2.txt": second]]] {
      let books = try TemporaryBooks(
        configuration: "entity: Test\nfunctional_currency: USD\ntime_zone: UTC\n")
      for night in nights {
        for (name, text) in night { try books.drop(name, text) }
        try books.run(period: "2026-08", asOf: "2026-08-31")
      }
      let rows = try books.table("journal.csv", period: "2026-08").rows
      journals.append(
        rows.map { row in
          ["date", "account", "debit", "credit"].map { row[$0] ?? "" }.joined(separator: " ")
        })
    }
    #expect(journals[1] == journals[0] && journals[2] == journals[0], "\(journals)")
  }

  @Test(arguments: seeds) func `come from one run or from two`(seed: UInt64) throws {
    let merchant = Merchant(seed: seed)
    let once = try merchantBooks(merchant)
    try once.run(asOf: "2026-09-30")
    let twice = try TemporaryBooks(configuration: once.text("crossfoot.yaml"))
    var generator = SeededGenerator(seed: seed)
    let files = merchant.files().sorted { $0.key < $1.key }.shuffled(using: &generator)
    for (name, content) in files.prefix(files.count / 2) { try twice.drop(name, content) }
    try twice.run(asOf: "2026-09-30")
    for (name, content) in files.dropFirst(files.count / 2) { try twice.drop(name, content) }
    try twice.run(asOf: "2026-09-30")
    let isOfTheBooks = { (name: String) in
      // The queue remembers what the first half lacked.
      !name.contains("discrepancies") && !name.hasSuffix("summary.json")
        && name.hasPrefix("2026-09/")
    }
    expectSame(
      try twice.reports().filter { isOfTheBooks($0.key) },
      try once.reports().filter { isOfTheBooks($0.key) },
      "seed \(seed), first \(files.prefix(files.count / 2).map(\.key))")
    // What a person must confirm does not close itself, though no longer found.
    let open = try twice.table("discrepancies.csv", period: "2026-09").rows
      .filter { $0["state"] == "open" && $0["note"]?.contains("no longer found") == false }
    let wanted = try once.table("discrepancies.csv", period: "2026-09").rows
      .filter { $0["state"] == "open" }
    let ids = [open, wanted].map { rows in rows.compactMap { $0["exception_id"] }.sorted() }
    #expect(ids[0] == ids[1], "seed \(seed)")
  }

  @Test(arguments: [
    ["TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"],
    ["TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"],
    ["TZ": "America/Los_Angeles", "LC_ALL": "C", "COLUMNS": "20"],
  ])
  func `read the same on any machine`(environment: [String: String]) throws {
    for make in [samples, { try merchantBooks(Merchant(seed: 12)) }] {
      let (here, there) = (try make(), try make())
      let arguments = ["run", "--period", "2026-09", "--quiet"]
      let plain = try here.crossfoot(arguments, environment: ["TZ": "UTC", "LC_ALL": "C.UTF-8"])
      let other = try there.crossfoot(arguments, environment: environment)
      #expect(plain.status == other.status)
      expectSame(try there.reports(), try here.reports(), "\(environment)")
    }
  }

  private func samples() throws -> TemporaryBooks {
    try TemporaryBooks(copying: Checkout.samples.appending(path: "books"))
  }

  /// New names in other folders, which keep nothing of the old ones, not even the extension.
  private func rename(
    _ names: [String], using generator: inout SeededGenerator
  ) -> [String: String] {
    var renamed: [String: String] = [:]
    for name in names.sorted() {
      let token = String(generator.next(), radix: 36)
      let folder = ["", "x/", "deep/er/", "operations/"].randomElement(using: &generator) ?? ""
      renamed[name] = "\(folder)\(token).dat"
    }
    return renamed
  }

  /// Lines in order, and within a cell the places in order.
  private func ordered(_ reports: [String: String]) -> [String: String] {
    reports.filter { !$0.key.hasSuffix(".html") }.mapValues { text in
      text.split(separator: "\n").map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
          cell.split(separator: " ").sorted().joined(separator: " ")
        }.joined(separator: ",")
      }.sorted().joined(separator: "\n")
    }
  }

  /// The rows without what tells of files, in order.
  private func figures(_ table: Table) throws -> [String] {
    if table.columns.first == "entry_id" { return try postings(table) }
    let places = [
      "evidence_external", "evidence_internal", "run_id", "source_file", "line", "quarantine_id",
      "note", "history", "evidence",
    ]
    return table.rows.map { row in
      table.columns.filter { column in
        // A duplicate is known by its name; an item of Suspense by its file and line.
        !places.contains(column) && !(row["code"] == "DU-01" && column == "exception_id")
          && !(column == "item" && row[column, default: ""].contains(":"))
      }.map { row[$0, default: ""] }.joined(separator: ",")
    }.sorted()
  }

  /// What each entry does to each account: a posting for each file that it rests on, added up.
  private func postings(_ journal: Table) throws -> [String] {
    var sums: [String: Int] = [:]
    for row in journal.rows {
      let key = ["entry_id", "date", "account", "description", "currency", "rule"]
        .map { row[$0, default: ""] }.joined(separator: ",")
      sums[key, default: 0] += try hundredths(row["base_debit", default: ""])
      sums[key, default: 0] -= try hundredths(row["base_credit", default: ""])
    }
    return sums.map { "\($0.key),\($0.value)" }.sorted()
  }
}
