import Accounting

/// DC-01, DC-02, DC-05, CM-06, DU-01 and row-level DU-03: what import set aside.
struct DocumentRules {
  let context: MatchContext

  func findings() -> [Discrepancy] {
    context.snapshot.quarantined.map(quarantinedRow) + refusals()
      + context.snapshot.duplicates.filter { !DU02.isInOtherBytes($0, context) }.map(duplicate)
  }

  private func quarantinedRow(_ row: QuarantinedRow) -> Discrepancy {
    let document = context.snapshot.documents[Int(row.provenance.document)]
    let settlement = context.snapshot.settlements.first {
      !row.settlementId.isEmpty && context.text($0.settlementId) == row.settlementId
        && context.text($0.source) == document.source
    }
    var finding = Discrepancy(
      code: row.code, source: document.source.isEmpty ? document.format : document.source,
      key: row.id,
      eventDate: settlement?.eventDate(context.settings.zone) ?? document.importedOn
        ?? context.asOf,
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

  private func channel(_ document: SourceDocument, _ settlement: Settlement?) -> String {
    if let settlement { return context.channel(of: settlement) }
    return document.source.isEmpty ? "" : sourceTitle(document.source)
  }

  /// A refused file is trouble until a file of its name is accepted.
  private func refusals() -> [Discrepancy] {
    let accepted = Set(context.snapshot.documents.map(\.name))
    return context.snapshot.refused.filter { !accepted.contains($0.name) }.map { refused in
      var finding = Discrepancy(
        code: refused.code, source: "import", key: refused.sha256, eventDate: refused.refusedOn,
        rule: "file_refused")
      finding.externalEvidence = ["\(refused.name):\(max(1, refused.line))"]
      finding.note = refused.reason
      return finding
    }
  }

  private func duplicate(_ document: DuplicateDocument) -> Discrepancy {
    var finding = Discrepancy(
      code: .du01, source: "import", key: "\(document.sha256)|\(document.name)",
      eventDate: document.seenOn, rule: "file_repeated")
    finding.externalEvidence = ["\(document.name):1"]
    finding.internalEvidence = ["\(document.firstName):1"]
    finding.note = "identical to \(document.firstName); skipped"
    finding.isClosedAtOnce = true
    return finding
  }
}
