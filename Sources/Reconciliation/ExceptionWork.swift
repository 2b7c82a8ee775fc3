import Accounting
import LedgerStore

/// What somebody wants done about an exception.
package enum ExceptionChange: Sendable {
  case assign(to: String)
  case comment(String)
  case review
  case wait(until: CalendarDate)
  case resolve(reason: String)
  case writeOff(reason: String, approvedBy: String?)
  case reopen(cause: String)
  case close
}

extension CloseRun {
  /// Does one thing about some exceptions, all of them or none.
  ///
  /// - Returns: The exceptions as they are now, in the order named.
  /// - Throws: `BooksError` when one of them is not known or cannot be changed like this.
  package func work(
    _ change: ExceptionChange, on ids: [String], _ hand: Hand
  ) throws -> [ExceptionRecord] {
    try ledger.transaction { transaction in
      let desk = try desk(transaction, hand)
      let known = try transaction.exceptions()
      var changed: [ExceptionRecord] = []
      for id in Self.unique(ids) {
        guard let record = known.first(where: { $0.id == id }) else { throw Self.unknown(id) }
        let event = try desk.event(change, record, writtenOff: try transaction.standingWriteOffs())
        changed.append(try Self.apply(event, to: record, transaction))
      }
      try finish(changed, known, transaction, on: desk.asOf)
      return changed
    }
  }

  func desk(_ transaction: LedgerTransaction, _ hand: Hand) throws -> ExceptionDesk {
    guard let asOf = try transaction.lastAsOf() else {
      throw BooksError(.unusable, "there is no exception yet: nothing has been run")
    }
    return ExceptionDesk(settings: settings, asOf: asOf, hand: hand)
  }

  static func apply(
    _ event: ExceptionEvent, to record: ExceptionRecord, _ transaction: LedgerTransaction
  ) throws -> ExceptionRecord {
    try transaction.record(event)
    var record = record
    record.apply(event)
    return record
  }

  func finish(
    _ changed: [ExceptionRecord], _ known: [ExceptionRecord], _ transaction: LedgerTransaction,
    on day: CalendarDate
  ) throws {
    if changed.isEmpty { return }
    try transaction.save(changed.sorted { $0.id < $1.id }, known: known)
    try transaction.markReportsStale(from: day.period)
  }

  private static func unique(_ ids: [String]) -> [String] {
    var seen: Set<String> = []
    return ids.filter { seen.insert($0).inserted }
  }
}

/// Where a person's wish meets the rules: what may be done about an exception, and what it means.
struct ExceptionDesk {
  let settings: Settings
  /// The day the queue stands at; what happens today is dated like that in the books.
  let asOf: CalendarDate
  let hand: Hand

  /// What is to be kept of a change.
  ///
  /// `writtenOff`: everything written off so far, or taken back.
  /// - Throws: `BooksError` when the change is not allowed, naming the exception and the reason.
  func event(
    _ change: ExceptionChange, _ record: ExceptionRecord, writtenOff: [WriteOff]
  ) throws -> ExceptionEvent {
    switch change {
    case .assign(let owner): return try assignment(record, to: owner)
    case .comment(let text):
      if text.isBlank { throw refusal(record, "the comment is blank") }
      return event(.comment, record, record.state, text)
    case .review: return try event(.review, record, moving(record, to: .inReview))
    case .wait(let day):
      if day < asOf {
        throw refusal(record, "\(day) is over: the queue stands at \(asOf)")
      }
      var event = try event(.wait, record, moving(record, to: .waitingExternal))
      event.waitsUntil = day
      return event
    case .resolve(let text):
      let reason = try checked(text, of: record)
      var event = try event(.resolve, record, moving(record, to: .resolved), reason)
      if record.discrepancy.code == .po02 {
        event.writeOff = try settling(record, reason, writtenOff)
      }
      return event
    case .close: return try event(.close, record, moving(record, to: .closed))
    case .reopen(let cause): return try reopening(record, cause, writtenOff)
    case .writeOff(let reason, let approver):
      var event = try event(.writeOff, record, moving(record, to: .resolved), reason)
      event.writeOff = try writeOff(record, writtenOff, approvedBy: approver)
      if let approver { event.text += " (approved by \(approver))" }
      return event
    }
  }

  private func event(
    _ action: ExceptionEvent.Action, _ record: ExceptionRecord, _ state: ExceptionState,
    _ text: String = ""
  ) -> ExceptionEvent {
    ExceptionEvent(
      action, exceptionId: record.id, by: hand.by, at: hand.at, asOf: asOf, state: state,
      owner: record.owner, text: text)
  }

  private func moving(
    _ record: ExceptionRecord, to state: ExceptionState
  ) throws -> ExceptionState {
    guard record.state.canBecome(state) else {
      let advice =
        record.state == .void
        ? "what was void stays in the log" : record.isOpen ? "resolve it first" : "reopen it first"
      throw refusal(
        record, "is \(record.state.rawValue) and cannot become \(state.rawValue): \(advice)")
    }
    return state
  }

  /// Another owner waits for the same promise; its own owner takes it up again.
  private func assignment(_ record: ExceptionRecord, to owner: String) throws -> ExceptionEvent {
    if owner.isBlank { throw refusal(record, "the owner is blank") }
    let isHandedOver = record.state == .waitingExternal && owner != record.owner
    let state = isHandedOver ? record.state : try moving(record, to: .assigned)
    var event = event(.assign, record, state)
    event.owner = owner
    return event
  }

  /// The reason as it is kept: one of the taxonomy's, with what else was said.
  private func checked(_ text: String, of record: ExceptionRecord) throws -> String {
    if text.isBlank { throw refusal(record, "the reason is missing") }
    guard let (reason, note) = ResolutionReason.reading(text) else {
      throw refusal(record, ResolutionReason.advice(text))
    }
    if reason == .writtenOff {
      throw refusal(record, "use 'exceptions write-off', which keeps the limits and posts it")
    }
    return reason.with(note: note)
  }

  /// What the bank received more or less than was sent is booked when that is settled, within the
  /// limits; beyond them only an approver may, unless the rest is said to be still to come.
  private func settling(
    _ record: ExceptionRecord, _ reason: String, _ writtenOff: [WriteOff]
  ) throws -> WriteOff? {
    do {
      return try writeOff(record, writtenOff, approvedBy: nil)
    } catch {
      let kind = ResolutionReason.reading(reason)?.reason
      if kind == .acceptedTiming || kind == .correctedAtSource { return nil }
      throw error
    }
  }

  private func reopening(
    _ record: ExceptionRecord, _ cause: String, _ writtenOff: [WriteOff]
  ) throws -> ExceptionEvent {
    if cause.isBlank { throw refusal(record, "the cause is missing") }
    if record.discrepancy.isClosedAtOnce {
      throw refusal(record, "was closed by what raised it; there is nothing to do")
    }
    _ = try moving(record, to: .open)
    var event = event(.reopen, record, record.assignee.isEmpty ? .open : .assigned, cause)
    event.writeOff = takingBack(record, writtenOff)
    return event
  }

  func refusal(_ record: ExceptionRecord, _ reason: String) -> BooksError {
    BooksError(.unusable, "\(record.id): \(reason); nothing was changed")
  }
}

extension String {
  var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
