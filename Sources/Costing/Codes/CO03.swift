import Accounting

/// CO-03: goods came back that have no cost to come back at.
///
/// A return takes the cost that its sale left with. These units have none: more came back than
/// left, the order line never left, or it left without a cost. They make no stock, so the shelf
/// has more than the books.
///
/// Found per refund that says goods came back. Internal evidence is the refund and the order line.
/// Where they only left without a cost, it closes when the cost comes.
///
/// Do: correct the quantity, or supply the cost of the sale and apply its layer.
struct OddReturn {
  let item: StockReturn
  /// Units of the order line that were with the buyer.
  let left: Int64
  /// Units of the return that had a cost.
  let costed: Int64

  init(item: StockReturn, left: Int64, costed: Int64) {
    self.item = item
    self.left = left
    self.costed = costed
  }

  /// A return of an order line that never left.
  init(never item: StockReturn) { self.init(item: item, left: 0, costed: 0) }

  func discrepancy(_ snapshot: LedgerSnapshot, _ settings: Settings) -> Discrepancy {
    let line = snapshot.orderLines[Int(item.orderLine)]
    let refund = snapshot.refunds[Int(item.refund)]
    let order = snapshot.symbols[line.orderId]
    var result = Discrepancy(
      code: .co03, source: "inventory",
      key: "\(order)|\(snapshot.symbols[line.orderLineId])|\(snapshot.symbols[refund.refundId])",
      eventDate: settings.zone.date(of: item.at),
      rule: left >= item.quantity ? Discrepancy.returnWithoutCost : "return_without_layer")
    result.channel = snapshot.symbols[line.channel]
    result.orderId = order
    result.sku = snapshot.symbols[line.sku]
    result.internalEvidence = [line.provenance, refund.provenance].map(snapshot.evidence)
    result.note =
      "\(item.quantity) came back, \(left) had left, \(costed) of them with a cost"
    return result
  }
}
