import Accounting
import Compression
import DelimitedText
import Foundation
import Importing

/// A format as `formats list` and `formats show` present it.
package struct FormatSummary: Sendable {
  package let name: String
  package let version: Int
  package let title: String
  package let source: String
  package let description: String
  /// Of a delimited format, those it requires first.
  package let columns: [(name: String, isRequired: Bool)]
  /// What must hold of records although their values can be read, by name.
  package let rules: [(name: String, text: String)]

  init(_ contract: FormatContract) {
    name = contract.name
    version = contract.version
    title = contract.title
    source = contract.source
    description = contract.description
    columns = contract.columns
    rules = contract.ruleTexts
  }
}

/// The formats that can be read: the built-in ones, and those of a books folder when there is one.
package struct FormatCatalogue {
  private let registry: FormatRegistry
  private let books: BooksFolder?

  package init(books: BooksFolder?) throws {
    var registry = try FormatRegistry.standard()
    if let books { try registry.add(folder: books.formats) }
    self.registry = registry
    self.books = books
  }

  /// The contract of a format, as YAML.
  package func yaml(of name: String) -> String { registry.yaml(of: name) }

  /// Sorted by name.
  package var formats: [FormatSummary] { registry.contracts.map(FormatSummary.init) }

  /// The name of the format a file is in; of each file that a compressed one holds.
  ///
  /// - Throws: the reason why none fits.
  package func detect(
    _ path: String, encoding: TextEncoding? = nil
  ) throws -> [(file: String, format: String)] {
    let importer = DocumentImporter(registry: registry, zone: .utc)
    return try reading(path) { files in
      try files.map { ($0.name, try importer.detect($0, encoding: encoding)) }
    }
  }

  /// Drafts a contract for a file that no format knows.
  ///
  /// - Throws: the reason why it cannot be done.
  package func draft(
    _ path: String, name: String?, kind: FormatDraft.Kind?, currency: String,
    encoding: TextEncoding? = nil
  ) throws -> FormatDraft {
    try reading(path) { files in
      guard files.count == 1, var file = files.first else {
        let names = files.map(\.name).joined(separator: ", ")
        throw BooksError(
          .unusable, "\(path): holds several files; unpack it and name one: \(names)")
      }
      file.name = file.name.split(separator: "/").last.map(String.init) ?? file.name
      return try FormatDraft(
        file, name: name, kind: kind, currency: currency, in: registry, encoding: encoding)
    }
  }

  /// Reads a file by a contract, or each that a compressed one holds, and keeps nothing.
  ///
  /// Dates without a zone are in the books' own. `contract`: the name of a known format, or the
  /// path of a contract file.
  /// - Throws: why the contract does not fit itself, or why the file would be refused.
  package func check(
    _ path: String, contract: String, most: Int, encoding: TextEncoding? = nil
  ) throws -> [(file: String, check: FormatCheck)] {
    let zone = try settings.zone
    var registry = registry
    var name = contract
    if registry.contract(named: contract) == nil {
      let yaml = try contractText(contract)
      try registry.add([(name: contract, yaml: yaml)])
      name = try FormatRegistry.name(ofContract: yaml, file: contract)
    }
    return try reading(path) { files in
      try files.map { file in
        (
          file.name,
          try FormatCheck(
            file, contract: name, in: registry, zone: zone, most: most, encoding: encoding)
        )
      }
    }
  }

  private func contractText(_ path: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
      !isFolder.boolValue
    else {
      throw BooksError(
        .unusable, "\(path): no format of that name ('formats list'), and no contract file")
    }
    guard let yaml = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw BooksError(.unusable, "\(path): cannot be read as UTF-8 text")
    }
    return yaml
  }

  private var settings: Settings {
    get throws { try books.map { try Configuration($0).settings } ?? Settings() }
  }

  /// Lets a file be read, or those that it holds compressed, within the limit of the books.
  private func reading<Result>(
    _ path: String, _ body: ([InputFile]) throws -> Result
  ) throws -> Result {
    let unpacking = DeliveryUnpacking(
      folder: FileManager.default.temporaryDirectory
        .appending(path: "crossfoot-\(UUID().uuidString)").path(percentEncoded: false),
      importer: DocumentImporter(registry: registry, zone: .utc),
      limit: ExpansionLimit(try settings))
    defer { unpacking.clear() }
    let name = path.evidenceName
    do {
      let delivery = try unpacking.unpack(path, name: name)
      return try body(delivery?.members ?? [InputFile(path: path, name: name)])
    } catch var refusal as ImportRefusal {
      if refusal.file.isEmpty { refusal.file = name }
      throw refusal
    }
  }
}

/// Writes a drafted contract.
///
/// - Throws: `BooksError` when it cannot be written.
package func writeDraft(_ yaml: String, to path: String) throws {
  let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    .joined(separator: "/")
  if !folder.isEmpty { try makeFolder(folder) }
  try writeAtomically(Array(yaml.utf8), to: path)
}
