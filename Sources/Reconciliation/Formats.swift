import Accounting
import Importing

/// A format as `formats list` and `formats show` present it.
package struct FormatSummary: Sendable {
  package let name: String
  package let version: Int
  package let title: String
  package let source: String
  package let description: String

  init(_ contract: FormatContract) {
    name = contract.name
    version = contract.version
    title = contract.title
    source = contract.source
    description = contract.description
  }
}

/// The formats that can be read: the built-in ones, and those of a books folder when there is one.
package struct FormatCatalogue {
  private let registry: FormatRegistry

  package init(books: BooksFolder?) throws {
    var registry = try FormatRegistry.standard()
    if let books { try registry.add(folder: books.formats) }
    self.registry = registry
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
}
