/// A difference that was given up, or taken up again by reopening its exception.
package struct WriteOff: Hashable, Sendable {
  package var exceptionId: String
  /// The source of the exception, for example `amazon`.
  package var source: String
  package var settlementId: String
  package var date: CalendarDate
  /// The account whose open item it moves; `nil` where the books have expensed it already.
  package var account: Account?
  package var item: String
  /// What is posted to that account, debit positive: external − internal.
  package var amount: Money
  /// The same in minor units of the functional currency: what counts against the limits.
  package var base: Int64
  /// `file:line` of the side that the item came from.
  package var evidence: String

  package init(
    exceptionId: String, source: String, settlementId: String, date: CalendarDate,
    account: Account?, item: String, amount: Money, base: Int64, evidence: String
  ) {
    self.exceptionId = exceptionId
    self.source = source
    self.settlementId = settlementId
    self.date = date
    self.account = account
    self.item = item
    self.amount = amount
    self.base = base
    self.evidence = evidence
  }
}
