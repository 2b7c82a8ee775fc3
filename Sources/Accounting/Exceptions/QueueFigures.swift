/// How many exceptions, and the money in question in minor units of the functional currency.
package struct QueueTally: Hashable, Sendable {
  package var count = 0
  /// Signs aside: gains and losses are not set off.
  package var cashGross: Int64 = 0

  package init() {}

  package mutating func add(cash: Int64) {
    add(count: 1, gross: Int64(clamping: cash.magnitude))
  }

  /// Adds a change, which may be less than nothing.
  mutating func add(count: Int, gross: Int64) {
    self.count += count
    cashGross = cashGross.addingClamped(gross)
  }
}

/// What a period did to the queue: opening + new + changed − closed = closing.
///
/// The closing of one period is the opening of the next, in number and in money: what was closed
/// or changed since counts as it stood at the period's end.
package struct QueueRoll: Hashable, Sendable {
  package let period: AccountingPeriod
  package private(set) var opening = QueueTally()
  package private(set) var new = QueueTally()
  /// What became of the carried ones that stayed: their money, or from one code into another.
  package private(set) var changed = QueueTally()
  package private(set) var closed = QueueTally()
  package private(set) var closing = QueueTally()
  /// The part of `closing` that was closed in a later period.
  package private(set) var closedSince = QueueTally()

  package init(_ period: AccountingPeriod) { self.period = period }

  /// Counts an exception that was always what it is now.
  package mutating func add(
    entered: AccountingPeriod, closed end: AccountingPeriod?, cash: Int64
  ) {
    add(entered: entered, closed: end, opening: cash, closing: cash)
  }

  /// Counts an exception with what it came to when the period began and when it ended.
  package mutating func add(
    entered: AccountingPeriod, closed end: AccountingPeriod?, opening: Int64, closing: Int64
  ) {
    guard lists(entered: entered, closed: end) else { return }
    if entered < period {
      self.opening.add(cash: opening)
      changed.add(
        count: 0,
        gross: Int64(clamping: closing.magnitude) - Int64(clamping: opening.magnitude))
    } else {
      new.add(cash: closing)
    }
    self.end(closing, entered: entered, closed: end)
  }

  /// Counts the beginning of an exception that turned into another code within the period.
  package mutating func turnAway(
    entered: AccountingPeriod, closed end: AccountingPeriod?, opening: Int64
  ) {
    guard lists(entered: entered, closed: end) else { return }
    self.opening.add(cash: opening)
    changed.add(count: -1, gross: -Int64(clamping: opening.magnitude))
  }

  /// Counts the end of an exception that turned into this code within the period.
  package mutating func turnInto(
    entered: AccountingPeriod, closed end: AccountingPeriod?, closing: Int64
  ) {
    guard lists(entered: entered, closed: end) else { return }
    changed.add(count: 1, gross: Int64(clamping: closing.magnitude))
    self.end(closing, entered: entered, closed: end)
  }

  /// Whether the period has it at its beginning, or in it.
  private func lists(entered: AccountingPeriod, closed end: AccountingPeriod?) -> Bool {
    entered <= period && (end.map { max($0, entered) >= period } ?? true)
  }

  private mutating func end(
    _ cash: Int64, entered: AccountingPeriod, closed end: AccountingPeriod?
  ) {
    let end = end.map { max($0, entered) }
    if end == period { return closed.add(cash: cash) }
    closing.add(cash: cash)
    if end != nil { closedSince.add(cash: cash) }
  }
}

/// Ages of exceptions in the steps that reports have, in days from the event.
package enum AgeBucket: Int, CaseIterable, Sendable {
  case week, month, twoMonths, threeMonths, older

  package init(days: Int) {
    self =
      switch days {
      case ...7: .week
      case ...30: .month
      case ...60: .twoMonths
      case ...90: .threeMonths
      default: .older
      }
  }

  package var name: String {
    switch self {
    case .week: "0-7"
    case .month: "8-30"
    case .twoMonths: "31-60"
    case .threeMonths: "61-90"
    case .older: ">90"
    }
  }
}

/// Open exceptions by age; one tally a bucket.
package struct QueueAging: Hashable, Sendable {
  private var tallies = [QueueTally](repeating: QueueTally(), count: AgeBucket.allCases.count)

  package init() {}

  package subscript(bucket: AgeBucket) -> QueueTally { tallies[bucket.rawValue] }

  package mutating func add(days: Int, cash: Int64) {
    tallies[AgeBucket(days: days).rawValue].add(cash: cash)
  }
}

extension Int64 {
  fileprivate func addingClamped(_ other: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(other)
    return isOver ? .max : sum
  }
}
