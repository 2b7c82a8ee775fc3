import Accounting
import Reconciliation

/// Exceptions on the terminal and as JSON, under the column names of `discrepancies.csv`.
enum ExceptionReport {
  static func fields(_ record: ExceptionRecord, _ functional: Currency) -> [(String, String)] {
    let finding = record.discrepancy
    let currency = finding.currency ?? functional
    let own = { (value: Int64?) in
      value.map { decimalText($0, digits: currency.minorDigits) } ?? ""
    }
    let impact = { (value: Int64) in decimalText(value, digits: functional.minorDigits) }
    return [
      ("exception_id", record.id), ("code", finding.code.rawValue),
      ("severity", record.severity.name), ("state", record.state.rawValue),
      ("owner", record.owner), ("next_action", finding.code.nextAction),
      ("due", record.due?.description ?? ""), ("first_seen", record.firstSeen.description),
      ("period", record.period.description), ("channel", finding.channel),
      ("order_id", finding.orderId), ("sku", finding.sku),
      ("settlement_id", finding.settlementId), ("currency", finding.currency?.code ?? ""),
      ("external", own(finding.external)), ("internal", own(finding.internal)),
      ("difference", own(finding.difference)), ("cash_impact", impact(finding.cashImpact)),
      ("margin_impact", impact(finding.marginImpact)), ("tax_impact", impact(finding.taxImpact)),
      ("inventory_impact", impact(finding.inventoryImpact)), ("rule", finding.rule),
      ("evidence_external", finding.externalEvidence.joined(separator: " ")),
      ("evidence_internal", finding.internalEvidence.joined(separator: " ")),
      ("note", finding.note),
    ]
  }

  static func json(_ record: ExceptionRecord, _ functional: Currency) -> JSON {
    .object(fields(record, functional).map { ($0.0, .text($0.1)) })
  }

  static func text(_ records: [ExceptionRecord], _ functional: Currency) -> String {
    if records.isEmpty { return "no open exceptions" }
    let header = [
      "id", "code", "sev", "due", "owner", "order or settlement", "difference", "cash", "what",
    ]
    let rows = records.map { record in
      let finding = record.discrepancy
      let currency = finding.currency ?? functional
      return [
        record.id, finding.code.rawValue, record.severity.name,
        record.due?.description ?? "", record.owner,
        finding.orderId.isEmpty ? finding.settlementId : finding.orderId,
        finding.difference.map {
          "\(decimalText($0, digits: currency.minorDigits)) \(currency.code)"
        } ?? "",
        decimalText(finding.cashImpact, digits: functional.minorDigits), finding.code.title,
      ]
    }
    return Terminal.table([header] + rows, rightAligned: [6, 7])
  }

  static func detail(_ record: ExceptionRecord, _ functional: Currency) -> String {
    let rows = fields(record, functional).filter { !$0.1.isEmpty }.map { [$0.0, $0.1] }
    return "\(record.discrepancy.code.title)\n" + Terminal.table(rows)
  }
}
