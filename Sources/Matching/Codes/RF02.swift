import Accounting

/// RF-02: more was refunded than the sale came to.
///
/// More was refunded than the sale came to. Either the refund is wrong, or the sale is missing in
/// part.
///
/// Found per order line and component, over all refunds of the line in settlements that are
/// booked, against the sale's own rows, else against the order.
///
/// Do: recover the excess, and look for fraud.
extension RefundMatching {
  /// RF-02: lines whose refunds together exceed their sale in some component; returns them.
  func exceedsSale(
    _ events: [RefundEvent], _ position: Int, _ source: SourceSettings,
    _ discrepancies: inout [Discrepancy]
  ) -> Set<Int32> {
    var exceeding: Set<Int32> = []
    for orderLine in Set(events.map(\.orderLine)).sorted() {
      let own = events.filter { $0.orderLine == orderLine }
      var refunded = ComponentSums()
      for event in own {
        for line in event.lines { refunded.add(line.amount, to: line.component) }
      }
      let sale = saleSums(position, orderLine, source)
      for component in [LineComponent.principal, .tax, .shipping, .giftWrap, .gross] {
        // A retrocharge may leave a sale below zero; then nothing of it can be refunded.
        let sold = max(0, sale[component])
        guard refunded[component] < 0,
          -refunded[component] - sold > context.settings.componentTolerance
        else { continue }
        exceeding.insert(orderLine)
        var all = own[0]
        all.lines = own.flatMap(\.lines).filter { $0.component == component }
        var finding = refundFinding(
          .rf02, all, position, source, rule: "refund_exceeds_sale",
          external: refunded[component], internal: -sold)
        finding.key += "|\(component.name)"
        finding.note = "\(component.name) refunded beyond what was sold"
        discrepancies.append(finding)
      }
    }
    return exceeding
  }
}
