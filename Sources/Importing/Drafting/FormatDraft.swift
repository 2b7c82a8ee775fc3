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

  /// Drafts a contract for the file.
  ///
  /// - Parameters:
  ///   - file: The file, which must have a row of column names.
  ///   - name: The format's name; from the file's name when `nil`.
  ///   - kind: What its rows are; guessed when `nil`.
  ///   - currency: The currency where the file names none.
  ///   - encoding: What the file is in, where that is known.
  /// - Throws: ``ImportRefusal`` when the file is no delimited text.
  package init(
    _ file: InputFile, name: String?, kind: Kind?, currency: String,
    encoding: TextEncoding? = nil
  ) throws {
    do {
      let stream = try FileStream(path: file.path, chunkBytes: Sniff.bytesMax)
      let survey = try FileSurvey(DocumentImporter.sniff(stream, encoding))
      let writer = DraftWriter(
        survey, file: file.name, name: name ?? Self.formatName(file.name), kind: kind,
        currency: currency)
      self.name = writer.name
      self.kind = writer.kind
      yaml = writer.yaml
    } catch var refusal as ImportRefusal {
      refusal.file = file.name
      throw refusal
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
