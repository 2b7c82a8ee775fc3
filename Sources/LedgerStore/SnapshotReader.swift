import Accounting
import GRDB

extension LedgerTransaction {
  /// Everything the ledger holds, as the stages take it.
  ///
  /// `zone`: decides on which day a settlement line falls. `systems`: whose word counts where
  ///   several tell of one record.
  /// - Complexity: O(*n*) in the number of records.
  package func snapshot(
    zone: BusinessZone, arrivalsOn asOf: CalendarDate,
    systems: SystemsOfRecord = SystemsOfRecord()
  ) throws -> LedgerSnapshot {
    var reader = SnapshotReader(
      zone: zone, systems: systems, arrived: try arrivals?.take(database))
    try reader.readDocuments(database, asOf)
    try reader.readOrders(database)
    reader.takeArrivedOrders()
    reader.keepOneTellerOfEachOrder()
    try reader.readOrderHistories(database)
    try reader.readDisputes(database)
    try reader.readDeferrals(database)
    try reader.readRefundedTotals(database)
    try reader.readRefunds(database)
    try reader.readStock(database)
    reader.keepOneTellerOfOthers()
    reader.keepOneTellerOfRefundedTotals()
    try reader.readRates(database)
    try reader.readBank(database)
    try reader.readSettlements(database)
    try reader.readSettlementLines(database)
    reader.settleRemitters()
    try reader.readQuarantine(database)
    reader.snapshot.writeOffs = try writeOffs()
    reader.snapshot.exportedEntries = try exportedEntries()
    reader.settlePayouts()
    reader.markHollow()
    try reader.comparePayoutTotals(database)
    reader.snapshot.matchDecisions = try matchDecisions()
    reader.dividePayments()
    try reader.readBrokenRules(database)
    try reader.readSharedRows(database)
    try reader.readLikeOrders(database)
    return LedgerSnapshot(reader.snapshot)
  }
}

/// Fills a snapshot table by table.
struct SnapshotReader {
  let zone: BusinessZone
  let systems: SystemsOfRecord
  var snapshot = LedgerRecords()
  /// Ledger row id of a document → its position.
  var documentPositions: [Int64: Int32] = [:]
  var heldDocuments: Set<Int32> = []
  var settlementLinks = SettlementLinks()
  /// By settlement, the run that first told of it.
  var firstRuns: [Int32: Int64] = [:]
  /// By settlement, the place that its declared total stands in, where files overlap.
  var declaredBy: [Int32: Provenance] = [:]
  /// By column of the settlement lines' query, the text of the row before.
  var likely = [Symbol](repeating: .none, count: 18)
  private var lastDocument: (row: Int64, position: Int32) = (-1, 0)

  /// What needs no reading.
  var arrived: Arrivals.Taken?

  init(zone: BusinessZone, systems: SystemsOfRecord, arrived: Arrivals.Taken?) {
    self.zone = zone
    self.systems = systems
    self.arrived = arrived
    if let arrived { snapshot.symbols = arrived.symbols }
    self.arrived?.symbols = SymbolTable()
  }

  mutating func readDocuments(_ database: Database, _ asOf: CalendarDate) throws {
    let documents = try Row.fetchAll(
      database, sql: "SELECT * FROM document WHERE outcome <> 'rolled_back' ORDER BY id")
    let headers = try headers(database)
    for row in documents {
      documentPositions[row["id"]] = Int32(snapshot.documents.count)
      if row["outcome"] == "held" { heldDocuments.insert(Int32(snapshot.documents.count)) }
      if row["identity"] == "row" {
        settlementLinks.mergedDocuments.insert(Int32(snapshot.documents.count))
      }
      var document = SourceDocument(
        name: row["name"], sha256: row["sha256"], format: row["format"],
        source: row["source"], importedOn: day(row["imported_on"]))
      document.run = row["first_of_run"]
      document.formatVersion = row["format_version"]
      if row["outcome"] == "held" { document.holdReason = row["reason"] }
      document.header = headers[row["id"]]
      document.orderKey = row["order_key"]
      snapshot.documents.append(document)
    }
    let refused = try Row.fetchAll(
      database, sql: "SELECT * FROM refused_document ORDER BY sha256, name")
    for row in refused {
      snapshot.refused.append(
        RefusedDocument(
          name: row["name"], sha256: row["sha256"],
          code: DiscrepancyCode(rawValue: row["code"]) ?? .dc01, reason: row["reason"],
          line: row["line"], refusedOn: day(row["refused_on"]) ?? asOf))
    }
    let duplicates = try Row.fetchAll(
      database, sql: "SELECT * FROM duplicate_document ORDER BY sha256, name")
    for row in duplicates {
      snapshot.duplicates.append(
        DuplicateDocument(
          name: row["name"], sha256: row["sha256"], firstName: row["first_name"],
          seenOn: day(row["seen_on"]) ?? asOf))
    }
  }

  func day(_ number: Int64?) -> CalendarDate? {
    number.map { CalendarDate(dayNumber: Int32(clamping: $0)) }
  }

  mutating func provenance(_ row: borrowing RowCursor) -> Provenance {
    Provenance(
      document: documentPosition(row.integer(0)), line: Int32(clamping: row.integer(1)))
  }

  /// The position of a document with a row number.
  mutating func documentPosition(_ row: Int64) -> Int32 {
    if row != lastDocument.row { lastDocument = (row, documentPositions[row] ?? 0) }
    return lastDocument.position
  }

  mutating func readOrders(_ database: Database) throws {
    let row = try RowCursor(
      database,
      """
      SELECT document, line, channel, order_id, order_line_id, sku, ordered_at, shipped_at,
        currency, quantity, item_price, item_tax, shipping, shipping_tax, discount,
        tax_jurisdiction, tax_remitted_by, status
      FROM order_line WHERE rowid < \(arrived?.firstOrderLine ?? .max) ORDER BY rowid
      """)
    if arrived == nil {
      snapshot.orderLines.reserveCapacity(
        try Int.fetchOne(database, sql: "SELECT count(*) FROM order_line") ?? 0)
    }
    while try row.next() { snapshot.orderLines.append(try orderLine(row)) }
  }

  /// An order line from the columns of `order_line` up to `status`, but for the customer.
  mutating func orderLine(_ row: borrowing RowCursor) throws -> OrderLine {
    var line = OrderLine(
      provenance: provenance(row), channel: row.symbol(2, in: &snapshot.symbols),
      orderId: row.symbol(3, in: &snapshot.symbols),
      orderLineId: row.symbol(4, in: &snapshot.symbols),
      sku: row.symbol(5, in: &snapshot.symbols),
      orderedAt: Instant(seconds: row.integer(6)),
      shippedAt: row.optionalInteger(7).map { Instant(seconds: $0) },
      currency: try row.currency(8), quantity: row.integer(9), itemPrice: row.integer(10),
      itemTax: row.integer(11), shipping: row.integer(12), shippingTax: row.integer(13),
      discount: row.integer(14),
      taxJurisdiction: row.symbol(15, in: &snapshot.symbols),
      taxRemittedBy: row.optionalInteger(16)
        .flatMap { TaxRemitter(rawValue: UInt8(clamping: $0)) } ?? .unstated,
      status: OrderStatus(rawValue: UInt8(clamping: row.integer(17))) ?? .open)
    line.tellsTax = row.optionalInteger(11) != nil || row.optionalInteger(13) != nil
    return line
  }

  /// Order lines that came in this run, after those that were there.
  mutating func takeArrivedOrders() {
    guard var lines = arrived?.orderLines else { return }
    arrived?.orderLines = []
    for position in lines.indices {
      lines[position].provenance.document = documentPosition(
        Int64(lines[position].provenance.document))
    }
    if snapshot.orderLines.isEmpty {
      snapshot.orderLines = lines
    } else {
      snapshot.orderLines += lines
    }
  }

  mutating func readRefunds(_ database: Database) throws {
    let row = try RowCursor(
      database,
      """
      SELECT document, line, refund_id, order_id, order_line_id, refunded_at, currency, amount,
        tax, reason, returned_quantity, disposition
      FROM refund ORDER BY rowid
      """)
    while try row.next() {
      snapshot.refunds.append(
        Refund(
          provenance: provenance(row), refundId: row.symbol(2, in: &snapshot.symbols),
          orderId: row.symbol(3, in: &snapshot.symbols),
          orderLineId: row.symbol(4, in: &snapshot.symbols),
          refundedAt: Instant(seconds: row.integer(5)), currency: try row.currency(6),
          amount: row.integer(7), tax: row.integer(8),
          reason: row.symbol(9, in: &snapshot.symbols), returnedQuantity: row.integer(10),
          disposition: row.optionalInteger(11).flatMap {
            Disposition(rawValue: UInt8(clamping: $0))
          } ?? .notReturned))
    }
  }

  mutating func readStock(_ database: Database) throws {
    let receipt = try RowCursor(
      database,
      """
      SELECT document, line, receipt_id, received_at, sku, quantity, unit_cost_millionths,
        currency, weight_thousandths, volume_thousandths, po_id
      FROM receipt ORDER BY rowid
      """)
    while try receipt.next() {
      var record = Receipt(
        provenance: provenance(receipt), receiptId: receipt.symbol(2, in: &snapshot.symbols),
        receivedAt: Instant(seconds: receipt.integer(3)),
        sku: receipt.symbol(4, in: &snapshot.symbols), quantity: receipt.integer(5),
        unitCostMillionths: receipt.integer(6), currency: try receipt.currency(7),
        weightThousandths: receipt.optionalInteger(8),
        volumeThousandths: receipt.optionalInteger(9))
      record.purchaseOrder = receipt.symbol(10, in: &snapshot.symbols)
      snapshot.receipts.append(record)
    }
    let charge = try RowCursor(
      database,
      """
      SELECT document, line, charge_id, receipt_id, kind, amount, currency, incurred_at, basis,
        billed_at
      FROM landed_cost_charge ORDER BY rowid
      """)
    while try charge.next() {
      var cost = LandedCostCharge(
        provenance: provenance(charge), chargeId: charge.symbol(2, in: &snapshot.symbols),
        receiptId: charge.symbol(3, in: &snapshot.symbols),
        kind: ChargeKind(rawValue: UInt8(clamping: charge.integer(4))) ?? .other,
        amount: charge.integer(5), currency: try charge.currency(6),
        incurredAt: Instant(seconds: charge.integer(7)),
        basis: AllocationBasis(rawValue: UInt8(clamping: charge.integer(8))) ?? .value)
      cost.billedAt = charge.optionalInteger(9).map { Instant(seconds: $0) }
      snapshot.charges.append(cost)
    }
  }

  mutating func readRates(_ database: Database) throws {
    let rate = try RowCursor(
      database,
      "SELECT document, line, date_on, base, quote, rate FROM exchange_rate ORDER BY rowid"
    )
    var rates: [PlacedRate] = []
    while try rate.next() {
      let quote = RateQuote(
        date: CalendarDate(dayNumber: Int32(clamping: rate.integer(2))),
        base: try rate.currency(3), quote: try rate.currency(4), rate: rate.integer(5))
      rates.append((quote, provenance(rate)))
    }
    snapshot.rates = ownedRates(rates)
    let fee = try RowCursor(
      database,
      """
      SELECT document, line, channel, fee, sku, percent_millionths, fixed, currency, minimum,
        valid_from_on, valid_to_on
      FROM fee_rate ORDER BY rowid
      """)
    while try fee.next() {
      snapshot.feeRates.append(
        FeeRate(
          provenance: provenance(fee), channel: fee.symbol(2, in: &snapshot.symbols),
          fee: LineComponent(rawValue: UInt8(clamping: fee.integer(3))) ?? .otherFee,
          sku: fee.symbol(4, in: &snapshot.symbols),
          percentMillionths: fee.optionalInteger(5), fixed: fee.optionalInteger(6),
          currency: Currency(code: fee.text(7)), minimum: fee.optionalInteger(8),
          validFrom: CalendarDate(dayNumber: Int32(clamping: fee.integer(9))),
          validTo: day(fee.optionalInteger(10))))
    }
  }

  mutating func readBank(_ database: Database) throws {
    let statement = try RowCursor(
      database,
      """
      SELECT document, line, account, statement_id, currency, opening, closing, opening_on,
        closing_on,
        (SELECT coalesce(sum(amount), 0) FROM bank_statement_line l
          WHERE l.document = s.document AND l.account = s.account
            AND l.statement_id IS s.statement_id),
        account_kind, from_on, to_on
      FROM bank_statement s ORDER BY rowid
      """)
    while try statement.next() {
      var frame = BankStatement(
        provenance: provenance(statement),
        account: statement.symbol(2, in: &snapshot.symbols),
        statementId: statement.symbol(3, in: &snapshot.symbols),
        currency: try statement.currency(4), opening: statement.optionalInteger(5),
        closing: statement.optionalInteger(6), openingDate: day(statement.optionalInteger(7)),
        closingDate: day(statement.optionalInteger(8)),
        isHeld: heldDocuments.contains(provenance(statement).document),
        linesTotal: statement.integer(9))
      frame.isCard = statement.integer(10) == 1
      frame.firstDay = day(statement.optionalInteger(11))
      frame.lastDay = day(statement.optionalInteger(12))
      snapshot.statements.append(frame)
    }
    try readBankLines(database)
  }

  private mutating func readBankLines(_ database: Database) throws {
    let elsewhere = try otherDocumentsOfBankLines(database)
    let line = try RowCursor(
      database,
      """
      SELECT document, line, account, booked_on, amount, currency, reference, text, charges, rowid,
        balance, statement_id
      FROM bank_statement_line ORDER BY rowid
      """)
    let frames = statementFrames()
    var proofs: [SharedBankLines.Proof] = []
    while try line.next() {
      if heldDocuments.contains(provenance(line).document) { continue }
      var entry = StatementLine(
        provenance: provenance(line), account: line.symbol(2, in: &snapshot.symbols),
        bookingDate: CalendarDate(dayNumber: Int32(clamping: line.integer(3))),
        amount: line.integer(4), currency: try line.currency(5),
        reference: line.symbol(6, in: &snapshot.symbols),
        text: line.symbol(7, in: &snapshot.symbols))
      entry.charges = line.integer(8)
      if !elsewhere.isEmpty { entry.otherDocuments = elsewhere[line.integer(9)] ?? [] }
      snapshot.statementLines.append(entry)
      let place = StatementPlace(
        document: entry.provenance.document, account: entry.account,
        statementId: line.symbol(11, in: &snapshot.symbols))
      proofs.append(
        SharedBankLines.Proof(balance: line.optionalInteger(10), frame: frames[place]))
    }
    let formats = snapshot.statementLines.map {
      snapshot.documents[Int($0.provenance.document)].format
    }
    (snapshot.statementLines, snapshot.restatedBankLines) =
      SharedBankLines(
        snapshot.statementLines, formats: formats, proofs: proofs, symbols: snapshot.symbols
      ).counted()
  }

  private struct StatementPlace: Hashable {
    var document: Int32
    var account: Symbol
    var statementId: Symbol
  }

  /// The balances that statements lead from and to, of those that state both.
  private func statementFrames() -> [StatementPlace: SharedBankLines.Proof.Frame] {
    let places = snapshot.statements.map {
      StatementPlace(
        document: $0.provenance.document, account: $0.account, statementId: $0.statementId)
    }
    return Dictionary(
      zip(places, snapshot.statements.map(SharedBankLines.Proof.Frame.init)),
      // Two of one name prove nothing of a line.
      uniquingKeysWith: { _, _ in nil }
    ).compactMapValues(\.self)
  }
}
