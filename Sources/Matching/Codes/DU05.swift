import Accounting

/// DU-05: several records fit, and none was chosen.
///
/// Several records fit equally well, so none was chosen. The candidates are named; someone who
/// knows picks one, or a reference is added that tells them apart.
///
/// Found for payouts that several bank lines or sums of them fit, or bank lines that several
/// payouts or sums of them fit, or a held settlement as well, and for payments whose order number
/// stands in several channels of their source where their amount does not tell which is meant, each
/// on its own. It closes when one is chosen or the others go.
///
/// Do: choose with 'match confirm', or add a key.
extension BankFindings {
  /// DU-05: bank lines, or sums of them, fit this payout that fit others as well.
  func undecided(_ payout: Payout, _ choices: [BankMatching.Group]) -> Discrepancy {
    let places = { (lines: [Int]) in
      context.evidence(lines.map { bank.sides.lines[$0].provenance })
    }
    var finding = make(.du05, payout, rule: "several_bank_lines_or_payouts")
    finding.internal = payout.amount
    finding.externalEvidence = places(
      Set(choices.flatMap(\.lines)).sorted { bank.sides.precedes($0, $1) })
    finding.cashImpact = -context.functional(payout.amount, payout.currency, on: payout.date)
    var named: [String] = []
    for choice in choices.map({ places($0.lines).joined(separator: "+") })
    where !named.contains(choice) {
      named.append(choice)
    }
    let held = Set(choices.flatMap(\.lines).flatMap(bank.heldFitting)).map {
      context.text(context.snapshot.settlements[bank.heldTotals[$0].settlement].settlementId)
    }.sorted()
    finding.note =
      "candidates: " + named.joined(separator: " ") + "; choose with 'match confirm'"
    if !held.isEmpty {
      finding.note += "; may be of held settlement " + held.joined(separator: " or ")
    }
    return finding
  }
}
