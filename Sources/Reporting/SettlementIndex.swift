import Accounting

/// What the bank has made of a settlement.
enum SettlementState: String, CaseIterable {
  case held, differs, unbanked
  case inTransit = "in_transit"
  case matched
}

/// A settlement or payout as the reports show it.
struct SettlementRow {
  let settlement: Settlement
  let settlementId: String
  let source: String
  let channel: String
  let file: String
  let start: CalendarDate?
  let end: CalendarDate?
  let declared: Int64?
  let linesTotal: Int64
  let openingReserve: Int64
  let closingReserve: Int64
  let bankLine: StatementLine?
  let bankReference: String
  let payout: Payout?
  /// The last day on which its payout may still be on its way.
  let dueBy: CalendarDate?
  fileprivate let touched: [ClosedRange<CalendarDate>]

  /// Lines − declared; `nil` where nothing was declared.
  var difference: Int64? { declared.map { linesTotal - $0 } }

  func state(asOf day: CalendarDate) -> SettlementState {
    if settlement.isHeld { return .held }
    guard let payout else { return .unbanked }
    if let bankLine {
      let isSame = bankLine.amount == payout.amount && bankLine.currency == payout.currency
      return isSame ? .matched : .differs
    }
    return dueBy.map { day <= $0 } ?? false ? .inTransit : .unbanked
  }
}

/// Every settlement with its lines' totals and its bank line.
struct SettlementIndex: Sendable {
  /// In order of source, number, currency, file and line.
  private let rows: [SettlementRow]

  init(_ data: CloseData, _ lines: LineTotals) {
    var payouts: [Int32: Payout] = [:]
    for payout in data.matches.payouts { payouts[payout.settlement] = payout }
    var bankLines: [Int32: StatementLine] = [:]
    for (state, line) in zip(data.matches.statementLineStates, data.snapshot.statementLines) {
      if case .held(let settlement) = state { bankLines[settlement] = line }
    }
    let unsorted = data.snapshot.settlements.indices.map { position in
      let payout = payouts[Int32(position)]
      let bankLine =
        payout?.statementLine.map { data.snapshot.statementLines[Int($0)] }
        ?? bankLines[Int32(position)]
      return SettlementRow(
        data, data.snapshot.settlements[position], lines.settlements[position], payout, bankLine)
    }
    rows = unsorted.sorted {
      ($0.source, $0.settlementId, $0.settlement.currency, $0.file, $0.settlement.provenance.line)
        < (
          $1.source, $1.settlementId, $1.settlement.currency, $1.file,
          $1.settlement.provenance.line
        )
    }
  }

  /// The settlements whose own period, or whose deposit, falls into a period.
  func rows(touching period: AccountingPeriod) -> [SettlementRow] {
    let days = period.firstDay...period.lastDay
    return rows.filter { row in row.touched.contains { $0.overlaps(days) } }
  }

  /// The settlements that are held and began, or were to be paid, by the period's end.
  func held(through period: AccountingPeriod) -> [SettlementRow] {
    rows.filter { row in
      row.settlement.isHeld
        && (row.touched.isEmpty || row.touched.contains { $0.lowerBound <= period.lastDay })
    }
  }
}

extension SettlementRow {
  fileprivate init(
    _ data: CloseData, _ settlement: Settlement, _ sums: LineTotals.SettlementSum,
    _ payout: Payout?, _ bankLine: StatementLine?
  ) {
    let symbols = data.snapshot.symbols
    self.settlement = settlement
    settlementId = symbols[settlement.settlementId]
    source = symbols[settlement.source]
    channel =
      settlement.marketplace.isNone ? sourceTitle(source) : symbols[settlement.marketplace]
    file = data.snapshot.fileName(settlement.provenance)
    start = settlement.startsAt.map(data.settings.zone.date(of:))
    end = settlement.endsAt.map(data.settings.zone.date(of:))
    // A payout that itemises nothing is its own only line, with the sign of money leaving.
    let isPayoutOnly = sums.payoutLines > 0 && sums.payoutLines == sums.lines
    if settlement.declaredTotal == nil && isPayoutOnly {
      declared = payout?.amount ?? -sums.payouts
      linesTotal = -sums.payouts
    } else {
      declared = settlement.declaredTotal
      linesTotal = settlement.linesTotal
    }
    openingReserve = sums.reserveReleased
    closingReserve = -sums.reserveHeld
    self.payout = payout
    self.bankLine = bankLine
    bankReference = bankLine.map { symbols[$0.reference] } ?? ""
    dueBy = payout.map { $0.date.adding(days: data.settings.payoutDueDays) }
    touched = Self.days(settlement, sums, start: start, end: end)
  }

  private static func days(
    _ settlement: Settlement, _ sums: LineTotals.SettlementSum, start: CalendarDate?,
    end: CalendarDate?
  ) -> [ClosedRange<CalendarDate>] {
    var ranges = settlement.depositDate.map { [$0...$0] } ?? []
    if let first = start ?? end, let last = end ?? start {
      ranges.append(min(first, last)...max(first, last))
    } else if let first = sums.firstDay, let last = sums.lastDay {
      ranges.append(first...last)
    }
    return ranges
  }
}
