import Accounting

/// DU-03 between systems: two that tell of one record and differ; the owner's word stands.
struct DisagreementRules {
  let context: MatchContext

  func findings() -> [Discrepancy] {
    context.snapshot.disagreements.map { found in
      var finding = Discrepancy(
        code: .du03, source: found.area.rawValue, key: found.key, eventDate: found.date,
        rule: "systems_disagree")
      let source = context.snapshot.documents[Int(found.owner.document)].source
      finding.channel = found.area == .payouts ? sourceTitle(source) : found.channel
      finding.orderId = found.orderId
      finding.settlementId = found.settlementId
      finding.currency = found.currency
      finding.external = found.otherAmount
      finding.internal = found.ownerAmount
      finding.externalEvidence = context.evidence([found.other])
      finding.internalEvidence = context.evidence([found.owner])
      let owner = context.snapshot.documents[Int(found.owner.document)].format
      finding.note = "\(found.difference); \(owner) owns \(found.area.rawValue) and stands"
      return finding
    }
  }
}
