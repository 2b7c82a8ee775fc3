import Accounting

extension BankMatching {
  /// Totals below zero that a channel collects from our account.
  ///
  /// The debit of that amount which names the settlement; without its name a debit is nobody's,
  /// since most such totals are carried on.
  mutating func matchCollectedTotals() {
    for (position, settlement) in sides.context.snapshot.settlements.enumerated() {
      guard !settlement.isHeld, settlement.payoutKind == .automatic else { continue }
      let total = settlement.declaredTotal ?? settlement.linesTotal
      if total >= 0 { continue }
      let named = Set(
        [settlement.bankReference, settlement.settlementId].flatMap { sides.lines(naming: $0) })
      let fitting = named.filter { line in
        isOpen(line: line) && sides.lines[line].currency == settlement.currency
          && sides.lines[line].amount == total
      }.sorted { sides.precedes($0, $1) }
      if let line = fitting.first { claimCollection(of: position, by: line) }
    }
  }
}
