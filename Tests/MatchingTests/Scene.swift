import Accounting
import Matching
import Testing

/// A small ledger in the making: each call adds a record, lines count up by themselves.
struct Scene {
  var snapshot = LedgerRecords()
  var settings = Settings()
  private var line: Int32 = 1

  init() {
    snapshot.documents = [
      SourceDocument(name: "settlement.txt", sha256: "a", format: "t", source: "amazon"),
      SourceDocument(name: "orders.csv", sha256: "b", format: "o", source: ""),
      SourceDocument(name: "bank.xml", sha256: "c", format: "camt053", source: ""),
    ]
  }

  static func day(_ text: String) -> CalendarDate {
    CalendarDate(iso8601: text) ?? CalendarDate(dayNumber: 0)
  }

  static func at(_ text: String) -> Instant { BusinessZone.utc.startOfDay(day(text)) }

  private mutating func next(_ document: Int32) -> Provenance {
    line += 1
    return Provenance(document: document, line: line)
  }

  mutating func order(
    _ id: String, sku: String = "A", line number: String? = nil, channel: String = "Amazon.com",
    quantity: Int64 = 1, price: Int64 = 100_00, tax: Int64 = 0, shipping: Int64 = 0,
    discount: Int64 = 0, on date: String = "2026-09-01", status: OrderStatus = .shipped,
    remitter: TaxRemitter = .marketplace
  ) {
    snapshot.orderLines.append(
      OrderLine(
        provenance: next(1), channel: snapshot.symbols.intern(channel),
        orderId: snapshot.symbols.intern(id),
        orderLineId: snapshot.symbols.intern(number ?? "\(id)-\(sku)"),
        sku: snapshot.symbols.intern(sku), orderedAt: Self.at(date), shippedAt: nil,
        currency: .usd, quantity: quantity, itemPrice: price, itemTax: tax, shipping: shipping,
        shippingTax: 0, discount: discount, taxJurisdiction: snapshot.symbols.intern("US-CA"),
        taxRemittedBy: remitter, status: status))
  }

  @discardableResult
  mutating func settlement(
    _ id: String, from: String = "2026-09-01", to: String = "2026-09-15",
    deposit: String? = "2026-09-17", declared: Int64? = nil, source: String = "amazon"
  ) -> Int32 {
    snapshot.settlements.append(
      Settlement(
        source: snapshot.symbols.intern(source), settlementId: snapshot.symbols.intern(id),
        marketplace: snapshot.symbols.intern("Amazon.com"), currency: .usd, provenance: next(0),
        startsAt: Self.at(from), endsAt: Self.at(to), depositDate: deposit.map(Self.day),
        declaredTotal: declared, bankReference: .none, isRestated: false, linesTotal: 0,
        lineCount: 0, quarantinedCount: 0, quarantinedTotal: 0, hasUnreadableQuarantine: false))
    return Int32(snapshot.settlements.count - 1)
  }

  mutating func paid(
    _ order: String, _ component: LineComponent, _ amount: Int64, sku: String = "A",
    event: LineEvent = .sale, in settlement: Int32 = 0, quantity: Int32 = 1,
    shipment: String = "S1", source: String = "amazon", on date: String = "2026-09-10",
    adjustment: String = "", label: String = "", reference: String = "", item: String = ""
  ) {
    snapshot.settlementLines.append(
      SettlementLine(
        provenance: next(0), settlement: settlement, quantity: quantity, amount: amount,
        postedAt: Self.at(date), date: Self.day(date), currency: .usd, event: event,
        component: component, source: snapshot.symbols.intern(source),
        marketplace: source == "amazon" ? snapshot.symbols.intern("Amazon.com") : .none,
        orderId: snapshot.symbols.intern(order), itemCode: snapshot.symbols.intern(item),
        sku: snapshot.symbols.intern(sku), shipment: snapshot.symbols.intern(shipment),
        adjustment: snapshot.symbols.intern(adjustment), label: snapshot.symbols.intern(label),
        reference: snapshot.symbols.intern(reference)))
    guard settlement >= 0, event != .payout else { return }
    snapshot.settlements[Int(settlement)].linesTotal += amount
    snapshot.settlements[Int(settlement)].lineCount += 1
  }

  mutating func refund(
    _ id: String, of order: String, line: String, amount: Int64, tax: Int64 = 0,
    on date: String = "2026-09-12"
  ) {
    snapshot.refunds.append(
      Refund(
        provenance: next(1), refundId: snapshot.symbols.intern(id),
        orderId: snapshot.symbols.intern(order), orderLineId: snapshot.symbols.intern(line),
        refundedAt: Self.at(date), currency: .usd, amount: amount, tax: tax, reason: .none,
        returnedQuantity: 0, disposition: .notReturned))
  }

  mutating func bank(_ amount: Int64, on date: String, text: String = "") {
    snapshot.statementLines.append(
      StatementLine(
        provenance: next(2), account: snapshot.symbols.intern("ACC"), bookingDate: Self.day(date),
        amount: amount, currency: .usd, reference: .none, text: snapshot.symbols.intern(text)))
  }

  mutating func fee(
    _ fee: LineComponent, percent: Int64, sku: String = "", channel: String = "Amazon.com"
  ) {
    snapshot.feeRates.append(
      FeeRate(
        provenance: next(1), channel: snapshot.symbols.intern(channel), fee: fee,
        sku: snapshot.symbols.intern(sku), percentMillionths: percent * 1_000_000, fixed: nil,
        currency: nil, minimum: nil, validFrom: Self.day("2026-01-01"), validTo: nil))
  }

  mutating func chargeback(_ order: String, _ amount: Int64, on date: String = "2026-09-09") {
    paid(
      order, .gross, amount, sku: "", event: amount < 0 ? .chargeback : .chargebackReversal,
      source: "shopify", on: date)
  }

  mutating func dispute(
    _ id: String, of order: String, _ amount: Int64, _ outcome: DisputeOutcome = .open,
    on date: String = "2026-09-09", due: String? = nil, decided: String? = nil
  ) {
    snapshot.disputes.append(
      DisputeNotice(
        provenance: next(1), source: .none, disputeId: snapshot.symbols.intern(id),
        orderId: snapshot.symbols.intern(order), openedAt: Self.at(date),
        dueAt: due.map(Self.at), currency: .usd, amount: amount, fee: 0, outcome: outcome,
        decidedAt: decided.map(Self.at), reason: .none))
  }

  /// An earlier version of an order line, and when the one that stands began to hold.
  mutating func edited(_ order: String, from price: Int64, on date: String) {
    guard
      let line = snapshot.orderLines.last(where: { snapshot.symbols[$0.orderId] == order })
    else { return }
    var before = line
    before.itemPrice = price
    snapshot.orderHistories.append(
      OrderHistory(versions: [
        OrderVersion(line: before, updatedAt: nil),
        OrderVersion(line: line, updatedAt: Self.at(date)),
      ]))
  }

  mutating func rate(_ base: Currency, _ quote: Currency, _ date: String, _ rate: Int64) {
    snapshot.rates.append(
      RateQuote(date: Self.day(date), base: base, quote: quote, rate: rate))
  }

  func match(asOf: String = "2026-09-30") -> MatchResult {
    // Names that rules look up must be known, as they are once a settlement was read.
    var snapshot = snapshot
    for source in settings.sources { _ = snapshot.symbols.intern(source.name) }
    return matchLedger(
      LedgerSnapshot(snapshot), settings: settings,
      rates: RateTable(snapshot.rates, staleAfterDays: 7),
      asOf: Self.day(asOf))
  }

  /// The codes found, sorted, with their differences in minor units.
  func findings(asOf: String = "2026-09-30") -> [String] {
    match(asOf: asOf).discrepancies.map { finding in
      let name = finding.orderId.isEmpty ? finding.settlementId : finding.orderId
      let parts = [finding.code.rawValue, name, finding.difference.map { "\($0)" } ?? ""]
      return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }.sorted()
  }
}
