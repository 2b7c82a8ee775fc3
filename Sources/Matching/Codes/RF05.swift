import Accounting

/// RF-05: a dispute is open and takes evidence until a deadline.
///
/// A buyer disputes a payment and the channel has taken the money back. Evidence is taken until
/// the due date; without it the dispute is lost.
///
/// S1 from a few days before the deadline on, S3 before that and once the evidence is sent. The
/// deadline is the list's, else the source's days after the opening
/// ('answer_disputes_within_days'), which the note then says. Without either none is known, and it
/// is S1 at once.
///
/// Do: send evidence by the date.
struct RF05 {
  let facts: DisputeFacts

  func findings() -> [Discrepancy] {
    facts.cases.filter(facts.isWaiting).map(open)
  }

  private func open(_ dispute: DisputeCase) -> Discrepancy {
    let last = facts.lastDay(of: dispute)
    var finding = facts.make(.rf05, dispute, rule: "dispute_open")
    let isAnswered = dispute.outcome == .underReview
    finding.due = isAnswered ? last : dispute.deadline
    if isAnswered || hasTime(dispute) { finding.severity = .s3 }
    finding.external = -facts.amount(of: dispute)
    finding.cashImpact = facts.impact(finding.external ?? 0, dispute)
    finding.note =
      isAnswered ? "evidence sent; decision expected by \(last)" : words(on: dispute)
    finding.note += facts.fees(of: dispute)
    return finding
  }

  private func hasTime(_ dispute: DisputeCase) -> Bool {
    guard let deadline = dispute.deadline else { return false }
    return facts.context.asOf < deadline.adding(days: -facts.context.settings.disputes.nearDays)
  }

  private func words(on dispute: DisputeCase) -> String {
    guard let deadline = dispute.deadline else {
      return "no deadline is stated; look it up at the channel"
    }
    if dispute.isDeadlineStated { return "evidence is taken until \(deadline)" }
    return "no deadline is stated; by the source's terms evidence is taken until \(deadline)"
  }
}
