import Accounting

/// CM-03: an order is in no settlement, past its date.
///
/// We shipped the order and the channel should have settled it by now. Until it does, this is
/// money earned and not received.
///
/// Found like CM-02, from the day after the due date on; it is the same exception, with its id and
/// age. It closes when the settlement comes.
///
/// Do: claim or investigate.
extension OrderMatching {
  /// Whether a settlement that was due on a day is late.
  func isOverdue(_ due: CalendarDate) -> Bool { context.asOf > due }
}
