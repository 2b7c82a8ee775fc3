/// Money that is ours and has not arrived, with the day it is due by its source's terms.
package struct ExpectedAmount: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Sold, and in no settlement yet.
    case earned
    /// In a report of the channel's, kept until a date.
    case deferred
    /// Held back out of a settlement or a balance.
    case reserved
    /// Taken by a dispute that may still be won.
    case disputed
    /// Sent by the channel, not in the bank.
    case inTransit = "in_transit"
  }

  package var kind: Kind
  package var source: String
  /// What it is listed under: an order, a settlement, a chain.
  package var item: String
  package var orderId: String
  package var since: CalendarDate
  package var due: CalendarDate
  package var currency: Currency
  /// Minor units; positive is money to us.
  package var amount: Int64
  package var provenance: Provenance

  package init(
    kind: Kind, source: String, item: String, orderId: String = "", since: CalendarDate,
    due: CalendarDate, currency: Currency, amount: Int64, provenance: Provenance
  ) {
    self.kind = kind
    self.source = source
    self.item = item
    self.orderId = orderId
    self.since = since
    self.due = due
    self.currency = currency
    self.amount = amount
    self.provenance = provenance
  }

  /// An order that does not depend on when records arrived.
  package var sortKey: (String, String, String, CalendarDate, Int64) {
    (kind.rawValue, source, item, since, amount)
  }
}
