/// What moved stock, or its value.
package enum StockMovementKind: UInt8, Sendable {
  /// Goods in: quantity and goods value positive.
  case received
  /// Landed cost that found its goods on hand: value only.
  case landed
  /// Landed cost that found its goods sold and settled: goes straight to cost of sales, stock
  /// unchanged.
  case landedAfterSale
  /// Goods out to a buyer: quantity and value negative.
  ///
  /// Without quantity, the cost of goods that left before they were received, or before a charge
  /// came that they bear.
  case shipped
  /// The cost of goods that left, and were paid for, before they were received: straight to cost of
  /// sales, value negative without quantity.
  case coveredAfterSale
  /// Goods back from a buyer at the cost they left with: quantity and value positive.
  case returned
  /// Returned goods that cannot be sold: quantity and value negative.
  case writtenDown
}

/// One change of stock.
///
/// Values in minor units of the functional currency.
package struct StockMovement: Sendable {
  package var kind: StockMovementKind
  package var at: Instant
  package var date: CalendarDate
  package var sku: Symbol
  package var quantity: Int64
  /// Goods and landed cost together.
  package var value: Int64
  /// The part of `value` that came from charges.
  package var landed: Int64
  /// Positions in `LedgerSnapshot.orderLines`, `.receipts` and `.charges`, -1 where not concerned.
  package var orderLine: Int32 = -1
  package var receipt: Int32 = -1
  package var charge: Int32 = -1
  package var provenance: Provenance

  package init(
    kind: StockMovementKind, at: Instant, date: CalendarDate, sku: Symbol, quantity: Int64,
    value: Int64, landed: Int64, provenance: Provenance
  ) {
    self.kind = kind
    self.at = at
    self.date = date
    self.sku = sku
    self.quantity = quantity
    self.value = value
    self.landed = landed
    self.provenance = provenance
  }
}

/// What one order line's goods cost when they left.
///
/// Minor units of the functional currency.
package struct OrderLineCost: Sendable {
  package var quantity: Int64 = 0
  package var cost: Int64 = 0
  package var landed: Int64 = 0
  /// Every unit had a cost; an order line that never shipped is complete.
  package var isComplete = true
  /// The day on which goods came that had been sold and settled before; `nil` when all were there.
  package var coveredOn: CalendarDate?

  package init() {}
}

package struct CostingResult: Sendable {
  /// In order of time, receipts before returns before sales at one instant.
  package var movements: [StockMovement] = []
  /// Per order line.
  package var orderLineCosts: [OrderLineCost] = []
  package var discrepancies: [Discrepancy] = []

  package init() {}
}
