/// One line of a bank statement.
///
/// Positive is money in.
package struct StatementLine: Sendable {
  package var provenance: Provenance
  package var account: Symbol
  package var bookingDate: CalendarDate
  package var amount: Int64
  package var currency: Currency
  package var reference: Symbol
  package var text: Symbol
  /// What the bank says it kept for itself, positive; `amount` is without it.
  package var charges: Int64 = 0
  /// Other documents that have it too.
  package var otherDocuments: [Int32] = []

  package init(
    provenance: Provenance, account: Symbol, bookingDate: CalendarDate, amount: Int64,
    currency: Currency, reference: Symbol, text: Symbol
  ) {
    self.provenance = provenance
    self.account = account
    self.bookingDate = bookingDate
    self.amount = amount
    self.currency = currency
    self.reference = reference
    self.text = text
  }
}

/// A bank's line that came again with another text, and counts once.
package struct RestatedBankLine: Sendable {
  package var counted: StatementLine
  package var repeated: StatementLine

  package init(counted: StatementLine, repeated: StatementLine) {
    self.counted = counted
    self.repeated = repeated
  }
}

/// A bank statement's own frame: what its lines must lead from and to.
package struct BankStatement: Sendable {
  package var provenance: Provenance
  package var account: Symbol
  package var statementId: Symbol
  package var currency: Currency
  package var opening: Int64?
  package var closing: Int64?
  package var openingDate: CalendarDate?
  package var closingDate: CalendarDate?
  /// The days whose entries it says that it has.
  package var firstDay: CalendarDate?
  package var lastDay: CalendarDate?
  /// Opening balance and lines do not lead to the closing balance: its lines are not used.
  package var isHeld: Bool
  package var linesTotal: Int64
  /// Of a card, not of a bank account.
  package var isCard = false

  package init(
    provenance: Provenance, account: Symbol, statementId: Symbol, currency: Currency,
    opening: Int64?, closing: Int64?, openingDate: CalendarDate?, closingDate: CalendarDate?,
    isHeld: Bool = false, linesTotal: Int64 = 0
  ) {
    self.isHeld = isHeld
    self.linesTotal = linesTotal
    self.provenance = provenance
    self.account = account
    self.statementId = statementId
    self.currency = currency
    self.opening = opening
    self.closing = closing
    self.openingDate = openingDate
    self.closingDate = closingDate
  }
}
