import Accounting

/// AM-06: a difference within the tolerance was forgiven.
///
/// The two sides differ by no more than the agreed tolerance. Nothing is to be done; the
/// difference is counted so that it cannot grow unseen.
///
/// Found per order line and component, and for refunds; the tolerance is one minor unit of the
/// line's currency unless crossfoot.yaml says otherwise. It posts nothing: sales are booked from
/// the settlement.
///
/// Do: nothing; watch the budget.
extension OrderMatching {
  /// Whether a difference is one that nobody is to look into.
  func isForgiven(_ difference: Int64) -> Bool {
    difference.magnitude <= UInt64(context.settings.componentTolerance)
  }
}

extension Discrepancy {
  /// The same within the tolerance: counted against the budget, and nothing to be done.
  var forgiven: Discrepancy {
    var finding = self
    finding.code = .am06
    finding.rule = "within_tolerance"
    finding.severity = nil
    return finding
  }
}
