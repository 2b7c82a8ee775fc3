/// What somebody, or a run, did about an exception.
///
/// Never changed and never deleted.
package struct ExceptionEvent: Hashable, Sendable {
  package enum Action: String, Sendable {
    case assign, comment, review, wait, resolve, close, reopen, void
    case writeOff = "write_off"
  }

  /// Why a run opens again what was void: nobody's work was undone by that.
  package static let dataIsBack = "its data is back"

  /// Whom the log names for what a run did.
  package static let run = "crossfoot"

  package var exceptionId: String
  package var action: Action
  package var by: String
  /// By the clock of whoever did it; `nil` for a run, which has none.
  package var at: Instant?
  /// The day the queue stood at: the as-of date of the run before.
  package var asOf: CalendarDate
  /// State and owner afterwards.
  package var state: ExceptionState
  package var owner: String
  /// The reason, the cause or the comment.
  package var text: String
  package var waitsUntil: CalendarDate?
  package var writeOff: WriteOff?

  package init(
    _ action: Action, exceptionId: String, by: String, at: Instant?, asOf: CalendarDate,
    state: ExceptionState, owner: String, text: String = "", waitsUntil: CalendarDate? = nil,
    writeOff: WriteOff? = nil
  ) {
    self.action = action
    self.exceptionId = exceptionId
    self.by = by
    self.at = at
    self.asOf = asOf
    self.state = state
    self.owner = owner
    self.text = text
    self.waitsUntil = waitsUntil
    self.writeOff = writeOff
  }
}

extension ExceptionRecord {
  /// Does to the record what an event of a person says.
  package mutating func apply(_ event: ExceptionEvent) {
    state = event.state
    owner = event.owner
    switch event.action {
    case .assign: assignee = event.owner
    case .comment: comment = event.text
    case .wait:
      waitsUntil = event.waitsUntil
      if let day = event.waitsUntil { due = max(due ?? day, day) }
    case .resolve: resolve(event.text, on: event.asOf)
    case .writeOff: resolve("written off: \(event.text)", on: event.asOf)
    case .reopen: reopen(in: event.asOf.period)
    case .review, .close, .void: break
    }
    if state != .waitingExternal && event.action != .comment { waitsUntil = nil }
  }

  private mutating func resolve(_ why: String, on day: CalendarDate) {
    reason = why
    closedOn = day
  }

  /// Forgets its end; one that ended in an earlier period enters the queue anew.
  package mutating func reopen(in period: AccountingPeriod) {
    if let closedOn, closedOn.period < period {
      entered = max(period, self.period)
      stood = []
    }
    state = assignee.isEmpty ? .open : .assigned
    closedOn = nil
    reason = ""
  }
}
