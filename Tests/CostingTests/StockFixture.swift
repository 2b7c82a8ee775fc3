import Accounting
import Costing

/// An instant of September 2026.
func at(_ day: Int, _ hour: Int = 0) -> Instant {
  let first = CalendarDate(year: 2026, month: 9, day: 1)?.dayNumber ?? 0
  return Instant(seconds: Int64(first) * 86_400 + Int64(day - 1) * 86_400 + Int64(hour) * 3_600)
}

/// A small set of books, built record by record; every record has a line of its own.
struct StockFixture {
  var snapshot = LedgerRecords()
  var matches = MatchResult()
  var settings = Settings()
  private var line: Int32 = 1

  init(_ method: CostingMethod = .weightedAverage) {
    settings.costing = method
    snapshot.documents = [
      SourceDocument(name: "stock.csv", sha256: "00", format: "test", source: "")
    ]
  }

  func cost() -> CostingResult {
    costStock(
      LedgerSnapshot(snapshot), matches, settings: settings,
      rates: RateTable(snapshot.rates, staleAfterDays: 7))
  }

  /// `unitCost` in hundredths of a unit of `currency`.
  mutating func receive(
    _ receiptId: String, _ sku: String, _ quantity: Int64, unitCost: Int64, at instant: Instant,
    weight: Int64? = nil, volume: Int64? = nil, currency: Currency = .usd
  ) {
    receive(
      receiptId, sku, quantity, millionths: unitCost * 10_000, at: instant, weight: weight,
      volume: volume, currency: currency)
  }

  mutating func receive(
    _ receiptId: String, _ sku: String, _ quantity: Int64, millionths: Int64, at instant: Instant,
    weight: Int64? = nil, volume: Int64? = nil, currency: Currency = .usd
  ) {
    snapshot.receipts.append(
      Receipt(
        provenance: next(), receiptId: snapshot.symbols.intern(receiptId), receivedAt: instant,
        sku: snapshot.symbols.intern(sku), quantity: quantity, unitCostMillionths: millionths,
        currency: currency, weightThousandths: weight, volumeThousandths: volume))
  }

  mutating func charge(
    _ chargeId: String, on receiptId: String, _ amount: Int64, by basis: AllocationBasis,
    at instant: Instant, kind: ChargeKind = .freight, currency: Currency = .usd
  ) {
    snapshot.charges.append(
      LandedCostCharge(
        provenance: next(), chargeId: snapshot.symbols.intern(chargeId),
        receiptId: snapshot.symbols.intern(receiptId), kind: kind, amount: amount,
        currency: currency, incurredAt: instant, basis: basis))
  }

  /// Adds an order line `orderId-1`.
  mutating func sell(
    _ orderId: String, _ sku: String, _ quantity: Int64, at instant: Instant?,
    status: OrderStatus = .shipped, settledAt: Instant? = nil
  ) {
    matches.settledAt.append(settledAt)
    snapshot.orderLines.append(
      OrderLine(
        provenance: next(), channel: snapshot.symbols.intern("Shopify"),
        orderId: snapshot.symbols.intern(orderId),
        orderLineId: snapshot.symbols.intern("\(orderId)-1"), sku: snapshot.symbols.intern(sku),
        orderedAt: instant ?? at(1), shippedAt: instant, currency: .usd, quantity: quantity,
        itemPrice: 100, itemTax: 0, shipping: 0, shippingTax: 0, discount: 0,
        taxJurisdiction: .none, taxRemittedBy: .seller, status: status))
  }

  /// Brings goods of the order line at a position back.
  mutating func giveBack(
    _ orderLine: Int, _ quantity: Int64, _ disposition: Disposition, at instant: Instant
  ) {
    let provenance = next()
    let line = snapshot.orderLines[orderLine]
    snapshot.refunds.append(
      Refund(
        provenance: provenance, refundId: snapshot.symbols.intern("RF-\(provenance.line)"),
        orderId: line.orderId, orderLineId: line.orderLineId, refundedAt: instant, currency: .usd,
        amount: 100, tax: 0, reason: .none, returnedQuantity: quantity, disposition: disposition))
    matches.returns.append(
      StockReturn(
        refund: Int32(snapshot.refunds.count - 1), orderLine: Int32(orderLine),
        quantity: quantity, disposition: disposition, at: instant))
  }

  private mutating func next() -> Provenance {
    line += 1
    return Provenance(document: 0, line: line)
  }

  /// Movements without receipts: kind, SKU, quantity, value, landed and the order, as words.
  func table(_ result: CostingResult, withReceipts: Bool = false) -> [String] {
    result.movements.filter { withReceipts || $0.kind != .received }.map { movement in
      var words = [
        "\(movement.date.civil.day)", "\(movement.kind)", snapshot.symbols[movement.sku],
        "\(movement.quantity)", "\(movement.value)", "\(movement.landed)",
      ]
      if movement.orderLine >= 0 {
        let order = snapshot.orderLines[Int(movement.orderLine)].orderId
        words.append(snapshot.symbols[order])
      }
      return words.joined(separator: " ")
    }
  }
}
