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
  let bank: BankReceipt?
  let payout: Payout?
  /// The last day on which its payout may still be on its way.
  let dueBy: CalendarDate?
  fileprivate let touched: [ClosedRange<CalendarDate>]

  /// Lines − declared; `nil` where nothing was declared.
  var difference: Int64? { declared.map { linesTotal - $0 } }

  /// What its lines come to beyond the payout: held back, carried over, or less by what an earlier
  /// one left; `nil` without a payout.
  var leftInBalance: Int64? { payout.map { linesTotal - $0.amount } }

  func state(asOf day: CalendarDate) -> SettlementState {
    if settlement.isHeld { return .held }
    guard let payout else { return bank == nil ? .unbanked : .matched }
    if payout.returned != nil { return .unbanked }
    if let conversion = payout.conversion { return conversion.rest == 0 ? .matched : .differs }
    if let bank {
      let isSame = bank.amount == payout.amount && bank.currency == payout.currency
      return isSame ? .matched : .differs
    }
    return dueBy.map { day <= $0 } ?? false ? .inTransit : .unbanked
  }
}

/// What the bank shows of a payout, over all its bank lines.
struct BankReceipt {
  /// The lines' references, each once.
  let reference: String
  /// The last line's day.
  let date: CalendarDate
  let amount: Int64
  let currency: Currency

  /// `nil` without a line.
  fileprivate init?(_ shares: [BankShare], _ snapshot: LedgerSnapshot) {
    let lines = shares.map { snapshot.statementLines[Int($0.statementLine)] }.sorted {
      $0.bookingDate == $1.bookingDate
        ? snapshot.place($0.provenance) < snapshot.place($1.provenance)
        : $0.bookingDate < $1.bookingDate
    }
    guard let last = lines.last else { return nil }
    var references: [String] = []
    for text in lines.map({ snapshot.symbols[$0.reference] })
    where !text.isEmpty && !references.contains(text) { references.append(text) }
    reference = references.joined(separator: " ")
    date = last.bookingDate
    amount = shares.reduce(0) { $0 + $1.amount }
    currency = last.currency
  }
}

/// Every settlement with its lines' totals and what the bank shows of it.
struct SettlementIndex: Sendable {
  /// In order of source, number, currency, file and line.
  private let rows: [SettlementRow]

  init(_ data: CloseData, _ lines: LineTotals) {
    var payouts: [Int32: Payout] = [:]
    for payout in data.matches.payouts { payouts[payout.settlement] = payout }
    var received: [Int32: [BankShare]] = payouts.mapValues(\.received)
    for (position, state) in data.matches.statementLineStates.enumerated() {
      let settlement: Int32
      switch state {
      case .held(let position), .collected(let position): settlement = position
      default: continue
      }
      let amount = data.snapshot.statementLines[position].amount
      received[settlement, default: []].append(
        BankShare(statementLine: Int32(position), amount: amount))
    }
    let told = data.snapshot.settlements.indices.filter {
      !data.snapshot.settlements[$0].isHollow
    }
    let unsorted = told.map { position in
      SettlementRow(
        data, data.snapshot.settlements[position], lines.settlements[position],
        payouts[Int32(position)],
        BankReceipt(received[Int32(position)] ?? [], data.snapshot))
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
    _ payout: Payout?, _ bank: BankReceipt?
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
    self.bank = bank
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
