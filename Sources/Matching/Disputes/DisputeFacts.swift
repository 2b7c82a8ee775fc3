import Accounting

/// What the rules about disputes say alike.
struct DisputeFacts {
  let context: MatchContext
  let cases: [DisputeCase]

  func make(
    _ code: DiscrepancyCode, _ dispute: DisputeCase, rule: String
  ) -> Discrepancy {
    var finding = Discrepancy(
      code: code, source: context.text(dispute.source),
      key: "\(dispute.name)|\(dispute.currency.code)", eventDate: dispute.openedOn, rule: rule)
    let lines = dispute.lines.map { context.snapshot.settlementLines[Int($0)] }
    let settlement = lines.first { $0.settlement >= 0 }
      .map { context.snapshot.settlements[Int($0.settlement)] }
    finding.channel =
      settlement.map { context.channel(of: $0) } ?? sourceTitle(context.text(dispute.source))
    finding.settlementId = settlement.map { context.text($0.settlementId) } ?? ""
    finding.orderId = context.text(dispute.orderId)
    finding.currency = dispute.currency
    let rows = context.evidence(lines.map(\.provenance))
    let notice = context.evidence(
      dispute.notice.map { [context.snapshot.disputes[Int($0)].provenance] } ?? [])
    finding.externalEvidence = rows.isEmpty ? notice : rows
    finding.internalEvidence = notice.isEmpty ? rows : notice
    return finding
  }

  /// What is in dispute, also before the channel takes it.
  func amount(of dispute: DisputeCase) -> Int64 {
    if dispute.taken > 0 { return dispute.outstanding }
    return dispute.notice.map { context.snapshot.disputes[Int($0)].amount } ?? 0
  }

  func impact(_ amount: Int64, _ dispute: DisputeCase) -> Int64 {
    context.functional(amount, dispute.currency, on: dispute.openedOn)
  }

  func fees(of dispute: DisputeCase) -> String {
    if dispute.fees == 0 { return "" }
    let amount = decimalText(abs(dispute.fees), digits: dispute.currency.minorDigits)
    return dispute.fees > 0 ? "; fee \(amount)" : "; \(amount) of fees given back"
  }

  /// The day by which a dispute that was decided must be booked.
  func resultDay(of dispute: DisputeCase) -> CalendarDate {
    let days = context.sources.source(dispute.source)?.refundsWithinDays ?? 14
    return (dispute.decidedOn ?? dispute.openedOn).adding(days: days)
  }

  /// The day after which a result must be known.
  func lastDay(of dispute: DisputeCase) -> CalendarDate {
    dispute.openedOn.adding(days: context.settings.disputes.decidedWithinDays)
  }

  /// Whether nothing is decided and nothing contradictory is known, within the time for it.
  func isWaiting(_ dispute: DisputeCase) -> Bool {
    guard dispute.outcome == .open || dispute.outcome == .underReview else { return false }
    return context.asOf <= lastDay(of: dispute) && (dispute.taken != 0 || dispute.returned == 0)
  }
}
