import Accounting

/// CM-01: a sale in a settlement has no order of ours.
///
/// The channel paid for an order that our own records do not have. Revenue is booked without an
/// order behind it.
///
/// Found for sales in booked settlements whose number is no order of a channel that the source
/// settles, and for SKUs that an order of ours does not have; once per order and SKU. An order
/// that looks alike is suggested in the note, a number that is nearly one of ours is DC-06, one of
/// several orders DU-05. It closes when the order comes.
///
/// Do: create or find the order.
extension OrderMatching {
  /// CM-01 for a SKU that the channel settled on an order of ours which does not have it.
  func missingInLedger(
    _ order: OrderCase, _ stranger: LineCase, _ source: SourceSettings
  ) -> Discrepancy {
    let lines = linesByOrder[order.position].filter {
      let line = context.snapshot.settlementLines[Int($0)]
      return line.sku == stranger.sku && assignment.orderLine[Int($0)] < 0 && line.event == .sale
    }
    return strangerFinding(lines.map { $0 }, context)
  }
}

/// A sale that our orders do not have, from its settlement lines.
func strangerFinding(_ positions: [Int32], _ context: MatchContext) -> Discrepancy {
  let lines = positions.map { context.snapshot.settlementLines[Int($0)] }
  let first = lines.min { $0.date < $1.date } ?? lines[0]
  let order = context.text(first.orderId)
  let key = order.isEmpty ? context.text(first.reference) : order
  var finding = Discrepancy(
    code: .cm01, source: context.text(first.source), key: "\(key)|\(context.text(first.sku))",
    eventDate: first.date, rule: "order_not_in_ledger")
  finding.channel = context.text(first.marketplace)
  finding.orderId = order
  finding.sku = context.text(first.sku)
  if first.settlement >= 0 {
    let settlement = context.snapshot.settlements[Int(first.settlement)]
    finding.settlementId = context.text(settlement.settlementId)
    if finding.channel.isEmpty { finding.channel = context.channel(of: settlement) }
  }
  if finding.channel.isEmpty { finding.channel = sourceTitle(context.text(first.source)) }
  finding.currency = first.currency
  finding.external = lines.reduce(0) { $0 + $1.amount }
  finding.externalEvidence = context.evidence(lines.map(\.provenance))
  return finding
}
