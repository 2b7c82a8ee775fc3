import Accounting
import LedgerStore

/// The queue in figures: what a period did to it, and how old what is open is.
package struct QueueOverview: Sendable {
  package var roll: QueueRoll
  package var aging: [(owner: String, aging: QueueAging)] = []
  package var all = QueueAging()
  package var asOf: CalendarDate
  package var currency: Currency
}

extension CloseRun {
  /// The queue of a period, by default of the one last reported.
  package func queueOverview(_ period: AccountingPeriod?) throws -> QueueOverview {
    let day = try queueDay()
    let last = try ledger.read { try $0.reportedPeriods().last }
    let period = period ?? last ?? day.period
    var overview = QueueOverview(
      roll: QueueRoll(period), asOf: day, currency: settings.functionalCurrency)
    var byOwner: [String: QueueAging] = [:]
    for record in try ledger.read({ try $0.exceptions() }) where record.period <= period {
      let cash = record.discrepancy.cashImpact
      overview.roll.add(
        entered: record.entered, closed: record.closedOn?.period,
        opening: record.standing(atEndOf: period.previous).cash,
        closing: record.standing(atEndOf: period).cash)
      guard record.isOpen else { continue }
      let days = max(0, day.days(since: record.discrepancy.eventDate))
      overview.all.add(days: days, cash: cash)
      byOwner[record.owner, default: QueueAging()].add(days: days, cash: cash)
    }
    overview.aging = byOwner.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return overview
  }
}
