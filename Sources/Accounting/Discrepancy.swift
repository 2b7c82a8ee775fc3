/// One finding of a run: what differs, between which evidence, and what it costs.
///
/// Difference = external − internal, external being the channel's or the bank's word. Impacts are
/// in minor units of the functional currency, positive in our favour.
package struct Discrepancy: Hashable, Sendable {
  package var code: DiscrepancyCode
  /// The source it belongs to, for example `amazon`; part of the identity.
  package var source: String
  /// What it is about, the same from run to run: our key, else theirs.
  ///
  /// Never a file name, a line or an amount.
  package var key: String
  /// The day of the event that age and period count from.
  package var eventDate: CalendarDate
  /// Overrides the severity's own due date (CM-02, PO-01).
  package var due: CalendarDate?
  /// The day from which something is owed: the severity's due date does not count from before it,
  /// though the finding may be known for longer (CM-02 that became CM-03).
  package var owedFrom: CalendarDate?
  /// Overrides the code's severity (a fee in our favour is S3).
  package var severity: Severity?
  package var channel = ""
  package var orderId = ""
  package var sku = ""
  package var settlementId = ""
  package var currency: Currency?
  package var external: Int64?
  package var `internal`: Int64?
  package var cashImpact: Int64 = 0
  package var marginImpact: Int64 = 0
  package var taxImpact: Int64 = 0
  package var inventoryImpact: Int64 = 0
  /// The rule that raised it, a short stable name.
  package var rule: String
  /// `file:line` words.
  package var externalEvidence: [String] = []
  package var internalEvidence: [String] = []
  package var note = ""
  /// Raised and closed by the same event (DU-01): kept as a record, not as work.
  package var isClosedAtOnce = false

  package init(
    code: DiscrepancyCode, source: String, key: String, eventDate: CalendarDate, rule: String
  ) {
    self.code = code
    self.source = source
    self.key = key
    self.eventDate = eventDate
    self.rule = rule
  }

  /// External − internal, a missing side counting as zero; `nil` when neither side has an amount.
  package var difference: Int64? {
    guard external != nil || `internal` != nil else { return nil }
    return (external ?? 0) - (`internal` ?? 0)
  }

  /// What forgiving it costs, whatever it is: cash, or tax that is no cash of ours.
  package var forgivenAmount: UInt64 { max(cashImpact.magnitude, taxImpact.magnitude) }

  /// What tells it from all others, from run to run; an exception's id is a hash of it.
  package var identity: [String] { [code.family, source, key] }

  /// Whether it is over once it is no longer found.
  ///
  /// Besides what its code says: an ambiguity is gone because someone chose, or because a key came
  /// that tells records apart (DU-05); a return without a cost, because the cost came.
  package var closesItself: Bool {
    code.closesItself || code == .du05 || rule == Self.returnWithoutCost
  }

  /// The rule of a CO-03 whose goods left without a cost.
  package static let returnWithoutCost = "return_without_cost"
}
