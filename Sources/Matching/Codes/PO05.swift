import Accounting

/// PO-05: the reserve released is not the reserve held before.
///
/// The reserve the channel released is not the reserve it held back before. A line, or a whole
/// settlement, is missing.
///
/// Found between two neighbours of a chain without a gap, neither of them held. External is what
/// the later one released, internal what the earlier one held.
///
/// Do: find the missing row, or open a case.
extension SettlementRules {
  /// The reserve that one settlement held against what the next one released.
  func reserve(from earlierPosition: Int, to laterPosition: Int) -> Discrepancy? {
    let earlier = context.snapshot.settlements[earlierPosition]
    let later = context.snapshot.settlements[laterPosition]
    let carried = held[earlierPosition]
    let opened = released[laterPosition]
    guard carried != opened, !earlier.isHeld, !later.isHeld else { return nil }
    var finding = make(.po05, later, rule: "reserve_not_carried")
    finding.external = opened
    finding.internal = carried
    finding.cashImpact = context.functional(
      opened - carried, later.currency, on: finding.eventDate)
    finding.externalEvidence = reserveEvidence(laterPosition, \.isGivenBack)
    finding.internalEvidence = reserveEvidence(earlierPosition, \.isHeldBack)
    finding.note =
      "reserve held by \(context.text(earlier.settlementId)) was not released in full"
    return finding
  }

  /// The rows a reserve stands on; where there are none, the settlement that lacks them.
  func reserveEvidence(_ position: Int, _ isWanted: (LineAmount) -> Bool) -> [String] {
    let lines = context.snapshot.settlementLines
    let rows = lines.positions(where: isWanted).map { lines[$0] }
      .filter { $0.settlement == Int32(position) }
    return context.evidence(
      rows.isEmpty
        ? [context.snapshot.settlements[position].provenance] : rows.map(\.provenance))
  }
}
