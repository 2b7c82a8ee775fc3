/// Goods that arrived, with what the supplier charges for them.
package struct Receipt: Sendable {
  package var provenance: Provenance
  package var receiptId: Symbol
  package var receivedAt: Instant
  package var sku: Symbol
  package var quantity: Int64
  /// Millionths of a whole unit of `currency` (0.01 USD is 10,000).
  package var unitCostMillionths: Int64
  package var currency: Currency
  /// Thousandths, unit as the file has it; `nil` when blank.
  package var weightThousandths: Int64?
  package var volumeThousandths: Int64?
  /// The order that the goods came of, where the receipt names one.
  package var purchaseOrder = Symbol.none

  package init(
    provenance: Provenance, receiptId: Symbol, receivedAt: Instant, sku: Symbol, quantity: Int64,
    unitCostMillionths: Int64, currency: Currency, weightThousandths: Int64?,
    volumeThousandths: Int64?
  ) {
    self.provenance = provenance
    self.receiptId = receiptId
    self.receivedAt = receivedAt
    self.sku = sku
    self.quantity = quantity
    self.unitCostMillionths = unitCostMillionths
    self.currency = currency
    self.weightThousandths = weightThousandths
    self.volumeThousandths = volumeThousandths
  }
}

package enum ChargeKind: UInt8, Sendable {
  case freight, duty, insurance, brokerage, recoverableTax, other
}

package enum AllocationBasis: UInt8, Sendable { case value, quantity, weight, volume, equal }

/// A cost of bringing a receipt's goods to where they are sold.
package struct LandedCostCharge: Sendable {
  package var provenance: Provenance
  package var chargeId: Symbol
  package var receiptId: Symbol
  package var kind: ChargeKind
  package var amount: Int64
  package var currency: Currency
  package var incurredAt: Instant
  package var basis: AllocationBasis
  /// When its bill came; `nil` while it stands accrued.
  package var billedAt: Instant?

  package init(
    provenance: Provenance, chargeId: Symbol, receiptId: Symbol, kind: ChargeKind, amount: Int64,
    currency: Currency, incurredAt: Instant, basis: AllocationBasis
  ) {
    self.provenance = provenance
    self.chargeId = chargeId
    self.receiptId = receiptId
    self.kind = kind
    self.amount = amount
    self.currency = currency
    self.incurredAt = incurredAt
    self.basis = basis
  }
}
