import Accounting

/// AM-07: the budget for what is forgiven is used up.
///
/// What was forgiven of this source in the period comes to the budget that was set for it: small
/// differences that keep coming have a cause.
///
/// Found per source and period: every AM-06 counts with its amount, signs aside, in the functional
/// currency. The finding is dated on the day that used up the budget.
///
/// Do: review the pattern behind the differences.
func usedBudgets(_ findings: [Discrepancy], _ settings: Settings) -> [Discrepancy] {
  let forgiven = findings.indices.filter { findings[$0].code == .am06 }.sorted {
    (findings[$0].eventDate, findings[$0].key) < (findings[$1].eventDate, findings[$1].key)
  }
  var spent: [Budget: Spending] = [:]
  for position in forgiven {
    let finding = findings[position]
    let budget = Budget(source: finding.source, period: finding.eventDate.period)
    spent[budget, default: Spending()]
      .add(finding, of: settings.toleranceBudget(of: finding.source))
  }
  return spent.compactMap { budget, spending in
    spending.usedUpOn.map { found(budget, spending, on: $0, settings) }
  }
}

private struct Budget: Hashable {
  let source: String
  let period: AccountingPeriod
}

/// What was forgiven of one budget.
private struct Spending {
  private static let evidenceMax = 8

  /// Minor units of the functional currency.
  var amount: Int64 = 0
  var count = 0
  var usedUpOn: CalendarDate?
  var evidence: [String] = []

  mutating func add(_ finding: Discrepancy, of budget: Int64) {
    amount += Int64(clamping: finding.forgivenAmount)
    count += 1
    if evidence.count < Self.evidenceMax, let first = finding.externalEvidence.first {
      evidence.append(first)
    }
    if usedUpOn == nil && amount > 0 && amount >= budget { usedUpOn = finding.eventDate }
  }
}

private func found(
  _ budget: Budget, _ spending: Spending, on day: CalendarDate, _ settings: Settings
) -> Discrepancy {
  var finding = Discrepancy(
    code: .am07, source: budget.source, key: "tolerance|\(budget.period)", eventDate: day,
    rule: "tolerance_used_up")
  finding.channel = sourceTitle(budget.source)
  finding.currency = settings.functionalCurrency
  finding.external = spending.amount
  finding.internal = settings.toleranceBudget(of: budget.source)
  finding.externalEvidence = spending.evidence
  finding.note =
    spending.count == 1 ? "1 difference forgiven" : "\(spending.count) differences forgiven"
  return finding
}
