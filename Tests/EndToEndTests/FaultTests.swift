import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// What runs that were cut short, and things in the way, leave: nothing lost and nothing twice.
@Suite struct `Against faults` {
  // MARK: - Runs that were cut short

  @Test func `reports what an import brought`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", MadeUp.orders(MadeUp.order()))
    _ = try books.imported()
    _ = try books.crossfoot("run")
    #expect(try books.names(below: "reports").contains("2026-09"))
  }

  @Test func `goes on where a killed run stopped`() throws {
    let text = MadeUp.settlement(total: "6000.00", amounts: Array(repeating: "1.00", count: 6_000))
    let whole = try emptyBooks()
    try whole.drop("s.txt", text)
    _ = try whole.crossfoot("run")
    let seed = UInt64.random(in: 1...UInt64.max)
    var random = SeededGenerator(seed: seed)
    let program = try #require(Program.crossfoot)
    for _ in 0..<4 {
      let books = try emptyBooks()
      try books.drop("s.txt", text)
      let process = Process()
      process.executableURL = URL(filePath: program)
      process.arguments = ["run", "--quiet", "--books", books.path]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      usleep(UInt32.random(in: 1_000...600_000, using: &random))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let again = try books.crossfoot("run")
      #expect(again.status == 0, "seed \(seed): \(again.errors)")
      expectSame(try books.reports(), try whole.reports(), "killed, seed \(seed)")
      #expect(try books.names(below: "archive").count == 1)
      #expect(try books.files(below: "inbox") == [:])
    }
  }

  @Test func `knows the file that a killed run could not remove any more`() throws {
    let books = try emptyBooks()
    try books.drop("a.txt", MadeUp.settlement(total: "11.00", amounts: ["10.00"]))
    _ = try books.imported()
    let kept = try #require(try books.names(below: "archive").first)
    #expect(link("\(books.path)/archive/\(kept)", "\(books.path)/inbox/a.txt") == 0)
    #expect(try books.imported() == ["a.txt held 2=1+0+1"])
    #expect(try books.files(below: "inbox") == [:])
  }

  @Test func `puts a file back into an archive that lost it`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", MadeUp.orders(MadeUp.order()))
    _ = try books.imported()
    let kept = try #require(try books.names(below: "archive").first)
    try FileManager.default.removeItem(atPath: "\(books.path)/archive/\(kept)")
    try books.drop("b.csv", MadeUp.orders(MadeUp.order()))
    #expect(try books.imported() == ["b.csv duplicate 0=0+0+0"])
    #expect(try books.names(below: "archive") == [kept])
  }

  @Test func `gives an archived file to its owner alone`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", MadeUp.orders(MadeUp.order()))
    let path = "\(books.path)/inbox/a.csv"
    let twin = "\(books.path)/twin.csv"
    #expect(link(path, twin) == 0)
    _ = try books.imported()
    try Data("changed".utf8).write(to: URL(filePath: twin), options: [])
    let kept = try #require(try books.names(below: "archive").first)
    #expect(try books.text("archive/\(kept)") == MadeUp.orders(MadeUp.order()))
    var info = stat()
    #expect(stat("\(books.path)/archive/\(kept)", &info) == 0)
    #expect(info.st_mode & 0o777 == 0o600)
  }

  // MARK: - Quiet months

  @Test func `finds what stands in Suspense in months without postings, and keeps it found`()
    throws
  {
    let books = try emptyBooks()
    try books.drop("bank.xml", MadeUp.statement([("5.00", "2026-09-10")], closing: "5.00"))
    func suspense(_ period: String) throws -> [String] {
      try books.run(period: period)
      return try books.table("discrepancies.csv", period: period).rows
        .filter { $0["code"] == "LG-04" }.map {
          "\($0["period", default: ""]) \($0["state", default: ""])"
        }.sorted()
    }
    #expect(try suspense("2026-09") == ["2026-09 open"])
    let three = ["2026-09 open", "2026-10 open", "2026-11 open"]
    #expect(try suspense("2026-11") == three)
    #expect(try suspense("2026-09") == ["2026-09 open"])
    let queue = try books.crossfoot("exceptions", "list", "--json")
    #expect(queue.output.components(separatedBy: "LG-04").count - 1 == 3, "\(queue.output)")
  }

  // MARK: - Taking back

  @Test func `keeps rows set aside in one run apart when another file is taken back`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", MadeUp.orders(MadeUp.order()))
    try books.drop("b.csv", MadeUp.orders(MadeUp.order(price: "11.00")))
    try books.drop("c.csv", MadeUp.orders(MadeUp.order("C1")))
    let said = try books.crossfoot("run", "--json")
    let before = try books.reports()
    let run = try #require(try said.json() as? [String: Any])
    let files = try #require(run["import"] as? [[String: Any]])
    let batch = try #require(files.last?["batch"] as? String)
    _ = try books.crossfoot("rollback", batch, "--reason", "why")
    try books.drop("c.csv", MadeUp.orders(MadeUp.order("C1")))
    _ = try books.crossfoot("run")
    expectSame(try books.reports(), before, "taken back and imported again")
  }

  @Test func `lets the other of two versions stand, and holds the one that comes again`() throws {
    let books = try emptyBooks()
    let versions = ["10.00", "12.00"].map { MadeUp.settlement(total: $0, amounts: [$0]) }
    try books.drop("a.txt", versions[0])
    try books.drop("b.txt", versions[1])
    let said = try books.crossfoot("run", "--json")
    let run = try #require(try said.json() as? [String: Any])
    let files = try #require(run["import"] as? [[String: Any]])
    #expect(files.map { $0["outcome"] as? String } == ["held", "held"])
    func states() throws -> [String] {
      try books.table("settlements.csv", period: "2026-09").rows.map {
        "\($0["source_file", default: ""]) \($0["state", default: ""])"
      }.sorted()
    }
    #expect(try states() == ["a.txt held", "b.txt held"])
    let batch = try #require(files.first?["batch"] as? String)
    _ = try books.crossfoot("rollback", batch, "--reason", "b is right")
    _ = try books.crossfoot("run")
    #expect(try states() == ["b.txt unbanked"])
    let summary = try books.text("reports/2026-09/summary.json")
    #expect(summary.contains("\"files_held\": 0"), "\(summary)")
    try books.drop("a.txt", versions[0])
    #expect(try books.imported() == ["a.txt held 2=1+0+1"])
    _ = try books.crossfoot("run")
    #expect(try states() == ["a.txt held", "b.txt unbanked"])
  }

  @Test func `reports anew what a file taken back had touched`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", MadeUp.orders(MadeUp.order()))
    let said = try books.crossfoot("run", "--json")
    let run = try #require(try said.json() as? [String: Any])
    let files = try #require(run["import"] as? [[String: Any]])
    let batch = try #require(files.first?["batch"] as? String)
    #expect(try books.table("discrepancies.csv", period: "2026-09").rows.count == 1)
    _ = try books.crossfoot("rollback", batch, "--reason", "why")
    _ = try books.crossfoot("run")
    let left = try books.table("discrepancies.csv", period: "2026-09").rows
    #expect(left.allSatisfy { $0["state"] == "void" }, "\(left)")
    let again = try #require(try books.crossfoot("run", "--json").json() as? [String: Any])
    #expect((again["periods"] as? [Any])?.isEmpty == true, "once is enough")
  }

  @Test func `shares rows between files as before when one is taken back and comes again`() throws {
    let books = try TemporaryBooks(copying: Checkout.samples.appending(path: "books"))
    let name = "shopify/October download/payment_transactions_export_2.csv"
    let original = Checkout.samples.appending(path: "books/inbox/\(name)")
    let said = try books.crossfoot("run", "--period", "2026-09", "--json")
    let before = try books.reports()
    let run = try #require(try said.json() as? [String: Any])
    let files = try #require(run["import"] as? [[String: Any]])
    let batch = try #require(
      files.first { ($0["file"] as? String)?.hasSuffix("export_2.csv") == true }?["batch"]
        as? String)
    _ = try books.crossfoot("rollback", batch, "--reason", "why")
    try books.drop(name, "")
    try Data(contentsOf: original).write(to: URL(filePath: "\(books.path)/inbox/\(name)"))
    _ = try books.crossfoot("run", "--period", "2026-09")
    let isOfTheBooks = { (name: String) in
      !name.contains("discrepancies") && !name.hasSuffix("summary.json")
    }
    expectSame(
      try books.reports().filter { isOfTheBooks($0.key) }, before.filter { isOfTheBooks($0.key) },
      "taken back and imported again")
  }

  // MARK: - The folder

  @Test func `tells of a name that is not UTF-8, and of one too long to be refused as it is`()
    throws
  {
    let books = try emptyBooks()
    let content = Array("garbage\n".utf8)
    let odd = Array("\(books.path)/inbox/odd".utf8) + [0xff, 0]
    let descriptor = odd.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        open($0.baseAddress.unsafelyUnwrapped, O_CREAT | O_WRONLY, 0o600)
      }
    }
    #expect(write(descriptor, content, content.count) == content.count)
    close(descriptor)
    try books.drop(String(repeating: "n", count: 250), "garbage\n")
    let said = try books.crossfoot("import", "--json")
    #expect(said.status == 1)
    let files = try #require(try said.json() as? [[String: Any]])
    #expect(files.map { $0["outcome"] as? String } == ["refused", "refused"])
    #expect(files.first?["file"] as? String == "odd%FF")
    #expect(try books.names(below: "refused").contains("odd%FF"))
    #expect(try books.files(below: "inbox").isEmpty)
  }

  @Test(arguments: [
    ("misspelt: 1\n", 2), ("tolerances: 5\n", 2), ("tolerances:\n  bogus: 1\n", 3),
    ("functional_currency: ZZZ\n", 2), ("bank:\n  post: maybe\n", 3), ("materiality: -5\n", 2),
    ("owners:\n  XX-99: me\n", 3), ("bank: [1, 2\n", 3), ("sources: [a]\n", 2),
  ])
  func `names the line of a setting it cannot use`(text: String, line: Int) throws {
    let books = try emptyBooks("entity: Test\n" + text)
    let said = try books.crossfoot("import")
    #expect(said.status == 2)
    #expect(said.errors.contains("crossfoot.yaml:\(line): "), "\(said.errors)")
  }

  @Test(arguments: ["not a database at all\n", ""])
  func `leaves a ledger alone that is none`(content: String) throws {
    let books = try emptyBooks()
    try Data(String(repeating: content, count: 100).utf8)
      .write(to: URL(filePath: "\(books.path)/ledger.sqlite"))
    try books.drop("a.csv", MadeUp.orders(MadeUp.order()))
    let said = try books.crossfoot("import")
    #expect(said.status == (content.isEmpty ? 0 : 2))
    if !content.isEmpty {
      #expect(said.errors.contains("ledger.sqlite: "))
      #expect(try books.text("ledger.sqlite").hasPrefix(content))
      #expect(try books.files(below: "inbox").count == 1)
    }
  }

  @Test func `writes to a pipe and never replaces it`() throws {
    let books = try emptyBooks()
    try books.drop("a.csv", MadeUp.orders(MadeUp.order()))
    _ = try books.crossfoot("run")
    let pipe = "\(books.path)/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    // Opened for both, so that neither end waits for the other.
    let descriptor = open(pipe, O_RDWR | O_NONBLOCK)
    defer { close(descriptor) }
    let said = try books.crossfoot(
      "export", "--period", "2026-09", "--to", "csv", "--out", pipe)
    #expect(said.status == 0, "\(said.errors)")
    var info = stat()
    #expect(lstat(pipe, &info) == 0)
    #expect(info.st_mode & S_IFMT == S_IFIFO)
  }

  @Test func `replaces the reports of every month, or of none`() throws {
    let books = try emptyBooks()
    func order(_ id: String, on day: String) -> String {
      MadeUp.order(id).replacing("2026-09-01", with: day)
    }
    try books.drop(
      "a.csv", MadeUp.orders(order("A1", on: "2026-08-30"), order("A2", on: "2026-09-02")))
    _ = try books.crossfoot("run")
    let before = try books.reports()
    let blocked = "\(books.path)/reports/2026-09/margin.csv"
    try FileManager.default.removeItem(atPath: blocked)
    try FileManager.default.createDirectory(atPath: blocked, withIntermediateDirectories: true)
    try books.drop("b.csv", MadeUp.orders(order("A3", on: "2026-08-29")))
    let said = try books.crossfoot("run")
    #expect(said.status == 2 && said.errors.contains("2026-09/margin.csv: is a folder"))
    let after = try books.reports()
    #expect(after == before.filter { $0.key != "2026-09/margin.csv" }, "\(after.keys.sorted())")
    try FileManager.default.removeItem(atPath: blocked)
    #expect(try books.crossfoot("run").status == 0)
    #expect(try books.reports() != before)
  }
}
