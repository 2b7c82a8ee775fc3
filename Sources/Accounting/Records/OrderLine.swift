package enum OrderStatus: UInt8, Sendable { case open, shipped, cancelled }

/// Who passes the tax of a sale on to the authority.
package enum TaxRemitter: UInt8, Sendable {
  case seller, marketplace
  /// The order does not say; a snapshot has none of these.
  case unstated
}

/// One line of an order, as our operational side has it.
///
/// Amounts in minor units of `currency`.
package struct OrderLine: Sendable {
  package var provenance: Provenance
  package var channel: Symbol
  package var orderId: Symbol
  package var orderLineId: Symbol
  package var sku: Symbol
  package var orderedAt: Instant
  package var shippedAt: Instant?
  package var currency: Currency
  package var quantity: Int64
  /// The line total, before discount and tax.
  package var itemPrice: Int64
  package var itemTax: Int64
  package var shipping: Int64
  package var shippingTax: Int64
  /// Positive reduces.
  package var discount: Int64
  package var taxJurisdiction: Symbol
  package var taxRemittedBy: TaxRemitter
  package var status: OrderStatus
  /// Whether its file says what the tax is, be it nothing.
  package var tellsTax = true

  package init(
    provenance: Provenance, channel: Symbol, orderId: Symbol, orderLineId: Symbol, sku: Symbol,
    orderedAt: Instant, shippedAt: Instant?, currency: Currency, quantity: Int64,
    itemPrice: Int64, itemTax: Int64, shipping: Int64, shippingTax: Int64, discount: Int64,
    taxJurisdiction: Symbol, taxRemittedBy: TaxRemitter, status: OrderStatus
  ) {
    self.provenance = provenance
    self.channel = channel
    self.orderId = orderId
    self.orderLineId = orderLineId
    self.sku = sku
    self.orderedAt = orderedAt
    self.shippedAt = shippedAt
    self.currency = currency
    self.quantity = quantity
    self.itemPrice = itemPrice
    self.itemTax = itemTax
    self.shipping = shipping
    self.shippingTax = shippingTax
    self.discount = discount
    self.taxJurisdiction = taxJurisdiction
    self.taxRemittedBy = taxRemittedBy
    self.status = status
  }

  /// When the goods left: `shipped_at`, or `ordered_at` when only the status says shipped.
  package var effectiveShippedAt: Instant? {
    shippedAt ?? (status == .shipped ? orderedAt : nil)
  }

  /// What the buyer pays for the line, tax included.
  package var gross: Int64 { itemPrice + shipping - discount + itemTax + shippingTax }
}

package enum Disposition: UInt8, Sendable { case sellable, damaged, notReturned }

/// A refund our side granted.
///
/// Amounts positive, in minor units of `currency`.
package struct Refund: Sendable {
  package var provenance: Provenance
  package var refundId: Symbol
  package var orderId: Symbol
  package var orderLineId: Symbol
  package var refundedAt: Instant
  package var currency: Currency
  /// Without tax.
  package var amount: Int64
  package var tax: Int64
  package var reason: Symbol
  package var returnedQuantity: Int64
  package var disposition: Disposition

  package init(
    provenance: Provenance, refundId: Symbol, orderId: Symbol, orderLineId: Symbol,
    refundedAt: Instant, currency: Currency, amount: Int64, tax: Int64, reason: Symbol,
    returnedQuantity: Int64, disposition: Disposition
  ) {
    self.provenance = provenance
    self.refundId = refundId
    self.orderId = orderId
    self.orderLineId = orderLineId
    self.refundedAt = refundedAt
    self.currency = currency
    self.amount = amount
    self.tax = tax
    self.reason = reason
    self.returnedQuantity = returnedQuantity
    self.disposition = disposition
  }
}
