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

    /// What a match names it by: as `SettlementLine.matchNumber`, or one payment of a number that
    /// is of several orders.
    var number: Symbol { reference.isNone ? order : reference }
    /// What a sale and its refund share.
    var goods: [Symbol] { [source, order, sku, order.isNone ? reference : .none] }
  }

  /// Positions of settlement lines, by what they are about and in which currency.
  private struct Groups {
    var sales: [Key: [Int32]] = [:]
    var refunds: [Key: [Int32]] = [:]
    var unknown: [Key: [Int32]] = [:]
  }

  func findings() -> (discrepancies: [Discrepancy], matches: [Match]) {
    let groups = collect()
    let numbers = PlainNumbers(Set(groups.sales.keys.map(\.order)), orders.index, context)
    let candidates = candidateMatches(groups.sales, numbers)
    let byNumber = Dictionary(grouping: candidates) { $0.external[0].key }
    let sales = groups.sales.map { key, positions in
      saleFinding(key, positions, byNumber[context.key(key.source, key.number)] ?? [], numbers)
    }
    let ofRefunds = refundMatches(groups.refunds)
    let others =
      refundFindings(
        groups.refunds, groups.sales, Dictionary(grouping: ofRefunds) { $0.external[0].key })
      + groups.unknown.values.map(unknownFinding)
    let decided = claimedMatches() + decidedMatches() + dividedMatches()
    return (sales + others + reusedNumbers(), candidates + ofRefunds + decided)
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
        reference: isByPayment(position) ? line.reference : .none, currency: line.currency)
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

  /// Whether a line leads to its order by its own reference alone.
  private func isByPayment(_ position: Int) -> Bool {
    let lines = context.snapshot.settlementLines
    let item = lines.amounts[position].item
    return lines.items[Int(item)].orderId.isNone || orders.assignment.isShared(item)
  }

  /// What an unknown order number may be: one of several orders that have it, the order whose
  /// number is nearly that, or an order of ours that nothing settled.
  private func candidateMatches(_ sales: [Key: [Int32]], _ plain: PlainNumbers) -> [Match] {
    let numbers = Dictionary(grouping: sales.filter { !$0.key.number.isNone }) {
      OrderDecisions.Number(source: $0.key.source, orderId: $0.key.number)
    }
    let suggestions = OrderSuggestions(orders, isNeeded: !numbers.isEmpty)
    return numbers.flatMap { number, groups -> [Match] in
      let lines = groups.flatMap(\.value).sorted()
        .map { context.snapshot.settlementLines[Int($0)] }
      let named = ambiguousMatches(number, lines)
      let near = named.isEmpty ? nearMatch(lines, plain) : nil
      let others = named.isEmpty ? suggestions.matches(for: lines) : named
      return
        ([near].compactMap(\.self)
        + others.filter { $0.internal.map(\.key) != near?.internal.map(\.key) })
        .filter { !isForbidden($0) }
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

  /// Whether a person took a match apart: of a group, all of it.
  private func isForbidden(_ match: Match) -> Bool {
    if decisions.isEmpty { return false }
    let apart = context.snapshot.matchDecisions.filter {
      $0.kind == .order && !$0.isConfirmed && $0.external == match.external[0].key
    }.map(\.internal)
    return match.internal.allSatisfy { apart.contains($0.key) }
  }

  private func ambiguousMatches(
    _ number: OrderDecisions.Number, _ lines: [SettlementLine]
  ) -> [Match] {
    let named = orders.index.orders(numbered: lines[0].orderId).filter {
      context.sources.isSettled(orders.index.orders[Int($0)].channel, by: number.source)
    }
    guard named.count > 1 else { return [] }
    let open = named.filter { orders.linesByOrder.places(of: Int($0)).isEmpty }
    let found = (open.isEmpty ? named : open).map { orders.index.orders[Int($0)] }
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
        .filter { $0.isNamed(number) }
      guard let first = lines.first else { return nil }
      return Match(
        kind: .order, state: .confirmed, rule: .byHand, currency: first.currency,
        date: lines.map(\.date).min() ?? first.date,
        external: [context.side(of: lines, numbered: number.orderId)],
        internal: [context.side(of: orders.index.orders[Int(order)])])
    }.sorted { $0.external[0].key < $1.external[0].key }
  }

  /// Payments that their amounts gave to one of the orders of their number.
  private func claimedMatches() -> [Match] {
    orders.assignment.claims.map { claim in
      let lines = claim.lines.map { context.snapshot.settlementLines[Int($0)] }
      let number = lines[0].reference.isNone ? lines[0].orderId : lines[0].reference
      return Match(
        kind: .order, state: .confirmed, rule: .key, currency: lines[0].currency,
        date: lines.map(\.date).min() ?? context.asOf,
        external: [context.side(of: lines, numbered: number)],
        internal: [context.side(of: orders.index.orders[Int(claim.order)])],
        candidates: claim.candidates)
    }
  }

  /// Payments that a person divided between orders.
  private func dividedMatches() -> [Match] {
    let names = context.snapshot.orderOfDividedItem
    if names.isEmpty { return [] }
    let lines = context.snapshot.settlementLines
    let parts = lines.positions { names[$0.item] != nil }
    let payments = Dictionary(grouping: parts) {
      context.key(lines[$0].source, lines[$0].matchNumber)
    }
    return payments.sorted { $0.key < $1.key }.map { _, positions in
      let own = positions.map { lines[$0] }
      let ofOrders = Set(positions.map { orders.assignment.order[$0] }).filter { $0 >= 0 }
        .map { context.side(of: orders.index.orders[Int($0)]) }
      return Match(
        kind: .order, state: .confirmed, rule: .byHand, currency: own[0].currency,
        date: own.map(\.date).min() ?? context.asOf,
        external: [context.side(of: own, numbered: own[0].matchNumber)],
        internal: ofOrders.sorted { $0.key < $1.key })
    }
  }

  /// CM-01, or DU-05 where the order number is that of several orders.
  private func saleFinding(
    _ key: Key, _ positions: [Int32], _ candidates: [Match], _ numbers: PlainNumbers
  ) -> Discrepancy {
    var finding = strangerFinding(positions, context)
    if !key.order.isNone && !key.reference.isNone {
      finding.key += "|\(context.text(key.reference))"
    }
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
    let sold = Set(sales.keys.map(\.goods))
    let sorted = groups.map { (name($0.key), $0.key, $0.value) }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }
    let found = sorted.compactMap { _, key, positions -> Discrepancy? in
      let isOurs = stray.claim(positions.map { context.snapshot.settlementLines[Int($0)] })
      let hasSale = sold.contains(key.goods)
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
