import Accounting

/// The part of a landed-cost charge that one receipt row bears.
struct ChargeShare: Equatable {
  /// Positions in `LedgerSnapshot.charges` and `.receipts`.
  let charge: Int32
  let receipt: Int32
  /// Minor units of the functional currency.
  let amount: Int64
  /// When it takes effect: when it was incurred, or when the goods arrived if that was later.
  let at: Instant
}

/// Spreads landed-cost charges over the receipt rows that share their receipt number.
///
/// One basis per charge; cents go to the largest remainder, earliest row first; the shares of a
/// charge sum to it. Recoverable tax is not landed cost.
struct LandedCostAllocation {
  let snapshot: LedgerSnapshot
  private let values: [ReceiptValue]
  let settings: Settings
  private let rowsOfReceipt: [Symbol: [Int32]]
  private let rowsOfOrder: [Symbol: [Int32]]
  /// In the order of their charges, then of their receipt rows.
  private(set) var shares: [ChargeShare] = []
  var discrepancies: [Discrepancy] = []

  /// Allocates every charge that can be.
  ///
  /// - Parameters:
  ///   - snapshot: What the ledger holds.
  ///   - receipts: The positions of receipts in stable order.
  ///   - values: The value of each receipt, by position.
  ///   - settings: The entity's choices.
  ///   - rates: Its exchange rates.
  ///   - gaps: Takes note of rates that are missing.
  init(
    _ snapshot: LedgerSnapshot, receipts: [Int32], values: [ReceiptValue], settings: Settings,
    rates: RateTable, gaps: inout RateGaps
  ) {
    self.snapshot = snapshot
    self.values = values
    self.settings = settings
    rowsOfReceipt = Dictionary(grouping: receipts) { snapshot.receipts[Int($0)].receiptId }
    rowsOfOrder = Dictionary(
      grouping: receipts.filter { !snapshot.receipts[Int($0)].purchaseOrder.isNone }
    ) { snapshot.receipts[Int($0)].purchaseOrder }
    for position in snapshot.stableCharges() {
      let charge = snapshot.charges[Int(position)]
      guard charge.kind != .recoverableTax else { continue }
      let date = settings.zone.date(of: charge.incurredAt)
      switch functionalValue(charge.amount, charge.currency, on: date, settings, rates) {
      case .known(let amount):
        allocate(charge, at: position, amount: amount, gaps: &gaps)
      case .rateMissing:
        gaps.add(charge.currency, on: date, waiting: charge.provenance)
      case .unusable:
        reject(charge, amount: 0, reason: "the amount is too large")
      }
    }
  }

  private mutating func allocate(
    _ charge: LandedCostCharge, at position: Int32, amount: Int64, gaps: inout RateGaps
  ) {
    let rows = rows(of: charge)
    if let waiting = rows.first(where: { values[Int($0)] == .rateMissing }) {
      let receipt = snapshot.receipts[Int(waiting)]
      let date = settings.zone.date(of: receipt.receivedAt)
      gaps.add(receipt.currency, on: date, waiting: charge.provenance)
      return
    }
    let weights = rows.map { weight(of: $0, by: charge.basis) }
    if let reason = fault(weights, of: charge) {
      reject(charge, amount: amount, reason: reason)
      return
    }
    let amounts = Accounting.allocate(amount, by: weights.compactMap { $0 })
    for (row, share) in zip(rows, amounts) where share != 0 {
      let at = max(charge.incurredAt, snapshot.receipts[Int(row)].receivedAt)
      shares.append(ChargeShare(charge: position, receipt: row, amount: share, at: at))
    }
  }

  /// The rows of the receipt that a charge names; else those that came of the order of that name.
  func rows(of charge: LandedCostCharge) -> [Int32] {
    rowsOfReceipt[charge.receiptId] ?? rowsOfOrder[charge.receiptId] ?? []
  }

  /// What a row weighs in an allocation; `nil` when the row does not say.
  func weight(of row: Int32, by basis: AllocationBasis) -> Int64? {
    guard case .known(let value) = values[Int(row)] else { return nil }
    let receipt = snapshot.receipts[Int(row)]
    let weight: Int64? =
      switch basis {
      case .value: value
      case .quantity: receipt.quantity
      case .weight: receipt.weightThousandths
      case .volume: receipt.volumeThousandths
      case .equal: 1
      }
    return weight.flatMap { $0 < 0 ? nil : $0 }
  }

  /// Why weights cannot carry an allocation, or `nil` when they can.
  private func fault(_ weights: [Int64?], of charge: LandedCostCharge) -> String? {
    let receipt = snapshot.symbols[charge.receiptId]
    if weights.isEmpty { return "there is no receipt \(receipt)" }
    let missing = weights.count { $0 == nil }
    if missing > 0 {
      return "\(missing) of \(weights.count) rows of receipt \(receipt) have no usable "
        + "\(charge.basis)"
    }
    return weights.allSatisfy { $0 == 0 } ? "the \(charge.basis) of receipt \(receipt) is 0" : nil
  }
}
