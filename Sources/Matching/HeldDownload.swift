import Accounting

/// A download without settlements of its own, held because its own total does not foot.
struct HeldDownload {
  /// What tells a line from others, whatever file it stands in.
  private struct Content: Hashable {
    let at: Instant
    let amount: Int64
    let order: Symbol
    let reference: Symbol
  }

  private let context: MatchContext
  private let position: Int

  /// `position`: of the settlement that stands for it.
  init(_ context: MatchContext, _ position: Int) {
    self.context = context
    self.position = position
  }

  private var settlement: Settlement { context.snapshot.settlements[position] }

  /// Its number is the import's batch and the currency.
  private var hasNoSettlement: Bool {
    let id = context.text(settlement.settlementId)
    return id.hasPrefix("B-") && id.hasSuffix("/\(settlement.currency.code)")
  }

  /// Whether other files brought all of its lines but those of one row: a version that foots.
  ///
  /// - Complexity: O(*n*) in all lines.
  var standsElsewhere: Bool {
    guard hasNoSettlement else { return false }
    let lines = context.snapshot.settlementLines
    let settlements = context.snapshot.settlements
    var standing: [Content: Int] = [:]
    let others = lines.positions(ofItems: { item in
      if item.source != settlement.source || item.currency != settlement.currency { return false }
      if item.settlement < 0 { return true }
      if case .differs = settlements[Int(item.settlement)].footing { return false }
      return true
    })
    for other in others { standing[content(lines[other]), default: 0] += 1 }
    var missing: Set<Int32> = []
    for own in lines.positions(ofItems: { $0.settlement == Int32(position) }) {
      let content = content(lines[own])
      if let count = standing[content], count > 0 {
        standing[content] = count - 1
      } else {
        missing.insert(lines[own].provenance.line)
      }
    }
    return missing.count <= 1 && !others.isEmpty
  }

  private func content(_ line: SettlementLine) -> Content {
    Content(at: line.postedAt, amount: line.amount, order: line.orderId, reference: line.reference)
  }
}
