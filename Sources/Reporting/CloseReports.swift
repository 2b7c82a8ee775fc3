import Accounting

/// One finished report: its name within the period's folder, and its content.
package struct ReportFile: Sendable, Equatable {
  package let name: String
  package let bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// The reports of one period, all but the journal and its exports, in order of name.
///
/// For several periods, build one `ReportIndex` and pass it instead.
///
/// - Throws: `AmountOverflow` when a total grows beyond 64 bits.
package func closeReports(
  _ data: CloseData, period: AccountingPeriod
) throws -> [ReportFile] {
  try closeReports(ReportIndex(data), period: period)
}

/// The reports of one period from an index that serves many.
///
/// - Parameters:
///   - index: What the reports look up, worked out before.
///   - period: The month to report.
///   - asOf: The day ages count to in this period, where it is not the data's own.
///   - runId: The run's name for this period, where it is not the data's own.
/// - Returns: The files in order of name.
/// - Throws: `AmountOverflow` when a total grows beyond 64 bits.
package func closeReports(
  _ index: ReportIndex, period: AccountingPeriod, asOf: CalendarDate? = nil, runId: String? = nil
) throws -> [ReportFile] {
  var files: [ReportFile] = []
  try closeReports(index, period: period, asOf: asOf, runId: runId) { files.append($0) }
  return files
}

/// The same, each file handed over as soon as it is made, so that few are kept at a time.
///
/// - Throws: what `take` throws as well.
package func closeReports(
  _ index: ReportIndex, period: AccountingPeriod, asOf: CalendarDate? = nil, runId: String? = nil,
  _ take: (ReportFile) throws -> Void
) throws {
  let scope = ReportScope(
    period: period, asOf: asOf ?? index.data.asOf, runId: runId ?? index.data.runId)
  let trialBalance = try TrialBalanceReport(
    index.balances, scope, functional: index.data.settings.functionalCurrency)
  let clearing = try ClearingReport(index, scope, trialBalance)
  let settlements = index.settlements.rows(touching: period)
  let exceptions = index.exceptions[period]
  let findings = try FindingTotals(exceptions, index.exceptions, scope)
  let queue = try QueueTotals(index, scope, exceptions)
  let figures = try KeyFigures(index, scope, settlements: settlements, exceptions: exceptions)
  let expected = ExpectedReport(index, scope)
  let orders = OrderReport(index, scope)
  let makers: [(String, () throws -> [UInt8])] = [
    ("bank.csv", { BankReport(index, scope).bytes }),
    ("clearing.csv", { clearing.bytes }),
    ("discrepancies.csv", { DiscrepancyReport(index, scope, exceptions).bytes }),
    (
      "discrepancies.html",
      {
        try ReportPage(
          index, scope, clearing: clearing, settlements: settlements, exceptions: exceptions,
          findings: findings, figures: figures, queue: queue, expected: expected
        ).bytes
      }
    ),
    ("expected.csv", { expected.bytes }),
    ("inventory.csv", { try InventoryReport(index, scope).bytes }),
    ("margin.csv", { MarginReport(index, scope).bytes }),
    ("orders.csv", { orders.bytes }),
    ("quarantine.csv", { QuarantineReport(index).bytes }),
    ("settlements.csv", { SettlementReport(settlements, scope).bytes }),
    (
      "summary.json",
      {
        try SummaryReport(
          index, scope, settlements: settlements, findings: findings, figures: figures,
          queue: queue, expected: expected, orders: orders
        ).bytes
      }
    ),
    ("tax.csv", { try TaxReport(index, scope).bytes }),
    ("trial-balance.csv", { trialBalance.bytes }),
  ]
  for (name, make) in makers { try take(ReportFile(name: name, bytes: make())) }
}

/// The period of a set of reports, and the day they look from.
struct ReportScope {
  let period: AccountingPeriod
  let asOf: CalendarDate
  let runId: String

  /// Days from an event to the day the reports look from, never negative.
  func age(of date: CalendarDate) -> Int { max(0, asOf.days(since: date)) }
}
