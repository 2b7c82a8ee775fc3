import Accounting
import GRDB

extension LedgerTransaction {
  /// What was done about exceptions, oldest first; about one of them where its id is given.
  package func exceptionEvents(of id: String? = nil) throws -> [ExceptionEvent] {
    let writeOffs = Dictionary(
      uniqueKeysWithValues: try writeOffRows().map { ($0.event, $0.writeOff) })
    return try Row.fetchAll(
      database,
      sql: """
        SELECT * FROM exception_event WHERE exception = coalesce(?, exception) ORDER BY id
        """, arguments: [id]
    ).map { try event($0, writeOffs[$0["id"]]) }
  }

  private func event(_ row: Row, _ writeOff: WriteOff?) throws -> ExceptionEvent {
    guard let action = ExceptionEvent.Action(rawValue: row["action"]),
      let state = ExceptionState(rawValue: row["state"])
    else {
      throw LedgerError(path: "ledger.sqlite", reason: "exception event \(row["id"] as Int64)")
    }
    return ExceptionEvent(
      action, exceptionId: row["exception"], by: row["made_by"],
      at: (row["made_at"] as Int64?).map { Instant(seconds: $0) },
      asOf: CalendarDate(dayNumber: row["as_of_on"]), state: state, owner: row["owner"],
      text: row["text"],
      waitsUntil: (row["waits_until_on"] as Int32?).map { CalendarDate(dayNumber: $0) },
      writeOff: writeOff)
  }

  /// Keeps what was done about an exception.
  package func record(_ event: ExceptionEvent) throws {
    try database.execute(
      sql: """
        INSERT INTO exception_event (exception, action, made_by, made_at, as_of_on, state, owner,
          text, waits_until_on)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        event.exceptionId, event.action.rawValue, event.by, event.at?.seconds,
        event.asOf.dayNumber, event.state.rawValue, event.owner, event.text,
        event.waitsUntil?.dayNumber,
      ])
    if let writeOff = event.writeOff {
      try insert(writeOff, event: database.lastInsertedRowID)
    }
  }

  private func insert(_ writeOff: WriteOff, event: Int64) throws {
    try database.execute(
      sql: """
        INSERT INTO write_off (event, exception, source, settlement_id, date_on, account, item,
          amount, currency, base, evidence)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        event, writeOff.exceptionId, writeOff.source, writeOff.settlementId,
        writeOff.date.dayNumber, writeOff.account?.name, writeOff.item,
        writeOff.amount.minorUnits, writeOff.amount.currency.code, writeOff.base,
        writeOff.evidence,
      ])
  }

  /// Every write-off, and what took it back, oldest first; also those whose records are gone.
  package func writeOffs() throws -> [WriteOff] { try writeOffRows().map(\.writeOff) }

  /// Every write-off whose exception still stands, and what took it back, oldest first.
  package func standingWriteOffs() throws -> [WriteOff] {
    let void = Set(
      try String.fetchAll(database, sql: "SELECT id FROM exception WHERE state = 'void'"))
    return try writeOffs().filter { !void.contains($0.exceptionId) }
  }

  private func writeOffRows() throws -> [(event: Int64, writeOff: WriteOff)] {
    try Row.fetchAll(database, sql: "SELECT * FROM write_off ORDER BY event").map { row in
      guard let currency = Currency(code: row["currency"] as String) else {
        throw LedgerError(path: "ledger.sqlite", reason: "a write-off has no currency")
      }
      return (
        row["event"],
        WriteOff(
          exceptionId: row["exception"], source: row["source"],
          settlementId: row["settlement_id"], date: CalendarDate(dayNumber: row["date_on"]),
          account: (row["account"] as String?).flatMap { Account(fullName: $0) },
          item: row["item"],
          amount: Money(minorUnits: row["amount"], currency: currency), base: row["base"],
          evidence: row["evidence"])
      )
    }
  }

  /// Every time that an exception was opened again, with the day, but for data that came back.
  package func reopenings() throws -> [(exception: String, on: CalendarDate)] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT exception, as_of_on FROM exception_event
        WHERE action = ? AND text <> ? ORDER BY id
        """,
      arguments: [ExceptionEvent.Action.reopen.rawValue, ExceptionEvent.dataIsBack]
    ).map { ($0["exception"], CalendarDate(dayNumber: $0["as_of_on"])) }
  }

  /// What people did about exceptions, as words that are the same for the same decisions.
  package func exceptionDecisions() throws -> [String] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT exception, action, made_by, as_of_on, state, owner, text, waits_until_on
        FROM exception_event WHERE made_at IS NOT NULL ORDER BY id
        """
    ).map { row in
      let texts = ["exception", "action", "made_by", "state", "owner", "text"].map {
        row[$0] as String
      }
      return (texts + ["\(row["as_of_on"] as Int32)", "\(row["waits_until_on"] as Int32? ?? 0)"])
        .joined(separator: " ")
    }
  }
}
