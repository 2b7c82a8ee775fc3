/// What the system that keeps an order says was given back of it in all, tax and shipping included.
///
/// It grows with each refund: of several totals of an order the greatest is the last. It names
/// neither the refunds nor their days.
package struct RefundedTotal: Sendable {
  package var provenance: Provenance
  package var channel: Symbol
  package var orderId: Symbol
  package var currency: Currency
  /// Positive.
  package var amount: Int64

  package init(
    provenance: Provenance, channel: Symbol, orderId: Symbol, currency: Currency, amount: Int64
  ) {
    self.provenance = provenance
    self.channel = channel
    self.orderId = orderId
    self.currency = currency
    self.amount = amount
  }
}
