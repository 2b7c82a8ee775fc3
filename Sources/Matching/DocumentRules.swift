import Accounting

/// DC-01, DC-02, DC-05, CM-06, DU-01 and row-level DU-03: what import set aside.
struct DocumentRules {
  let context: MatchContext
  let days: DocumentDays

  func findings() -> [Discrepancy] {
    context.snapshot.quarantined.map(quarantinedRow) + refusals() + driftedHeaders() + heldFiles()
      + context.snapshot.duplicates.filter { !DU02.isInOtherBytes($0, context) }.map(duplicate)
  }

  /// A refused file is trouble until a file of its name is accepted.
  private func refusals() -> [Discrepancy] {
    let accepted = Set(context.snapshot.documents.map(\.name))
    return context.snapshot.refused.filter { !accepted.contains($0.name) }.map { refused in
      switch refused.code {
      case .dc05: changedHeader(refused)
      case .cm06: truncatedFile(refused)
      default: unreadableFile(refused)
      }
    }
  }

  func refusal(_ refused: RefusedDocument) -> Discrepancy {
    var finding = Discrepancy(
      code: refused.code, source: "import", key: refused.sha256, eventDate: refused.refusedOn,
      rule: "file_refused")
    finding.externalEvidence = ["\(refused.name):\(max(1, refused.line))"]
    finding.note = refused.reason
    return finding
  }
}
