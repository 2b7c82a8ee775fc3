import Accounting

/// CO-07: a landed cost stands accrued, and its bill did not come.
///
/// A freight, duty or other charge was accrued on its goods, and neither its bill came nor was it
/// released. Liabilities:LandedCostAccrued still has it, and the goods may bear a cost that nobody
/// will claim.
///
/// Found per charge, when charges_billed_within_days (60 unless crossfoot.yaml says otherwise; 0
/// for never) have passed since it was incurred: unless its row has billed_at, it came with a
/// supplier's invoice, or the charges of its type on the receipt come to nothing, as after a
/// release by a charge of the opposite amount. Internal is the accrual. Recoverable tax is no
/// landed cost. Books in which no charge has a bill do not tell of bills, and raise none. It closes
/// when the bill is told or the charge is released.
///
/// Do: chase the bill and fill in billed_at, or release the accrual.
struct CO07 {
  let context: MatchContext

  private struct Accrual: Hashable {
    let receipt: Symbol
    let kind: ChargeKind
    let currency: Currency
  }

  func findings() -> [Discrepancy] {
    let days = context.settings.chargesBilledWithinDays
    let charges = context.snapshot.charges
    guard charges.contains(where: { $0.billedAt != nil }) else { return [] }
    let late = charges.filter { charge in
      days > 0 && charge.billedAt == nil && charge.kind != .recoverableTax
        && charge.amount != 0 && context.asOf > date(of: charge).adding(days: days)
    }
    if late.isEmpty { return [] }
    var sums: [Accrual: Int64] = [:]
    for charge in charges { sums[accrual(charge), default: 0] &+= charge.amount }
    return late.filter { sums[accrual($0)] != 0 }.map(finding)
  }

  private func accrual(_ charge: LandedCostCharge) -> Accrual {
    Accrual(receipt: charge.receiptId, kind: charge.kind, currency: charge.currency)
  }

  private func date(of charge: LandedCostCharge) -> CalendarDate {
    context.settings.zone.date(of: charge.incurredAt)
  }

  private func finding(_ charge: LandedCostCharge) -> Discrepancy {
    let names = [charge.chargeId, charge.receiptId].map(context.text)
    var finding = Discrepancy(
      code: .co07, source: "inventory", key: names.joined(separator: "|"),
      eventDate: date(of: charge), rule: "accrual_not_billed")
    finding.currency = charge.currency
    finding.internal = charge.amount
    finding.internalEvidence = context.evidence([charge.provenance])
    finding.note = "charge \(names[0]) of receipt \(names[1]): no bill since \(finding.eventDate)"
    return finding
  }
}
