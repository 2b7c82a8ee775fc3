/// Money that a channel says is earned and keeps until a date of its own.
package struct Deferral: Sendable {
  package var provenance: Provenance
  package var source: Symbol
  package var marketplace: Symbol
  package var orderId: Symbol
  package var sku: Symbol
  package var reference: Symbol
  package var currency: Currency
  /// Settlement sign.
  package var amount: Int64
  package var earnedAt: Instant
  package var releaseAt: Instant?

  package init(
    provenance: Provenance, source: Symbol, marketplace: Symbol, orderId: Symbol, sku: Symbol,
    reference: Symbol, currency: Currency, amount: Int64, earnedAt: Instant, releaseAt: Instant?
  ) {
    self.provenance = provenance
    self.source = source
    self.marketplace = marketplace
    self.orderId = orderId
    self.sku = sku
    self.reference = reference
    self.currency = currency
    self.amount = amount
    self.earnedAt = earnedAt
    self.releaseAt = releaseAt
  }
}
