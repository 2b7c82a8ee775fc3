import Accounting

/// RF-05: a dispute is open and takes evidence until a deadline.
///
/// A buyer disputes a payment and the channel has taken the money back. Evidence is taken until
/// the due date; without it the dispute is lost.
///
/// S1 from a few days before the deadline on, S3 before that and once the evidence is sent. The
/// deadline is the list's, else the source's days after the opening.
///
/// Do: send evidence by the date.
struct RF05 {
  let facts: DisputeFacts

  func findings() -> [Discrepancy] {
    facts.cases.filter(facts.isWaiting).map(open)
  }

  private func open(_ dispute: DisputeCase) -> Discrepancy {
    let context = facts.context
    let last = facts.lastDay(of: dispute)
    var finding = facts.make(.rf05, dispute, rule: "dispute_open")
    let near = dispute.deadline.adding(days: -context.settings.disputes.nearDays)
    let isAnswered = dispute.outcome == .underReview
    finding.due = isAnswered ? last : dispute.deadline
    if isAnswered || context.asOf < near { finding.severity = .s3 }
    finding.external = -facts.amount(of: dispute)
    finding.cashImpact = facts.impact(finding.external ?? 0, dispute)
    finding.note =
      isAnswered
      ? "evidence sent; decision expected by \(last)"
      : "evidence is taken until \(dispute.deadline)"
    finding.note += facts.fees(of: dispute)
    return finding
  }
}
