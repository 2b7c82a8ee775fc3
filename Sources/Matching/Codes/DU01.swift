import Accounting

/// DU-01: the same file came again.
///
/// A file arrived a second time. It was recognised by its content and changed nothing.
///
/// Found by the hash of the file's bytes, whatever its name. The row is closed as it is raised: a
/// record, not work.
///
/// Do: nothing.
extension DocumentRules {
  func duplicate(_ document: DuplicateDocument) -> Discrepancy {
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
