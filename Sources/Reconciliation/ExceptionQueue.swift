import Accounting
import LedgerStore

extension CloseRun {
  /// Every exception, the most severe and then the largest first.
  package func exceptions() throws -> [ExceptionRecord] {
    try ledger.read { try $0.exceptions() }.sorted(by: Self.isMorePressing)
  }

  /// The exceptions that a filter lets through, the most severe and then the largest first.
  package func exceptions(_ filter: ExceptionFilter) throws -> [ExceptionRecord] {
    let today = try queueDay()
    return try exceptions().filter { filter.lets($0, on: today) }
  }

  /// One exception.
  ///
  /// - Throws: `BooksError` when there is none of that id.
  package func exception(_ id: String) throws -> ExceptionRecord {
    guard let record = try ledger.read({ try $0.exceptions() }).first(where: { $0.id == id })
    else { throw Self.unknown(id) }
    return record
  }

  /// What was done about one exception, oldest first.
  package func history(of id: String) throws -> [ExceptionEvent] {
    try ledger.read { try $0.exceptionEvents(of: id) }
  }

  /// The day that the queue stands at: the as-of date of the last run.
  package func queueDay() throws -> CalendarDate {
    try ledger.read { try $0.lastAsOf() } ?? CalendarDate(dayNumber: 0)
  }

  static func unknown(_ id: String) -> BooksError {
    BooksError(.unusable, "\(id): no such exception; see 'exceptions list --all'")
  }

  private static func isMorePressing(_ lhs: ExceptionRecord, _ rhs: ExceptionRecord) -> Bool {
    let (left, right) = (lhs.discrepancy, rhs.discrepancy)
    if lhs.severity != rhs.severity { return lhs.severity < rhs.severity }
    if left.cashImpact.magnitude != right.cashImpact.magnitude {
      return left.cashImpact.magnitude > right.cashImpact.magnitude
    }
    return lhs.id < rhs.id
  }
}

/// Which exceptions somebody wants to see; what is not named lets everything through.
package struct ExceptionFilter: Sendable {
  /// In lower case, as are channels.
  package var owners: Set<String> = []
  package var codes: Set<DiscrepancyCode> = []
  package var severities: Set<Severity> = []
  package var channels: Set<String> = []
  package var states: Set<ExceptionState> = []
  /// Minor units of the functional currency: the cash impact, signs aside, or else the difference.
  package var amount: ClosedRange<Int64>?
  /// Days since the event.
  package var age: ClosedRange<Int>?
  package var period: AccountingPeriod?
  package var cause: String?
  /// Those that are no longer open too.
  package var isForAll = false
  /// Only open ones whose due or promised day has passed.
  package var isForOverdue = false

  package init() {}

  func lets(_ record: ExceptionRecord, on day: CalendarDate) -> Bool {
    let finding = record.discrepancy
    let isWanted = states.isEmpty ? isForAll || record.isOpen : states.contains(record.state)
    guard isWanted, fits(record.owner.lowercased(), owners), fits(finding.code, codes),
      fits(record.severity, severities), fits(finding.channel.lowercased(), channels)
    else { return false }
    if let amount, !amount.contains(Self.money(finding)) { return false }
    if let age, !age.contains(max(0, day.days(since: finding.eventDate))) { return false }
    if let period, record.period != period { return false }
    if isForOverdue && !(record.isOpen && record.due.map { $0 < day } ?? false) { return false }
    return cause.map { $0 == finding.cause.id } ?? true
  }

  private func fits<Value: Hashable>(_ value: Value, _ wanted: Set<Value>) -> Bool {
    wanted.isEmpty || wanted.contains(value)
  }

  /// The money at stake in a finding, signs aside.
  static func money(_ finding: Discrepancy) -> Int64 {
    let amount = finding.cashImpact == 0 ? finding.difference ?? 0 : finding.cashImpact
    return Int64(clamping: amount.magnitude)
  }
}
