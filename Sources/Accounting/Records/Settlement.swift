/// What a channel says became of a payout.
///
/// The raw values stand in the ledger, in the order in which one overrules the other.
package enum PayoutStatus: UInt8, Sendable {
  case unknown = 0, scheduled, inTransit, paid, cancelled, failed

  /// The money is back with the channel.
  package var isReturned: Bool { self == .cancelled || self == .failed }
}

/// How a payout came about.
///
/// The raw values stand in the ledger: never renumber.
package enum PayoutKind: UInt8, Sendable {
  /// By the channel's own schedule, with a list of what it pays.
  case automatic = 0
  /// At our request, out of the balance: nothing says what it pays.
  case manual = 1
  /// As manual, at once and for a fee.
  case instant = 2
}

/// A channel's account of a stretch of time, or one payout where the channel gives no more.
package struct Settlement: Sendable {
  package var source: Symbol
  /// The channel's own number; a payout date and currency where it gives none.
  package var settlementId: Symbol
  package var marketplace: Symbol
  package var currency: Currency
  package var provenance: Provenance
  package var startsAt: Instant?
  package var endsAt: Instant?
  /// The day the money leaves the channel, in the entity's zone.
  package var depositDate: CalendarDate?
  /// What the channel says the settlement comes to; `nil` where it says nothing.
  package var declaredTotal: Int64?
  /// What a bank line would carry to name this payout.
  package var bankReference: Symbol
  /// The same number arrived with other content: held until a person chooses.
  package var isRestated: Bool
  package var linesTotal: Int64
  package var lineCount: Int
  package var quarantinedCount: Int
  /// The sum of the quarantined amounts that could be read.
  package var quarantinedTotal: Int64
  package var hasUnreadableQuarantine: Bool
  package var payoutStatus = PayoutStatus.unknown
  package var payoutKind = PayoutKind.automatic
  /// Only its number is told here: what it pays came under another one, from another report.
  package var isHollow = false

  package init(
    source: Symbol, settlementId: Symbol, marketplace: Symbol, currency: Currency,
    provenance: Provenance, startsAt: Instant?, endsAt: Instant?, depositDate: CalendarDate?,
    declaredTotal: Int64?, bankReference: Symbol, isRestated: Bool, linesTotal: Int64,
    lineCount: Int, quarantinedCount: Int, quarantinedTotal: Int64, hasUnreadableQuarantine: Bool
  ) {
    self.source = source
    self.settlementId = settlementId
    self.marketplace = marketplace
    self.currency = currency
    self.provenance = provenance
    self.startsAt = startsAt
    self.endsAt = endsAt
    self.depositDate = depositDate
    self.declaredTotal = declaredTotal
    self.bankReference = bankReference
    self.isRestated = isRestated
    self.linesTotal = linesTotal
    self.lineCount = lineCount
    self.quarantinedCount = quarantinedCount
    self.quarantinedTotal = quarantinedTotal
    self.hasUnreadableQuarantine = hasUnreadableQuarantine
  }
}

/// Whether a settlement's lines come to its declared total.
package enum Footing: Sendable, Equatable {
  /// The lines foot, or nothing was declared to foot to.
  case foots
  /// Quarantined rows account for the gap; the gap (declared − lines) goes to Suspense.
  case explained(gap: Int64)
  /// Nothing explains the gap: held, never posted.
  case differs(gap: Int64)
}

extension Settlement {
  /// `declaredTotal` against the accepted and the quarantined rows.
  ///
  /// A gap is explained when every quarantined amount is readable and they sum to it, or when at
  /// least one is unreadable.
  package var footing: Footing {
    // Without a list there is nothing to add up: PO-07 reconciles it by balance.
    guard let declaredTotal, payoutKind == .automatic else { return .foots }
    let gap = declaredTotal - linesTotal
    if gap == 0 && quarantinedCount == 0 { return .foots }
    if quarantinedCount > 0 && (hasUnreadableQuarantine || quarantinedTotal == gap) {
      return .explained(gap: gap)
    }
    return gap == 0 && quarantinedTotal == 0 ? .foots : .differs(gap: gap)
  }

  /// Recorded but not posted, for a gap or for a second version.
  package var isHeld: Bool {
    if isRestated { return true }
    if case .differs = footing { return true }
    return false
  }
}
