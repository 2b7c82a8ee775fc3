/// Records of both sides that belong together, or may do so, with the reason.
///
/// Payouts and bank lines are named one by one, and so is everything that was matched by less than
/// its exact key; of the lines that have their order's key, `MatchResult.orderOfSettlementLine`
/// tells.
package struct Match: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Bank lines (external) and payouts (internal).
    case payout
    /// An order number in settlements (external) and an order of the ledger (internal).
    case order
    /// Refunds in settlements (external) and refunds of the ledger (internal).
    case refund
    /// Money in (external) that is the same as money out of another own account (internal).
    case transfer
  }

  package enum State: String, Sendable, CaseIterable {
    /// Stands, by a rule or by a person's word.
    case confirmed
    /// One of several that fit equally well: none stands.
    case ambiguous
    /// Worth a look; never stands by itself.
    case suggested
  }

  /// A record on one side.
  package struct Side: Sendable {
    /// The same from run to run: never a file name or a position.
    package var key: String
    /// `file:line` words.
    package var evidence: [String]
    /// In the match's currency; `nil` where the record is not one amount.
    package var amount: Int64?

    package init(key: String, evidence: [String], amount: Int64?) {
      self.key = key
      self.evidence = evidence
      self.amount = amount
    }
  }

  package var kind: Kind
  package var state: State
  package var rule: Rule
  package var currency: Currency
  package var date: CalendarDate
  package var external: [Side]
  package var `internal`: [Side]
  /// How many records fitted on the side that was searched, this one included.
  package var candidates: Int

  package init(
    kind: Kind, state: State, rule: Rule, currency: Currency, date: CalendarDate,
    external: [Side], internal: [Side], candidates: Int = 1
  ) {
    self.kind = kind
    self.state = state
    self.rule = rule
    self.currency = currency
    self.date = date
    self.external = external
    self.internal = `internal`
    self.candidates = candidates
  }

  /// The sum of a side; `nil` where a record of it is not one amount.
  package var externalAmount: Int64? { Self.sum(external) }
  package var internalAmount: Int64? { Self.sum(`internal`) }

  private static func sum(_ sides: [Side]) -> Int64? {
    var sum: Int64 = 0
    for side in sides {
      guard let amount = side.amount else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(amount)
      if overflow { return nil }
      sum = next
    }
    return sum
  }

  /// What makes a match, the surest first.
  package enum Rule: String, Sendable, CaseIterable {
    /// A person said so.
    case byHand = "by_hand"
    /// The exact key: the order's number, the payout's reference.
    case key
    /// The payout's reference, and the same amount.
    case reference
    /// One reference for several records that add up.
    case referenceGroup = "reference_group"
    /// The payout's reference, with another amount.
    case referenceOnly = "reference_only"
    /// The same amount in the window of days, and nothing else fits.
    case amountAndDate = "amount_and_date"
    /// The only records that add up to the other side's amount.
    case groupSum = "group_sum"
    /// The only one left on each side of an order; amounts differ.
    case remainder
    /// The order's number but for case, signs and leading zeros.
    case likeNumber = "like_number"
    /// The same amount, outside the window of days.
    case amount
    /// Another currency, near the reference rate, in the window of days.
    case convertedAmount = "converted_amount"
    /// In the window and named after the channel; the amounts are close.
    case nearAmount = "near_amount"

    /// How sure it is, from 0 to 100.
    package var score: Int {
      switch self {
      case .byHand, .key, .reference: 100
      case .referenceGroup: 95
      case .referenceOnly: 90
      case .amountAndDate: 80
      case .groupSum: 70
      case .remainder: 60
      case .likeNumber: 50
      case .amount: 40
      case .convertedAmount: 35
      case .nearAmount: 30
      }
    }
  }
}

/// A person's word on one pair of records.
package struct MatchDecision: Sendable {
  package var kind: Match.Kind
  package var external: String
  package var `internal`: String
  /// They belong together; else they do not.
  package var isConfirmed: Bool

  package init(kind: Match.Kind, external: String, internal: String, isConfirmed: Bool) {
    self.kind = kind
    self.external = external
    self.internal = `internal`
    self.isConfirmed = isConfirmed
  }

  /// A key of an order's match: a source's or a channel's name, and the number it gives.
  package static func halves(_ key: String) -> (name: Substring, number: Substring)? {
    guard let bar = key.firstIndex(of: "|") else { return nil }
    return (key[..<bar], key[key.index(after: bar)...])
  }

  /// The decision in words that are the same for the same decision.
  package var words: String {
    "\(isConfirmed ? "confirm" : "undo") \(kind.rawValue) \(external) = \(`internal`)"
  }
}
