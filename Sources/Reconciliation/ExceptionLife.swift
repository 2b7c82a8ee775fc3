import Accounting
import Hashing

/// The exception queue after a run: what was known, what was found, and what closed itself.
struct ExceptionLife {
  let settings: Settings
  let asOf: CalendarDate

  /// Every exception, known or new, sorted by id.
  ///
  /// `isWithdrawal`: the run took records back, so that what is no longer found was
  ///   never true, rather than put right.
  func merge(
    _ known: [String: ExceptionRecord], with found: [Discrepancy], isWithdrawal: Bool = false
  ) -> [ExceptionRecord] {
    var records = known
    var seen: Set<String> = []
    for discrepancy in found {
      let id = identify(discrepancy, avoiding: seen)
      seen.insert(id)
      records[id] = update(known[id], id: id, with: discrepancy)
    }
    for (id, record) in known where record.isOpen && !seen.contains(id) {
      records[id] = fade(record, isWithdrawal: isWithdrawal)
    }
    return records.values.sorted { $0.id < $1.id }
  }

  private func identify(_ discrepancy: Discrepancy, avoiding seen: Set<String>) -> String {
    let parts = [discrepancy.code.family, discrepancy.source, discrepancy.key]
    let id = stableId("EX", parts)
    guard seen.contains(id) else { return id }
    var number = 2
    while seen.contains(stableId("EX", parts + ["\(number)"])) { number += 1 }
    return stableId("EX", parts + ["\(number)"])
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
    } else if record.discrepancy.code.closesItself {
      record.state = .closed
      record.closedOn = asOf
    } else if !record.discrepancy.note.contains(Self.fadedNote) {
      record.discrepancy.note += (record.discrepancy.note.isEmpty ? "" : "; ") + Self.fadedNote
    }
    return record
  }

  private static let fadedNote = "no longer found: confirm and resolve"
}
