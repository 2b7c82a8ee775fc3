import Accounting
import Hashing

/// The exception queue after a run: what was known, what was found, and what closed itself.
struct ExceptionLife {
  let settings: Settings
  let asOf: CalendarDate
  /// The first period that this run reports; by default that of the as-of date.
  var firstPeriod: AccountingPeriod?

  /// Every exception, known or new, sorted by id.
  ///
  /// `known`: sorted by id. `isWithdrawal`: the run took records back, so that what is no longer
  ///   found was never true, rather than put right.
  func merge(
    _ known: [ExceptionRecord], with found: [Discrepancy], isWithdrawal: Bool = false
  ) -> [ExceptionRecord] {
    let ids = identify(found)
    let order = ids.indices.sorted { ids[$0] < ids[$1] }
    var records: [ExceptionRecord] = []
    records.reserveCapacity(max(known.count, found.count))
    var position = 0
    for place in order {
      while position < known.count && known[position].id < ids[place] {
        records.append(unseen(known[position], isWithdrawal: isWithdrawal))
        position += 1
      }
      let isKnown = position < known.count && known[position].id == ids[place]
      records.append(
        update(isKnown ? known[position] : nil, id: ids[place], with: found[place]))
      if isKnown { position += 1 }
    }
    for record in known[position...] {
      records.append(unseen(record, isWithdrawal: isWithdrawal))
    }
    return records
  }

  /// The ids of findings; of several about the same, the second has another than the first.
  private func identify(_ found: [Discrepancy]) -> [String] {
    var ids = inParallel(found.count, smallest: 512) { range in
      range.map { stableId("EX", found[$0].identity) }
    }.flatMap(\.self)
    var seen = Set<String>(minimumCapacity: ids.count)
    for position in ids.indices {
      var number = 2
      while !seen.insert(ids[position]).inserted {
        ids[position] = stableId("EX", found[position].identity + ["\(number)"])
        number += 1
      }
    }
    return ids
  }

  /// What becomes of an exception that the run did not find.
  private func unseen(_ record: ExceptionRecord, isWithdrawal: Bool) -> ExceptionRecord {
    if record.isOpen { return fade(record, isWithdrawal: isWithdrawal) }
    guard record.state == .resolved else { return record }
    var record = record
    record.state = isWithdrawal ? .void : .closed
    return record
  }

  private func update(
    _ known: ExceptionRecord?, id: String, with discrepancy: Discrepancy
  ) -> ExceptionRecord {
    let base = discrepancy.severity ?? discrepancy.code.severity
    let firstSeen = known?.firstSeen ?? asOf
    let first = firstPeriod ?? asOf.period
    var record =
      known
      ?? ExceptionRecord(
        id: id, discrepancy: discrepancy, severity: base, state: .open, owner: "", due: nil,
        firstSeen: firstSeen, closedOn: nil)
    record.discrepancy = discrepancy
    let owedFrom = max(firstSeen, discrepancy.owedFrom ?? firstSeen)
    record.due = discrepancy.due ?? settings.dueDays[base].map { owedFrom.adding(days: $0) }
    record.entered = max(record.period, min(known?.entered ?? first, first))
    if discrepancy.isClosedAtOnce {
      record.state = .closed
      record.closedOn = known?.closedOn ?? asOf
    } else if let known, known.isWrittenOff, !differs(known, discrepancy) {
      // The same figures again: what was given up stands.
      record.state = .resolved
    } else if let known, !known.isOpen, known.state != .resolved || differs(known, discrepancy) {
      record.reopen(in: first)
    }
    if let known { record.keepStanding(of: known, before: first) }
    hold(&record)
    record.owner = owner(record, discrepancy.code)
    record.severity = raise(base, discrepancy, owner: record.owner, due: record.due)
    return record
  }

  /// Holds an exception to the day that was promised: nothing is past due before it, and after it
  /// the exception is ours again.
  private func hold(_ record: inout ExceptionRecord) {
    guard record.isOpen, let day = record.waitsUntil else { return }
    if record.state == .waitingExternal && asOf <= day {
      record.due = max(record.due ?? day, day)
      return
    }
    if record.state == .waitingExternal {
      record.state = record.assignee.isEmpty ? .open : .assigned
    }
    record.due = day
    let note = "promised for \(day), which has passed"
    if !record.discrepancy.note.contains(note) {
      record.discrepancy.note += (record.discrepancy.note.isEmpty ? "" : "; ") + note
    }
  }

  /// Whether what was resolved is not what is found now.
  private func differs(_ resolved: ExceptionRecord, _ found: Discrepancy) -> Bool {
    let before = resolved.discrepancy
    return before.code != found.code || before.currency != found.currency
      || before.difference != found.difference
  }

  /// Whoever a person put in charge, else the code's owner, which changes with the code.
  private func owner(_ record: ExceptionRecord, _ code: DiscrepancyCode) -> String {
    record.assignee.isEmpty ? settings.owners[code] ?? code.owner : record.assignee
  }

  /// One step at most: for money above materiality, or for a date that has passed.
  private func raise(
    _ severity: Severity, _ discrepancy: Discrepancy, owner: String, due: CalendarDate?
  ) -> Severity {
    if severity == .s1 || (severity == .s4 && owner == "none") { return severity }
    let isMaterial = discrepancy.cashImpact.magnitude > settings.materiality.magnitude
    let isLate = due.map { asOf > $0 } ?? false
    guard isMaterial || isLate else { return severity }
    return Severity(rawValue: severity.rawValue - 1) ?? severity
  }

  private func fade(_ known: ExceptionRecord, isWithdrawal: Bool) -> ExceptionRecord {
    var record = known
    let finding = record.discrepancy
    if isWithdrawal {
      record.state = .void
      record.closedOn = asOf
    } else if finding.closesItself {
      record.state = .closed
      record.closedOn = asOf
    } else {
      record.entered = max(
        record.period, min(record.entered, firstPeriod ?? asOf.period))
      hold(&record)
      record.severity = raise(
        finding.severity ?? finding.code.severity, finding, owner: record.owner, due: record.due)
      if !finding.note.contains(Self.fadedNote) {
        record.discrepancy.note += (record.discrepancy.note.isEmpty ? "" : "; ") + Self.fadedNote
      }
    }
    if !record.isOpen { record.waitsUntil = nil }
    return record
  }

  /// Ends the note of an exception that stays open though nothing shows it any more.
  static let fadedNote = "no longer found: confirm and resolve"
}

extension ExceptionLife {
  /// What a run did to exceptions that people worked on, or that had come to an end.
  ///
  /// Both sorted by id.
  func events(from known: [ExceptionRecord], to merged: [ExceptionRecord]) -> [ExceptionEvent] {
    var events: [ExceptionEvent] = []
    var position = 0
    for index in known.indices where known[index].state != .open || known[index].isWorked {
      while position < merged.count && merged[position].id < known[index].id { position += 1 }
      guard position < merged.count, merged[position].id == known[index].id,
        merged[position].state != known[index].state
      else { continue }
      if let event = event(known[index], merged[position]) { events.append(event) }
    }
    return events
  }

  private func event(_ before: ExceptionRecord, _ after: ExceptionRecord) -> ExceptionEvent? {
    let isOverdue = before.state == .waitingExternal && after.state.isOpen
    let (action, text): (ExceptionEvent.Action, String) =
      switch after.state {
      case _ where isOverdue: (.wait, "the promised day has passed")
      case .closed: (.close, "no longer found")
      case .void: (.void, "the data it came from was taken back")
      case .resolved: (.resolve, "found again as it was written off")
      default: (.reopen, cause(before, after))
      }
    return ExceptionEvent(
      action, exceptionId: after.id, by: ExceptionEvent.run, at: nil, asOf: asOf,
      state: after.state, owner: after.owner, text: text)
  }

  private func cause(_ before: ExceptionRecord, _ after: ExceptionRecord) -> String {
    let (old, new) = (before.discrepancy, after.discrepancy)
    if before.state == .void { return ExceptionEvent.dataIsBack }
    if before.state != .resolved { return "found again" }
    if old.code != new.code { return "was \(old.code.rawValue), is \(new.code.rawValue)" }
    return "the difference was \(text(old)), is \(text(new))"
  }

  private func text(_ finding: Discrepancy) -> String {
    let currency = finding.currency ?? settings.functionalCurrency
    guard let difference = finding.difference else { return "not stated" }
    return "\(decimalText(difference, digits: currency.minorDigits)) \(currency.code)"
  }
}
