import Accounting

/// RF-02: more was refunded than the sale came to.
///
/// More was refunded than the sale came to. Either the refund is wrong, or the sale is missing in
/// part.
///
/// Where the refund or the sale is told in one sum, the other's components are taken together.
///
/// Found per order line and component, over all refunds of the line in settlements that are
/// booked, against the sale's own rows, else, as of what is still to be settled, against the order;
/// and per order of which a dispute
/// took money that is not back and which was refunded as well (refunded_and_disputed).
///
/// Do: recover the excess, and look for fraud.
extension RefundMatching {
  /// RF-02: lines whose refunds together exceed their sale in some component; returns them, and
  /// what is forgiven of others.
  func exceedsSale(
    _ events: [RefundEvent], _ position: Int, _ source: SourceSettings,
    _ discrepancies: inout [Discrepancy]
  ) -> (exceeding: Set<Int32>, forgiven: [Int32: [Discrepancy]]) {
    var exceeding: Set<Int32> = []
    var forgiven: [Int32: [Discrepancy]] = [:]
    for orderLine in Set(events.map(\.orderLine)).sorted() {
      let own = events.filter { $0.orderLine == orderLine }
      var refunded = ComponentSums()
      for event in own {
        for line in event.lines { refunded.add(line.amount, to: line.component) }
      }
      let sale = saleSums(position, orderLine, source)
      let order =
        isPartlySettled(position, orderLine, source)
        ? orderSums(position, orderLine, source) : ComponentSums()
      for component in [LineComponent.principal, .tax, .shipping, .giftWrap, .gross] {
        let sold = max(sale.sold(of: component), order.sold(of: component))
        let given = refunded.given(as: component)
        guard given < 0, -given > sold else { continue }
        let isForgiven = -given - sold <= context.settings.componentTolerance
        var all = own[0]
        all.lines = own.flatMap(\.lines).filter { $0.component == component }
        var finding = refundFinding(
          .rf02, all, position, source, rule: "refund_exceeds_sale",
          external: given, internal: -sold)
        finding.key += "|\(component.name)"
        finding.note = "\(component.name) refunded beyond what was sold"
        if isForgiven {
          forgiven[orderLine, default: []].append(finding.forgiven)
        } else {
          exceeding.insert(orderLine)
          discrepancies.append(finding)
        }
      }
    }
    return (exceeding, forgiven)
  }

  /// Whether units of an order line are still to be settled, so that the order is the measure.
  private func isPartlySettled(
    _ position: Int, _ orderLine: Int32, _ source: SourceSettings
  ) -> Bool {
    if source.isGrossOnly || orderLine < 0 { return false }
    let lines = context.snapshot.settlementLines
    let settled = orders.linesByOrder[position].reduce(Int64(0)) { sum, place in
      let amount = lines.amounts[Int(place)]
      let isOwn = orders.assignment.orderLine[Int(place)] == orderLine
      guard isOwn, amount.event == .sale, amount.component == .principal else { return sum }
      return sum + Int64(lines[Int(place)].quantity)
    }
    return settled > 0 && settled < context.snapshot.orderLines[Int(orderLine)].quantity
  }
}

/// RF-02 for orders that were refunded and whose payment a dispute took as well.
struct DisputedRefunds {
  let facts: DisputeFacts
  let orders: OrderMatching
  private var context: MatchContext { facts.context }

  func findings() -> [Discrepancy] {
    facts.cases.compactMap { dispute in
      guard dispute.order >= 0, dispute.outstanding > 0, dispute.outcome != .won else { return nil }
      let lines = orders.linesByOrder[Int(dispute.order)]
        .map { context.snapshot.settlementLines[Int($0)] }
        .filter { $0.currency == dispute.currency && isBooked($0) }
        .filter { $0.component.isBuyersPrice || $0.component == .tax }
      let sold = lines.reduce(Int64(0)) { $0 + ($1.event == .sale ? $1.amount : 0) }
      let refunds = lines.filter { $0.event == .refund }
      let back = refunds.reduce(-dispute.outstanding) { $0 + $1.amount }
      guard !refunds.isEmpty, sold > 0, -back - sold > context.settings.componentTolerance
      else { return nil }
      return finding(dispute, refunds, back: back, sold: sold)
    }
  }

  private func isBooked(_ line: SettlementLine) -> Bool {
    line.settlement < 0 || !orders.isHeld[Int(line.settlement)]
  }

  private func finding(
    _ dispute: DisputeCase, _ refunds: [SettlementLine], back: Int64, sold: Int64
  ) -> Discrepancy {
    var finding = facts.make(.rf02, dispute, rule: "refunded_and_disputed")
    finding.external = back
    finding.internal = -sold
    finding.cashImpact = facts.impact(back + sold, dispute)
    finding.marginImpact = finding.cashImpact
    finding.internalEvidence = context.evidence(refunds.map(\.provenance))
    finding.note = "refunded, and taken by a dispute as well: the refund is evidence against it"
    return finding
  }
}

extension ComponentSums {
  private static let parts: [LineComponent] = [.principal, .tax, .shipping, .giftWrap, .discount]

  /// What was refunded as the component; a refund in one sum comes on top of parts.
  fileprivate func given(as component: LineComponent) -> Int64 {
    guard component == .gross, self[.gross] != 0 else { return self[component] }
    return Self.parts.reduce(self[.gross]) { $0 &+ self[$1] }
  }

  /// What of a sale a refund of the component can give back.
  fileprivate func sold(of component: LineComponent) -> Int64 {
    let parts = Self.parts.filter { self[$0] != 0 }
    let sum = parts.reduce(0) { $0 &+ self[$1] }
    let sold =
      switch component {
      case .gross where self[.gross] == 0: sum
      case .gross: self[.gross]
      default: parts.isEmpty ? self[.gross] : self[component]
      }
    // A retrocharge may leave a sale below zero; then nothing of it can be refunded.
    return max(0, sold)
  }
}
