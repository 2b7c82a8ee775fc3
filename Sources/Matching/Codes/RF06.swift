import Accounting

/// RF-06: a dispute has ended, or should have, and the books do not show how.
///
/// The money of a dispute is neither back nor written off.
///
/// No result in time; won and not given back, or not all of it; lost and given back; lost and
/// never taken. A loss that its list tells of is booked from there, and is none.
///
/// Do: book the win or the loss.
struct RF06 {
  let facts: DisputeFacts
  private var context: MatchContext { facts.context }

  func findings() -> [Discrepancy] {
    facts.cases.compactMap { dispute in
      switch dispute.outcome {
      case .open, .underReview: undecided(dispute)
      case .won: won(dispute)
      case .lost: lost(dispute)
      }
    }
  }

  private func undecided(_ dispute: DisputeCase) -> Discrepancy? {
    if facts.isWaiting(dispute) { return nil }
    if dispute.taken == 0 && dispute.returned > 0 {
      return notBooked(
        dispute, external: dispute.returned, internal: 0,
        "money of a dispute came back that no settlement here shows as taken")
    }
    return notBooked(
      dispute, external: dispute.returned, internal: dispute.taken,
      "no result within \(context.settings.disputes.decidedWithinDays) days")
  }

  private func won(_ dispute: DisputeCase) -> Discrepancy? {
    if dispute.outstanding == 0 { return nil }
    let due = facts.resultDay(of: dispute)
    if dispute.outstanding > 0 && context.asOf <= due { return nil }
    return notBooked(
      dispute, external: dispute.returned, internal: dispute.taken,
      dispute.outstanding > 0
        ? "won, and not given back by \(due)" : "more came back than was taken")
  }

  /// A loss is booked from its list; what contradicts it is not.
  private func lost(_ dispute: DisputeCase) -> Discrepancy? {
    if dispute.returned != 0 {
      return notBooked(
        dispute, external: dispute.returned, internal: 0,
        "lost by the list, and the channel gave money back")
    }
    if dispute.taken > 0 { return nil }
    let due = facts.resultDay(of: dispute)
    guard context.asOf > due else { return nil }
    return notBooked(
      dispute, external: 0, internal: -facts.amount(of: dispute),
      "lost by the list, and no settlement shows the money taken")
  }

  private func notBooked(
    _ dispute: DisputeCase, external: Int64, internal: Int64, _ note: String
  ) -> Discrepancy {
    var finding = facts.make(.rf06, dispute, rule: "dispute_result_not_booked")
    if let decided = dispute.decidedOn { finding.eventDate = decided }
    finding.external = external
    finding.internal = `internal`
    finding.cashImpact = facts.impact(external - `internal`, dispute)
    finding.note = note + facts.fees(of: dispute)
    return finding
  }
}
