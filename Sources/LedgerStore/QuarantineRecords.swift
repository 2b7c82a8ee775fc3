import Accounting
import GRDB

/// Where a row stands that was set aside.
package enum QuarantineState: String, Sendable {
  case open, fixed, replayed, discarded

  /// Still set aside, and so in every report.
  package var isWaiting: Bool { self == .open || self == .fixed }
}

/// What somebody did about a row that was set aside.
package struct QuarantineEvent: Sendable {
  package enum Action: String, Sendable { case fix, replay, discard }
  package var action: Action
  package var by: String
  package var at: Instant
  package var reason: String
  /// New values by column, in the order they were given.
  package var changes: [(column: String, value: String)]

  package init(
    action: Action, by: String, at: Instant, reason: String = "",
    changes: [(column: String, value: String)] = []
  ) {
    self.action = action
    self.by = by
    self.at = at
    self.reason = reason
    self.changes = changes
  }
}

/// A row that was set aside, with its document and its history.
package struct QuarantineItem: Sendable {
  package var row: QuarantinedRow
  package var document: LedgerDocument
  package var state: QuarantineState
  /// Oldest first.
  package var events: [QuarantineEvent] = []

  /// The values that the fixes so far put in place of the row's own, each column's last.
  package var changes: [(column: String, value: String)] {
    var result: [(column: String, value: String)] = []
    for change in events.flatMap(\.changes) {
      result.removeAll { $0.column.lowercased() == change.column.lowercased() }
      result.append(change)
    }
    return result
  }
}

extension LedgerTransaction {
  /// Every row that was ever set aside and whose document was not taken back, by file and line.
  package func quarantineItems() throws -> [QuarantineItem] {
    try items(where: "1", [])
  }

  /// The row of an id; `nil` when there is none.
  package func quarantineItem(_ id: String) throws -> QuarantineItem? {
    try items(where: "q.id = ?", [id]).first
  }

  /// The rows of a document.
  package func quarantineItems(ofDocument id: Int64) throws -> [QuarantineItem] {
    try items(where: "q.document = ?", [id])
  }

  private func items(
    where condition: String, _ arguments: StatementArguments
  ) throws -> [QuarantineItem] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT q.* FROM quarantined_row q JOIN document d ON d.id = q.document
        WHERE d.outcome <> 'rolled_back' AND \(condition)
        ORDER BY d.name, q.line, q.byte_offset, q.row_number, q.id
        """, arguments: arguments)
    var documents: [Int64: LedgerDocument] = [:]
    return try rows.compactMap { row in
      let id: Int64 = row["document"]
      guard let document = try documents[id] ?? self.document(id: id) else { return nil }
      documents[id] = document
      var item = QuarantineItem(
        row: QuarantinedRow(row, document: -1), document: document,
        state: QuarantineState(rawValue: row["state"]) ?? .open)
      item.events = try events(item.row.id, document: id)
      return item
    }
  }

  private func events(_ id: String, document: Int64) throws -> [QuarantineEvent] {
    try Row.fetchAll(
      database,
      sql: "SELECT * FROM quarantine_event WHERE quarantine_id = ? AND document = ? ORDER BY id",
      arguments: [id, document]
    ).map { row in
      let changes = try Row.fetchAll(
        database, sql: "SELECT * FROM quarantine_change WHERE event = ? ORDER BY rowid",
        arguments: [row["id"] as Int64])
      return QuarantineEvent(
        action: QuarantineEvent.Action(rawValue: row["action"]) ?? .fix, by: row["made_by"],
        at: Instant(seconds: row["made_at"]), reason: row["reason"],
        changes: changes.map { (column: $0["column"], value: $0["value"]) })
    }
  }

  /// Records what was done about a row, and where it stands now.
  package func record(
    _ event: QuarantineEvent, of item: QuarantineItem, state: QuarantineState
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO quarantine_event (quarantine_id, document, action, made_by, made_at, reason)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        item.row.id, item.document.id, event.action.rawValue, event.by, event.at.seconds,
        event.reason,
      ])
    let number = database.lastInsertedRowID
    for change in event.changes {
      try database.execute(
        sql: "INSERT INTO quarantine_change (event, \"column\", value) VALUES (?, ?, ?)",
        arguments: [number, change.column, change.value])
    }
    try setState(state, of: item.row.id)
  }

  package func setState(_ state: QuarantineState, of id: String) throws {
    try database.execute(
      sql: "UPDATE quarantined_row SET state = ? WHERE id = ?", arguments: [state.rawValue, id])
  }

  /// Keeps a row that was set aside; one that was replayed and is back waits again.
  package func recordQuarantine(_ row: QuarantinedRow, document: Int64) throws {
    try database.execute(
      sql: """
        INSERT INTO quarantined_row (id, document, line, byte_offset, code, reason, "column", value,
          raw, settlement_id, currency, amount, row_number)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET code = excluded.code, reason = excluded.reason,
          "column" = excluded."column", value = excluded.value,
          settlement_id = excluded.settlement_id, currency = excluded.currency,
          amount = excluded.amount,
          state = CASE state WHEN 'replayed' THEN 'open' ELSE state END
        """,
      arguments: [
        row.id, document, row.provenance.line, row.byteOffset, row.code.rawValue, row.reason,
        row.column, row.value, row.raw, row.settlementId, row.currency?.code ?? "", row.amount,
        row.rowNumber,
      ])
  }

  /// Sets aside a row that was accepted before, of a document that is already recorded.
  package func withdraw(_ row: QuarantinedRow, document: Int64) throws {
    try recordQuarantine(row, document: document)
    try database.execute(
      sql: """
        UPDATE document SET accepted = accepted - 1, quarantined = quarantined + 1 WHERE id = ?
        """, arguments: [document])
  }

  /// Removes what a document brought, so that it can be read again; what people decided stays.
  package func clearForReading(document id: Int64) throws {
    try removeRecords(ofDocument: id, keepsDecisions: true)
  }

  /// The settlements of a document that are held for a second version.
  package func restatedSettlements(ofDocument id: Int64) throws -> [String] {
    try String.fetchAll(
      database,
      sql: "SELECT settlement_id FROM settlement WHERE document = ? AND is_restated = 1",
      arguments: [id])
  }

  /// Says which of a document's settlements are held for a second version.
  package func setRestated(_ settlements: [String], ofDocument id: Int64) throws {
    try database.execute(
      sql: "UPDATE settlement SET is_restated = 0 WHERE document = ?", arguments: [id])
    for settlement in settlements {
      try database.execute(
        sql: "UPDATE settlement SET is_restated = 1 WHERE document = ? AND settlement_id = ?",
        arguments: [id, settlement])
    }
  }

  /// What was replayed and discarded, as words that are the same for the same decisions.
  package func quarantineDecisions() throws -> [String] {
    try items(where: "q.state IN ('replayed', 'discarded')", []).map { item in
      ([item.row.id, item.state.rawValue] + item.changes.flatMap { [$0.column, $0.value] })
        .joined(separator: " ")
    }.sorted()
  }
}

extension QuarantinedRow {
  /// `document`: its position in the snapshot, or -1.
  init(_ row: Row, document: Int32) {
    self.init(
      id: row["id"], provenance: Provenance(document: document, line: row["line"]),
      byteOffset: row["byte_offset"], code: DiscrepancyCode(rawValue: row["code"]) ?? .dc01,
      reason: row["reason"], column: row["column"], value: row["value"], raw: row["raw"],
      settlementId: row["settlement_id"], currency: Currency(code: row["currency"] as String),
      amount: row["amount"])
    rowNumber = row["row_number"]
  }
}
