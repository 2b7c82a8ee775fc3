import Accounting
import Importing
import Reconciliation

/// What a run says when it is done.
enum RunReport {
  static func json(_ outcome: RunOutcome) -> JSON {
    // Places, since copies of thousands of records cost more than all the rest.
    let records = outcome.exceptions
    let open = records.indices.filter { records[$0].state.isOpen }
    return .object([
      ("run_id", .text(outcome.runId)),
      ("as_of", .text(outcome.asOf?.description)),
      ("periods", .list(outcome.periods.map { .text($0.description) })),
      ("reports", .text(outcome.reportsFolder)),
      ("import", ImportReport.json(outcome.files)),
      ("exceptions", counts(open.map { records[$0].discrepancy.code.rawValue })),
      ("severities", counts(open.map { records[$0].severity.name })),
      ("warnings", .list(outcome.warnings.map { .text($0) })),
      ("timings", .object(outcome.timings.map { ($0.stage, .number($0.seconds)) })),
    ])
  }

  private static func counts(_ names: [String]) -> JSON {
    let counted = Dictionary(names.map { ($0, Int64(1)) }, uniquingKeysWith: +)
    return .object(counted.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
  }

  static func text(_ outcome: RunOutcome) -> String {
    var lines: [String] = []
    if !outcome.files.isEmpty { lines.append(importLine(outcome)) }
    for file in outcome.files where !file.reason.isEmpty {
      lines.append("  \(file.kind.rawValue): \(file.file): \(file.reason)")
    }
    lines += outcome.warnings.map { "warning: \($0)" }
    guard let asOf = outcome.asOf, let last = outcome.periods.last else {
      return (lines + ["nothing new to report"]).joined(separator: "\n")
    }
    let months =
      outcome.periods.count == 1
      ? "\(last)" : "\(outcome.periods[0]) to \(last)"
    let open = outcome.openExceptions
    lines.append("reported \(months) as of \(asOf), run \(outcome.runId)")
    let information = open.count { $0.severity == .s4 }
    lines.append(
      "\(open.count) open exceptions"
        + (information == 0 ? "" : " (\(information) of them for information, S4)")
        + (open.isEmpty ? "" : ", worst first:"))
    if !open.isEmpty { lines.append(worst(open, outcome.functionalCurrency)) }
    lines.append("read first: \(outcome.reportsFolder)/\(last)/discrepancies.html")
    return lines.joined(separator: "\n")
  }

  private static func importLine(_ outcome: RunOutcome) -> String {
    let kinds: [FileOutcome.Kind] = [.accepted, .held, .duplicate, .refused, .waiting]
    let parts = kinds.compactMap { kind -> String? in
      let count = outcome.files.count { $0.kind == kind }
      return count == 0 ? nil : "\(count) \(kind.rawValue)"
    }
    let rows = outcome.files.reduce(0) { $0 + $1.document.rows }
    let aside = outcome.files.reduce(0) { $0 + $1.document.quarantined }
    return "\(outcome.files.count) files: \(parts.joined(separator: ", ")); "
      + "\(rows) rows, \(aside) set aside"
  }

  private static func worst(_ open: [ExceptionRecord], _ currency: Currency) -> String {
    let byCode = Dictionary(grouping: open, by: \.discrepancy.code)
    let ranked = byCode.sorted { left, right in
      let severities = (
        left.value.map(\.severity).min() ?? .s4, right.value.map(\.severity).min() ?? .s4
      )
      return severities.0 == severities.1 ? left.key < right.key : severities.0 < severities.1
    }
    let rows = ranked.map { code, records in
      let cash = records.reduce(Int64(0)) { $0 + $1.discrepancy.cashImpact }
      return [
        "  " + (records.map(\.severity).min() ?? .s4).name, code.rawValue, "\(records.count)",
        code.title, decimalText(cash, digits: currency.minorDigits) + " \(currency.code)",
        code.owner,
      ]
    }
    return Terminal.table(rows, rightAligned: [2, 4])
  }
}
