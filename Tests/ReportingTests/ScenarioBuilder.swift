import Accounting
import Reporting

/// Builds a ledger by hand, naming records by what a test calls them.
struct ScenarioBuilder {
  var snapshot = LedgerRecords()
  var matches = MatchResult()
  var costing = CostingResult()
  var journal = JournalResult()
  var margin = MarginResult()
  var exceptions: [ExceptionRecord] = []
  var settings = Settings()
  var imports = ImportSummary()
  var asOf = day("2026-09-30")

  func close() -> CloseData {
    CloseData(
      snapshot: LedgerSnapshot(snapshot), matches: matches, costing: costing, journal: journal,
      margin: margin,
      exceptions: exceptions, settings: settings, asOf: asOf, runId: "run-1",
      configurationHash: "c0ffee", imports: imports)
  }

  mutating func document(_ name: String, format: String = "", source: String = "") -> Int32 {
    snapshot.documents.append(
      SourceDocument(name: name, sha256: "sha-of-\(name)", format: format, source: source))
    return Int32(snapshot.documents.count - 1)
  }

  mutating func symbol(_ text: String) -> Symbol { snapshot.symbols.intern(text) }

  @discardableResult
  mutating func settlement(
    _ id: String, source: String = "amazon", marketplace: String = "", at provenance: Provenance,
    currency: Currency = .usd, from start: String? = nil, to end: String? = nil,
    deposit: String? = nil, declared: Int64? = nil, total: Int64 = 0, lines: Int = 0,
    isRestated: Bool = false, quarantined: Int = 0
  ) -> Int32 {
    snapshot.settlements.append(
      Settlement(
        source: symbol(source), settlementId: symbol(id), marketplace: symbol(marketplace),
        currency: currency, provenance: provenance,
        startsAt: start.map { BusinessZone.utc.startOfDay(day($0)) },
        endsAt: end.map { BusinessZone.utc.startOfDay(day($0)) }, depositDate: deposit.map(day),
        declaredTotal: declared, bankReference: .none, isRestated: isRestated, linesTotal: total,
        lineCount: lines, quarantinedCount: quarantined, quarantinedTotal: 0,
        hasUnreadableQuarantine: quarantined > 0))
    return Int32(snapshot.settlements.count - 1)
  }

  @discardableResult
  mutating func settlementLine(
    _ settlement: Int32, _ event: LineEvent, _ component: LineComponent, _ amount: Int64,
    on date: String, at provenance: Provenance, source: String = "amazon",
    currency: Currency = .usd, order: Int32 = -1, orderLine: Int32 = -1
  ) -> Int32 {
    let orderId =
      order >= 0 ? matches.orders[Int(order)].orderId : Symbol.none
    snapshot.settlementLines.append(
      SettlementLine(
        provenance: provenance, settlement: settlement, quantity: 1, amount: amount,
        postedAt: BusinessZone.utc.startOfDay(day(date)), date: day(date), currency: currency,
        event: event, component: component, source: symbol(source), marketplace: .none,
        orderId: orderId, itemCode: .none, sku: .none, shipment: .none, adjustment: .none,
        label: .none, reference: .none))
    matches.orderOfSettlementLine.append(order)
    matches.orderLineOfSettlementLine.append(orderLine)
    return Int32(snapshot.settlementLines.count - 1)
  }

  /// An order of one line; returns the positions of both, which are the same.
  mutating func order(
    _ id: String, channel: String = "Amazon.com", sku: String = "A", shipped: String?,
    settled: String? = nil, price: Int64, tax: Int64 = 0, jurisdiction: String = "",
    remitter: TaxRemitter = .seller, currency: Currency = .usd, at provenance: Provenance
  ) -> Int32 {
    let shippedAt = shipped.map { BusinessZone.utc.startOfDay(day($0)) }
    snapshot.orderLines.append(
      OrderLine(
        provenance: provenance, channel: symbol(channel), orderId: symbol(id),
        orderLineId: symbol("\(id)-1"), sku: symbol(sku),
        orderedAt: shippedAt ?? Instant(seconds: 0), shippedAt: shippedAt, currency: currency,
        quantity: 1, itemPrice: price, itemTax: tax, shipping: 0, shippingTax: 0, discount: 0,
        taxJurisdiction: symbol(jurisdiction), taxRemittedBy: remitter, status: .shipped))
    let position = Int32(snapshot.orderLines.count - 1)
    matches.orders.append(
      Order(channel: symbol(channel), orderId: symbol(id), lines: [position]))
    matches.orderOfLine.append(position)
    matches.settledAt.append(settled.map { BusinessZone.utc.startOfDay(day($0)) })
    return position
  }

  @discardableResult
  mutating func bankLine(
    _ amount: Int64, on date: String, reference: String, at provenance: Provenance,
    state: StatementLineState, currency: Currency = .usd
  ) -> Int32 {
    snapshot.statementLines.append(
      StatementLine(
        provenance: provenance, account: symbol("ACC"), bookingDate: day(date), amount: amount,
        currency: currency, reference: symbol(reference), text: .none))
    matches.statementLineStates.append(state)
    return Int32(snapshot.statementLines.count - 1)
  }

  @discardableResult
  mutating func payout(
    _ settlement: Int32, _ amount: Int64, on date: String, bankLine: Int32? = nil
  ) -> Int32 {
    matches.payouts.append(
      Payout(
        settlement: settlement, currency: snapshot.settlements[Int(settlement)].currency,
        amount: amount, date: day(date),
        received: bankLine.map {
          [BankShare(statementLine: $0, amount: snapshot.statementLines[Int($0)].amount)]
        } ?? [], rule: .reference))
    return Int32(matches.payouts.count - 1)
  }

  mutating func entry(_ id: String, _ date: String, _ postings: [Posting]) {
    journal.entries.append(
      JournalEntry(
        id: id, date: day(date), description: "", rule: "R1", settlementId: "", sourceFile: "",
        postings: postings))
  }

  mutating func movement(
    _ kind: StockMovementKind, _ sku: String, _ date: String, quantity: Int64, value: Int64
  ) {
    costing.movements.append(
      StockMovement(
        kind: kind, at: BusinessZone.utc.startOfDay(day(date)), date: day(date), sku: symbol(sku),
        quantity: quantity, value: value, landed: 0, provenance: Provenance(document: 0, line: 1)))
  }

  mutating func finding(
    _ id: String, _ code: DiscrepancyCode, on date: String, severity: Severity? = nil,
    state: ExceptionState = .open, due: String? = nil, closedOn: String? = nil,
    _ change: (inout Discrepancy) -> Void = { _ in }
  ) {
    var discrepancy = Discrepancy(
      code: code, source: "amazon", key: id, eventDate: day(date), rule: "a_rule")
    change(&discrepancy)
    exceptions.append(
      ExceptionRecord(
        id: id, discrepancy: discrepancy, severity: severity ?? code.severity, state: state,
        owner: code.owner, due: due.map(day), firstSeen: day("2026-09-30"),
        closedOn: closedOn.map(day)))
  }
}

/// A day that a test wrote itself; a wrong one shows as 1970.
func day(_ text: String) -> CalendarDate {
  CalendarDate(iso8601: text) ?? CalendarDate(dayNumber: 0)
}

let september = day("2026-09-01").period

/// A posting of the functional currency, or of another with its base.
func posting(
  _ account: Account, _ amount: Int64, _ currency: Currency = .usd, base: Int64? = nil,
  item: String = ""
) -> Posting {
  Posting(
    account: account, amount: amount, base: base ?? amount, currency: currency, item: item)
}

extension [ReportFile] {
  /// The text of a file, or an empty one when there is none of that name.
  subscript(name: String) -> String {
    first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
  }
}

extension String {
  /// The lines after the column header.
  var rows: [String] { split(separator: "\n").dropFirst().map(String.init) }
}
