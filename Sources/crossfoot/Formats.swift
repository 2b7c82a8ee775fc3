import ArgumentParser
import Reconciliation

extension Crossfoot {
  /// The data contracts.
  struct Formats: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The formats that can be read.",
      subcommands: [
        List.self, Show.self, Detect.self, Init.self, Check.self, Guide.self,
      ], defaultSubcommand: List.self)

    /// Every format's name and title.
    struct List: ParsableCommand {
      static let configuration = CommandConfiguration(abstract: "List the formats.")

      @OptionGroup var options: BooksOptions

      func run() throws {
        let formats = try options.catalogue().formats
        if options.json {
          Terminal.print(JSON.list(formats.map(json)).description)
        } else if !options.quiet {
          Terminal.print(
            Terminal.table(formats.map { [$0.name, "v\($0.version)", $0.source, $0.title] }))
        }
      }
    }

    /// One format's reference page.
    struct Show: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Show what a format is and how it is read.")

      @OptionGroup var options: BooksOptions

      @Flag(help: "Print the contract itself, to change it in books/formats/.")
      var contract = false

      @Argument(help: "The format's name.")
      var name: String

      func run() throws {
        let catalogue = try options.catalogue()
        let format = try reportingErrors {
          guard let format = catalogue.formats.first(where: { $0.name == name }) else {
            throw BooksError(.unusable, "\(name): no such format; see 'formats list'")
          }
          return format
        }
        if contract {
          Terminal.print(String(catalogue.yaml(of: name).dropLast()))
        } else if options.json {
          Terminal.print(json(format).description)
        } else if !options.quiet {
          Terminal.print(
            "\(format.name), version \(format.version)\n\(format.title)\n\n\(format.description)"
              + columns(format) + rules(format))
        }
      }
    }

    /// Which format a file is in.
    struct Detect: ParsableCommand {
      static let configuration = CommandConfiguration(abstract: "Say which format a file is in.")

      @OptionGroup var options: BooksOptions
      @OptionGroup var encoding: EncodingOption

      @Argument(help: "The file.", completion: .file())
      var file: String

      func run() throws {
        let catalogue = try options.catalogue()
        let found = try reportingErrors { try catalogue.detect(file, encoding: encoding.encoding) }
        if options.json {
          let objects = found.map {
            JSON.object([
              ("file", .text(found.count == 1 ? file : $0.file)), ("format", .text($0.format)),
            ])
          }
          Terminal.print((objects.count == 1 ? objects[0] : .list(objects)).description)
        } else if !options.quiet {
          Terminal.print(
            found.count == 1
              ? found[0].format : Terminal.table(found.map { [$0.file, $0.format] }))
        }
      }
    }
  }
}

/// The columns of a format: what a file is refused without, and what else is known.
private func columns(_ format: FormatSummary) -> String {
  var text = ""
  for (title, isRequired) in [("Columns", true), ("Columns that may be missing", false)] {
    let names = format.columns.filter { $0.isRequired == isRequired }.map(\.name)
    if !names.isEmpty { text += "\n\(title): \(names.joined(separator: ", "))\n" }
  }
  return text
}

/// The rules of a format's records, as the end of its page.
private func rules(_ format: FormatSummary) -> String {
  if format.rules.isEmpty { return "" }
  let lines = format.rules.map { "  \($0.name): \($0.text)" }
  return "\nRules (a row that breaks one is taken, and is DC-04):\n"
    + lines.joined(separator: "\n")
}

private func json(_ format: FormatSummary) -> JSON {
  .object([
    ("name", .text(format.name)), ("version", .integer(Int64(format.version))),
    ("title", .text(format.title)), ("source", .text(format.source)),
    ("description", .text(format.description)),
    (
      "columns",
      .list(
        format.columns.map {
          .object([("name", .text($0.name)), ("required", .flag($0.isRequired))])
        })
    ),
    (
      "rules",
      .list(format.rules.map { .object([("rule", .text($0.name)), ("text", .text($0.text))]) })
    ),
  ])
}

extension BooksOptions {
  /// The formats, with those of the books folder when there is one.
  func catalogue() throws -> FormatCatalogue {
    try reportingErrors { try FormatCatalogue(books: try? folder) }
  }
}
