import Accounting

/// DC-02: a row lacks something it needs, or has it in a form that could mean two things.
///
/// A row lacks something it needs, such as a date or an amount, or has it in a form that could
/// mean two things. It was set aside rather than guessed at.
///
/// Found on import, row by row; the note names the reason, the column and the value. Where the
/// settlement declares a total, the gap that the row leaves stands in suspense. It closes when the
/// row is replayed or discarded.
///
/// Do: 'quarantine list', then fix and replay it, or correct the contract.
extension DocumentRules {
  func quarantinedRow(_ row: QuarantinedRow) -> Discrepancy {
    let document = context.snapshot.documents[Int(row.provenance.document)]
    let settlement = context.snapshot.settlements.first {
      !row.settlementId.isEmpty && context.text($0.settlementId) == row.settlementId
        && context.text($0.source) == document.source
    }
    var finding = Discrepancy(
      code: row.code, source: document.source.isEmpty ? document.format : document.source,
      key: row.id,
      eventDate: settlement?.eventDate(context.settings.zone) ?? days[row.provenance.document],
      rule: "row_quarantined")
    finding.channel = channel(document, settlement)
    finding.settlementId = row.settlementId
    finding.currency = row.currency ?? settlement?.currency
    finding.external = row.amount
    finding.externalEvidence = [context.snapshot.evidence(row.provenance)]
    var note = row.reason
    if !row.column.isEmpty { note += "; column \(row.column)" }
    if !row.value.isEmpty && !row.reason.contains(row.value) { note += ", value \(row.value)" }
    if case .explained(let gap)? = settlement?.footing, row.amount == nil {
      let amount = decimalText(gap, digits: settlement?.currency.minorDigits ?? 2)
      note += "; gap of \(amount) in suspense"
    }
    finding.note = note
    return finding
  }

  func channel(_ document: SourceDocument, _ settlement: Settlement?) -> String {
    if let settlement { return context.channel(of: settlement) }
    return document.source.isEmpty ? "" : sourceTitle(document.source)
  }
}
