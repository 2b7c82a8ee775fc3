import Accounting
import Foundation
import Testing

@testable import Journaling

/// Asks the real programs whether they take our journals, where they are installed.
@Suite struct `Real clients` {
  static let hledger = program("hledger")
  static let ledger = program("ledger")
  static let beanCheck =
    ProcessInfo.processInfo.environment["CROSSFOOT_BEAN_CHECK"] ?? program("bean-check")

  private let period = day("2026-09-01").period

  @Test(.enabled(if: hledger != nil, "hledger is not in PATH"), arguments: [UInt64](1...5))
  func `hledger accepts the journal and finds our balances`(seed: UInt64) throws {
    let books = untidyBooks(seed: seed)
    let entries = books.post().entries
    let file = try write(entries, .hledger, books)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let hledger = try #require(Self.hledger)
    let check = try run(hledger, ["-f", file, "check", "--strict", "ordereddates"])
    #expect(check.status == 0, "seed \(seed): \(check.output)")
    let balances = try run(
      hledger, ["-f", file, "balance", "-N", "--flat", "--layout=bare", "-O", "csv"])
    #expect(balances.status == 0, "\(balances.output)")
    #expect(balances.output.split(separator: "\n").count > 10, "seed \(seed)")
    let expected = expectedBalances(entries)
    for line in balances.output.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",").map { $0.filter { $0 != "\"" } }
      guard cells.count == 3, cells[2] != "0" else { continue }
      #expect(expected["\(cells[0]) \(cells[1])"] == cells[2], "seed \(seed): \(line)")
    }
  }

  @Test(.enabled(if: ledger != nil, "ledger is not in PATH"), arguments: [UInt64](1...5))
  func `ledger accepts the journal`(seed: UInt64) throws {
    let books = untidyBooks(seed: seed)
    let file = try write(books.post().entries, .hledger, books)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let check = try run(
      try #require(Self.ledger), ["-f", file, "--strict", "--pedantic", "bal"])
    #expect(check.status == 0, "seed \(seed): \(check.output)")
    #expect(!check.output.contains("Warning"), "seed \(seed): \(check.output)")
  }

  @Test(.enabled(if: beanCheck != nil, "bean-check is not in PATH"), arguments: [UInt64](1...5))
  func `bean-check accepts the journal`(seed: UInt64) throws {
    let books = untidyBooks(seed: seed)
    let file = try write(books.post().entries, .beancount, books)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let check = try run(try #require(Self.beanCheck), [file])
    #expect(check.status == 0, "seed \(seed): \(check.output)")
  }

  /// Random books whose names hold what the formats give a meaning to.
  private func untidyBooks(seed: UInt64) -> Books {
    var books = randomBooks(seed: seed)
    books.settings.entity = "Müller; \"Söhne\" | Co\\"
    books.snapshot.documents[0].name = "a%20b/set;tle|ment,[2026-13-45].txt"
    books.snapshot.settlements[0].settlementId = books.symbol("  ; \"1\" | x: y, z\u{202E}  w")
    return books
  }

  private func expectedBalances(_ entries: [JournalEntry]) -> [String: String] {
    var sums: [String: (Int64, Currency)] = [:]
    for posting in entries.flatMap(\.postings) {
      let key = "\(posting.account.name) \(posting.currency.code)"
      sums[key] = ((sums[key]?.0 ?? 0) + posting.amount, posting.currency)
    }
    return sums.mapValues { decimalText($0.0, digits: $0.1.minorDigits) }
  }

  private func write(
    _ entries: [JournalEntry], _ target: ExportTarget, _ books: Books
  ) throws -> String {
    let files = try export(entries, period: period, target: target, settings: books.settings)
    let file = FileManager.default.temporaryDirectory.appending(
      path: "\(UUID())-\(files[0].name)")
    try Data(files[0].bytes).write(to: file)
    return file.path()
  }
}

/// The path of a program in PATH, or `nil`.
private func program(_ name: String) -> String? {
  let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
  return path.split(separator: ":").map { "\($0)/\(name)" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}

private func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String)
{
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  process.standardOutput = pipe
  process.standardError = pipe
  process.environment = ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"]
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}
