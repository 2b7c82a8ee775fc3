import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// What scripts rely on: exit codes, and what a command leaves where.
@Suite struct `The command line` {
  @Test func `ends with 0 when everything is accepted`() throws {
    let said = try clean().crossfoot("run", "--period", "2026-09")
    #expect(said.status == 0, "\(said.output)\(said.errors)")
    #expect(said.errors.isEmpty, "diagnostics only, and there are none")
  }

  @Test func `ends with 1 when a row is set aside, and still does the work`() throws {
    let books = try untidy()
    let said = try books.crossfoot("run", "--period", "2026-09")
    #expect(said.status == 1, "\(said.errors)")
    #expect(try books.reports()["2026-09/trial-balance.csv"]?.contains("Suspense") == true)
  }

  @Test func `ends with 1 on a second run only if an exception meets --fail-on`() throws {
    let books = try untidy()
    _ = try books.crossfoot("run", "--period", "2026-09")
    let cases: [(String?, Int32)] = [
      (nil, 0), ("LG-04", 1), ("CM-01", 0), ("S1", 1), ("S4", 1), ("s2", 1),
    ]
    for (limit, status) in cases {
      let options = limit.map { ["--fail-on", $0] } ?? []
      let said = try books.crossfoot(["run", "--period", "2026-09"] + options)
      #expect(said.status == status, "--fail-on \(limit ?? "left out")")
    }
  }

  @Test func `ends with 2 where there are no books, and makes none`() throws {
    let empty = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: empty) }
    let path = empty.path(percentEncoded: false)
    let said = try crossfoot("run", "--books", path)
    #expect(said.status == 2)
    #expect(said.errors.contains("init"), "says what to do: \(said.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [])
  }

  @Test func `ends with 2 when every file named is refused`() throws {
    let books = try clean()
    let page = try loose("page.csv", "<html><body>Please log in</body></html>\n")
    defer { page.remove() }
    let said = try books.crossfoot("import", page.path)
    #expect(said.status == 2)
    let both = try books.crossfoot(
      "import", page.path, "\(books.path)/inbox/first.txt")
    #expect(both.status == 1, "one of two accepted: \(both.output)")
  }

  @Test(arguments: [
    ["run", "--period", "September"], ["run", "--as-of", "2026-02-30"],
    ["run", "--fail-on", "XX-99"],
    ["nonsense"], ["trace"], ["export", "--period", "2026-09"], ["rollback", "B-0"],
  ])
  func `ends with 64 on wrong usage`(arguments: [String]) throws {
    let said = try spawn(try #require(Program.crossfoot), arguments)
    #expect(said.status == 64, "\(said.errors)")
    #expect(said.output.isEmpty && !said.errors.isEmpty)
  }

  @Test func `ends with 75 while another run holds the books`() throws {
    let books = try clean()
    let lock = open("\(books.path)/.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    try #require(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
    let before = try books.files(below: "inbox")
    let said = try books.crossfoot("run")
    #expect(said.status == 75)
    #expect(try books.files(below: "inbox") == before, "nothing was taken")
    #expect(!FileManager.default.fileExists(atPath: "\(books.path)/ledger.sqlite"))
    close(lock)
    #expect(try books.crossfoot("run").status == 0)
  }

  @Test func `makes books that run as they stand`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path(percentEncoded: false)
    let made = try crossfoot(
      "init", path, "--entity", "Harbour \"East\" Ltd", "--currency", "EUR", "--time-zone",
      "Europe/Berlin")
    #expect(made.status == 0, "\(made.errors)")
    let settings = try String(contentsOfFile: "\(path)/crossfoot.yaml", encoding: .utf8)
    #expect(settings.contains("EUR") && settings.contains("Europe/Berlin"))
    let again = try crossfoot("init", path)
    #expect(again.status == 2, "never over existing books")
    #expect(
      try settings == String(contentsOfFile: "\(path)/crossfoot.yaml", encoding: .utf8))
    let run = try crossfoot("run", "--period", "2026-09", environment: ["CROSSFOOT_BOOKS": path])
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func `is silent when asked`() throws {
    let books = try clean()
    let said = try books.crossfoot("run", "--period", "2026-09", "--quiet")
    #expect(said.output.isEmpty && said.errors.isEmpty)
    let json = try books.crossfoot("run", "--period", "2026-09", "--json")
    #expect(try json.json() is [String: Any])
    #expect(json.errors.isEmpty)
  }

  @Test func `writes reports where --reports says`() throws {
    let books = try clean()
    let elsewhere = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: elsewhere) }
    let path = elsewhere.path(percentEncoded: false)
    _ = try books.crossfoot("run", "--period", "2026-09", "--reports", path)
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(path)/2026-09").sorted()
    #expect(
      names == [
        "bank.csv", "clearing.csv", "discrepancies.csv", "discrepancies.html", "expected.csv",
        "inventory.csv", "journal.beancount", "journal.csv", "journal.hledger", "margin.csv",
        "orders.csv", "quarantine.csv", "settlements.csv", "summary.json", "tax.csv",
        "trial-balance.csv",
      ])
    #expect(try books.reports() == [:])
  }

  @Test func `exports for every target, and refuses before it writes`() throws {
    let books = try clean()
    _ = try books.crossfoot("run", "--period", "2026-09")
    let out = "\(books.path)/out.csv"
    for target in ["csv", "hledger", "beancount", "quickbooks-online"] {
      let said = try books.crossfoot(
        "export", "--period", "2026-09", "--to", target, "--out", out)
      #expect(said.status == 0, "\(target): \(said.errors)")
      #expect(try !Data(contentsOf: URL(filePath: out)).isEmpty)
      try FileManager.default.removeItem(atPath: out)
    }
    let xero = try books.crossfoot(
      "export", "--period", "2026-09", "--to", "xero", "--out", out)
    #expect(xero.status == 2, "accounts have no codes yet")
    #expect(!FileManager.default.fileExists(atPath: out))
    let unknown = try books.crossfoot(
      "export", "--period", "2026-09", "--to", "abacus")
    #expect(unknown.status == 64, "\(unknown.errors)")
  }

  @Test func `leaves no piece of an export that had more files`() throws {
    let books = try clean()
    _ = try books.crossfoot("run", "--period", "2026-09")
    let folder = "\(books.path)/reports/2026-09"
    let whole = "\(folder)/quickbooks-online-2026-09.csv"
    let pieces = [1, 2].map { "\(folder)/quickbooks-online-2026-09-\($0).csv" }
    for piece in pieces { try Data("old".utf8).write(to: URL(filePath: piece)) }
    let arguments = ["export", "--period", "2026-09", "--to", "quickbooks-online"]
    let said = try books.crossfoot(arguments)
    #expect(said.status == 0 && said.output.contains(whole), "\(said.errors)")
    #expect(pieces.allSatisfy { !FileManager.default.fileExists(atPath: $0) })
    // Elsewhere the files are a person's own.
    for piece in pieces { try Data("mine".utf8).write(to: URL(filePath: piece)) }
    let told = try books.crossfoot(arguments + ["--out", whole])
    #expect(pieces.allSatisfy { told.errors.contains("\($0) is left of an earlier export") })
    #expect(pieces.allSatisfy { FileManager.default.fileExists(atPath: $0) })
  }

  private func clean() throws -> TemporaryBooks { try scenario("reserve-carried") }
  private func untidy() throws -> TemporaryBooks { try scenario("quarantined-row-explains-gap") }
}

/// A copy of a golden scenario's books.
func scenario(_ name: String) throws -> TemporaryBooks {
  try TemporaryBooks(copying: Checkout.scenarios.appending(path: "\(name)/books"))
}

/// A file outside any books, in a folder of its own.
struct LooseFile {
  let path: String

  func remove() {
    try? FileManager.default.removeItem(at: URL(filePath: path).deletingLastPathComponent())
  }
}

func loose(_ name: String, _ content: String) throws -> LooseFile {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  let file = folder.appending(path: name)
  try Data(content.utf8).write(to: file)
  return LooseFile(path: file.path(percentEncoded: false))
}
