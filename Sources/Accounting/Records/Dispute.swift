/// How a dispute ended, or that it has not.
///
/// The raw values stand in the ledger: never renumber.
package enum DisputeOutcome: UInt8, Sendable {
  case open = 0
  case won = 1
  case lost = 2
  /// Evidence is sent, the decision is awaited.
  case underReview = 3
}

/// What a list of disputes says of one: its deadline and its result, which no settlement shows.
package struct DisputeNotice: Sendable {
  package var provenance: Provenance
  /// The source that told of it; none for our own list.
  package var source: Symbol
  package var disputeId: Symbol
  package var orderId: Symbol
  package var openedAt: Instant
  /// Until when evidence is taken.
  package var dueAt: Instant?
  package var currency: Currency
  /// Positive, minor units, as is `fee`.
  package var amount: Int64
  package var fee: Int64
  package var outcome: DisputeOutcome
  package var decidedAt: Instant?
  package var reason: Symbol

  package init(
    provenance: Provenance, source: Symbol, disputeId: Symbol, orderId: Symbol, openedAt: Instant,
    dueAt: Instant?, currency: Currency, amount: Int64, fee: Int64, outcome: DisputeOutcome,
    decidedAt: Instant?, reason: Symbol
  ) {
    self.provenance = provenance
    self.source = source
    self.disputeId = disputeId
    self.orderId = orderId
    self.openedAt = openedAt
    self.dueAt = dueAt
    self.currency = currency
    self.amount = amount
    self.fee = fee
    self.outcome = outcome
    self.decidedAt = decidedAt
    self.reason = reason
  }
}

/// One dispute from its opening to its result, as settlements and lists tell it together.
package struct DisputeCase: Sendable {
  package var source: Symbol
  /// What its open balance is listed as: the order, else the channel's own number.
  package var name: String
  package var orderId: Symbol
  /// A position in `MatchResult.orders`, or -1.
  package var order: Int32
  package var currency: Currency
  /// What the channel took back, positive, minor units.
  package var taken: Int64
  /// What came back after it was won.
  package var returned: Int64
  /// The fees for it, positive where they cost us.
  package var fees: Int64
  package var openedOn: CalendarDate
  /// The last day on which evidence is taken; `nil` where neither a list nor the terms say it.
  package var deadline: CalendarDate?
  /// A list says it; else it is the source's days from the opening.
  package var isDeadlineStated = false
  package var outcome: DisputeOutcome
  package var decidedOn: CalendarDate?
  /// Positions in `LedgerSnapshot.settlementLines`.
  package var lines: [Int32]
  /// A position in `LedgerSnapshot.disputes`.
  package var notice: Int32?

  package init(
    source: Symbol, name: String, orderId: Symbol, order: Int32, currency: Currency,
    openedOn: CalendarDate, deadline: CalendarDate?
  ) {
    self.source = source
    self.name = name
    self.orderId = orderId
    self.order = order
    self.currency = currency
    self.openedOn = openedOn
    self.deadline = deadline
    taken = 0
    returned = 0
    fees = 0
    outcome = .open
    lines = []
  }

  /// What is neither returned nor written off.
  package var outstanding: Int64 { taken - returned }
}
