import Accounting
import Hashing

/// The exception queue after a run: what was known, what was found, and what closed itself.
struct ExceptionLife {
  let settings: Settings
  let asOf: CalendarDate

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
      range.map { stableId("EX", Self.identity(found[$0])) }
    }.flatMap(\.self)
    var seen = Set<String>(minimumCapacity: ids.count)
    for position in ids.indices {
      var number = 2
      while !seen.insert(ids[position]).inserted {
        ids[position] = stableId("EX", Self.identity(found[position]) + ["\(number)"])
        number += 1
      }
    }
    return ids
  }

  private static func identity(_ discrepancy: Discrepancy) -> [String] {
    [discrepancy.code.family, discrepancy.source, discrepancy.key]
  }

  /// What becomes of an exception that the run did not find.
  private func unseen(_ record: ExceptionRecord, isWithdrawal: Bool) -> ExceptionRecord {
    record.isOpen ? fade(record, isWithdrawal: isWithdrawal) : record
  }

  private func update(
    _ known: ExceptionRecord?, id: String, with discrepancy: Discrepancy
  ) -> ExceptionRecord {
    let base = discrepancy.severity ?? discrepancy.code.severity
    let firstSeen = known?.firstSeen ?? asOf
    let due = discrepancy.due ?? base.dueDays.map { firstSeen.adding(days: $0) }
    let owner = owner(known, discrepancy.code)
    var record = ExceptionRecord(
      id: id, discrepancy: discrepancy, severity: base, state: known?.state ?? .open,
      owner: owner, due: due, firstSeen: firstSeen, closedOn: known?.closedOn)
    record.severity = raise(base, discrepancy, owner: owner, due: due)
    if discrepancy.isClosedAtOnce {
      record.state = .closed
      record.closedOn = known?.closedOn ?? asOf
    } else if let known, !known.isOpen, known.state != .resolved {
      record.state = .open
      record.closedOn = nil
    }
    return record
  }

  /// Whoever a person put in charge, else the code's owner, which changes with the code.
  private func owner(_ known: ExceptionRecord?, _ code: DiscrepancyCode) -> String {
    if let known, known.isOpen, known.state != .open { return known.owner }
    return settings.owners[code] ?? code.owner
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
    if isWithdrawal {
      record.state = .void
      record.closedOn = asOf
    } else if record.discrepancy.code.closesItself || record.discrepancy.code == .du05 {
      // An ambiguity is gone because someone chose, or because a key came that tells records apart.
      record.state = .closed
      record.closedOn = asOf
    } else if !record.discrepancy.note.contains(Self.fadedNote) {
      record.discrepancy.note += (record.discrepancy.note.isEmpty ? "" : "; ") + Self.fadedNote
    }
    return record
  }

  private static let fadedNote = "no longer found: confirm and resolve"
}
