import Accounting

/// What one kind of cost of a receipt comes to where several systems tell of it: once.
extension SnapshotReader {
  /// A receipt, or the purchase order that a bill names for all its receipts, and a kind of cost.
  private struct Cost: Hashable {
    let of: Symbol
    let kind: ChargeKind
  }

  /// What one system says a cost comes to.
  private struct Teller {
    let rank: OwnerRank
    var positions: [Int]
    var total: Int64
    let currency: Currency
    /// None of it has a bill.
    let isEstimate: Bool
  }

  /// Lets a bill take the place of our estimate, as far as it differs, on the bill's own day; else
  /// the owner's charges stand, and what the others say differently is noted.
  ///
  /// Source: recipe R11 (the estimate stays where it was booked, the bill adds what is missing).
  mutating func keepOneTellerOfEachCharge() {
    let ranks = systemRanks(.costs)
    guard let first = snapshot.charges.first.map({ ranks[Int($0.provenance.document)] }),
      snapshot.charges.contains(where: { ranks[Int($0.provenance.document)] != first })
    else { return }
    var dropped: Set<Int> = []
    for (_, positions) in costs() {
      let tellers = tellers(of: positions, ranks)
      guard tellers.count > 1, let owner = tellers.first else { continue }
      for other in tellers.dropFirst() where other.total != 0 {
        if other.isEstimate && !owner.isEstimate && other.currency == owner.currency {
          replace(other, by: owner)
        } else {
          dropped.formUnion(other.positions)
          note(owner, other)
        }
      }
    }
    snapshot.charges = snapshot.charges.indices.filter { !dropped.contains($0) }
      .map { snapshot.charges[$0] }
  }

  /// Positions of charges by what they are for, in order of the first of each.
  private func costs() -> [(cost: Cost, positions: [Int])] {
    let named = Set(snapshot.charges.map(\.receiptId))
    var orderOf: [Symbol: Symbol] = [:]
    for receipt in snapshot.receipts
    where !receipt.purchaseOrder.isNone && named.contains(receipt.purchaseOrder) {
      orderOf[receipt.receiptId] = receipt.purchaseOrder
    }
    let groups = Dictionary(grouping: snapshot.charges.indices) { position in
      let charge = snapshot.charges[position]
      return Cost(of: orderOf[charge.receiptId] ?? charge.receiptId, kind: charge.kind)
    }
    return groups.sorted { $0.value[0] < $1.value[0] }.map { ($0.key, $0.value) }
  }

  /// Those who tell of a cost, its owner first: whom the settings name, else a bill before an
  /// estimate.
  private func tellers(of positions: [Int], _ ranks: [OwnerRank]) -> [Teller] {
    let byRank = Dictionary(grouping: positions) {
      ranks[Int(snapshot.charges[$0].provenance.document)]
    }
    if byRank.count < 2 { return [] }
    return byRank.map { rank, positions in
      let charges = positions.map { snapshot.charges[$0] }
      return Teller(
        rank: rank, positions: positions, total: charges.reduce(0) { $0 &+ $1.amount },
        currency: charges[0].currency, isEstimate: charges.allSatisfy { $0.billedAt == nil })
    }
    .sorted {
      let isNamed = ($0.rank.isNamed, $1.rank.isNamed)
      if isNamed.0 != isNamed.1 { return isNamed.0 }
      if $0.isEstimate != $1.isEstimate && !isNamed.0 { return !$0.isEstimate }
      return $0.rank < $1.rank
    }
  }

  private mutating func replace(_ estimate: Teller, by bill: Teller) {
    var rest = estimate.total
    for position in bill.positions where rest != 0 {
      let part =
        position == bill.positions.last ? rest : min(rest, snapshot.charges[position].amount)
      snapshot.charges[position].amount -= part
      rest -= part
    }
    let billedAt = bill.positions.compactMap { snapshot.charges[$0].billedAt }.min()
    for position in estimate.positions { snapshot.charges[position].billedAt = billedAt }
  }

  private mutating func note(_ owner: Teller, _ other: Teller) {
    if owner.total == other.total && owner.currency == other.currency { return }
    let (own, others) = (
      snapshot.charges[owner.positions[0]], snapshot.charges[other.positions[0]]
    )
    let text = { (teller: Teller) in
      "\(decimalText(teller.total, digits: teller.currency.minorDigits)) \(teller.currency.code)"
    }
    let name = "\(own.kind.name) of \(snapshot.symbols[own.receiptId])"
    var found = SystemDisagreement(
      area: .costs, key: name, date: zone.date(of: own.incurredAt), owner: own.provenance,
      other: others.provenance,
      difference: worded(name, own.provenance, text(owner), others.provenance, text(other)))
    if owner.currency == other.currency {
      found.currency = owner.currency
      (found.ownerAmount, found.otherAmount) = (owner.total, other.total)
    }
    snapshot.disagreements.append(found)
  }
}

extension ChargeKind {
  fileprivate var name: String {
    switch self {
    case .freight: "freight"
    case .duty: "duty"
    case .insurance: "insurance"
    case .brokerage: "brokerage"
    case .recoverableTax: "recoverable tax"
    case .other: "other charge"
    }
  }
}
