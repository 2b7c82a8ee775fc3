import Accounting

/// RF-02: more was refunded than the sale came to.
///
/// More was refunded than the sale came to. Either the refund is wrong, or the sale is missing in
/// part.
///
/// Where the refund or the sale is told in one sum, the other's components are taken together.
///
/// Found per order line and component, over all refunds of the line in settlements that are
/// booked, against the sale's own rows, else against the order.
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
      for component in [LineComponent.principal, .tax, .shipping, .giftWrap, .gross] {
        let sold = sale.sold(of: component)
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
