import Accounting
import Importing
import Reconciliation

/// What an import says of each file: `import --json`, the `import` member of `run --json`, and
/// the same for people.
enum ImportReport {
  static func json(_ outcomes: [FileOutcome]) -> JSON { .list(outcomes.map(json)) }

  private static func json(_ outcome: FileOutcome) -> JSON {
    let document = outcome.document
    return .object([
      ("file", .text(outcome.file)),
      ("sha256", .text(outcome.sha256)),
      ("format", .text(outcome.format)),
      ("outcome", .text(outcome.kind.rawValue)),
      ("batch", .text(outcome.batch)),
      ("reason", .text(outcome.reason)),
      ("rows", .integer(Int64(document.rows))),
      ("accepted", .integer(Int64(document.accepted))),
      ("quarantined", .integer(Int64(document.quarantined))),
      ("ignored", .integer(Int64(document.ignored))),
      ("warnings", .list(document.warnings.map(json))),
      ("totals", .list(document.controlTotals.map(json))),
      ("delivery", .text(outcome.delivery)),
      ("quarantine", .list(document.quarantinedRows.map { .object(SetAsideReport.fields($0)) })),
    ])
  }

  private static func json(_ warning: ImportWarning) -> JSON {
    .object([
      ("line", .integer(Int64(warning.firstLine))),
      ("code", .text(warning.code)),
      ("message", .text(warning.message)),
      ("count", .integer(Int64(warning.count))),
    ])
  }

  private static func json(_ total: ControlTotal) -> JSON {
    let amount = { (value: Int64?) -> JSON in
      .text(value.map { decimalText($0, digits: total.currency.minorDigits) })
    }
    return .object([
      ("settlement_id", .text(total.settlementId)),
      ("currency", .text(total.currency.code)),
      ("declared", amount(total.declared)),
      ("accepted", amount(total.accepted)),
      ("quarantined", amount(total.quarantined)),
      ("difference", amount(total.difference)),
    ])
  }

  /// `showsAllRows`: every row set aside, not the first few of a file.
  static func text(_ outcomes: [FileOutcome], showsAllRows: Bool = false) -> String {
    if outcomes.isEmpty { return "nothing to import" }
    var rows = [["outcome", "rows", "accepted", "set aside", "ignored", "format", "file"]]
    for outcome in outcomes {
      let document = outcome.document
      rows.append([
        outcome.kind.rawValue, "\(document.rows)", "\(document.accepted)",
        "\(document.quarantined)", "\(document.ignored)", outcome.format, outcome.file,
      ])
    }
    var lines = [Terminal.table(rows, rightAligned: [1, 2, 3, 4])]
    for outcome in outcomes where !outcome.reason.isEmpty {
      lines.append("\(outcome.file): \(outcome.kind.rawValue): \(outcome.reason)")
    }
    for outcome in outcomes {
      for warning in outcome.document.warnings {
        lines.append(
          "\(outcome.file):\(warning.firstLine): warning: \(warning.message)"
            + (warning.count > 1 ? " (\(warning.count) times)" : ""))
      }
      lines += setAside(outcome, most: showsAllRows ? .max : 5)
    }
    return lines.joined(separator: "\n")
  }

  private static func setAside(_ outcome: FileOutcome, most: Int) -> [String] {
    let rows = outcome.document.quarantinedRows
    var lines = rows.prefix(most).map { row in
      let column = row.column.isEmpty ? "" : "; column \(row.column)"
      return "\(outcome.file):\(row.provenance.line): set aside: \(row.reason)\(column)"
    }
    if rows.count > most {
      lines.append("\(outcome.file): \(rows.count - most) more: see 'quarantine list'")
    }
    return lines
  }
}
