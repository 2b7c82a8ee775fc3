/// A discrepancy with its life: the same id from the night it is first seen until it is closed.
package struct ExceptionRecord: Hashable, Sendable {
  /// A hash of family, source and key.
  package var id: String
  package var discrepancy: Discrepancy
  package var severity: Severity
  package var state: ExceptionState
  package var owner: String
  package var due: CalendarDate?
  package var firstSeen: CalendarDate
  package var closedOn: CalendarDate?
  /// The first period that lists it; of one that is back after its end, the one it came back in.
  package var entered: AccountingPeriod
  /// Whom a person put in charge; empty while it belongs to the desk of its code.
  package var assignee = ""
  /// The day that somebody outside promised; kept when it has passed, until somebody acts.
  package var waitsUntil: CalendarDate?
  /// Why it was resolved.
  package var reason = ""
  /// What a person said about it last.
  package var comment = ""
  /// What it was in earlier periods, the oldest first; empty where it was always what it is.
  package var stood: [ExceptionStanding] = []

  package init(
    id: String, discrepancy: Discrepancy, severity: Severity, state: ExceptionState,
    owner: String, due: CalendarDate?, firstSeen: CalendarDate, closedOn: CalendarDate?,
    entered: AccountingPeriod? = nil
  ) {
    self.id = id
    self.discrepancy = discrepancy
    self.severity = severity
    self.state = state
    self.owner = owner
    self.due = due
    self.firstSeen = firstSeen
    self.closedOn = closedOn
    self.entered = entered ?? discrepancy.eventDate.period
  }

  package var isOpen: Bool { state.isOpen }
  package var period: AccountingPeriod { discrepancy.eventDate.period }

  /// Whether it ended with its difference given up.
  package var isWrittenOff: Bool {
    (state == .closed || state == .void)
      && ResolutionReason.reading(reason)?.reason == .writtenOff
  }

  /// Whether a person did anything about it.
  package var isWorked: Bool {
    !assignee.isEmpty || !comment.isEmpty || !reason.isEmpty
      || ![.open, .closed, .void].contains(state)
  }

  /// What it was at the end of a period that listed it.
  package func standing(atEndOf period: AccountingPeriod) -> ExceptionStanding {
    stood.first { $0.before > period }
      ?? ExceptionStanding(
        before: period.next, code: discrepancy.code, cash: discrepancy.cashImpact)
  }

  /// Remembers what it was at the end of earlier periods, where that is not what it is now.
  ///
  /// `period`: the first that reports it as it is now.
  package mutating func keepStanding(of former: ExceptionRecord, before period: AccountingPeriod) {
    let last = former.standing(atEndOf: period.previous)
    stood.removeAll { $0.before >= period }
    let isSame = last.code == discrepancy.code && last.cash == discrepancy.cashImpact
    guard entered < period, !isSame else { return }
    stood.append(ExceptionStanding(before: period, code: last.code, cash: last.cash))
  }

  /// The period it is carried forward from, in the eyes of a later one; `nil` where it is new.
  package func carriedForward(into period: AccountingPeriod) -> AccountingPeriod? {
    isOpen && entered < period ? entered : nil
  }
}

/// What an exception was, and what it came to, in the periods before one.
package struct ExceptionStanding: Hashable, Sendable {
  package var before: AccountingPeriod
  package var code: DiscrepancyCode
  /// Minor units of the functional currency.
  package var cash: Int64

  package init(before: AccountingPeriod, code: DiscrepancyCode, cash: Int64) {
    self.before = before
    self.code = code
    self.cash = cash
  }
}
