import Accounting
import DelimitedText

/// `discrepancies.csv`: the exceptions of a period, worst first, then by code and id.
struct DiscrepancyReport {
  static let columns = [
    "exception_id", "code", "severity", "state", "owner", "next_action", "due", "first_seen",
    "age_days", "period", "channel", "order_id", "sku", "settlement_id", "currency", "external",
    "internal", "difference", "cash_impact", "margin_impact", "tax_impact", "inventory_impact",
    "rule", "evidence_external", "evidence_internal", "run_id", "note",
    "reason", "waiting_until", "comment", "carried_forward",
  ]

  let bytes: [UInt8]

  init(_ index: ReportIndex, _ scope: ReportScope, _ exceptions: PeriodExceptions) {
    var run = DelimitedWriter()
    run.text(scope.runId)
    var bytes = DelimitedWriter(columns: Self.columns).bytes
    index.exceptions.rows.write(exceptions.listed, scope, runId: run.bytes, to: &bytes)
    self.bytes = bytes
  }
}
