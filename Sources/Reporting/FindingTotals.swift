import Accounting

/// How many exceptions, and how much money in the functional currency.
struct FindingSum {
  var open = 0
  var closed = 0
  var overdue = 0
  /// Open ones, by severity from S1 to S4.
  var openBySeverity = SIMD4(0, 0, 0, 0)
  /// Cash impact of the open ones, losses and gains set off.
  var cashNet: Int64 = 0
  /// The same without setting off.
  var cashGross: Int64 = 0
  var nextDue: CalendarDate?

  var count: Int { open + closed }

  mutating func add(_ facts: ExceptionFacts, _ scope: ReportScope) throws {
    guard facts.isOpen else {
      closed += 1
      return
    }
    open += 1
    openBySeverity[Int(facts.severity.rawValue) - 1] += 1
    if facts.isOverdue(on: scope.asOf) { overdue += 1 }
    try cashNet.add(facts.cashImpact)
    try cashGross.add(Int64(clamping: facts.cashImpact.magnitude))
    if let due = facts.due, nextDue.map({ due < $0 }) ?? true { nextDue = due }
  }

  /// More of the worst severity, then of the next.
  fileprivate func isWorse(than other: FindingSum) -> Bool {
    for severity in 0..<4 where openBySeverity[severity] != other.openBySeverity[severity] {
      return openBySeverity[severity] > other.openBySeverity[severity]
    }
    return false
  }
}

/// A period's exceptions, counted by code, by severity and by owner.
struct FindingTotals {
  private(set) var byCode: [(code: DiscrepancyCode, sum: FindingSum)] = []
  private(set) var bySeverity: [(severity: Severity, sum: FindingSum)] = []
  /// Whoever has something to do, most pressing first; S4 is information, not work.
  private(set) var byOwner: [(owner: String, sum: FindingSum)] = []
  private(set) var work = FindingSum()

  init(_ exceptions: PeriodExceptions, _ index: ExceptionIndex, _ scope: ReportScope) throws {
    var codes = [FindingSum](repeating: FindingSum(), count: ExceptionIndex.codes.count)
    var severities = [FindingSum](repeating: FindingSum(), count: Severity.allCases.count)
    var owners = [FindingSum](repeating: FindingSum(), count: index.owners.count)
    for facts in exceptions.listed {
      try codes[Int(facts.code)].add(facts, scope)
      try severities[Int(facts.severity.rawValue) - 1].add(facts, scope)
      guard facts.isOpen, facts.severity != .s4 else { continue }
      try work.add(facts, scope)
      try owners[Int(facts.owner)].add(facts, scope)
    }
    byCode = zip(ExceptionIndex.codes, codes).filter { $0.1.count > 0 }.map { ($0.0, $0.1) }
    bySeverity = zip(Severity.allCases, severities).filter { $0.1.count > 0 }
      .map { ($0.0, $0.1) }
    byOwner = zip(index.owners, owners).filter { $0.1.count > 0 }.sorted { lhs, rhs in
      let (left, right) = (lhs.1, rhs.1)
      if left.openBySeverity != right.openBySeverity { return left.isWorse(than: right) }
      return (right.cashGross, lhs.0) < (left.cashGross, rhs.0)
    }.map { ($0.0, $0.1) }
  }
}

extension ExceptionRecord {
  func isOverdue(on day: CalendarDate) -> Bool { isOpen && (due.map { $0 < day } ?? false) }
}
