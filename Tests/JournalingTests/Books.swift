import Accounting
@testable import Journaling

/// A small set of books that tests fill by hand.
struct Books {
  var snapshot = LedgerRecords()
  var matches = MatchResult()
  var costing = CostingResult()
  var settings = Settings()
  var rates: [RateQuote] = []
  /// The last period to be judged, beside those with postings.
  var through: AccountingPeriod?

  init() {
    snapshot.documents = [
      SourceDocument(
        name: "settlement.txt", sha256: "aa", format: "amazon-settlement-v2", source: "amazon"),
      SourceDocument(name: "bank.xml", sha256: "bb", format: "camt.053", source: ""),
      SourceDocument(name: "orders.csv", sha256: "cc", format: "crossfoot-orders", source: ""),
    ]
  }

  static let settlementFile: Int32 = 0
  static let bankFile: Int32 = 1
  static let ordersFile: Int32 = 2

  mutating func symbol(_ text: String) -> Symbol { snapshot.symbols.intern(text) }

  @discardableResult
  mutating func settlement(
    _ id: String, source: String = "amazon", currency: Currency = .usd, declared: Int64? = nil,
    linesTotal: Int64 = 0, quarantined: Int = 0, quarantinedTotal: Int64 = 0,
    deposit: CalendarDate? = day("2026-09-20")
  ) -> Int32 {
    snapshot.settlements.append(
      Settlement(
        source: symbol(source), settlementId: symbol(id), marketplace: symbol("Amazon.com"),
        currency: currency, provenance: Provenance(document: 0, line: 2), startsAt: nil,
        endsAt: nil, depositDate: deposit, declaredTotal: declared, bankReference: .none,
        isRestated: false, linesTotal: linesTotal, lineCount: 0, quarantinedCount: quarantined,
        quarantinedTotal: quarantinedTotal, hasUnreadableQuarantine: false))
    return Int32(snapshot.settlements.count - 1)
  }

  /// An order of one line; the amounts are those of the line.
  @discardableResult
  mutating func order(
    _ id: String, channel: String = "Amazon.com", currency: Currency = .usd, quantity: Int64 = 1,
    price: Int64 = 0, tax: Int64 = 0, shipping: Int64 = 0, discount: Int64 = 0,
    jurisdiction: String = "US-CA", remitter: TaxRemitter = .marketplace, sku: String = "SKU"
  ) -> Int32 {
    let position = Int32(snapshot.orderLines.count)
    let at = Instant(seconds: 0)
    snapshot.orderLines.append(
      OrderLine(
        provenance: Provenance(document: Self.ordersFile, line: position + 2),
        channel: symbol(channel), orderId: symbol(id), orderLineId: symbol("\(id)-\(position)"),
        sku: symbol(sku), orderedAt: at, shippedAt: at, currency: currency, quantity: quantity,
        itemPrice: price, itemTax: tax, shipping: shipping, shippingTax: 0, discount: discount,
        taxJurisdiction: symbol(jurisdiction), taxRemittedBy: remitter, status: .shipped))
    let orderId = symbol(id)
    if let order = matches.orders.firstIndex(where: { $0.orderId == orderId }) {
      matches.orders[order].lines.append(position)
      matches.orderOfLine.append(Int32(order))
    } else {
      matches.orderOfLine.append(Int32(matches.orders.count))
      matches.orders.append(Order(channel: symbol(channel), orderId: orderId, lines: [position]))
    }
    matches.settledAt.append(nil)
    costing.orderLineCosts.append(OrderLineCost())
    return position
  }

  /// A settlement line of an order line, of an order as a whole, or of neither.
  @discardableResult
  mutating func line(
    _ event: LineEvent, _ component: LineComponent, _ amount: Int64, on date: String,
    settlement: Int32 = -1, orderLine: Int32 = -1, order: Int32? = nil, quantity: Int32 = 1,
    source: String = "amazon", currency: Currency = .usd, reference: String = "",
    document: Int32 = Books.settlementFile, line: Int32? = nil
  ) -> Int32 {
    let position = Int32(snapshot.settlementLines.count)
    let orderPosition = orderLine >= 0 ? matches.orderOfLine[Int(orderLine)] : order ?? -1
    let known = orderLine >= 0 ? snapshot.orderLines[Int(orderLine)] : nil
    let orderId =
      orderPosition >= 0 ? matches.orders[Int(orderPosition)].orderId : Symbol.none
    snapshot.settlementLines.append(
      SettlementLine(
        provenance: Provenance(document: document, line: line ?? position + 3),
        settlement: settlement, quantity: quantity, amount: amount,
        postedAt: Instant(seconds: Int64(day(date).dayNumber) * 86_400), date: day(date),
        currency: currency, event: event, component: component, source: symbol(source),
        marketplace: symbol("Amazon.com"), orderId: orderId, itemCode: .none,
        sku: known?.sku ?? .none, shipment: .none, adjustment: .none, label: .none,
        reference: symbol(reference)))
    matches.orderOfSettlementLine.append(orderPosition)
    matches.orderLineOfSettlementLine.append(orderLine)
    return position
  }

  mutating func bankLine(
    _ amount: Int64, on date: String, _ state: StatementLineState, currency: Currency = .usd
  ) {
    let position = Int32(snapshot.statementLines.count)
    snapshot.statementLines.append(
      StatementLine(
        provenance: Provenance(document: Self.bankFile, line: position + 10),
        account: symbol("DE00"), bookingDate: day(date), amount: amount, currency: currency,
        reference: .none, text: symbol("CREDIT")))
    matches.statementLineStates.append(state)
    guard case .matched(let payouts) = state else { return }
    for payout in payouts {
      matches.payouts[Int(payout)].received.append(
        BankShare(
          statementLine: position,
          amount: payouts.count == 1 ? amount : matches.payouts[Int(payout)].amount))
    }
  }

  mutating func payout(_ settlement: Int32, _ amount: Int64, on date: String) -> Int32 {
    matches.payouts.append(
      Payout(
        settlement: settlement,
        currency: snapshot.settlements[Int(settlement)].currency, amount: amount,
        date: day(date)))
    return Int32(matches.payouts.count - 1)
  }

  mutating func movement(
    _ kind: StockMovementKind, _ value: Int64, on date: String, orderLine: Int32 = -1,
    landed: Int64 = 0
  ) {
    var movement = StockMovement(
      kind: kind, at: Instant(seconds: 0), date: day(date), sku: .none, quantity: 1,
      value: value, landed: landed,
      provenance: Provenance(
        document: Self.ordersFile, line: Int32(costing.movements.count) + 2))
    movement.orderLine = orderLine
    costing.movements.append(movement)
  }

  mutating func rate(_ from: Currency, _ date: String, _ rate: Int64) {
    rates.append(
      RateQuote(date: day(date), base: from, quote: .usd, rate: rate))
  }

  func post() -> JournalResult {
    postJournal(
      LedgerSnapshot(snapshot), matches, costing, settings: settings,
      rates: RateTable(rates, staleAfterDays: settings.rateStaleAfterDays),
      through: through)
  }
}

/// The day of an ISO 8601 text; the epoch for anything else.
func day(_ text: String) -> CalendarDate {
  CalendarDate(iso8601: text) ?? CalendarDate(dayNumber: 0)
}

/// `account amount currency [item]` per posting, one line each, entry after entry.
func summary(_ entries: [JournalEntry]) -> [String] {
  entries.flatMap { entry in
    ["\(entry.date) \(entry.rule) \(entry.description)"]
      + entry.postings.map { posting in
        let amount = Money(minorUnits: posting.amount, currency: posting.currency)
        let item = posting.item.isEmpty ? "" : " [\(posting.item)]"
        return "  \(posting.account.name) \(amount) \(posting.currency.code)\(item)"
      }
  }
}
