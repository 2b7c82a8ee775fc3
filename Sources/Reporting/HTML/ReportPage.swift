import Accounting
import Mustache

/// `discrepancies.html`: the period for a reader, on one page that needs nothing beside it.
struct ReportPage {
  let bytes: [UInt8]

  init(
    _ index: ReportIndex, _ scope: ReportScope, clearing: ClearingReport,
    settlements: [SettlementRow], exceptions: PeriodExceptions, findings: FindingTotals,
    figures: KeyFigures, queue: QueueTotals, expected: ExpectedReport
  ) throws {
    let setAside = try SetAsideSection(index, scope, clearing)
    let first = FirstSection(index, scope, exceptions, findings)
    let detail = DetailSection(index, scope, exceptions, findings)
    let sections = [
      try MarginSection(index, scope).section,
      try FeeSection(index, scope, exceptions, outliers: queue.outliers).section,
      try BankSection(index, scope, settlements, clearing).section,
      try ExpectedSection(expected, scope).section,
      QueueSection(index, scope, queue).section,
      FigureSection(index, figures).section,
    ]
    var view = Self.header(index, scope, findings)
    view.merge(setAside.view) { _, new in new }
    view.merge(first.view) { _, new in new }
    view["sections"] = sections.map(\.view)
    view["codes"] = detail.view
    view["contents"] =
      ([("set-aside", "Set aside"), ("first", "Do first")]
      + sections.map { ($0.anchor, $0.label) } + [("detail", "Every finding")])
      .map { ["anchor": $0.0, "label": $0.1] }
    bytes = Array((index.templates.render(view, withTemplate: "page") ?? "").utf8)
  }

  private static func header(
    _ index: ReportIndex, _ scope: ReportScope, _ findings: FindingTotals
  ) -> [String: Any] {
    let verdict = Verdict(findings, functional: index.functional)
    return [
      "style": StyleSheet.text,
      "entity": plain(index.data.settings.entity),
      "period": scope.period.description,
      "month": scope.period.worded,
      "days": "1 to \(scope.period.lastDay.worded)",
      "as_of": scope.asOf.worded,
      "functional": index.functional.code,
      "run_id": plain(scope.runId),
      "configuration_hash": plain(index.data.configurationHash),
      "verdict": verdict.headline,
      "verdict_detail": verdict.detail,
      "verdict_class": verdict.style,
    ]
  }
}

/// Whether the period can be closed, in one sentence and its reason.
private struct Verdict {
  let headline: String
  let detail: String
  let style: String

  init(_ findings: FindingTotals, functional: Currency) {
    let work = findings.work
    let cash = worded(Money(minorUnits: work.cashNet, currency: functional))
    let gross = worded(Money(minorUnits: work.cashGross, currency: functional))
    let late = work.overdue > 0 ? " \(counted(work.overdue, "finding")) past due." : ""
    let (blocking, owned) = (work.openBySeverity[0], work.openBySeverity[1])
    if blocking > 0 {
      let verb = blocking == 1 ? "blocks" : "block"
      headline = "Not ready to close: \(counted(blocking, "finding")) \(verb) it."
      style = "blocked"
    } else if owned > 0 {
      headline = "Nothing blocks the close; \(counted(owned, "finding")) must be owned first."
      style = "owned"
    } else {
      headline = "Ready to close."
      style = "ready"
    }
    detail =
      (work.open == 0
        ? "No finding waits for anybody."
        : "\(counted(work.open, "finding")) to work on, \(gross) of cash in question "
          + "(net \(cash)).\(late)")
      + Self.information(findings)
  }

  /// What is open without being work, so that the number is the one that the queue has.
  private static func information(_ findings: FindingTotals) -> String {
    let count = findings.bySeverity.first { $0.severity == .s4 }?.sum.open ?? 0
    if count == 0 { return "" }
    let all = findings.work.open + count
    return " With \(count) for information (S4), \(counted(all, "exception")) "
      + "\(all == 1 ? "is" : "are") open."
  }
}

/// One part of the page: a heading, a lead and tables.
struct PageSection {
  let anchor: String
  /// As the list of contents has it.
  let label: String
  let title: String
  let lead: String
  let tables: [PageTable]

  var view: [String: Any] {
    [
      "anchor": anchor, "title": title, "lead": lead.isEmpty ? false as Any : lead,
      "tables": tables.map(\.view),
    ]
  }
}

/// A table with its heading and a line about what it leaves out.
struct PageTable {
  var heading = ""
  let html: String
  var more = ""

  var view: [String: Any] {
    [
      "heading": heading.isEmpty ? false as Any : heading, "html": html,
      "more": more.isEmpty ? false as Any : more,
    ]
  }
}

/// Says how many rows a capped table leaves out and where they are; empty when none.
func remainder(_ total: Int, shown: Int, in file: String) -> String {
  total > shown ? "\(counted(total - shown, "more row")) in \(file)." : ""
}
