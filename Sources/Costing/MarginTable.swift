import Accounting

/// The columns of a margin row, in minor units of the functional currency.
struct MarginAmounts: Equatable, Sendable {
  var revenue: Int64 = 0
  /// This and what follows: positive reduces.
  var discounts: Int64 = 0
  var refunds: Int64 = 0
  var fees: Int64 = 0
  var costOfSales: Int64 = 0
  var landedCost: Int64 = 0

  var margin: Int64 { revenue - discounts - refunds - fees - costOfSales }
  /// Something was sold, be it for nothing.
  var isSettled: Bool { revenue != 0 || costOfSales != 0 }

  /// `unrefunded`: what is left of the sale in its own currency, where that is known.
  func isFullyRefunded(_ unrefunded: Int64?) -> Bool {
    refunds > 0 && (unrefunded.map { $0 <= 0 } ?? (refunds >= revenue - discounts))
  }

  /// Adds a share of a settlement line, settlement sign.
  mutating func add(_ base: Int64, to column: MarginColumn) {
    switch column {
    case .revenue: revenue += base
    case .discounts: discounts -= base
    case .refunds: refunds -= base
    case .fees: fees -= base
    }
  }

  static func += (lhs: inout Self, rhs: Self) {
    lhs.revenue += rhs.revenue
    lhs.discounts += rhs.discounts
    lhs.refunds += rhs.refunds
    lhs.fees += rhs.fees
    lhs.costOfSales += rhs.costOfSales
    lhs.landedCost += rhs.landedCost
  }
}

/// One order line's amounts in one period.
struct MarginCell: Sendable {
  let orderLine: Int32
  let period: AccountingPeriod
  /// The last day of a share.
  var lastDay: CalendarDate
  /// The cell of the same order line and another period, or -1.
  fileprivate let next: Int32
  var amounts = MarginAmounts()
}

/// Amounts by order line and period, found by position.
///
/// A dictionary keyed by texts would cost more than the rest of the margin together.
struct MarginTable: Sendable {
  private(set) var cells: [MarginCell] = []
  /// Per order line, its latest cell, or -1.
  private var firstCell: [Int32]
  private var lastDate: CalendarDate?
  private var lastPeriod = AccountingPeriod(ordinal: 0)

  init(orderLines: Int) {
    firstCell = Array(repeating: -1, count: orderLines)
    cells.reserveCapacity(orderLines)
  }

  mutating func add(_ share: MarginShare) {
    let cell = self.cell(share.orderLine, on: share.date)
    cells[cell].amounts.add(share.base, to: share.column)
  }

  mutating func add(_ share: CostShare) {
    let cell = self.cell(share.orderLine, on: share.date)
    cells[cell].amounts.costOfSales += share.cost
    cells[cell].amounts.landedCost += share.landed
  }

  /// What an order line comes to over all periods, and the last day it moved; `nil` when it never
  /// did.
  func total(of orderLine: Int32) -> (amounts: MarginAmounts, lastDay: CalendarDate)? {
    var index = firstCell[Int(orderLine)]
    guard index >= 0 else { return nil }
    var total = MarginAmounts()
    var lastDay = cells[Int(index)].lastDay
    while index >= 0 {
      let cell = cells[Int(index)]
      total += cell.amounts
      lastDay = max(lastDay, cell.lastDay)
      index = cell.next
    }
    return (total, lastDay)
  }

  /// The period of a day; shares come in runs of one day, and a calendar division costs more than
  /// the rest of the loop.
  mutating func period(of date: CalendarDate) -> AccountingPeriod {
    if date != lastDate {
      lastDate = date
      lastPeriod = date.period
    }
    return lastPeriod
  }

  private mutating func cell(_ orderLine: Int32, on date: CalendarDate) -> Int {
    let period = period(of: date)
    let first = firstCell[Int(orderLine)]
    var index = first
    while index >= 0 {
      if cells[Int(index)].period == period {
        if cells[Int(index)].lastDay < date { cells[Int(index)].lastDay = date }
        return Int(index)
      }
      index = cells[Int(index)].next
    }
    firstCell[Int(orderLine)] = Int32(cells.count)
    cells.append(MarginCell(orderLine: orderLine, period: period, lastDay: date, next: first))
    return cells.count - 1
  }
}
