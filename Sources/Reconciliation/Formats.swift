import Accounting
import Foundation
import Importing

/// A format as `formats list` and `formats show` present it.
package struct FormatSummary: Sendable {
  package let name: String
  package let version: Int
  package let title: String
  package let source: String
  package let description: String
  /// What must hold of records although their values can be read, by name.
  package let rules: [(name: String, text: String)]

  init(_ contract: FormatContract) {
    name = contract.name
    version = contract.version
    title = contract.title
    source = contract.source
    description = contract.description
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

  /// Sorted by name.
  package var formats: [FormatSummary] { registry.contracts.map(FormatSummary.init) }

  /// The name of the format a file is in.
  ///
  /// - Throws: the reason why none fits.
  package func detect(_ path: String) throws -> String {
    try DocumentImporter(registry: registry, zone: .utc)
      .detect(InputFile(path: path, name: path.evidenceName))
  }

  /// Drafts a contract for a file that no format knows.
  ///
  /// - Throws: the reason why it cannot be done.
  package func draft(
    _ path: String, name: String?, kind: FormatDraft.Kind?, currency: String
  ) throws -> FormatDraft {
    let base = path.split(separator: "/").last.map(String.init) ?? path
    return try FormatDraft(
      InputFile(path: path, name: base), name: name, kind: kind, currency: currency)
  }

  /// Reads a file by a contract and keeps nothing; dates without a zone are in the books' own.
  ///
  /// `contract`: the name of a known format, or the path of a contract file.
  /// - Throws: why the contract does not fit itself, or why the file would be refused.
  package func check(
    _ path: String, contract: String, most: Int
  ) throws -> FormatCheck {
    let zone = try books.map { try Configuration($0).settings.zone } ?? .utc
    var registry = registry
    var name = contract
    if registry.contract(named: contract) == nil {
      guard let yaml = try? String(contentsOfFile: contract, encoding: .utf8) else {
        throw BooksError(
          .unusable, "\(contract): no format of that name ('formats list'), and no contract file")
      }
      try registry.add([(name: contract, yaml: yaml)])
      name = try FormatRegistry.name(ofContract: yaml, file: contract)
    }
    return try FormatCheck(
      InputFile(path: path, name: path.evidenceName), contract: name, in: registry, zone: zone,
      most: most)
  }
}

/// Writes a drafted contract.
///
/// - Throws: `BooksError` when it cannot be written.
package func writeDraft(_ yaml: String, to path: String) throws {
  let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    .joined(separator: "/")
  if !folder.isEmpty {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }
  try writeAtomically(Array(yaml.utf8), to: path)
}
