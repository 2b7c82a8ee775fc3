import Accounting

/// Orders of which a list names several disputes in one currency: each is a case of its own.
struct SeveralDisputes {
  private struct Subject: Hashable {
    let order: Symbol
    let currency: Currency
  }

  private let disputes: [Subject: [DisputeNotice]]

  init(_ notices: [DisputeNotice]) {
    let named = notices.filter { !$0.orderId.isNone && !$0.disputeId.isNone }
    disputes = Dictionary(grouping: named) { Subject(order: $0.orderId, currency: $0.currency) }
      .filter { Set($0.value.map(\.disputeId)).count > 1 }
  }

  func includes(_ notice: DisputeNotice) -> Bool {
    !disputes.isEmpty
      && disputes[Subject(order: notice.orderId, currency: notice.currency)] != nil
  }

  /// The dispute that a line of an order is about: the one it names, else the only one of its
  /// amount; `nil` where neither tells.
  func name(of line: SettlementLine, order: Symbol) -> Symbol? {
    if disputes.isEmpty { return nil }
    let known = disputes[Subject(order: order, currency: line.currency)] ?? []
    if let named = known.first(where: {
      $0.disputeId == line.adjustment || $0.disputeId == line.reference
    }) {
      return named.disputeId
    }
    let alike = Set(
      known.filter { $0.amount == Int64(clamping: line.amount.magnitude) }.map(\.disputeId))
    return alike.count == 1 ? alike.first : nil
  }
}
