import Accounting
import DelimitedText
import Importing
import Reconciliation

/// Rows that were set aside on the terminal and as JSON, under the column names of
/// `quarantine.csv`.
enum SetAsideReport {
  /// A row as an import sets it aside, for `import --json`.
  static func fields(_ row: QuarantinedRow) -> [(String, JSON)] {
    let digits = row.currency?.minorDigits ?? 2
    return [
      ("quarantine_id", .text(row.id)), ("line", .integer(Int64(row.provenance.line))),
      ("byte_offset", .integer(row.byteOffset)), ("code", .text(row.code.rawValue)),
      ("reason", .text(row.reason)), ("column", .text(row.column)), ("value", .text(row.value)),
      ("raw", .text(row.raw)), ("settlement_id", .text(row.settlementId)),
      ("currency", .text(row.currency?.code)),
      ("amount", .text(row.amount.map { decimalText($0, digits: digits) })),
    ]
  }

  static func json(_ row: SetAsideRow) -> JSON {
    .object(
      fields(row.row) + [
        ("source_file", .text(row.file)), ("format", .text(row.format)),
        ("batch", .text(row.batch)), ("state", .text(row.state)),
        ("changes", json(row.changes)),
        (
          "cells",
          .list(
            row.cells.map { cell in
              .object([
                ("column", .text(cell.column)), ("value", .text(cell.value)),
                ("is_read", .flag(cell.isRead)),
              ])
            })
        ),
        ("history", .list(row.history.map(json))),
      ])
  }

  private static func json(_ step: SetAsideRow.Step) -> JSON {
    .object([
      ("action", .text(step.action)), ("by", .text(step.by)), ("at", .text(step.at.description)),
      ("reason", .text(step.reason)), ("changes", json(step.changes)),
    ])
  }

  private static func json(_ changes: [(column: String, value: String)]) -> JSON {
    .object(changes.map { ($0.column, .text($0.value)) })
  }

  static func print(_ row: SetAsideRow, _ options: BooksOptions) {
    if options.json {
      Terminal.print(json(row).description)
    } else if !options.quiet {
      Terminal.print(detail(row))
    }
  }

  static func text(_ rows: [SetAsideRow]) -> String {
    if rows.isEmpty { return "no rows in quarantine" }
    let header = ["id", "state", "code", "file and line", "column", "amount", "why"]
    let table = rows.map { row in
      [
        row.row.id, row.state, row.row.code.rawValue, "\(row.file):\(row.row.provenance.line)",
        row.row.column, amount(row.row), String(row.row.reason.prefix(80)),
      ]
    }
    return Terminal.table([header] + table, rightAligned: [5])
  }

  private static func amount(_ row: QuarantinedRow) -> String {
    guard let amount = row.amount, let currency = row.currency else { return "" }
    return "\(decimalText(amount, digits: currency.minorDigits)) \(currency.code)"
  }

  private static func detail(_ row: SetAsideRow) -> String {
    var lines = [
      "\(row.row.id), \(row.state)",
      "\(row.file):\(row.row.provenance.line), byte \(row.row.byteOffset), \(row.format)",
      "\(row.row.code.rawValue) \(row.row.reason)",
    ]
    if !row.row.column.isEmpty {
      lines.append("column \(row.row.column): '\(SafeText.stripped(row.row.value))'")
    }
    if !row.cells.isEmpty {
      let cells = row.cells.map { cell in
        let change = row.changes.first { $0.column.lowercased() == cell.column.lowercased() }
        return [
          cell.column, SafeText.stripped(cell.value),
          change.map { "→ \(SafeText.stripped($0.value))" } ?? "",
          cell.isRead ? "" : "(not read)",
        ]
      }
      lines.append(Terminal.table([["column", "as received", "fixed", ""]] + cells))
    } else {
      lines += row.row.raw.split(whereSeparator: \.isNewline).map { SafeText.stripped($0) }
    }
    lines += row.history.map(text)
    if row.isWaiting {
      lines.append(
        row.changes.isEmpty
          ? "next: quarantine fix \(row.row.id) --set column=value, or discard --reason"
          : "next: quarantine replay \(row.row.id)")
    }
    return lines.joined(separator: "\n")
  }

  private static func text(_ step: SetAsideRow.Step) -> String {
    let changes = step.changes.map { "\($0.column)=\($0.value)" }.joined(separator: ", ")
    let parts = [changes, step.reason].filter { !$0.isEmpty }
    return "\(step.at) \(step.by): \(step.action)"
      + (parts.isEmpty ? "" : ": " + parts.joined(separator: "; "))
  }

  static func text(_ outcome: ReplayOutcome) -> String {
    if outcome.taken.isEmpty && outcome.waiting.isEmpty {
      return "nothing to replay: no row is fixed"
    }
    let taken = outcome.taken.map { "replayed \($0.row.id) \($0.file):\($0.row.provenance.line)" }
    let waiting = outcome.waiting.map {
      "still set aside \($0.row.id) \($0.file):\($0.row.provenance.line): \($0.row.reason)"
    }
    let held = outcome.held.map { "held \($0.file): \($0.reason)" }
    return (taken + waiting + held + ["'run' reports the months they touch anew"])
      .joined(separator: "\n")
  }
}
