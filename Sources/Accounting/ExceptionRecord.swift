package enum ExceptionState: String, Sendable {
  case open, assigned
  case inReview = "in_review"
  case waitingExternal = "waiting_external"
  case resolved, closed, void

  package var isOpen: Bool { self != .closed && self != .void && self != .resolved }
}

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

  package init(
    id: String, discrepancy: Discrepancy, severity: Severity, state: ExceptionState,
    owner: String, due: CalendarDate?, firstSeen: CalendarDate, closedOn: CalendarDate?
  ) {
    self.id = id
    self.discrepancy = discrepancy
    self.severity = severity
    self.state = state
    self.owner = owner
    self.due = due
    self.firstSeen = firstSeen
    self.closedOn = closedOn
  }

  package var isOpen: Bool { state.isOpen }
  package var period: AccountingPeriod { discrepancy.eventDate.period }
}
