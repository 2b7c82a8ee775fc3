/// How many exceptions, and the money in question in minor units of the functional currency.
package struct QueueTally: Hashable, Sendable {
  package var count = 0
  /// Signs aside: gains and losses are not set off.
  package var cashGross: Int64 = 0

  package init() {}

  package mutating func add(cash: Int64) {
    count += 1
    cashGross = cashGross.addingClamped(Int64(clamping: cash.magnitude))
  }
}

/// What a period did to the queue: opening + new − closed = closing.
///
/// The closing of one period is the opening of the next: what was closed since counts as open
/// still. Amounts are today's.
package struct QueueRoll: Hashable, Sendable {
  package let period: AccountingPeriod
  package private(set) var opening = QueueTally()
  package private(set) var new = QueueTally()
  package private(set) var closed = QueueTally()
  package private(set) var closing = QueueTally()
  /// The part of `closing` that was closed in a later period.
  package private(set) var closedSince = QueueTally()

  package init(_ period: AccountingPeriod) { self.period = period }

  package mutating func add(
    entered: AccountingPeriod, closed end: AccountingPeriod?, cash: Int64
  ) {
    let end = end.map { max($0, entered) }
    guard entered <= period, end.map({ $0 >= period }) ?? true else { return }
    if entered < period { opening.add(cash: cash) } else { new.add(cash: cash) }
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
