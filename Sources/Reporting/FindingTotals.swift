import Accounting

/// How many exceptions, and how much money in the functional currency.
struct FindingSum {
  var open = 0
  var closed = 0
  var overdue = 0
  /// Open ones, by severity from S1 to S4.
  var openBySeverity = [0, 0, 0, 0]
  /// Cash impact of the open ones, losses and gains set off.
  var cashNet: Int64 = 0
  /// The same without setting off.
  var cashGross: Int64 = 0
  var nextDue: CalendarDate?

  mutating func add(_ record: ExceptionRecord, _ scope: ReportScope) throws {
    guard record.isOpen else {
      closed += 1
      return
    }
    open += 1
    openBySeverity[Int(record.severity.rawValue) - 1] += 1
    if record.isOverdue(on: scope.asOf) { overdue += 1 }
    try cashNet.add(record.discrepancy.cashImpact)
    try cashGross.add(Int64(clamping: record.discrepancy.cashImpact.magnitude))
    if let due = record.due, nextDue.map({ due < $0 }) ?? true { nextDue = due }
  }
}

/// A period's exceptions, counted by code, by severity and by owner.
struct FindingTotals {
  private(set) var byCode: [(code: DiscrepancyCode, sum: FindingSum)] = []
  private(set) var bySeverity: [(severity: Severity, sum: FindingSum)] = []
  /// Whoever has something to do, most pressing first; S4 is information, not work.
  private(set) var byOwner: [(owner: String, sum: FindingSum)] = []
  private(set) var work = FindingSum()

  init(_ exceptions: [ExceptionRecord], _ scope: ReportScope) throws {
    var codes: [DiscrepancyCode: FindingSum] = [:]
    var severities: [Severity: FindingSum] = [:]
    var owners: [String: FindingSum] = [:]
    for record in exceptions {
      try codes[record.discrepancy.code, default: FindingSum()].add(record, scope)
      try severities[record.severity, default: FindingSum()].add(record, scope)
      guard record.isOpen, record.severity != .s4 else { continue }
      try work.add(record, scope)
      try owners[record.owner, default: FindingSum()].add(record, scope)
    }
    byCode = codes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    bySeverity = severities.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    byOwner = owners.sorted { lhs, rhs in
      let (left, right) = (lhs.value, rhs.value)
      if left.openBySeverity != right.openBySeverity {
        return right.openBySeverity.lexicographicallyPrecedes(left.openBySeverity)
      }
      return (right.cashGross, lhs.key) < (left.cashGross, rhs.key)
    }.map { ($0.key, $0.value) }
  }
}

extension ExceptionRecord {
  func isOverdue(on day: CalendarDate) -> Bool { isOpen && (due.map { $0 < day } ?? false) }
}
