import Accounting

/// What the reports ask of an exception in every period: all but its texts.
struct ExceptionFacts {
  /// Its place in order of severity, code and id.
  fileprivate(set) var position: Int32 = 0
  /// Its place in `ExceptionIndex.records`.
  let record: Int32
  /// Its code's place in `ExceptionIndex.codes`.
  let code: Int32
  /// Its owner's place in `ExceptionIndex.owners`.
  let owner: Int32
  let severity: Severity
  let isOpen: Bool
  /// Its code is of severity S4: not yet due, forgiven or merely logged.
  let isInformation: Bool
  let eventDate: CalendarDate
  let due: CalendarDate?
  let closedOn: CalendarDate?
  /// The first period that lists it.
  let entered: AccountingPeriod
  /// Its cause's place in `ExceptionIndex.causes`; -1 for what is only information.
  let cause: Int32
  /// In minor units of the functional currency.
  let cashImpact: Int64
  let difference: Int64?
  let currency: Currency
  /// It was of another code or of other money in an earlier period.
  let hasStoodOtherwise: Bool

  func isOverdue(on day: CalendarDate) -> Bool { isOpen && (due.map { $0 < day } ?? false) }

  fileprivate func belongs(to days: ClosedRange<CalendarDate>) -> Bool {
    eventDate <= days.upperBound && (isOpen || (closedOn.map(days.contains) ?? false))
  }
}

/// The exceptions of a period, without copies of their texts.
struct PeriodExceptions {
  /// In order of severity, code and id.
  let listed: [ExceptionFacts]
  /// The same, most pressing first.
  let pressing: [ExceptionFacts]
}

/// Every exception, put in order and written out once for all periods.
struct ExceptionIndex: Sendable {
  /// Every code, in order.
  static let codes = DiscrepancyCode.allCases.sorted()

  let records: [ExceptionRecord]
  /// Who exceptions belong to, each once.
  let owners: [String]
  /// What exceptions come from, each once.
  let causes: [ExceptionCause]
  let rows: ExceptionRows
  /// In order of severity, code and id.
  private let listed: [ExceptionFacts]
  /// The same, most pressing first; an order that no period changes.
  private let pressing: [ExceptionFacts]

  init(_ records: [ExceptionRecord], functional: Currency) {
    self.records = records
    var owners = TextNumbers()
    let ranks = Self.idRanks(records)
    var causes = Causes()
    var facts = Self.facts(records, functional: functional, owners: &owners, causes: &causes)
    self.causes = causes.all
    facts.sort {
      ($0.severity.rawValue, $0.code, ranks[Int($0.record)])
        < ($1.severity.rawValue, $1.code, ranks[Int($1.record)])
    }
    for position in facts.indices { facts[position].position = Int32(position) }
    listed = facts
    pressing = facts.sorted(by: Self.isMorePressing)
    self.owners = owners.texts
    rows = ExceptionRows(records, order: facts.map(\.record), functional: functional)
  }

  /// What is open and happened by the period's end, or was closed within the period.
  subscript(period: AccountingPeriod) -> PeriodExceptions {
    let days = period.firstDay...period.lastDay
    return PeriodExceptions(
      listed: listed.filter { $0.belongs(to: days) },
      pressing: pressing.filter { $0.belongs(to: days) })
  }

  /// What the period did to the queue, in all and by code.
  func roll(
    _ period: AccountingPeriod
  ) -> (all: QueueRoll, byCode: [(code: DiscrepancyCode, roll: QueueRoll)]) {
    var all = QueueRoll(period)
    var codes = [QueueRoll](repeating: all, count: Self.codes.count)
    for facts in listed {
      let closed = facts.closedOn?.period
      if facts.hasStoodOtherwise {
        addChanged(facts, to: &all, &codes)
        continue
      }
      all.add(entered: facts.entered, closed: closed, cash: facts.cashImpact)
      codes[Int(facts.code)].add(
        entered: facts.entered, closed: closed, cash: facts.cashImpact)
    }
    let moved = zip(Self.codes, codes).filter { $0.1 != QueueRoll(period) }
    return (all, moved.map { ($0.0, $0.1) })
  }

  /// Counts an exception that was another, or of other money, at the end of some period.
  private func addChanged(
    _ facts: ExceptionFacts, to all: inout QueueRoll, _ codes: inout [QueueRoll]
  ) {
    let record = records[Int(facts.record)]
    let closed = facts.closedOn?.period
    let opening = record.standing(atEndOf: all.period.previous)
    let closing = record.standing(atEndOf: all.period)
    all.add(
      entered: facts.entered, closed: closed, opening: opening.cash, closing: closing.cash)
    let places = [opening, closing].map { Self.codes.firstIndex(of: $0.code) ?? 0 }
    if places[0] == places[1] || facts.entered >= all.period {
      codes[places[1]].add(
        entered: facts.entered, closed: closed, opening: opening.cash, closing: closing.cash)
    } else {
      codes[places[0]].turnAway(entered: facts.entered, closed: closed, opening: opening.cash)
      codes[places[1]].turnInto(entered: facts.entered, closed: closed, closing: closing.cash)
    }
  }

  private static func facts(
    _ records: [ExceptionRecord], functional: Currency, owners: inout TextNumbers,
    causes: inout Causes
  ) -> [ExceptionFacts] {
    let numbers = Dictionary(
      uniqueKeysWithValues: codes.enumerated().map { ($0.element, Int32($0.offset)) })
    let isInformation = codes.map { $0.severity == .s4 }
    var facts: [ExceptionFacts] = []
    facts.reserveCapacity(records.count)
    for position in records.indices {
      let code = numbers[records[position].discrepancy.code] ?? 0
      facts.append(
        ExceptionFacts(
          record: Int32(position), code: code,
          owner: owners.number(of: records[position].owner), severity: records[position].severity,
          isOpen: records[position].state.isOpen, isInformation: isInformation[Int(code)],
          eventDate: records[position].discrepancy.eventDate, due: records[position].due,
          closedOn: records[position].closedOn, entered: records[position].entered,
          cause: isInformation[Int(code)]
            ? -1 : causes.number(of: records[position].discrepancy.cause),
          cashImpact: records[position].discrepancy.cashImpact,
          difference: records[position].discrepancy.difference,
          currency: records[position].discrepancy.currency ?? functional,
          hasStoodOtherwise: !records[position].stood.isEmpty))
    }
    return facts
  }

  /// Per record, its place in order of id.
  private static func idRanks(_ records: [ExceptionRecord]) -> [Int32] {
    let isSorted = records.indices.dropFirst().allSatisfy {
      records[$0 - 1].id < records[$0].id
    }
    if isSorted { return Array(0..<Int32(records.count)) }
    var ranks = [Int32](repeating: 0, count: records.count)
    let order = records.indices.sorted { records[$0].id < records[$1].id }
    for (rank, position) in order.enumerated() { ranks[position] = Int32(rank) }
    return ranks
  }

  /// By severity, then by cash in either direction, then by due date, code and id.
  private static func isMorePressing(_ lhs: ExceptionFacts, _ rhs: ExceptionFacts) -> Bool {
    if lhs.severity != rhs.severity { return lhs.severity < rhs.severity }
    let (left, right) = (lhs.cashImpact.magnitude, rhs.cashImpact.magnitude)
    if left != right { return left > right }
    if lhs.due != rhs.due {
      return (lhs.due?.dayNumber ?? .max) < (rhs.due?.dayNumber ?? .max)
    }
    // Within a severity, the place is the order of code and id.
    return lhs.position < rhs.position
  }
}

/// Texts of which there are few, each with a number.
private struct TextNumbers {
  private(set) var texts: [String] = []
  private var numbers: [String: Int32] = [:]

  /// The text's number, which most often is the one asked for before.
  mutating func number(of text: String) -> Int32 {
    if let last = texts.last, last == text { return Int32(texts.count - 1) }
    if let number = numbers[text] { return number }
    let number = Int32(texts.count)
    numbers[text] = number
    texts.append(text)
    return number
  }
}

/// The causes of exceptions, each with a number.
private struct Causes {
  private(set) var all: [ExceptionCause] = []
  private var numbers: [ExceptionCause: Int32] = [:]

  mutating func number(of cause: ExceptionCause) -> Int32 {
    if let number = numbers[cause] { return number }
    let number = Int32(all.count)
    numbers[cause] = number
    all.append(cause)
    return number
  }
}
