import Accounting

/// Refunds of the ledger that lead to no order of ours: they meet settlement lines whose order is
/// unknown as well, else they are RF-04 past their date.
struct StrayRefunds {
  private let context: MatchContext
  /// By order number, in order of date.
  private var open: [Symbol: [Int32]]

  init(_ context: MatchContext, _ refunds: RefundOrders) {
    self.context = context
    let stray = refunds.orderOf.indices.filter { refunds.orderOf[$0] < 0 }.map { Int32($0) }
      .sorted { context.isEarlier(refund: $0, than: $1) }
    open = Dictionary(grouping: stray) { context.snapshot.refunds[Int($0)].orderId }
  }

  /// Whether a refund of ours is what some settlement lines of an order number show; it is claimed.
  mutating func claim(_ lines: [SettlementLine]) -> Bool {
    guard let orderId = lines.first?.orderId, let candidates = open[orderId] else { return false }
    var (parts, gross) = (Int64(0), Int64(0))
    for line in lines {
      switch line.component {
      case .principal, .shipping, .giftWrap, .discount: parts += line.amount
      case .gross: gross += line.amount
      default: break
      }
    }
    let found = candidates.firstIndex {
      let refund = context.snapshot.refunds[Int($0)]
      guard refund.currency == lines[0].currency else { return false }
      return gross != 0 ? -(refund.amount + refund.tax) == gross : -refund.amount == parts
    }
    guard let found else { return false }
    open[orderId]?.remove(at: found)
    return true
  }

  /// RF-04: past its date, in no settlement, and its order is not ours either.
  func overdue() -> [Discrepancy] {
    open.values.flatMap(\.self).compactMap { position in
      let refund = context.snapshot.refunds[Int(position)]
      let date = context.settings.zone.date(of: refund.refundedAt)
      let due = date.adding(days: Self.withinDays)
      guard context.asOf > due else { return nil }
      let id = context.text(refund.refundId)
      var finding = Discrepancy(
        code: .rf04, source: "operations", key: "\(context.text(refund.orderId))|refund|\(id)",
        eventDate: date, rule: "refund_not_in_settlement")
      finding.orderId = context.text(refund.orderId)
      finding.currency = refund.currency
      finding.internal = -refund.amount
      finding.internalEvidence = context.evidence([refund.provenance])
      finding.note = "expected in a settlement by \(due); its order is not in the ledger"
      return finding
    }
  }

  /// As for a source that says nothing else.
  private static let withinDays = 14
}
