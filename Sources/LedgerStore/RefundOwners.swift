import Accounting

extension SnapshotReader {
  private struct Told {
    var refund: Refund
    var amount: Int64
  }

  /// What an order's own system says was refunded in all, against our single refunds of it: the
  /// owner's word stands, and where they differ that is noted.
  mutating func keepOneTellerOfRefundedTotals() {
    if snapshot.refundedTotals.isEmpty || snapshot.refunds.isEmpty { return }
    let ranks = systemRanks(.refunds)
    var told: [Symbol: Told] = [:]
    for refund in snapshot.refunds {
      let amount = refund.amount + refund.tax
      told[refund.orderId, default: Told(refund: refund, amount: 0)].amount += amount
    }
    // The greatest total of an order comes last.
    var totals: [Symbol: RefundedTotal] = [:]
    for total in snapshot.refundedTotals { totals[total.orderId] = total }
    var outranked: Set<Symbol> = []
    for (order, total) in totals {
      guard let single = told[order] else { continue }
      let rank = ranks[Int(total.provenance.document)]
      let isOwner = rank < ranks[Int(single.refund.provenance.document)]
      if isOwner { outranked.insert(order) }
      if let found = disagreement(single, total, isTotalOwner: isOwner) {
        snapshot.disagreements.append(found)
      }
    }
    if outranked.isEmpty { return }
    snapshot.refunds.removeAll { outranked.contains($0.orderId) }
  }

  private func disagreement(
    _ single: Told, _ total: RefundedTotal, isTotalOwner: Bool
  ) -> SystemDisagreement? {
    let refund = single.refund
    if single.amount == total.amount && refund.currency == total.currency { return nil }
    let days = [refund.provenance, total.provenance].map {
      snapshot.documents[Int($0.document)].importedOn
    }
    // An export from before a refund cannot tell of it.
    if single.amount > total.amount, let refunded = days[0], let told = days[1], refunded > told {
      return nil
    }
    var tellers = [(refund.provenance, single.amount), (total.provenance, total.amount)]
    if isTotalOwner { tellers.reverse() }
    let texts = tellers.map { decimalText($0.1, digits: total.currency.minorDigits) }
    var found = SystemDisagreement(
      area: .refunds, key: "refunds of \(snapshot.symbols[total.orderId])",
      date: zone.date(of: refund.refundedAt), owner: tellers[0].0, other: tellers[1].0,
      difference: worded(
        "refunded in all", tellers[0].0, texts[0], tellers[1].0, texts[1]))
    found.channel = snapshot.symbols[total.channel]
    found.orderId = snapshot.symbols[total.orderId]
    found.currency = total.currency
    (found.ownerAmount, found.otherAmount) = (tellers[0].1, tellers[1].1)
    return found
  }
}
