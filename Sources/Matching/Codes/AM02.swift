import Accounting

/// AM-02: the fee charged is not the fee that was agreed.
///
/// The fee charged is not the fee that the agreed rate card gives for this sale. A negative
/// difference is money charged beyond what was agreed; a fee in our favour is told at S3.
///
/// Found per order line and kind of fee, for the kinds that crossfoot-fee-rates has a rate for on
/// the day of the sale: percent of the item price, fixed per unit, payment fees of the gross and
/// per payment; the SKU's own rate wins. Without a rate there is no AM-02.
///
/// Do: claim the difference, or load the rate that was really agreed.
extension OrderMatching {
  /// AM-02: every fee the rate card knows for the channel, against what was charged.
  func checkFees(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation, settled: Int64,
    _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    guard let day = line.firstSaleDate else { return }
    for card in rateCard.cards(of: index.orders[order.position].channel) {
      let fee = card.fee
      guard fee != .refundCommission,
        let due = feeDue(card, line, expected, settled: settled, on: day, source)
      else { continue }
      let difference = line.sale[fee] + due
      guard difference != 0 else { continue }
      report(
        difference, external: line.sale[fee], internal: -due, fee, .am02, "fee_differs", order,
        line, source, &found)
    }
  }

  /// The fee due on a settled line, positive; `nil` where no rate was agreed for any of it.
  func feeDue(
    _ card: FeeCard, _ line: LineCase, _ expected: Expectation,
    settled: Int64, on day: CalendarDate, _ source: SourceSettings
  ) -> Int64? {
    if card.fee == .payment {
      guard let rate = card.rate(for: .none, on: day) else { return nil }
      let gross = source.isGrossOnly ? line.sale[.gross] : expected[.gross]
      return RateCard.due(
        rate, base: gross, units: max(1, line.paymentCount), currency: expected.currency)
    }
    var total: Int64?
    for position in line.orderLines {
      let orderLine = context.snapshot.orderLines[Int(position)]
      guard let rate = card.rate(for: orderLine.sku, on: day) else { continue }
      let isAlone = line.orderLines.count == 1
      let units = isAlone ? settled : orderLine.quantity
      let price =
        isAlone
        ? expected.prorated(orderLine.itemPrice, settled: settled) : orderLine.itemPrice
      if let due = RateCard.due(rate, base: price, units: units, currency: orderLine.currency) {
        total = (total ?? 0) + due
      }
    }
    guard line.orderLines.count > 1 else { return total }
    return total.map { expected.prorated($0, settled: settled) }
  }
}
