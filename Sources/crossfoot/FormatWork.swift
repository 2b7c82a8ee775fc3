import Accounting
import ArgumentParser
import Foundation
import Importing
import Reconciliation

extension Crossfoot.Formats {
  /// Drafts a contract.
  struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Look at a file that no format knows, and draft its contract.")

    @OptionGroup var options: BooksOptions

    @Option(help: "The format's name (default: from the file's name).")
    var name: String?

    @Option(
      name: .customLong("as"),
      help: "What a row is: statement_line, settlement_line or order_line (default: a guess).")
    var kind: FormatDraft.Kind?

    @Option(help: "The currency where the file names none.")
    var currency = "USD"

    @OptionGroup var encoding: EncodingOption

    @Option(help: "The file to write (default: standard output).", completion: .file())
    var out: String?

    @Argument(help: "The file to look at.", completion: .file())
    var file: String

    func run() throws {
      let catalogue = try options.catalogue()
      try reportingErrors {
        let draft = try catalogue.draft(
          file, name: name, kind: kind, currency: currency, encoding: encoding.encoding)
        if !draft.knownAs.isEmpty, !options.quiet {
          Terminal.note(
            "crossfoot: warning: \(file): is read by \(draft.knownAs) already; in books/formats/ the draft would take such "
              + "files away from it")
        }
        if let out {
          guard !FileManager.default.fileExists(atPath: out) else {
            throw BooksError(.unusable, "\(out): exists already; nothing was changed")
          }
          try writeDraft(draft.yaml, to: out)
        }
        if options.json {
          Terminal.print(
            JSON.object([
              ("format", .text(draft.name)), ("kind", .text(draft.kind.rawValue)),
              ("file", .text(out)), ("contract", .text(draft.yaml)),
              ("known_as", .text(draft.knownAs)),
            ]).description)
        } else if out == nil {
          Terminal.print(String(draft.yaml.dropLast()))
        } else if let out, !options.quiet {
          Terminal.print("drafted \(draft.name) (\(draft.kind.rawValue)) in \(out)")
        }
      }
    }
  }

  /// Tries a contract on a file.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say line by line what a contract would import of a file, and what not.")

    @OptionGroup var options: BooksOptions

    @OptionGroup var encoding: EncodingOption

    @Option(help: "How many lines to explain, besides those that are set aside.")
    var lines = 100

    @Argument(help: "A contract file, or a format's name.", completion: .file())
    var contract: String

    @Argument(help: "The file.", completion: .file())
    var file: String

    func run() throws {
      let catalogue = try options.catalogue()
      let checks = try reportingErrors {
        try catalogue.check(
          file, contract: contract, most: max(0, lines), encoding: encoding.encoding)
      }
      if options.json {
        let objects = checks.map { FormatCheckReport.json($0.check) }
        Terminal.print((objects.count == 1 ? objects[0] : .list(objects)).description)
      } else if !options.quiet {
        for (name, check) in checks {
          if checks.count > 1 { Terminal.print("\(name):") }
          Terminal.print(FormatCheckReport.text(check))
        }
      }
      if checks.contains(where: { $0.check.hasFaults }) {
        throw ExitCode(1)
      }
    }
  }

  /// How to write a contract.
  struct Guide: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "From an unknown CSV to a reconciled month: how to write a contract.")

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func run() throws {
      Terminal.print(json ? JSON.object([("guide", .text(formatGuide))]).description : formatGuide)
    }
  }
}

extension FormatDraft.Kind: ExpressibleByArgument {}

/// What a contract makes of a file, on the terminal and as JSON.
enum FormatCheckReport {
  static func text(_ check: FormatCheck) -> String {
    let document = check.document
    var lines = [
      "\(check.contract.name), version \(check.contract.version): \(document.rows) rows, "
        + "\(document.accepted) imported, \(document.quarantined) set aside, "
        + "\(document.ignored) ignored"
    ]
    for line in check.lines {
      switch line.fate {
      case .ignored: lines.append("line \(line.line): ignored")
      case .setAside:
        let column = line.column.isEmpty ? "" : "; column \(line.column)"
        lines.append("line \(line.line): set aside: \(line.reason)\(column)")
      case .imported:
        for record in line.records {
          let fields = record.fields.map { "\($0.name)=\(shown($0.value))" }
          lines.append(
            "line \(line.line): \(record.kind) \(fields.joined(separator: " "))")
        }
        if line.records.isEmpty { lines.append("line \(line.line): imported") }
      }
    }
    if check.lines.count < document.rows {
      lines.append("… \(document.rows - check.lines.count) more rows; see --lines")
    }
    for broken in document.brokenRules {
      lines.append(
        "line \(broken.provenance.line): DC-04, rule \(broken.rule): \(broken.message)")
    }
    let rules = Set(document.brokenRules.map(\.rule))
    for warning in document.warnings where !rules.contains(warning.code) {
      lines.append("line \(warning.firstLine): warning: \(warning.message)")
    }
    lines += document.controlTotals.map(text)
    if document.isHeldForGood {
      lines.append("held: a total does not foot")
    } else if document.isHeld {
      lines.append("held, unless other files have the rows that are missing: a total does not foot")
    }
    return lines.joined(separator: "\n")
  }

  private static func shown(_ value: String) -> String {
    value.contains(where: \.isWhitespace) ? "'\(value)'" : value
  }

  private static func text(_ total: ControlTotal) -> String {
    let amount = { (value: Int64) in decimalText(value, digits: total.currency.minorDigits) }
    let name = total.settlementId.isEmpty ? "the file" : total.settlementId
    let declared = total.declared.map { ", declared \(amount($0))" } ?? ", nothing declared"
    return "total of \(name), \(total.currency.code): \(amount(total.accepted)) imported, "
      + "\(amount(total.quarantined)) set aside\(declared)"
  }

  static func json(_ check: FormatCheck) -> JSON {
    .object([
      ("format", .text(check.contract.name)),
      ("version", .integer(Int64(check.contract.version))),
      ("rows", .integer(Int64(check.document.rows))),
      ("accepted", .integer(Int64(check.document.accepted))),
      ("quarantined", .integer(Int64(check.document.quarantined))),
      ("ignored", .integer(Int64(check.document.ignored))),
      (
        "warnings",
        .list(
          check.document.warnings.map {
            .object([
              ("line", .integer(Int64($0.firstLine))), ("code", .text($0.code)),
              ("message", .text($0.message)),
            ])
          })
      ),
      (
        "broken_rules",
        .list(
          check.document.brokenRules.map {
            .object([
              ("line", .integer(Int64($0.provenance.line))), ("rule", .text($0.rule)),
              ("message", .text($0.message)),
            ])
          })
      ),
      ("lines", .list(check.lines.map(json))),
    ])
  }

  private static func json(_ line: FormatCheck.Line) -> JSON {
    .object([
      ("line", .integer(Int64(line.line))), ("fate", .text(line.fate.rawValue)),
      ("reason", .text(line.reason)), ("column", .text(line.column)),
      (
        "records",
        .list(
          line.records.map { record in
            .object(
              [("record", .text(record.kind))] + record.fields.map { ($0.name, .text($0.value)) })
          })
      ),
    ])
  }
}
