import Foundation
import Testing

/// The house rules that a machine can check; ARCHITECTURE.md says why the walls stand.
@Suite struct `Every source file` {
  @Test func `is found by this test`() throws {
    let paths = try SourceFile.all().map(\.path)
    #expect(paths.contains("Sources/Accounting/Money.swift"))
    #expect(paths.contains("Tests/StyleTests/StyleTests.swift"))
  }

  @Test func `has at most 400 lines`() throws {
    try expectNone { file in
      file.lines.count > 400 ? ["\(file.path): \(file.lines.count) lines"] : []
    }
  }

  @Test func `keeps to 100 columns`() throws {
    try expectNone { file in
      file.lines.indices.filter {
        file.lines[$0].count > 100 && !file.isText(line: $0)
      }.map { "\(file.path):\($0 + 1): \(file.lines[$0].count) columns" }
    }
  }

  @Test func `has functions of at most 70 lines`() throws {
    try expectNone { file in
      FunctionScanner(file.code).bodies.filter { $0.length > 70 }.map {
        "\(file.path):\($0.line): \($0.length) lines"
      }
    }
  }

  @Test func `begins with code or documentation, not with a header`() throws {
    try expectNone { file in
      let first = file.lines.first ?? ""
      let isHeader = first.hasPrefix("/*") || first.hasPrefix("//") && !first.hasPrefix("///")
      return isHeader ? ["\(file.path):1: \(first)"] : []
    }
  }

  @Test(arguments: ["public", "@inlinable", "try!", "as!"])
  func `does without`(word: String) throws {
    try expectNone { file in
      file.linesWith(word).map { "\(file.path):\($0): \(word)" }
    }
  }

  @Test func `counts money in whole units only`() throws {
    try expectNone(in: ["Accounting", "Matching", "Costing", "Journaling"]) { file in
      ["Double", "Float", "Decimal"].flatMap { word in
        file.linesWith(word).map { "\(file.path):\($0): \(word)" }
      }
    }
  }

  /// Who alone may import what.
  @Test(arguments: [
    ("GRDB", ["LedgerStore"]), ("GRDBSQLite", ["LedgerStore"]), ("SQLite3", ["LedgerStore"]),
    ("CLibXML2", ["XMLText"]), ("CZlib", ["Compression"]), ("CCrypto", ["Hashing"]),
    ("ArgumentParser", ["crossfoot"]), ("Mustache", ["Reporting"]),
  ])
  func `leaves to its owner`(module: String, owners: [String]) throws {
    try expectNone { file in
      file.isSource && !owners.contains(file.target) && file.imports.contains(module)
        ? ["\(file.path): imports \(module)"] : []
    }
  }

  @Test func `of a stage knows no other stage`() throws {
    let stages = ["Importing", "LedgerStore", "Matching", "Costing", "Journaling", "Reporting"]
    try expectNone(in: stages) { file in
      file.imports.filter { stages.contains($0) && $0 != file.target }.map {
        "\(file.path): imports \($0)"
      }
    }
  }

  @Test func `of a pure stage does without Foundation`() throws {
    try expectNone(in: ["Matching", "Costing", "Journaling"]) { file in
      file.imports.filter { $0.hasPrefix("Foundation") }.map { "\(file.path): imports \($0)" }
    }
  }

  /// A check that is off in release would let an overflow pass as money.
  @Test func `is built with its checks on`() throws {
    let manifest = try String(
      contentsOf: SourceFile.root.appending(path: "Package.swift"), encoding: .utf8)
    #expect(!manifest.contains("-Ounchecked"))
  }

  /// Lists what `faults` finds; `targets` limits it to those under `Sources`.
  private func expectNone(
    in targets: [String]? = nil, _ faults: (SourceFile) -> [String]
  ) throws {
    let files = try SourceFile.all().filter { file in
      targets.map { file.isSource && $0.contains(file.target) } ?? true
    }
    let found = files.flatMap(faults)
    #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
  }
}

/// A file of the package, read once for all rules.
private struct SourceFile {
  /// Below the root of the checkout.
  let path: String
  let lines: [String]
  let code: CodeText

  var isSource: Bool { path.hasPrefix("Sources/") }
  var target: String { String(path.split(separator: "/")[1]) }

  var imports: [String] {
    code.lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let position = words.firstIndex(of: "import"), position + 1 < words.count
      else { return nil }
      return words[position + 1].split(separator: ".").first.map(String.init)
    }
  }

  /// A line, counted from 0, that is a string and nothing else.
  func isText(line: Int) -> Bool {
    code.linesOfText.contains(line) || lines[line].drop { " +=".contains($0) }.hasPrefix("\"")
  }

  /// The lines, counted from 1, on which `word` stands by itself.
  func linesWith(_ word: String) -> [Int] {
    code.lines.indices.filter { index in
      let line = code.lines[index]
      return line.ranges(of: word).contains { range in
        let before = line[..<range.lowerBound].last
        let after = line[range.upperBound...].first
        return ![before, after].contains { $0.map(isPartOfWord) ?? false }
      }
    }.map { $0 + 1 }
  }

  private func isPartOfWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "."
  }

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func all() throws -> [SourceFile] { try files.get() }

  private static let files = Result {
    try ["Sources", "Tests"].flatMap { folder in
      let below = try FileManager.default.subpathsOfDirectory(
        atPath: root.appending(path: folder).path)
      return try below.filter { $0.hasSuffix(".swift") }.sorted().map { name in
        let path = "\(folder)/\(name)"
        let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
        var lines = text.components(separatedBy: "\n")
        if lines.last?.isEmpty == true { lines.removeLast() }
        return SourceFile(path: path, lines: lines, code: CodeText(text))
      }
    }
  }
}
