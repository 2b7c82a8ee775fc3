import Accounting

/// CO-06: what a charge is spread by is missing.
///
/// A charge could not be spread over the goods because what it is spread by, such as weight, is
/// missing.
///
/// Found for every landed-cost charge whose receipt is unknown, or has rows without the quantity,
/// value, weight or volume that allocate_by asks for, or of zero in all. It stays out of stock
/// until then, and closes when it can be spread.
///
/// Do: fill in the basis, or choose another.
extension LandedCostAllocation {
  mutating func reject(_ charge: LandedCostCharge, amount: Int64, reason: String) {
    let (name, receipt) = (snapshot.symbols[charge.chargeId], snapshot.symbols[charge.receiptId])
    var result = Discrepancy(
      code: .co06, source: "inventory", key: "\(name)|\(receipt)",
      eventDate: settings.zone.date(of: charge.incurredAt), rule: "allocation_basis_missing")
    result.currency = charge.currency
    result.internal = charge.amount
    result.inventoryImpact = amount
    result.internalEvidence = [snapshot.evidence(charge.provenance)]
    let rows = rows(of: charge).filter { weight(of: $0, by: charge.basis) == nil }
    let provenances = rows.map { snapshot.receipts[Int($0)].provenance }
    result.internalEvidence += snapshot.firstEvidence(provenances)
    result.note =
      "charge \(name) is not allocated: \(reason); fill it in or choose another allocate_by"
    discrepancies.append(result)
  }
}
