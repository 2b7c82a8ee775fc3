import Accounting
import GRDB

extension LedgerTransaction {
  private static let exceptionColumns = [
    "id", "code", "severity", "state", "owner", "due_on", "first_seen_on", "closed_on", "source",
    "subject", "event_on", "own_due_on", "own_severity", "channel", "order_id", "sku",
    "settlement_id", "currency", "external", "internal", "cash_impact", "margin_impact",
    "tax_impact", "inventory_impact", "rule", "external_evidence", "internal_evidence", "note",
    "is_closed_at_once", "entered_in", "assignee", "waits_until_on", "reason", "comment",
    "stood",
  ]

  /// Every exception the ledger knows, in order of id.
  package func exceptions() throws -> [ExceptionRecord] {
    let names = Self.exceptionColumns.joined(separator: ",")
    let rows = try RowCursor(database, "SELECT \(names) FROM exception ORDER BY id")
    var records: [ExceptionRecord] = []
    while try rows.next() { records.append(try exception(rows)) }
    return records
  }

  private func exception(_ row: borrowing RowCursor) throws -> ExceptionRecord {
    guard let severity = Severity(rawValue: UInt8(clamping: row.integer(2))),
      let state = ExceptionState(rawValue: row.text(3))
    else {
      throw LedgerError(path: "ledger.sqlite", reason: "exception \(row.text(0)) has no state")
    }
    var record = ExceptionRecord(
      id: row.text(0), discrepancy: try discrepancy(row), severity: severity, state: state,
      owner: row.text(4), due: row.day(5), firstSeen: row.day(6) ?? CalendarDate(dayNumber: 0),
      closedOn: row.day(7),
      entered: row.optionalInteger(29).map { AccountingPeriod(ordinal: Int32(clamping: $0)) })
    record.assignee = row.text(30)
    record.waitsUntil = row.day(31)
    record.reason = row.text(32)
    record.comment = row.text(33)
    let stood = row.text(34)
    if !stood.isEmpty { record.stood = Self.standings(stood) }
    return record
  }

  private func discrepancy(_ row: borrowing RowCursor) throws -> Discrepancy {
    guard let code = DiscrepancyCode(rawValue: row.text(1)) else {
      throw LedgerError(path: "ledger.sqlite", reason: "unknown exception code \(row.text(1))")
    }
    var found = Discrepancy(
      code: code, source: row.text(8), key: row.text(9),
      eventDate: row.day(10) ?? CalendarDate(dayNumber: 0), rule: row.text(24))
    found.due = row.day(11)
    found.severity = row.optionalInteger(12).flatMap { Severity(rawValue: UInt8(clamping: $0)) }
    found.channel = row.text(13)
    found.orderId = row.text(14)
    found.sku = row.text(15)
    found.settlementId = row.text(16)
    found.currency = row.optionalInteger(17) == nil ? nil : try row.currency(17)
    found.external = row.optionalInteger(18)
    found.internal = row.optionalInteger(19)
    found.cashImpact = row.integer(20)
    found.marginImpact = row.integer(21)
    found.taxImpact = row.integer(22)
    found.inventoryImpact = row.integer(23)
    found.externalEvidence = Self.words(row.text(25))
    found.internalEvidence = Self.words(row.text(26))
    found.note = row.text(27)
    found.isClosedAtOnce = row.integer(28) != 0
    return found
  }

  /// `period code cash` of each, between semicolons.
  private static func standings(_ text: String) -> [ExceptionStanding] {
    text.split(separator: ";").compactMap { part in
      let words = part.split(separator: " ")
      guard words.count == 3, let period = Int32(words[0]), let cash = Int64(words[2]),
        let code = DiscrepancyCode(rawValue: String(words[1]))
      else { return nil }
      return ExceptionStanding(
        before: AccountingPeriod(ordinal: period), code: code, cash: cash)
    }
  }

  private static func text(_ stood: [ExceptionStanding]) -> String {
    if stood.isEmpty { return "" }
    return stood.map { "\($0.before.ordinal) \($0.code.rawValue) \($0.cash)" }
      .joined(separator: ";")
  }

  /// Evidence names files without blanks, so that a blank can stand between them.
  private static func words(_ text: String) -> [String] {
    text.split(separator: " ").map { String($0) }
  }

  /// Writes exceptions, new or changed.
  ///
  /// `known`: what `exceptions` returned; a record that is still the same is left alone.
  /// - Returns: How many were written.
  @discardableResult
  package func save(_ exceptions: [ExceptionRecord], known: [ExceptionRecord]) throws -> Int {
    let insert = try TableInsert(
      database, into: "exception", columns: Self.exceptionColumns, isReplacing: true)
    var position = 0
    var written = 0
    for index in exceptions.indices {
      while position < known.count && known[position].id < exceptions[index].id { position += 1 }
      if position < known.count && known[position] == exceptions[index] { continue }
      write(exceptions[index], to: insert)
      try insert.endRow()
      written += 1
    }
    try insert.finish()
    return written
  }

  private func write(_ record: ExceptionRecord, to row: TableInsert) {
    let found = record.discrepancy
    row.text(record.id)
    row.text(found.code.rawValue)
    row.integer(Int64(record.severity.rawValue))
    row.text(record.state.rawValue)
    row.text(record.owner)
    row.day(record.due)
    row.day(record.firstSeen)
    row.day(record.closedOn)
    row.text(found.source)
    row.text(found.key)
    row.day(found.eventDate)
    row.day(found.due)
    row.integer(found.severity.map { Int64($0.rawValue) })
    for text in [found.channel, found.orderId, found.sku, found.settlementId] { row.text(text) }
    if let currency = found.currency { row.text(currency.code) } else { row.integer(nil) }
    row.integer(found.external)
    row.integer(found.internal)
    row.integer(found.cashImpact)
    row.integer(found.marginImpact)
    row.integer(found.taxImpact)
    row.integer(found.inventoryImpact)
    row.text(found.rule)
    row.text(found.externalEvidence.joined(separator: " "))
    row.text(found.internalEvidence.joined(separator: " "))
    row.text(found.note)
    row.integer(found.isClosedAtOnce ? 1 : 0)
    row.integer(Int64(record.entered.ordinal))
    row.text(record.assignee)
    row.day(record.waitsUntil)
    row.text(record.reason)
    row.text(record.comment)
    row.text(Self.text(record.stood))
  }
}

extension RowCursor {
  fileprivate borrowing func day(_ column: Int) -> CalendarDate? {
    optionalInteger(column).map { CalendarDate(dayNumber: Int32(clamping: $0)) }
  }
}

extension TableInsert {
  func day(_ date: CalendarDate?) { integer(date.map { Int64($0.dayNumber) }) }
}
