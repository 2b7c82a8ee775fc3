import Accounting

/// CM-05: a settlement does not add up to the total it declares.
///
/// The lines of the settlement do not add up to the total it declares, and no row that was set
/// aside explains the gap. The whole settlement is held and none of it is booked.
///
/// Found for every settlement with a declared total, and for every bank statement whose entries do
/// not lead from its opening to its closing balance, or are not what its own summary says of them.
/// So is any other file whose own sums do not hold, a bill or an export of orders: nothing of it is
/// used. It closes when a version that foots is imported: of a download without settlements, files
/// that have all of its lines but those of one row, of such a file one of its name and format.
///
/// Do: open a case with the channel and ask for the report again.
extension SettlementRules {
  func unfooted(_ settlement: Settlement, _ position: Int) -> Discrepancy {
    var finding = make(.cm05, settlement, rule: "settlement_does_not_foot")
    finding.external = settlement.linesTotal
    finding.internal = settlement.declaredTotal
    finding.externalEvidence = context.evidence([settlement.provenance])
    finding.internalEvidence = finding.externalEvidence
    finding.cashImpact = context.functional(
      finding.difference ?? 0, settlement.currency, on: finding.eventDate)
    finding.note = "held: not posted; \(settlement.lineCount) lines"
    return finding
  }

  /// A bank statement whose lines do not lead from its opening to its closing balance, or which has
  /// none of these in its currency.
  func unfooted(_ statement: BankStatement) -> Discrepancy? {
    guard let opening = statement.opening else { return nil }
    let reached = opening + statement.linesTotal
    guard reached != statement.closing, !isReissued(statement) else { return nil }
    var finding = finding(statement)
    finding.external = reached
    finding.internal = statement.closing
    finding.note =
      statement.closing == nil
      ? "held: it has no closing balance in \(statement.currency.code)"
      : "held: opening balance and entries do not lead to the closing balance"
    return finding
  }

  /// A bank statement that is held although its balances are right: what else it states is not.
  func contradicted(_ statement: BankStatement) -> Discrepancy? {
    if isReissued(statement) { return nil }
    var finding = finding(statement)
    finding.rule = "statement_contradicts_itself"
    let reason = context.snapshot.documents[Int(statement.provenance.document)].holdReason
    finding.note = "held: \(reason)"
    return finding
  }

  private func finding(_ statement: BankStatement) -> Discrepancy {
    // Without a number a statement is known by the day it leads to.
    let number = context.text(statement.statementId)
    let id = number.isEmpty ? statement.closingDate?.description ?? "" : number
    var finding = Discrepancy(
      code: .cm05, source: "bank", key: "\(context.text(statement.account))|\(id)",
      eventDate: statement.closingDate ?? context.asOf, rule: "statement_does_not_foot")
    finding.channel = "bank"
    finding.settlementId = id
    finding.currency = statement.currency
    finding.externalEvidence = context.evidence([statement.provenance])
    finding.internalEvidence = finding.externalEvidence
    return finding
  }

  /// Whether a version of a statement stands that leads from balance to balance.
  private func isReissued(_ statement: BankStatement) -> Bool {
    context.snapshot.statements.contains {
      !$0.isHeld && $0.account == statement.account && $0.statementId == statement.statementId
        && $0.currency == statement.currency
        && (!statement.statementId.isNone || $0.closingDate == statement.closingDate)
    }
  }
}

extension DocumentRules {
  /// Files that are held, and of which no settlement and no statement says so.
  func heldFiles() -> [Discrepancy] {
    let documents = context.snapshot.documents
    let held = documents.indices.filter { !documents[$0].holdReason.isEmpty }
    if held.isEmpty { return [] }
    var told = Set(context.snapshot.statements.filter(\.isHeld).map(\.provenance.document))
    for settlement in context.snapshot.settlements {
      var isHeld = settlement.isRestated
      if case .differs = settlement.footing { isHeld = true }
      if isHeld { told.insert(settlement.provenance.document) }
    }
    let standing = Set(
      documents.filter { $0.holdReason.isEmpty }.map { "\($0.format)|\($0.plainName)" })
    return held.filter {
      !told.contains(Int32($0))
        && !standing.contains("\(documents[$0].format)|\(documents[$0].plainName)")
    }.map(heldFile)
  }

  private func heldFile(_ position: Int) -> Discrepancy {
    let document = context.snapshot.documents[position]
    var finding = Discrepancy(
      code: .cm05, source: document.source.isEmpty ? document.format : document.source,
      key: document.sha256, eventDate: days[Int32(position)],
      rule: "file_does_not_foot")
    finding.channel = document.source.isEmpty ? "" : sourceTitle(document.source)
    finding.externalEvidence = ["\(document.name):1"]
    finding.internalEvidence = finding.externalEvidence
    finding.note = "held: \(document.holdReason)"
    return finding
  }
}

extension SourceDocument {
  /// Its name without the part that tells files of one name apart.
  fileprivate var plainName: String {
    let parts = name.split(separator: "~", omittingEmptySubsequences: false)
    guard parts.count > 1, let last = parts.last, last.count == 8,
      last.allSatisfy(\.isHexDigit)
    else { return name }
    return parts.dropLast().joined(separator: "~")
  }
}
