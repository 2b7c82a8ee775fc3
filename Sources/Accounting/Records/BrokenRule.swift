/// A rule that a contract states of rows which only shows where several records meet.
///
/// The raw values are the words of contracts.
package enum MeetingRule: String, Sendable, CaseIterable {
  /// A refund is not dated before the sale that it takes back.
  case notBeforeSale = "not_before_sale"
  /// A settlement's lines are in the settlement's own currency.
  case currencyOfSettlement = "currency_of_settlement"
  /// A number of the channel is one transaction's, in whatever file it stands.
  case oneTransaction = "one_transaction"
}

/// A rule of a contract that is judged at matching.
package struct StatedRule: Hashable, Sendable {
  /// The contract's own name for it.
  package var name: String
  package var record: RecordKind
  package var rule: MeetingRule

  package init(name: String, record: RecordKind, rule: MeetingRule) {
    self.name = name
    self.record = record
    self.rule = rule
  }
}

/// A row whose values can be read and cannot be true: it was taken, and is to be verified.
package struct BrokenRule: Hashable, Sendable {
  package var provenance: Provenance
  package var kind: RecordKind
  /// The contract's name for the rule.
  package var rule: String
  /// What the row says, against the rule, in words.
  package var message: String
  /// What tells the record from others of its kind, the same from file to file.
  package var key: String
  package var channel = ""
  package var orderId = ""
  package var sku = ""
  package var settlementId = ""
  package var currency: Currency?
  /// The amount that the rule is about, in minor units; `nil` when it is about none.
  package var amount: Int64?
  /// When it happened, by a value of the row that the rule does not doubt.
  package var at: Instant?

  package init(
    provenance: Provenance, kind: RecordKind, rule: String, message: String, key: String
  ) {
    self.provenance = provenance
    self.kind = kind
    self.rule = rule
    self.message = message
    self.key = key
  }
}
