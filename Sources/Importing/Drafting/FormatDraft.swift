import Accounting
import DelimitedText

/// A contract in the making, for a file that no contract knows yet: guesses, marked as such.
package struct FormatDraft: Sendable {
  /// The kinds of record that a draft can be of.
  package enum Kind: String, Sendable, CaseIterable {
    case statementLine = "statement_line"
    case settlementLine = "settlement_line"
    case orderLine = "order_line"
  }

  /// The contract as YAML with comments.
  package let yaml: String
  package let name: String
  package let kind: Kind
  /// The format that reads the file already; blank for none.
  package let knownAs: String

  /// Drafts a contract for the file.
  ///
  /// - Parameters:
  ///   - file: The file, which must have a row of column names.
  ///   - name: The format's name; from the file's name when `nil`.
  ///   - kind: What its rows are; guessed when `nil`.
  ///   - currency: The currency where the file names none.
  ///   - registry: The formats there are.
  ///   - encoding: What the file is in, where that is known.
  /// - Throws: ``ImportRefusal`` when the file is no delimited text, or the name or the currency
  ///   cannot be one.
  package init(
    _ file: InputFile, name: String?, kind: Kind?, currency: String, in registry: FormatRegistry,
    encoding: TextEncoding? = nil
  ) throws {
    try Self.check(name: name, currency: currency, in: registry)
    knownAs =
      (try? DocumentImporter(registry: registry, zone: .utc).detect(file, encoding: encoding)) ?? ""
    do {
      let stream = try FileStream(path: file.path, chunkBytes: Sniff.bytesMax)
      let survey = try FileSurvey(DocumentImporter.sniff(stream, encoding))
      let writer = DraftWriter(
        survey, file: file.name, name: name ?? Self.formatName(file.name), kind: kind,
        currency: currency, knownAs: knownAs)
      self.name = writer.name
      self.kind = writer.kind
      yaml = writer.yaml
    } catch var refusal as ImportRefusal {
      refusal.file = file.name
      throw refusal
    }
  }

  private static func check(
    name: String?, currency: String, in registry: FormatRegistry
  ) throws {
    if Currency(code: currency) == nil {
      throw ImportRefusal(
        reason: "unknown_currency", message: "'\(currency)' is no currency of ISO 4217")
    }
    guard let name else { return }
    guard !name.isEmpty, !name.contains(where: { $0 == "/" || $0.isWhitespace }) else {
      throw ImportRefusal(
        reason: "format_name", message: "a format's name has no blank and no '/', not '\(name)'")
    }
    if registry.contract(named: name) != nil, !registry.isOwn(name) {
      throw ImportRefusal(
        reason: "format_name",
        message: "'\(name)' is a built-in format, which a contract of that name would replace; "
          + "take another name")
    }
  }

  /// Lower case letters, digits and hyphens of the file's name.
  private static func formatName(_ file: String) -> String {
    let base = file.split(separator: "/").last ?? ""
    let stem = base.split(separator: ".").first ?? "my-format"
    let words = stem.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "my-format" : words.joined(separator: "-")
  }
}
