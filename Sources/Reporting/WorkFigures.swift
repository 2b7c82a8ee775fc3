import Accounting

/// What was undone and opened again: how far the figures of the work can be trusted.
package struct WorkFigures: Sendable {
  /// Matches that were taken apart and stay so.
  var undoneMatches = 0
  /// By period, the exceptions that were opened again in it.
  private var reopened: [AccountingPeriod: Set<String>] = [:]

  package init() {}

  package init(undoneMatches: Int, reopened events: [(exception: String, on: CalendarDate)]) {
    self.undoneMatches = undoneMatches
    for event in events { reopened[event.on.period, default: []].insert(event.exception) }
  }

  func reopened(in period: AccountingPeriod) -> Int { reopened[period]?.count ?? 0 }
}

/// How the work on a period's exceptions went: who had to touch what, and how long it took.
struct WorkRates {
  /// Matches later undone, of those made.
  let falseMatches: Ratio
  /// Exceptions that a person did something about.
  private(set) var manualTouch = Ratio()
  /// Exceptions opened again, of those that had come to an end.
  private(set) var reopened = Ratio()
  /// Days from first sight to the end: their sum and number.
  private(set) var daysToResolve = Ratio()
  /// Nine of ten took no longer; `nil` where none ended.
  private(set) var daysOfNineTenths: Int?
  /// Control totals that are met: of settlements, of bank statements, of their chains.
  private(set) var completeness: Ratio

  init(_ index: ReportIndex, _ scope: ReportScope, _ exceptions: PeriodExceptions, footing: Ratio) {
    let work = index.data.work
    falseMatches = Ratio(
      part: Int64(work.undoneMatches), whole: Int64(index.matchCount + work.undoneMatches))
    completeness = footing
    var days: [Int] = []
    for facts in exceptions.listed where !facts.isInformation {
      let record = index.exceptions.records[Int(facts.record)]
      manualTouch.whole += 1
      if record.isWorked { manualTouch.part += 1 }
      if let end = facts.closedOn, !facts.isOpen {
        days.append(max(0, end.days(since: record.firstSeen)))
      }
      let isGap = ExceptionIndex.codes[Int(facts.code)] == .cm04
      if isGap && facts.isOpen && scope.period.contains(facts.eventDate) { completeness.whole += 1 }
    }
    reopened.part = Int64(work.reopened(in: scope.period))
    reopened.whole = Int64(days.count) + reopened.part
    daysToResolve = Ratio(part: Int64(days.reduce(0, +)), whole: Int64(days.count))
    days.sort()
    daysOfNineTenths = days.isEmpty ? nil : days[(days.count * 9 + 9) / 10 - 1]
    for statement in index.data.snapshot.statements {
      guard let last = statement.lastDay ?? statement.closingDate, scope.period.contains(last),
        statement.closing != nil
      else { continue }
      completeness.whole += 1
      if !statement.isHeld { completeness.part += 1 }
    }
  }
}
