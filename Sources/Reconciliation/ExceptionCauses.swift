import Accounting
import Hashing

/// Exceptions of one cause: one line that opens into many.
package struct CauseGroup: Sendable {
  package let cause: ExceptionCause
  /// In the order they were given.
  package var records: [ExceptionRecord]

  package var id: String { cause.id }
  /// The worst of them.
  package var severity: Severity { records.map(\.severity).min() ?? .s4 }
  /// Minor units of the functional currency, gains and losses set off.
  package var cashNet: Int64 {
    records.reduce(0) { $0.addingClamped($1.discrepancy.cashImpact) }
  }
  /// Minor units of the cause's own currency.
  package var difference: Int64 {
    records.reduce(0) { $0.addingClamped($1.discrepancy.difference ?? 0) }
  }
  package var nextDue: CalendarDate? { records.compactMap(\.due).min() }
  package var owners: [String] { Set(records.map(\.owner)).sorted() }
}

extension ExceptionCause {
  /// A name to ask for its exceptions by, the same from run to run.
  package var id: String {
    stableId("CA", [code.rawValue, channel, rule, kind, currency, direction])
  }
}

/// Exceptions by cause: the worst first, then the most money, then by cause.
package func grouped(byCause records: [ExceptionRecord]) -> [CauseGroup] {
  var places: [ExceptionCause: Int] = [:]
  var groups: [CauseGroup] = []
  for record in records {
    let cause = record.discrepancy.cause
    if let place = places[cause] {
      groups[place].records.append(record)
    } else {
      places[cause] = groups.count
      groups.append(CauseGroup(cause: cause, records: [record]))
    }
  }
  let ranks = groups.map { ($0.severity, $0.cashNet.magnitude) }
  return groups.indices.sorted { left, right in
    if ranks[left].0 != ranks[right].0 { return ranks[left].0 < ranks[right].0 }
    if ranks[left].1 != ranks[right].1 { return ranks[left].1 > ranks[right].1 }
    return groups[left].cause < groups[right].cause
  }.map { groups[$0] }
}

extension Int64 {
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(other)
    return isOver ? (self < 0 ? .min : .max) : sum
  }
}
