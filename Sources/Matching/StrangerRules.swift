import Accounting

/// CM-01, RF-01 and DC-03: settlement lines that lead to no order of ours, or to no meaning.
struct StrangerRules {
  let context: MatchContext
  let assignment: LineAssignment
  let isHeld: [Bool]
  let refunds: StrayRefunds

  private struct Key: Hashable {
    var source: Symbol
    var order: Symbol
    var sku: Symbol
    var reference: Symbol
  }

  func findings() -> [Discrepancy] {
    var sales: [Key: [Int32]] = [:]
    var refunds: [Key: [Int32]] = [:]
    var unknown: [Key: [Int32]] = [:]
    let lines = context.snapshot.settlementLines
    for position in lines.indices
    where assignment.order[position] < 0 || lines.amounts[position].event == .unknown {
      let line = lines[position]
      guard line.settlement < 0 || !isHeld[Int(line.settlement)] else { continue }
      let key = Key(
        source: line.source, order: line.orderId, sku: line.sku,
        reference: line.orderId.isNone ? line.reference : .none)
      switch line.event {
      case .sale where assignment.order[position] < 0:
        sales[key, default: []].append(Int32(position))
      case .refund where assignment.order[position] < 0:
        refunds[key, default: []].append(Int32(position))
      case .unknown:
        let settlement =
          line.settlement < 0
          ? Symbol.none : context.snapshot.settlements[Int(line.settlement)].settlementId
        unknown[
          Key(source: line.source, order: settlement, sku: .none, reference: line.label),
          default: []
        ].append(Int32(position))
      default:
        break
      }
    }
    return sales.values.map { strangerFinding($0, context) }
      + refundFindings(refunds, sales) + unknown.values.map(unknownFinding)
  }

  private func refundFindings(
    _ groups: [Key: [Int32]], _ sales: [Key: [Int32]]
  ) -> [Discrepancy] {
    var stray = self.refunds
    let name = { (key: Key) in
      [key.source, key.order, key.sku, key.reference].map { context.text($0) }
    }
    let sorted = groups.map { (name($0.key), $0.key, $0.value) }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }
    let found = sorted.compactMap { _, key, positions in
      let isOurs = stray.claim(positions.map { context.snapshot.settlementLines[Int($0)] })
      let hasSale = sales[key] != nil
      return hasSale && isOurs ? nil : refundFinding(positions, hasSale: hasSale)
    }
    return found + stray.overdue()
  }

  /// RF-01 where there was never a sale; where the sale is CM-01, the refund is RF-04.
  private func refundFinding(_ positions: [Int32], hasSale: Bool) -> Discrepancy {
    var finding = strangerFinding(positions, context)
    finding.code = hasSale ? .rf04 : .rf01
    finding.rule = hasSale ? "refund_not_in_ledger" : "refund_without_sale"
    finding.key += "|refund"
    let impact = context.functional(
      finding.external ?? 0, finding.currency ?? context.settings.functionalCurrency,
      on: finding.eventDate)
    finding.cashImpact = impact
    finding.marginImpact = impact
    return finding
  }

  /// DC-03: a type the contract's vocabulary does not name, once per settlement and type.
  private func unknownFinding(_ positions: [Int32]) -> Discrepancy {
    var finding = strangerFinding(positions, context)
    let first = context.snapshot.settlementLines[Int(positions[0])]
    let label = context.text(first.label)
    finding.code = .dc03
    finding.rule = "unknown_type"
    finding.key = "\(finding.settlementId)|\(label)"
    finding.note = "type \(label) has no meaning in the contract"
    let lines = positions.map { context.snapshot.settlementLines[Int($0)] }
    if Set(lines.map(\.orderId)).count > 1 { finding.orderId = "" }
    if Set(lines.map(\.sku)).count > 1 { finding.sku = "" }
    return finding
  }
}
