import Accounting

/// What is ours and has not arrived: earned, deferred, kept back, disputed, on its way.
struct ExpectedSection {
  private static let rowsMax = 40

  let section: PageSection

  init(_ report: ExpectedReport, _ scope: ReportScope) throws {
    var tables: [PageTable] = []
    if !report.amounts.isEmpty {
      tables.append(Self.totals(try report.totals()))
      let late = report.amounts.filter { scope.asOf > $0.due }
      if !late.isEmpty { tables.append(Self.overdue(late, scope)) }
    }
    section = PageSection(
      anchor: "expected", label: "Expected, not received", title: "Expected, not received",
      lead: report.amounts.isEmpty
        ? "Everything that is due has arrived."
        : "Each amount is aged against the terms of its source; expected.csv lists them all.",
      tables: tables)
  }

  private static func totals(_ totals: [ExpectedReport.Total]) -> PageTable {
    var table = HTMLTable(
      caption: "By kind and source, by days past the due date",
      columns: ["What", "Source", "Cur.", ">Items", ">Not due", "Next due"]
        + ExpectedReport.buckets.map { ">\($0)" })
    for total in totals {
      let cells: [HTMLCell] = [
        .text(total.kind.worded), .text(sourceTitle(total.source)), .text(total.currency.code),
        .count(Int64(total.count)), .amount(total.waiting, total.currency), .date(total.nextDue),
      ]
      table.row(cells + total.overdue.map { .amount($0 == 0 ? nil : $0, total.currency) })
    }
    return PageTable(html: table.string)
  }

  private static func overdue(_ amounts: [ExpectedAmount], _ scope: ReportScope) -> PageTable {
    var table = HTMLTable(
      caption: "Past due, the oldest first",
      columns: ["What", "Source", "Item", "Since", "Due", ">Days over", "Cur.", ">Amount"])
    let sorted = amounts.sorted { $0.due == $1.due ? $0.sortKey < $1.sortKey : $0.due < $1.due }
    for amount in sorted.prefix(rowsMax) {
      table.row([
        .text(amount.kind.worded), .text(sourceTitle(amount.source)), .code(amount.item),
        .date(amount.since), .date(amount.due), .count(Int64(scope.age(of: amount.due))),
        .text(amount.currency.code), .amount(amount.amount, amount.currency),
      ])
    }
    return PageTable(
      html: table.string, more: remainder(amounts.count, shown: rowsMax, in: "expected.csv"))
  }
}

extension ExpectedAmount.Kind {
  fileprivate var worded: String {
    switch self {
    case .earned: "Sold, not settled"
    case .deferred: "Deferred"
    case .reserved: "Kept back"
    case .disputed: "In dispute"
    case .inTransit: "Sent, not received"
    }
  }
}
