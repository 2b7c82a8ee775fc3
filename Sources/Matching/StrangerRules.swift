import Accounting

/// CM-01, RF-01, DC-03 and ambiguous order numbers: settlement lines that lead to no order of ours,
/// or to no meaning.
struct StrangerRules {
  let orders: OrderMatching
  let decisions: OrderDecisions
  let refunds: StrayRefunds
  var context: MatchContext { orders.context }

  private struct Key: Hashable {
    var source: Symbol
    var order: Symbol
    var sku: Symbol
    var reference: Symbol
    var currency: Currency

    /// What a match names it by, as `SettlementLine.matchNumber`.
    var number: Symbol { order.isNone ? reference : order }
  }

  /// Positions of settlement lines, by what they are about and in which currency.
  private struct Groups {
    var sales: [Key: [Int32]] = [:]
    var refunds: [Key: [Int32]] = [:]
    var unknown: [Key: [Int32]] = [:]
  }

  func findings() -> (discrepancies: [Discrepancy], matches: [Match]) {
    let groups = collect()
    let candidates = candidateMatches(groups.sales)
    let byNumber = Dictionary(grouping: candidates) { $0.external[0].key }
    let numbers = PlainNumbers(Set(groups.sales.keys.map(\.order)), orders.index, context)
    let sales = groups.sales.map { key, positions in
      saleFinding(positions, byNumber[context.key(key.source, key.number)] ?? [], numbers)
    }
    let ofRefunds = refundMatches(groups.refunds)
    let others =
      refundFindings(
        groups.refunds, groups.sales, Dictionary(grouping: ofRefunds) { $0.external[0].key })
      + groups.unknown.values.map(unknownFinding)
    return (sales + others + reusedNumbers(), candidates + ofRefunds + decidedMatches())
  }

  private func collect() -> Groups {
    var groups = Groups()
    let lines = context.snapshot.settlementLines
    let order = orders.assignment.order
    for position in lines.indices
    where order[position] < 0 || lines.amounts[position].event == .unknown {
      let line = lines[position]
      guard line.settlement < 0 || !orders.isHeld[Int(line.settlement)] else { continue }
      let key = Key(
        source: line.source, order: line.orderId, sku: line.sku,
        reference: line.orderId.isNone ? line.reference : .none, currency: line.currency)
      switch line.event {
      case .sale where order[position] < 0:
        groups.sales[key, default: []].append(Int32(position))
      case .refund where order[position] < 0:
        groups.refunds[key, default: []].append(Int32(position))
      case .unknown:
        let settlement =
          isPending(line)
          ? Symbol.none : context.snapshot.settlements[Int(line.settlement)].settlementId
        groups.unknown[
          Key(
            source: line.source, order: settlement, sku: .none, reference: line.label,
            currency: line.currency), default: []
        ].append(Int32(position))
      default:
        break
      }
    }
    return groups
  }

  /// What an unknown order number may be: one of several orders that have it, or an order of ours
  /// that nothing settled.
  private func candidateMatches(_ sales: [Key: [Int32]]) -> [Match] {
    let numbers = Dictionary(grouping: sales.filter { !$0.key.number.isNone }) {
      OrderDecisions.Number(source: $0.key.source, orderId: $0.key.number)
    }
    let suggestions = OrderSuggestions(orders, isNeeded: !numbers.isEmpty)
    return numbers.flatMap { number, groups -> [Match] in
      let lines = groups.flatMap(\.value).sorted()
        .map { context.snapshot.settlementLines[Int($0)] }
      let named = ambiguousMatches(number, lines)
      let found = named.isEmpty ? suggestions.matches(for: lines) : named
      return found.filter { !isForbidden($0) }
    }.sorted { ($0.external[0].key, $0.internal[0].key) < ($1.external[0].key, $1.internal[0].key) }
  }

  /// Whether a person said that a number is not the order it names: it is spelled well, then.
  private func isTakenApart(_ line: SettlementLine) -> Bool {
    if decisions.isEmpty { return false }
    let key = context.key(line.source, line.orderId)
    return context.snapshot.matchDecisions.contains {
      $0.kind == .order && !$0.isConfirmed && $0.external == key
    }
  }

  private func isForbidden(_ match: Match) -> Bool {
    context.snapshot.matchDecisions.contains {
      $0.kind == .order && !$0.isConfirmed && $0.external == match.external[0].key
        && $0.internal == match.internal[0].key
    }
  }

  private func ambiguousMatches(
    _ number: OrderDecisions.Number, _ lines: [SettlementLine]
  ) -> [Match] {
    let found = orders.index.orders(numbered: number.orderId).map { orders.index.orders[Int($0)] }
      .filter { context.sources.isSettled($0.channel, by: number.source) }
    guard found.count > 1 else { return [] }
    return found.map {
      Match(
        kind: .order, state: .ambiguous, rule: .key, currency: lines[0].currency,
        date: lines.map(\.date).min() ?? context.asOf,
        external: [context.side(of: lines, numbered: number.orderId)],
        internal: [context.side(of: $0)], candidates: found.count)
    }
  }

  /// What people said, where it has lines to speak of.
  private func decidedMatches() -> [Match] {
    decisions.pairs.compactMap { number, order -> Match? in
      let lines = orders.linesByOrder[Int(order)]
        .map { context.snapshot.settlementLines[Int($0)] }
        .filter { $0.matchNumber == number.orderId && $0.source == number.source }
      guard let first = lines.first else { return nil }
      return Match(
        kind: .order, state: .confirmed, rule: .byHand, currency: first.currency,
        date: lines.map(\.date).min() ?? first.date,
        external: [context.side(of: lines, numbered: number.orderId)],
        internal: [context.side(of: orders.index.orders[Int(order)])])
    }.sorted { $0.external[0].key < $1.external[0].key }
  }

  /// CM-01, or DU-05 where the order number is that of several orders.
  private func saleFinding(
    _ positions: [Int32], _ candidates: [Match], _ numbers: PlainNumbers
  ) -> Discrepancy {
    var finding = strangerFinding(positions, context)
    let line = context.snapshot.settlementLines[Int(positions[0])]
    if candidates.first?.state != .ambiguous && !isTakenApart(line) {
      if let misspelled = misspelled(finding, line, numbers) { return misspelled }
    }
    guard !candidates.isEmpty else { return finding }
    let names = names(candidates)
    if candidates[0].state == .ambiguous {
      finding.code = .du05
      finding.rule = "several_orders"
      finding.internalEvidence = candidates.flatMap { $0.internal[0].evidence }
      finding.note = "candidates: \(names); choose with 'match confirm'"
    } else {
      finding.note = "may be order \(names)"
    }
    return finding
  }

  private func names(_ candidates: [Match]) -> String {
    candidates.map { match in
      match.internal.map { "\($0.key) (\($0.evidence[0]))" }.joined(separator: " and ")
    }.joined(separator: " or ")
  }

  /// What a refund that names no order may be of.
  private func refundMatches(_ groups: [Key: [Int32]]) -> [Match] {
    let nameless = groups.filter { $0.key.order.isNone && !$0.key.number.isNone }
    let suggestions = RefundSuggestions(orders, isNeeded: !nameless.isEmpty)
    return nameless.values.flatMap { positions in
      suggestions.matches(for: positions.map { context.snapshot.settlementLines[Int($0)] })
        .filter { !isForbidden($0) }
    }.sorted { ($0.external[0].key, $0.internal[0].key) < ($1.external[0].key, $1.internal[0].key) }
  }

  private func refundFindings(
    _ groups: [Key: [Int32]], _ sales: [Key: [Int32]], _ candidates: [String: [Match]]
  ) -> [Discrepancy] {
    var stray = self.refunds
    let name = { (key: Key) in
      [key.source, key.order, key.sku, key.reference].map { context.text($0) }
        + [key.currency.code]
    }
    let sold = Set(sales.keys.map { [$0.source, $0.order, $0.sku, $0.reference] })
    let sorted = groups.map { (name($0.key), $0.key, $0.value) }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }
    let found = sorted.compactMap { _, key, positions -> Discrepancy? in
      let isOurs = stray.claim(positions.map { context.snapshot.settlementLines[Int($0)] })
      let hasSale = sold.contains([key.source, key.order, key.sku, key.reference])
      if hasSale && isOurs { return nil }
      var finding = refundFinding(positions, hasSale: hasSale)
      if key.order.isNone, let found = candidates[context.key(key.source, key.number)] {
        finding.note = "may be a refund of order \(names(found))"
      }
      return finding
    }
    return found + stray.overdue()
  }

  /// Whether a line's file does not say by which settlement it is paid: that is known later, so
  /// nothing is to hang on it.
  func isPending(_ line: SettlementLine) -> Bool {
    guard line.settlement >= 0 else { return true }
    let settlement = context.snapshot.settlements[Int(line.settlement)]
    return settlement.provenance.document != line.provenance.document
  }
}
