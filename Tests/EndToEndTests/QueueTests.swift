import Accounting
import Foundation
import Testing

@testable import Reconciliation

/// The exception queue as people work on it.
@Suite struct `The queue` {
  /// The samples with September closed, copied for each test.
  private static let closed = Result {
    let books = try TemporaryBooks(copying: Checkout.samples.appending(path: "books"))
    try books.run(period: "2026-09")
    return books
  }

  private func queue() throws -> TemporaryBooks {
    try TemporaryBooks(copying: URL(filePath: Self.closed.get().path))
  }

  private func exceptions(
    _ books: TemporaryBooks, _ filter: String...
  ) throws -> [[String: String]] {
    let said = try books.crossfoot(["exceptions", "list", "--json"] + filter)
    return try #require(try said.json() as? [[String: String]])
  }

  private func id(_ code: String, in books: TemporaryBooks) throws -> String {
    try #require(try exceptions(books, "--code", code).first?["exception_id"])
  }

  private func row(_ id: String, in books: TemporaryBooks) throws -> [String: String] {
    let table = try books.table("discrepancies.csv", period: "2026-09")
    return try #require(table.rows.first { $0["exception_id"] == id })
  }

  @Test(arguments: [
    (["--owner", "treasury"], ["PO-01", "PO-02", "FX-02", "FX-03", "PO-03", "TM-03"]),
    (["--code", "am-02", "--code", "AM-03"], ["AM-02", "AM-03"]),
    (["--severity", "S3", "--channel", "amazon.com"], ["AM-03", "AM-04", "CO-08"]),
    (["--amount", "100..250"], ["PO-01", "CM-03"]),
    (["--age", "31"], ["AM-02", "DU-03"]),
    (["--state", "closed"], ["DU-01", "DU-02", "TM-02"]),
  ])
  func `shows what a filter asks for`(filter: [String], codes: [String]) throws {
    let books = try queue()
    let said = try books.crossfoot(["exceptions", "list", "--json"] + filter)
    let listed = try #require(try said.json() as? [[String: String]])
    #expect(Set(listed.compactMap { $0["code"] }) == Set(codes), "\(filter)")
  }

  @Test func `keeps whose it is, what was said and why it was resolved from run to run`() throws {
    let books = try queue()
    let (fee, price) = try (id("AM-02", in: books), id("AM-01", in: books))
    for words in [
      ["assign", fee, "--to", "Bob"], ["comment", fee, "--text", "case 4711"],
      ["wait", fee, "--until", "2026-10-20"],
      ["resolve", price, "--reason", "corrected at source"],
    ] {
      let said = try books.crossfoot(["exceptions"] + words + ["--as", "Ada"])
      #expect(said.status == 0, "\(said.errors)")
    }
    try books.run(period: "2026-09")
    let first = try books.reports()
    try books.run(period: "2026-09")
    expectSame(try books.reports(), first, "a run again")
    let waiting = try row(fee, in: books)
    #expect(waiting["state"] == "waiting_external" && waiting["owner"] == "Bob")
    #expect(waiting["waiting_until"] == "2026-10-20" && waiting["comment"] == "case 4711")
    let resolved = try row(price, in: books)
    #expect(resolved["state"] == "resolved" && resolved["reason"] == "corrected at source")
    let shown = try #require(
      try books.crossfoot("exceptions", "show", fee, "--json").json() as? [String: Any])
    let history = try #require(shown["history"] as? [[String: Any]])
    #expect(history.map { $0["action"] as? String } == ["assign", "comment", "wait"])
    #expect(history.allSatisfy { $0["by"] as? String == "Ada" && $0["at"] is String })
  }

  @Test(arguments: [
    (["assign", "--to", " "], 64), (["resolve", "--reason", ""], 64), (["resolve"], 64),
    (["resolve", "--reason", "done"], 64),
    (["resolve", "--reason", "written off"], 2), (["reopen", "--reason", "why not"], 2),
    (["write-off", "--reason", "small"], 2),
  ])
  func `refuses what may not be`(words: [String], status: Int) throws {
    let books = try queue()
    let before = try exceptions(books, "--all")
    let late = try id("CM-03", in: books)
    let said = try books.crossfoot(["exceptions"] + words + [late, "--as", "Ada"])
    #expect(Int(said.status) == status, "\(words): \(said.output) \(said.errors)")
    #expect(try exceptions(books, "--all") == before)
  }

  @Test func `keeps a promised day when somebody else is put in charge`() throws {
    let books = try queue()
    let fee = try id("AM-02", in: books)
    func state(after words: [String]) throws -> [String?] {
      let said = try books.crossfoot(["exceptions"] + words + ["--as", "Ada"])
      #expect(said.status == 0, "\(said.errors)")
      let now = try #require(try exceptions(books, "--code", "AM-02").first)
      return [now["state"], now["owner"], now["waiting_until"]]
    }
    _ = try state(after: ["wait", fee, "--until", "2026-10-20"])
    #expect(
      try state(after: ["assign", fee, "--to", "Bob"]) == ["waiting_external", "Bob", "2026-10-20"])
    #expect(try state(after: ["assign", fee, "--to", "Bob"]) == ["assigned", "Bob", ""])
  }

  @Test func `does all that it was asked, or nothing`() throws {
    let books = try queue()
    let fee = try id("AM-02", in: books)
    let said = try books.crossfoot(
      "exceptions", "assign", fee, "EX-000000000000", "--to", "Bob", "--as", "Ada")
    #expect(said.status == 2 && said.errors.contains("EX-000000000000"))
    #expect(try exceptions(books, "--code", "AM-02").first?["owner"] == "Marketplace ops")
  }

  @Test func `writes off a payout's difference, so that nothing stays in transit`() throws {
    let books = try queue()
    let short = try id("PO-02", in: books)
    let said = try books.crossfoot(
      "exceptions", "write-off", short, "--reason", "bank fee", "--as", "Ada")
    #expect(said.status == 0, "\(said.errors)")
    try books.run(period: "2026-09")
    let journal = try books.table("journal.csv", period: "2026-09")
    let loss = journal.rows.filter { $0["account"] == "Expenses:ReconciliationDifferences" }
    #expect(loss.map { $0["debit"] } == ["12.00"])
    let entry = journal.rows.filter { $0["entry_id"] == loss.first?["entry_id"] }
    #expect(entry.contains { $0["account"] == "Assets:PayoutsInTransit:Shopify" })
    let clearing = try books.table("clearing.csv", period: "2026-09")
    #expect(!clearing["item"].contains("118430117996"))
    #expect(try row(short, in: books)["reason"] == "written off: bank fee")
  }

  @Test(arguments: [
    ("PO-02", "Assets:PayoutsInTransit:Shopify", "12.00"),
    ("PO-05", "Assets:Reserve:Amazon", "25.00"), ("FX-03", "Equity:CurrencyConversion", "1.86"),
  ])
  func `posts what is settled or given up, from where it stood`(
    code: String, account: String, amount: String
  ) throws {
    let books = try queue()
    let exception = try id(code, in: books)
    let words = code == "PO-02" ? ["resolve"] : ["write-off"]
    let said = try books.crossfoot(
      ["exceptions"] + words + [exception, "--reason", "adjusted", "--as", "Ada"])
    #expect(said.status == 0, "\(said.errors)")
    try books.run(period: "2026-09")
    let journal = try books.table("journal.csv", period: "2026-09").rows
    let loss = journal.filter { $0["account"] == "Expenses:ReconciliationDifferences" }
    #expect(loss.map { $0["debit"] } == [amount], "\(code)")
    let other = journal.filter {
      $0["entry_id"] == loss.first?["entry_id"] && $0["account"] != loss.first?["account"]
    }
    #expect(other.map { $0["account"] } == [account] && other.map { $0["credit"] } == [amount])
    if code == "PO-05" {
      let clearing = try books.table("clearing.csv", period: "2026-09").rows
      #expect(!clearing.contains { $0["account"] == account && $0["amount"] == amount })
    }
  }

  @Test(arguments: [("adjusted", 2), ("accepted timing", 0), ("corrected at source", 0)])
  func `books no difference beyond the limits because it is resolved`(
    reason: String, status: Int32
  ) throws {
    let books = try queue()
    let configuration = try books.text("crossfoot.yaml")
    try (configuration + "\nwrite_offs: {item: 10.00}\n")
      .write(toFile: "\(books.path)/crossfoot.yaml", atomically: true, encoding: .utf8)
    let short = try id("PO-02", in: books)
    let said = try books.crossfoot(
      "exceptions", "resolve", short, "--reason", reason, "--as", "Ada")
    #expect(said.status == status, "\(said.errors)")
    try books.run(period: "2026-09")
    let journal = try books.table("journal.csv", period: "2026-09")
    #expect(!journal["account"].contains("Expenses:ReconciliationDifferences"))
  }

  @Test func `takes a write-off back when it is reopened`() throws {
    let books = try queue()
    let short = try id("PO-02", in: books)
    for words in [["write-off", short, "--reason", "fee"], ["reopen", short, "--reason", "no"]] {
      let said = try books.crossfoot(["exceptions"] + words + ["--as", "Ada"])
      #expect(said.status == 0, "\(said.errors)")
    }
    try books.run(period: "2026-09")
    let balances = try books.table("trial-balance.csv", period: "2026-09")
    let loss = balances.rows.first { $0["account"] == "Expenses:ReconciliationDifferences" }
    #expect(loss?["debit"] == "12.00" && loss?["credit"] == "12.00" && loss?["closing"] == "0.00")
    #expect(try row(short, in: books)["state"] == "open")
  }

  @Test func `keeps the limits of what is written off, unless an approver allows more`() throws {
    let books = try queue()
    let configuration = try books.text("crossfoot.yaml")
    try (configuration + "\nwrite_offs: {item: 10.00, period: 200.00, approvers: [Cleo, Ada]}\n")
      .write(toFile: "\(books.path)/crossfoot.yaml", atomically: true, encoding: .utf8)
    let short = try id("PO-02", in: books)
    for (approver, status) in [("", 2), ("Ada", 2), ("Bob", 2), ("Cleo", 0)] {
      let more = approver.isEmpty ? [] : ["--approved-by", approver]
      let said = try books.crossfoot(
        ["exceptions", "write-off", short, "--reason", "fee", "--as", "Ada"] + more)
      #expect(said.status == Int32(status), "\(approver): \(said.errors)")
    }
    let lost = try id("PO-01", in: books)
    let said = try books.crossfoot(
      "exceptions", "write-off", lost, "--reason", "lost", "--as", "Ada")
    #expect(said.status == 2 && said.errors.contains("10.00 USD"))
  }

  @Test func `spends tolerance from a budget, and books what it forgives of a payout`() throws {
    let books = try TemporaryBooks(copying: Checkout.samples.appending(path: "books"))
    let configuration = try books.text("crossfoot.yaml")
    try (configuration + "\ntolerances: {component: 1, payout: 1200, budget: 12.00}\n")
      .write(toFile: "\(books.path)/crossfoot.yaml", atomically: true, encoding: .utf8)
    try books.run(period: "2026-09")
    let found = try exceptions(books, "--code", "AM-06", "--code", "AM-07", "--code", "PO-02")
    #expect(found.map { $0["code"] } == ["AM-07", "AM-06", "AM-06"])
    #expect(found[0]["owner"] == "Controller" && found[0]["severity"] == "S2")
    #expect(found[0]["external"] == "12.00" && found[0]["channel"] == "Shopify")
    let balances = try books.table("trial-balance.csv", period: "2026-09")
    let loss = balances.rows.first { $0["account"] == "Expenses:ReconciliationDifferences" }
    #expect(loss?["closing"] == "12.00")
    #expect(!(try books.table("clearing.csv", period: "2026-09"))["item"].contains("118430117996"))
    let summary = try books.text("reports/2026-09/summary.json")
    #expect(summary.contains("\"used_up\": true") && summary.contains("\"remaining\": \"11.99\""))
  }

  @Test func `foots from the opening to the closing of each month`() throws {
    let books = try TemporaryBooks(copying: Checkout.samples.appending(path: "books"))
    try books.run(period: "2026-08")
    let august = try roll(books, "2026-08")
    try books.run(period: "2026-09")
    let fee = try id("AM-01", in: books)
    _ = try books.crossfoot("exceptions", "resolve", fee, "--reason", "matched", "--as", "Ada")
    try books.run(period: "2026-09")
    let september = try roll(books, "2026-09")
    #expect(september["opening"] == august["closing"] && august["closing"] != 0)
    for roll in [august, september] {
      let (opening, new) = (roll["opening"] ?? -1, roll["new"] ?? -1)
      #expect(opening + new - (roll["closed"] ?? -1) == roll["closing"])
    }
    let table = try books.table("discrepancies.csv", period: "2026-09")
    let ended = ["resolved", "closed", "void"]
    #expect(table["state"].count { !ended.contains($0) } == september["closing"])
    #expect(table["carried_forward"].count { $0 == "2026-08" } == september["opening"])
  }

  private func roll(_ books: TemporaryBooks, _ period: String) throws -> [String: Int] {
    let data = Data(try books.text("reports/\(period)/summary.json").utf8)
    let summary = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let queue = try #require(summary["queue"] as? [String: Any])
    let roll = try #require(queue["roll_forward"] as? [String: [String: Any]])
    return roll.compactMapValues { $0["count"] as? Int }
  }

  @Test func `reopens what was resolved when other figures are found`() throws {
    let life = ExceptionLife(settings: Settings(), asOf: CalendarDate(dayNumber: 20_001))
    var finding = Discrepancy(
      code: .am02, source: "amazon", key: "A|1|1|commission",
      eventDate: CalendarDate(dayNumber: 20_000), rule: "a_rule")
    finding.external = -300
    var known = life.merge([], with: [finding])
    known[0].state = .resolved
    known[0].reason = "matched"
    known[0].closedOn = life.asOf
    #expect(life.merge(known, with: [finding]) == known)
    finding.external = -400
    let again = life.merge(known, with: [finding])
    #expect(again.map(\.state) == [.open] && again.map(\.reason) == [""])
    let events = life.events(from: known, to: again)
    #expect(events.map(\.text) == ["the difference was -3.00 USD, is -4.00 USD"])
    #expect(life.merge(known, with: []).map(\.state) == [.closed])
  }

  // MARK: Sheets

  /// The sheet with some cells changed, by code and column, as a spreadsheet of another country
  /// saves it: marked, with semicolons, CRLF and the columns in another order.
  private func sheet(
    _ books: TemporaryBooks, _ changes: [String: [String: String]], _ name: String = "sheet.csv"
  ) throws -> String {
    let path = "\(books.path)/\(name)"
    #expect(try books.crossfoot("exceptions", "export", "--out", path).status == 0)
    let table = try Table(String(contentsOfFile: path, encoding: .utf8))
    let columns = table.columns.reversed()
    var lines = [columns.joined(separator: ";")]
    for row in table.rows {
      let change = changes[row["code"] ?? ""] ?? [:]
      lines.append(
        columns.map { "\"\((change[$0] ?? row[$0] ?? "").replacing("\"", with: "\"\""))\"" }
          .joined(separator: ";"))
    }
    try ("\u{feff}" + lines.joined(separator: "\r\n") + "\r\n")
      .write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func `goes through a spreadsheet and back`() throws {
    let books = try queue()
    let path = try sheet(
      books,
      [
        "AM-01": ["state": "Resolved", "note": "corrected at source"],
        "AM-02": ["state": "in review", "owner": "Bob", "note": "=looks \"odd\"; ask"],
        "AM-03": ["owner": "Carla"],
        "AM-04": ["state": "waiting_external", "waiting_until": "2026-11-01"],
      ])
    let said = try books.crossfoot("exceptions", "import", path, "--as", "Ada", "--json")
    #expect(said.status == 0, "\(said.errors)")
    let outcome = try #require(try said.json() as? [String: Any])
    #expect((outcome["changed"] as? [Any])?.count == 4)
    let now = Dictionary(
      try exceptions(books, "--all").map { ($0["code"] ?? "", $0) }, uniquingKeysWith: { $1 })
    #expect(now["AM-01"]?["state"] == "resolved")
    #expect(now["AM-01"]?["reason"] == "corrected at source")
    #expect(now["AM-02"]?["state"] == "in_review" && now["AM-02"]?["owner"] == "Bob")
    #expect(now["AM-02"]?["comment"] == "=looks \"odd\"; ask")
    #expect(now["AM-03"]?["state"] == "assigned" && now["AM-03"]?["owner"] == "Carla")
    #expect(now["AM-04"]?["waiting_until"] == "2026-11-01")
    let untouched = try sheet(books, [:], "again.csv")
    let again = try books.crossfoot("exceptions", "import", untouched, "--as", "Ada")
    #expect(again.status == 0 && again.output.contains("0 changed"))
  }

  @Test(arguments: ["10/25/2026", "25/10/2026", "25.10.2026", "2026/10/25"])
  func `takes a day in whatever form a spreadsheet left it`(cell: String) throws {
    let books = try queue()
    let wait = ["wait", try id("AM-04", in: books), "--until", "2026-10-25", "--as", "Ada"]
    #expect(try books.crossfoot(["exceptions"] + wait).status == 0)
    let path = try sheet(books, ["AM-04": ["waiting_until": cell], "AM-03": ["owner": "Carla"]])
    let said = try books.crossfoot("exceptions", "import", path, "--as", "Ada")
    #expect(said.status == 0 && said.output.contains("1 changed"), "\(said.output) \(said.errors)")
  }

  @Test func `takes a sheet a second time, with another note in it`() throws {
    let books = try queue()
    let path = try sheet(books, ["AM-03": ["owner": "Carla"]])
    for count in ["1 changed", "0 changed"] {
      let said = try books.crossfoot("exceptions", "import", path, "--as", "Ada")
      #expect(said.status == 0 && said.output.contains(count), "\(said.output) \(said.errors)")
    }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.components(separatedBy: "\r\n")
    let note = try #require(lines[0].split(separator: ";").firstIndex(of: "note"))
    let noted = lines.map { line -> String in
      guard line.contains("\"Carla\"") else { return line }
      var cells = line.components(separatedBy: "\";\"")
      cells[note] = "called the channel"
      return cells.joined(separator: "\";\"")
    }
    try noted.joined(separator: "\r\n").write(toFile: path, atomically: true, encoding: .utf8)
    let said = try books.crossfoot("exceptions", "import", path, "--as", "Ada")
    #expect(said.status == 0 && said.output.contains("1 changed"), "\(said.output) \(said.errors)")
    let carla = try #require(
      exceptions(books, "--all").first { $0["owner"] == "Carla" })
    #expect(carla["comment"] == "called the channel" && carla["state"] == "assigned")
  }

  @Test(arguments: [
    (["AM-05": ["state": "resolved"]], "the reason is missing"),
    (["AM-05": ["state": "closed"]], "resolve it first"),
    (["AM-05": ["state": "done"]], "done is no state"),
    (["AM-05": ["exception_id": "EX-000000000000"]], "no such exception"),
    (["AM-05": ["state": "waiting_external", "waiting_until": "soon"]], "YYYY-MM-DD"),
    (
      ["AM-05": ["state": "waiting_external", "waiting_until": "11/12/2026"]],
      "2026-11-12 or 2026-12-11"
    ),
    (["AM-05": ["waiting_until": "2026-11-01"]], "the state is not waiting_external"),
    (["AM-05": ["state": "resolved", "reason": "written off"]], "write-off"),
    (["PO-02": ["owner": "Bob"]], "changed since the export"),
  ])
  func `refuses a sheet whole and by name`(
    changes: [String: [String: String]], reason: String
  ) throws {
    let books = try queue()
    var all = changes
    all["AM-01"] = ["owner": "Carla"]
    let path = try sheet(books, all)
    let payout = try id("PO-02", in: books)
    _ = try books.crossfoot("exceptions", "comment", payout, "--text", "mine", "--as", "Eve")
    let before = try exceptions(books, "--all")
    let said = try books.crossfoot("exceptions", "import", path, "--as", "Ada")
    #expect(said.status == 2 && said.errors.contains(reason), "\(said.output) \(said.errors)")
    #expect(try exceptions(books, "--all") == before, "all or nothing")
  }

  @Test func `groups what one cause brought, and opens it`() throws {
    let books = try queue()
    let said = try books.crossfoot("exceptions", "list", "--group", "--json")
    let groups = try #require(try said.json() as? [[String: Any]])
    let waiting = try #require(groups.first { $0["count"] as? Int == 3 })
    #expect(waiting["code"] as? String == "CM-02" && waiting["channel"] as? String == "Amazon.com")
    let cause = try #require(waiting["cause"] as? String)
    let opened = try exceptions(books, "--cause", cause)
    #expect(opened.compactMap { $0["exception_id"] } == waiting["exceptions"] as? [String])
    let list = try books.crossfoot("exceptions", "list").output
    #expect(list.contains("3 × Amazon.com") && !list.contains(opened[0]["exception_id"] ?? "-"))
  }
}
