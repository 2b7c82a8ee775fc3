import Accounting
import GRDB

extension LedgerTransaction {
  /// Periods that have been reported, oldest first.
  package func reportedPeriods() throws -> [AccountingPeriod] {
    try String.fetchAll(database, sql: "SELECT period FROM reported_period ORDER BY period")
      .compactMap { AccountingPeriod($0) }
  }

  package func recordReport(_ period: AccountingPeriod, runId: String, asOf: CalendarDate) throws {
    try database.execute(
      sql: """
        INSERT INTO reported_period (period, run_id, as_of_on) VALUES (?, ?, ?)
        ON CONFLICT (period) DO UPDATE SET run_id = excluded.run_id, as_of_on = excluded.as_of_on
        """, arguments: [period.description, runId, asOf.dayNumber])
    try database.execute(
      sql: "DELETE FROM touched_period WHERE period = ?", arguments: [period.description])
  }

  /// Notes periods that the next run has to report.
  package func noteTouched(_ periods: some Sequence<AccountingPeriod>) throws {
    for period in periods {
      try database.execute(
        sql: "INSERT INTO touched_period (period) VALUES (?) ON CONFLICT DO NOTHING",
        arguments: [period.description])
    }
  }

  package func recordRun(
    _ runId: String, command: String, asOf: CalendarDate?, configuration hash: String,
    timings: String
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO run (run_id, command, as_of_on, configuration_hash, timings)
        VALUES (?, ?, ?, ?, ?)
        """, arguments: [runId, command, asOf?.dayNumber, hash, timings])
  }

  /// The configuration of the last run that reported; `nil` before the first.
  package func lastConfiguration() throws -> String? {
    try String.fetchOne(
      database,
      sql: """
        SELECT configuration_hash FROM run WHERE configuration_hash <> ''
        ORDER BY rowid DESC LIMIT 1
        """)
  }

  /// Marks reports from a period on, or all, as not true any more: the next run writes them anew.
  package func markReportsStale(from period: AccountingPeriod?) throws {
    let stale = try reportedPeriods().filter { reported in period.map { reported >= $0 } ?? true }
    for period in stale {
      try database.execute(
        sql: "UPDATE reported_period SET run_id = '' WHERE period = ?",
        arguments: [period.description])
    }
  }

  /// The periods that were marked or noted and no run has reported since.
  package func stalePeriods() throws -> [AccountingPeriod] {
    try String.fetchAll(
      database,
      sql: """
        SELECT period FROM reported_period WHERE run_id = '' UNION SELECT period FROM touched_period
        """
    ).compactMap { AccountingPeriod($0) }
  }

  /// Seconds of a quarter of an hour: no zone's day begins within one.
  static let quarterHour: Int64 = 900

  /// When orders were settled of which some documents say what was refunded, in quarters of hours.
  private func quartersSettled(
    ofOrdersRefundedBy first: Int64, through last: Int64
  ) throws -> [Int64] {
    let told = "SELECT order_id FROM refunded_total WHERE document BETWEEN ? AND ?"
    let isTold =
      try Bool.fetchOne(database, sql: "SELECT EXISTS (\(told))", arguments: [first, last])
    guard isTold ?? false else { return [] }
    return try Int64.fetchAll(
      database,
      sql: """
        SELECT DISTINCT posted_at / \(Self.quarterHour) FROM settlement_item
        WHERE order_id IN (\(told))
        """, arguments: [first, last])
  }

  /// The periods that records of some documents touch, by default of all from the first on; rates
  /// touch none.
  ///
  /// `zone`: decides on which day an instant falls.
  package func periodsTouched(
    byDocumentsFrom first: Int64, through last: Int64 = .max, zone: BusinessZone
  ) throws -> Set<AccountingPeriod> {
    let instants = [
      ("order_line", "ordered_at"), ("order_line", "shipped_at"),
      ("order_line_version", "ordered_at"), ("order_line_version", "shipped_at"),
      ("refund", "refunded_at"),
      ("receipt", "received_at"), ("landed_cost_charge", "incurred_at"),
      ("settlement_item", "posted_at"), ("settlement", "deposit_at"),
      ("dispute", "opened_at"), ("dispute", "decided_at"), ("deferral", "earned_at"),
    ]
    // What came in this run is of its last documents, which are asked for unless others are.
    var (quarters, firstRows): (Set<Int64>, [String: Int64]) = ([], [:])
    if last == .max, let arrivals { (quarters, firstRows) = try arrivals.moments(database) }
    for (table, column) in instants {
      quarters.formUnion(
        try Int64.fetchAll(
          database,
          sql: """
            SELECT DISTINCT \(column) / \(Self.quarterHour) FROM \(table)
            WHERE document BETWEEN ? AND ? AND \(column) IS NOT NULL AND rowid < ?
            """, arguments: [first, last, firstRows[table] ?? .max]))
    }
    quarters.formUnion(try quartersSettled(ofOrdersRefundedBy: first, through: last))
    var days = Set(
      quarters.map {
        Int64(zone.date(of: Instant(seconds: $0 * Self.quarterHour)).dayNumber)
      })
    days.formUnion(
      try Int64.fetchAll(
        database,
        sql: "SELECT DISTINCT booked_on FROM bank_statement_line WHERE document BETWEEN ? AND ?",
        arguments: [first, last]))
    return Set(days.map { CalendarDate(dayNumber: Int32(clamping: $0)).period })
  }

  /// Periods reported before in which a payout lies that bank lines of some documents may pay, or
  /// in which one of their settlements begins or ends.
  ///
  /// `days`: how long a payout may be under way.
  package func reportedPeriodsLookedBackTo(
    byDocumentsFrom first: Int64, days: Int, zone: BusinessZone
  ) throws -> Set<AccountingPeriod> {
    let booked = try Int32.fetchAll(
      database, sql: "SELECT DISTINCT booked_on FROM bank_statement_line WHERE document >= ?",
      arguments: [first])
    let ends = try Int64.fetchAll(
      database,
      sql: """
        SELECT starts_at FROM settlement WHERE document >= ?1 AND starts_at IS NOT NULL
        UNION SELECT ends_at FROM settlement WHERE document >= ?1 AND ends_at IS NOT NULL
        """, arguments: [first])
    let periods =
      booked.map { CalendarDate(dayNumber: $0).adding(days: -days).period }
      + ends.map { zone.date(of: Instant(seconds: $0)).period }
    return Set(try reportedPeriods()).intersection(periods)
  }

  /// The first day that exchange or fee rates of documents from this number on speak of.
  package func firstRateDay(
    ofDocumentsFrom first: Int64, through last: Int64 = .max
  ) throws -> CalendarDate? {
    try Int32.fetchOne(
      database,
      sql: """
        SELECT min(day) FROM (
          SELECT date_on AS day FROM exchange_rate WHERE document BETWEEN ? AND ?
          UNION ALL SELECT valid_from_on FROM fee_rate WHERE document BETWEEN ? AND ?)
        """, arguments: [first, last, first, last]
    ).map { CalendarDate(dayNumber: $0) }
  }

  /// The first document that no finished run has looked at; `nil` when there is none.
  package func firstUnreportedDocument() throws -> Int64? {
    try Int64.fetchOne(
      database,
      sql: "SELECT min(id) FROM document WHERE imported_on IS NULL AND outcome <> 'rolled_back'")
  }

  /// The highest document id given so far.
  package func lastDocumentId() throws -> Int64 {
    try Int64.fetchOne(database, sql: "SELECT coalesce(max(id), 0) FROM document") ?? 0
  }
}

extension LedgerTransaction {
  /// The as-of date of the latest run that reported; `nil` before the first.
  package func lastAsOf() throws -> CalendarDate? {
    try Int32.fetchOne(database, sql: "SELECT max(as_of_on) FROM reported_period")
      .map { CalendarDate(dayNumber: $0) }
  }

  /// Lets settlements stand again that were held only against a document now taken back.
  ///
  /// - Returns: the documents of which no settlement is restated any more.
  package func releaseRestated(by document: Int64) throws -> [Int64] {
    let restated = "SELECT DISTINCT document FROM settlement WHERE is_restated = 1"
    let before = try Int64.fetchSet(database, sql: restated)
    try database.execute(
      sql: """
        UPDATE settlement SET is_restated = 0
        WHERE is_restated = 1 AND NOT EXISTS (
          SELECT 1 FROM settlement other JOIN document d ON d.id = other.document
          WHERE other.source = settlement.source
            AND other.settlement_id = settlement.settlement_id
            AND other.document <> settlement.document AND d.outcome <> 'rolled_back')
        """)
    return before.subtracting(try Int64.fetchSet(database, sql: restated)).sorted()
  }

  /// Takes a held document as accepted.
  package func accept(document: Int64) throws {
    try database.execute(
      sql: "UPDATE document SET outcome = 'accepted', reason = '' WHERE id = ?",
      arguments: [document])
  }
}
