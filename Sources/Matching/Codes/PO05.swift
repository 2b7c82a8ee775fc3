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

  /// What of reserves was not released when the next settlement came, and is not given up: one row
  /// a chain.
  func reservesKept() -> [ExpectedAmount] {
    chains().compactMap { chain in
      var kept: Int64 = 0
      var last: Settlement?
      for (earlier, later) in zip(chain, chain.dropFirst())
      where gap(after: earlier, before: later) == nil {
        guard let finding = reserve(from: earlier, to: later), let rest = finding.difference
        else { continue }
        last = context.snapshot.settlements[later]
        kept -= rest - givenUp(finding)
      }
      guard kept > 0, let last else { return nil }
      let day = last.eventDate(context.settings.zone) ?? context.asOf
      return ExpectedAmount(
        kind: .reserved, source: context.text(last.source), item: context.text(last.settlementId),
        since: day, due: day, currency: last.currency, amount: kept, provenance: last.provenance)
    }
  }

  /// What was written off of a reserve's difference, in its sign.
  private func givenUp(_ finding: Discrepancy) -> Int64 {
    context.snapshot.writeOffs.filter {
      $0.settlementId == finding.settlementId && $0.source == finding.source
        && $0.account == .reserve(sourceTitle(finding.source))
    }.reduce(0) { $0 + $1.amount.minorUnits }
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
