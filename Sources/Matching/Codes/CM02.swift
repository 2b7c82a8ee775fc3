import Accounting

/// CM-02: an order waits for its settlement, within the usual days.
///
/// We shipped the order and the channel has not settled it yet. That is normal within the
/// channel's usual days; it turns into CM-03 when they have passed.
///
/// Found per order line that no settlement shows, held ones included, and for the rest of a line
/// that was settled in part; not for cancelled lines. Counted from shipping, else from ordering:
/// Amazon 17 days, Shopify 7, PayPal 5, others 14, unless crossfoot.yaml says otherwise. It closes
/// when the settlement comes.
///
/// Do: wait to the due date.
extension OrderMatching {
  /// The last day on which a settlement is in time.
  func settlementDue(_ since: CalendarDate, _ source: SourceSettings) -> CalendarDate {
    since.adding(days: source.settlesWithinDays)
  }
}
