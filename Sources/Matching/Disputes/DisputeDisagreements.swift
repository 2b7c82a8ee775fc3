import Accounting

/// DU-03 between a dispute list and the channel: the amounts differ; what the channel took stands,
/// since that is what moved.
struct DisputeDisagreements {
  let facts: DisputeFacts

  func findings() -> [Discrepancy] {
    facts.cases.compactMap { dispute in
      guard let position = dispute.notice, dispute.taken > 0 else { return nil }
      let told = facts.context.snapshot.disputes[Int(position)].amount
      if told == 0 || told == dispute.taken { return nil }
      var finding = facts.make(.du03, dispute, rule: "dispute_amounts_differ")
      finding.external = -dispute.taken
      finding.internal = -told
      finding.note = "the list and the channel disagree on the amount; the channel's stands"
      return finding
    }
  }
}
