import Accounting

/// What must be done first, and by whom.
struct FirstSection {
  private static let rowsMax = 15

  let view: [String: Any]

  init(
    _ index: ReportIndex, _ scope: ReportScope, _ exceptions: PeriodExceptions,
    _ findings: FindingTotals
  ) {
    let work = exceptions.pressing.lazy.filter { $0.isOpen && $0.severity != .s4 }
      .prefix(Self.rowsMax).map { index.exceptions.records[Int($0.record)] }
    let total = findings.work.open
    view = [
      "first_table": total == 0 ? false as Any : Self.table(index, scope, Array(work)),
      "first_more": total > Self.rowsMax
        ? "\(counted(total - Self.rowsMax, "more finding")) below." as Any : false,
      "owner_table": Self.ownerTable(index, findings),
    ]
  }

  private static func table(
    _ index: ReportIndex, _ scope: ReportScope, _ work: [ExceptionRecord]
  ) -> String {
    var table = HTMLTable(
      caption: "Open findings, most pressing first",
      columns: [
        "", "What", ">Cash impact, \(index.functional.code)", "Whose move", "Next action", "Due",
      ])
    for record in work {
      let finding = record.discrepancy
      var what = HTMLText()
      what.markup("<a href=\"#\(finding.code.rawValue)\">")
      what.text(finding.code.title)
      what.markup("</a>")
      what.element("span", class: "sub", finding.subject)
      var badge = HTMLText()
      badge.badge(record.severity)
      var due = HTMLText()
      record.writeDue(scope, to: &due)
      table.row([
        .built(badge), .built(what),
        .impact(finding.cashImpact, index.functional), .text(record.owner),
        .text(finding.code.nextAction), .built(due),
      ])
    }
    return table.string
  }

  private static func ownerTable(_ index: ReportIndex, _ findings: FindingTotals) -> String {
    var table = HTMLTable(
      caption: "Open findings by owner",
      columns: [
        "Owner", ">Block the close (S1)", ">Own before sign-off (S2)", ">Watch (S3)", ">Past due",
        "Next due", ">Cash in question, \(index.functional.code)",
        ">Net, \(index.functional.code)",
      ])
    for (owner, sum) in findings.byOwner {
      table.row(cells(owner, sum, index.functional))
    }
    table.row(cells("All", findings.work, index.functional), class: "total")
    return table.string
  }

  private static func cells(_ owner: String, _ sum: FindingSum, _ currency: Currency) -> [HTMLCell]
  {
    let count = { (value: Int) in HTMLCell.number(value == 0 ? "" : "\(value)") }
    return [
      .text(owner), count(sum.openBySeverity[0]), count(sum.openBySeverity[1]),
      count(sum.openBySeverity[2]), count(sum.overdue), .date(sum.nextDue),
      .amount(sum.cashGross, currency), .impact(sum.cashNet, currency),
    ]
  }
}
