import Accounting
import DelimitedText

/// `discrepancies.csv`: the exceptions of a period, worst first, then by code and id.
struct DiscrepancyReport {
  static let columns = [
    "exception_id", "code", "severity", "state", "owner", "next_action", "due", "first_seen",
    "age_days", "period", "channel", "order_id", "sku", "settlement_id", "currency", "external",
    "internal", "difference", "cash_impact", "margin_impact", "tax_impact", "inventory_impact",
    "rule", "evidence_external", "evidence_internal", "run_id", "note",
  ]

  let bytes: [UInt8]

  init(_ index: ReportIndex, _ scope: ReportScope, _ exceptions: [ExceptionRecord]) {
    var writer = DelimitedWriter(columns: Self.columns)
    for record in exceptions {
      Self.writeLife(of: record, scope, to: &writer)
      Self.writeAmounts(of: record.discrepancy, functional: index.functional, to: &writer)
      writer.text(record.discrepancy.rule)
      writer.text(record.discrepancy.externalEvidence.joined(separator: " "))
      writer.text(record.discrepancy.internalEvidence.joined(separator: " "))
      writer.text(scope.runId)
      writer.text(record.discrepancy.note)
      writer.endRecord()
    }
    bytes = writer.bytes
  }

  private static func writeLife(
    of record: ExceptionRecord, _ scope: ReportScope, to writer: inout DelimitedWriter
  ) {
    let finding = record.discrepancy
    writer.text(record.id)
    writer.text(finding.code.rawValue)
    writer.text(record.severity.name)
    writer.text(record.state.rawValue)
    writer.text(record.owner)
    writer.text(finding.code.nextAction)
    writer.date(record.due)
    writer.date(record.firstSeen)
    writer.whole(scope.age(of: finding.eventDate))
    writer.number(record.period.description)
    writer.text(finding.channel)
    writer.text(finding.orderId)
    writer.text(finding.sku)
    writer.text(finding.settlementId)
  }

  private static func writeAmounts(
    of finding: Discrepancy, functional: Currency, to writer: inout DelimitedWriter
  ) {
    let currency = finding.currency ?? functional
    writer.text(finding.currency?.code ?? (finding.difference == nil ? "" : functional.code))
    writer.amount(finding.external, currency)
    writer.amount(finding.internal, currency)
    writer.amount(finding.difference, currency)
    writer.amount(finding.cashImpact, functional)
    writer.amount(finding.marginImpact, functional)
    writer.amount(finding.taxImpact, functional)
    writer.amount(finding.inventoryImpact, functional)
  }
}
