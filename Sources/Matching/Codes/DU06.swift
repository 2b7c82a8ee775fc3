import Accounting

/// DU-06: the same sales are booked twice.
///
/// The channel's account of the same sales came under two numbers, and both are booked.
///
/// Found between settlements of one source and currency that come to the same with as many lines,
/// and between neighbours whose times overlap: lines of orders with the same item, kind, amount
/// and moment in both. External is what is booked twice.
///
/// Do: take one of them back with 'rollback'.
struct DU06 {
  let context: MatchContext
  let isHeld: [Bool]

  private struct Line: Hashable {
    let order, item, sku, shipment: Symbol
    let event: LineEvent
    let component: LineComponent
    let amount: Int64
    let at: Instant
  }

  func findings() -> [Discrepancy] {
    let pairs = candidates()
    if pairs.isEmpty { return [] }
    let lines = lines(of: Set(pairs.flatMap { [$0.0, $0.1] }))
    return pairs.compactMap { finding($0.0, $0.1, lines) }
  }

  /// Pairs of settlements that may hold the same, the earlier number first.
  private func candidates() -> [(Int, Int)] {
    struct Key: Hashable {
      let source: Symbol
      let currency: Currency
    }
    let settlements = context.snapshot.settlements
    let groups = Dictionary(
      grouping: settlements.indices.filter { !isHeld[$0] && settlements[$0].lineCount > 0 }
    ) { Key(source: settlements[$0].source, currency: settlements[$0].currency) }
    return groups.values.flatMap { group in
      let ordered = group.sorted { key($0) < key($1) }
      return equals(ordered) + overlaps(ordered)
    }
  }

  private func key(_ position: Int) -> (Int64, String) {
    let settlement = context.snapshot.settlements[position]
    return (settlement.startsAt?.seconds ?? 0, context.text(settlement.settlementId))
  }

  private func equals(_ group: [Int]) -> [(Int, Int)] {
    struct Size: Hashable {
      let total: Int64
      let lines: Int
    }
    let settlements = context.snapshot.settlements
    let alike = Dictionary(grouping: group) {
      Size(total: settlements[$0].linesTotal, lines: settlements[$0].lineCount)
    }
    return alike.values.flatMap { zip($0, $0.dropFirst()) }
  }

  private func overlaps(_ group: [Int]) -> [(Int, Int)] {
    let settlements = context.snapshot.settlements
    return zip(group, group.dropFirst()).filter { earlier, later in
      guard let end = settlements[earlier].endsAt, let start = settlements[later].startsAt
      else { return false }
      return start.seconds < end.seconds - 1
        && settlements[earlier].marketplace == settlements[later].marketplace
        && (settlements[earlier].linesTotal != settlements[later].linesTotal
          || settlements[earlier].lineCount != settlements[later].lineCount)
    }
  }

  private func lines(of settlements: Set<Int>) -> [Int: [SettlementLine]] {
    var found: [Int: [SettlementLine]] = [:]
    let lines = context.snapshot.settlementLines
    for line in lines.positions(ofItems: { settlements.contains(Int($0.settlement)) })
      .map({ lines[$0] })
    { found[Int(line.settlement), default: []].append(line) }
    return found
  }

  private func finding(
    _ first: Int, _ second: Int, _ lines: [Int: [SettlementLine]]
  ) -> Discrepancy? {
    var open: [Line: [SettlementLine]] = [:]
    for line in lines[first] ?? [] { open[content(line), default: []].append(line) }
    var pairs: [(SettlementLine, SettlementLine)] = []
    for line in lines[second] ?? [] where !line.orderId.isNone {
      if let other = open[content(line)]?.popLast() { pairs.append((other, line)) }
    }
    guard !pairs.isEmpty else { return nil }
    let settlement = context.snapshot.settlements[second]
    let ids = [first, second].map {
      context.text(context.snapshot.settlements[$0].settlementId)
    }
    var finding = Discrepancy(
      code: .du06, source: context.text(settlement.source), key: ids.joined(separator: "|"),
      eventDate: pairs.map(\.1.date).min() ?? context.asOf, rule: "settlement_booked_twice")
    finding.channel = context.channel(of: settlement)
    finding.settlementId = ids[1]
    finding.currency = settlement.currency
    let total = pairs.reduce(Int64(0)) { $0 + $1.1.amount }
    finding.external = total
    finding.cashImpact = -context.functional(total, settlement.currency, on: finding.eventDate)
    finding.marginImpact = finding.cashImpact
    finding.externalEvidence = context.evidence(pairs.map(\.1.provenance))
    finding.internalEvidence = context.evidence(pairs.map(\.0.provenance))
    finding.note = "\(pairs.count) lines stand in \(ids[0]) too, and both are booked"
    return finding
  }

  private func content(_ line: SettlementLine) -> Line {
    Line(
      order: line.orderId, item: line.itemCode, sku: line.sku, shipment: line.shipment,
      event: line.event, component: line.component, amount: line.amount, at: line.postedAt)
  }
}
