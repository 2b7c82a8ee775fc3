/// What tells an order from all others.
package struct OrderName: Hashable, Sendable {
  package var channel: Symbol
  package var orderId: Symbol

  package init(channel: Symbol, orderId: Symbol) {
    self.channel = channel
    self.orderId = orderId
  }
}

/// An order: the lines that share a channel and an order number.
package struct Order: Sendable {
  package var channel: Symbol
  package var orderId: Symbol
  /// Positions in `LedgerSnapshot.orderLines`, in order of their line numbers' texts.
  package var lines: [Int32]

  package init(channel: Symbol, orderId: Symbol, lines: [Int32]) {
    self.channel = channel
    self.orderId = orderId
    self.lines = lines
  }

  /// The lines that money is expected for: all but the cancelled ones; all where every one is.
  package func expectedLines(_ snapshot: LedgerSnapshot) -> [Int32] {
    if lines.count == 1 { return lines }
    let active = lines.filter { snapshot.orderLines[Int($0)].status != .cancelled }
    return active.isEmpty ? lines : active
  }
}

/// Money a channel says it has sent to the bank.
package struct Payout: Sendable {
  /// The position of its settlement in `LedgerSnapshot.settlements`.
  package var settlement: Int32
  package var currency: Currency
  /// Positive.
  package var amount: Int64
  package var date: CalendarDate
  /// What arrived of it, in order of the bank lines' dates.
  package var received: [BankShare]
  /// The rule that paired it; `nil` while nothing arrived.
  package var rule: Match.Rule?
  /// That the money went back to the channel's balance; `nil` while the payout stands.
  package var returned: PayoutReturn?
  /// Why another currency arrived as it did; `nil` for a receipt in the payout's own.
  package var conversion: ConversionExplanation?

  package init(
    settlement: Int32, currency: Currency, amount: Int64, date: CalendarDate,
    received: [BankShare] = [], rule: Match.Rule? = nil
  ) {
    self.settlement = settlement
    self.currency = currency
    self.amount = amount
    self.date = date
    self.received = received
    self.rule = rule
  }

  /// What arrived in all; `nil` while nothing did.
  package var receivedTotal: Int64? {
    received.isEmpty ? nil : received.reduce(0) { $0 + $1.amount }
  }

  /// Whether something of it arrived in another currency.
  package func isConverted(_ lines: [StatementLine]) -> Bool {
    received.contains { lines[Int($0.statementLine)].currency != currency }
  }
}

/// A payout that failed or was cancelled.
package struct PayoutReturn: Sendable, Equatable {
  package var date: CalendarDate
  /// The channel's row that says so, a position in `LedgerSnapshot.settlementLines`; `nil` where
  /// only the payout's status does.
  package var settlementLine: Int32?

  package init(date: CalendarDate, settlementLine: Int32?) {
    self.date = date
    self.settlementLine = settlementLine
  }
}

/// How much of a bank line belongs to a payout.
package struct BankShare: Sendable, Equatable {
  /// A position in `LedgerSnapshot.statementLines`.
  package var statementLine: Int32
  /// In the bank line's currency.
  package var amount: Int64

  package init(statementLine: Int32, amount: Int64) {
    self.statementLine = statementLine
    self.amount = amount
  }
}

/// What a bank line turned out to be.
package enum StatementLineState: Sendable, Equatable {
  /// Paired with payouts: positions in `MatchResult.payouts`, whose shares add up to the line.
  case matched(payouts: [Int32])
  /// The total of a held settlement: a position in `LedgerSnapshot.settlements`.
  case held(settlement: Int32)
  /// The card payment of a negative balance: a position in `LedgerSnapshot.settlementLines`.
  case cardPayment(settlementLine: Int32)
  /// A payout that arrived and was taken back: a position in `MatchResult.payouts`.
  case payoutReturn(payout: Int32)
  /// A settlement's total below zero, collected from the bank account under the settlement's name:
  /// a position in `LedgerSnapshot.settlements`.
  case collected(settlement: Int32)
  /// Money in that nobody announced: PO-03, booked to Suspense.
  case unidentified
  /// Money out that no source claims: counted, not posted.
  case unrelated
}

/// What matching decided about every record, by position.
package struct MatchResult: Sendable {
  package var orders: [Order] = []
  /// Per order line, the position of its order in `orders`.
  package var orderOfLine: [Int32] = []
  /// Per settlement line, the position of its order in `orders`, or -1.
  package var orderOfSettlementLine: [Int32] = []
  /// Per settlement line, the position of its order line, or -1 where the line belongs to the
  /// order as a whole or to none.
  package var orderLineOfSettlementLine: [Int32] = []
  /// Per order line, when its first principal (or gross) line was posted.
  package var settledAt: [Instant?] = []
  /// By order line that is settled in several parts, or in part only: its parts, in order of date.
  package var settledParts: [Int32: [SettledPart]] = [:]
  package var payouts: [Payout] = []
  package var statementLineStates: [StatementLineState] = []
  /// Pairs and groups that are worth naming one by one: see `Match`.
  package var matches: [Match] = []
  /// By settlement line that is a payment without parts: the ledger's refunds it pays.
  package var refundShares: [Int32: [RefundShare]] = [:]
  /// Returned goods, by refund.
  package var returns: [StockReturn] = []
  /// Disputes, in order of source, name and currency.
  package var disputes: [DisputeCase] = []
  /// What is earned, kept back, disputed or on its way, by kind, source, item and day.
  package var expected: [ExpectedAmount] = []
  /// By position, order lines that were edited after they were settled, or whose rest was
  /// cancelled: as they were settled.
  package var asSettled: [Int32: OrderLine] = [:]
  package var discrepancies: [Discrepancy] = []
  /// Warnings of the run that belong to no file, for example a channel that no source settles.
  package var warnings: [String] = []
  package var statistics = MatchStatistics()

  package init() {}
}

/// Some of an order line's units, settled at one time.
package struct SettledPart: Sendable {
  package var at: Instant
  package var quantity: Int64
  /// The units that all parts together come to.
  package var ordered: Int64

  package init(at: Instant, quantity: Int64, ordered: Int64) {
    self.at = at
    self.quantity = quantity
    self.ordered = ordered
  }
}

/// A refund of the ledger, or a part of it, in a payment without parts; settlement sign.
package struct RefundShare: Sendable, Equatable {
  /// A position in `LedgerSnapshot.refunds`.
  package var refund: Int32
  /// Tax included.
  package var amount: Int64
  package var tax: Int64

  package init(refund: Int32, amount: Int64, tax: Int64) {
    self.refund = refund
    self.amount = amount
    self.tax = tax
  }
}

/// Goods that came back: what a refund says about stock.
package struct StockReturn: Sendable {
  /// Positions in `LedgerSnapshot.refunds` and `.orderLines`.
  package var refund: Int32
  package var orderLine: Int32
  package var quantity: Int64
  package var disposition: Disposition
  package var at: Instant

  package init(
    refund: Int32, orderLine: Int32, quantity: Int64, disposition: Disposition, at: Instant
  ) {
    self.refund = refund
    self.orderLine = orderLine
    self.quantity = quantity
    self.disposition = disposition
    self.at = at
  }
}

/// Counts behind the KPIs of matching.
///
/// Values are absolute minor units over all currencies.
package struct MatchStatistics: Sendable {
  package var eligibleRows = 0
  package var matchedRows = 0
  package var eligibleValue: Int64 = 0
  package var matchedValue: Int64 = 0
  package var toleranceSpent: Int64 = 0

  package init() {}

  package static func += (lhs: inout Self, rhs: Self) {
    lhs.eligibleRows += rhs.eligibleRows
    lhs.matchedRows += rhs.matchedRows
    lhs.eligibleValue &+= rhs.eligibleValue
    lhs.matchedValue &+= rhs.matchedValue
    lhs.toleranceSpent += rhs.toleranceSpent
  }
}
