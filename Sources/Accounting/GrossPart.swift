/// One part of a buyer's payment: principal (the rest), tax or shipping of one order line.
package struct GrossPart: Sendable, Equatable {
  package var orderLine: Int32
  package var component: LineComponent
  /// Settlement sign.
  package var amount: Int64

  package init(orderLine: Int32, component: LineComponent, amount: Int64) {
    self.orderLine = orderLine
    self.component = component
    self.amount = amount
  }
}
