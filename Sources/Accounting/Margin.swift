/// One order line's margin in one period.
///
/// Minor units of the functional currency.
///
/// margin = revenue − discounts − refunds − fees − costOfSales; every column but the first is
/// positive where it reduces.
package struct MarginRow: Sendable {
  package var period: AccountingPeriod
  package var channel: Symbol
  package var orderId: Symbol
  package var orderLineId: Symbol
  package var sku: Symbol
  package var quantity: Int64
  package var revenue: Int64 = 0
  package var discounts: Int64 = 0
  package var refunds: Int64 = 0
  package var fees: Int64 = 0
  package var costOfSales: Int64 = 0
  package var landedCost: Int64 = 0
  package var isCostComplete = true
  /// A position in `LedgerSnapshot.orderLines`; -1 where no line of ours is known.
  package var orderLine: Int32 = -1

  package init(
    period: AccountingPeriod, channel: Symbol, orderId: Symbol, orderLineId: Symbol, sku: Symbol,
    quantity: Int64
  ) {
    self.period = period
    self.channel = channel
    self.orderId = orderId
    self.orderLineId = orderLineId
    self.sku = sku
    self.quantity = quantity
  }

  package var netSales: Int64 { revenue - discounts - refunds }
  package var margin: Int64 { netSales - fees - costOfSales }

  /// Margin as a percentage of net sales in hundredths, half up; `nil` when there are none.
  package var marginPercentHundredths: Int64? {
    guard netSales != 0 else { return nil }
    let sign: Int128 = netSales < 0 ? -1 : 1
    // Nearly every amount has room for the hundredths, and narrow divisions cost a tenth.
    let (scaled, isTooLarge) = margin.multipliedReportingOverflow(by: 10_000 * Int64(sign))
    if !isTooLarge && netSales != .min {
      let (quotient, rest) = scaled.quotientAndRemainder(dividingBy: netSales * Int64(sign))
      let isUp = rest.magnitude >= netSales.magnitude - rest.magnitude
      return isUp ? quotient + scaled.signum() : quotient
    }
    return Int64(
      roundedHalfUp(Int128(margin) * 10_000 * sign, over: Int128(netSales) * sign))
  }
}

package struct MarginResult: Sendable {
  /// Sorted by period, channel, order, line.
  package var rows: [MarginRow] = []
  /// What no order line bears, by period: account-level charges, positive reduces.
  package var accountLevelCharges: [AccountingPeriod: Int64] = [:]
  package var discrepancies: [Discrepancy] = []

  package init() {}
}
