import Accounting

/// The tax inside payments that show no parts, as the orders and our refunds say.
///
/// The rule is the journal's: the payments of an order share its tax by amount, with what is still
/// to come; where they do not cover tax and shipping, or are in another currency, tax is in
/// proportion. A refund has the tax of our own refund of that amount, else a share in proportion.
struct GrossTaxes {
  struct Part {
    let orderLine: Int32
    /// Settlement sign.
    let tax: Int64
  }

  private struct Cover: Hashable {
    let order: Int32
    /// The one order line concerned, or -1 for all.
    let orderLine: Int32
  }

  private let snapshot: LedgerSnapshot
  private let matches: MatchResult
  /// Order channels whose prices have the tax in them.
  private let taxInclusive: Set<Symbol>
  private var parts: [Int: [Part]] = [:]

  /// `lines`: the positions of all payments that show no parts.
  init(_ data: CloseData, lines: [Int]) {
    snapshot = data.snapshot
    matches = data.matches
    taxInclusive = data.snapshot.taxInclusiveChannels(data.settings)
    let isHeld = snapshot.settlements.map(\.isHeld)
    var payments: [Cover: [Int]] = [:]
    var refunds: [(cover: Cover, line: Int)] = []
    for index in lines {
      let line = snapshot.settlementLines[index]
      let order = matches.orderOfSettlementLine[index]
      if order < 0 || (line.settlement >= 0 && isHeld[Int(line.settlement)]) { continue }
      let cover = Cover(order: order, orderLine: matches.orderLineOfSettlementLine[index])
      if line.event == .sale { payments[cover, default: []].append(index) }
      if line.event == .refund { refunds.append((cover, index)) }
    }
    for (cover, lines) in payments { splitPayments(lines.sorted(by: isEarlier), cover) }
    if refunds.isEmpty { return }
    let known = Dictionary(grouping: snapshot.refunds, by: \.orderId)
    for refund in refunds { splitRefund(refund.line, refund.cover, known) }
  }

  func parts(ofLine index: Int) -> [Part] { parts[index] ?? [] }

  private func isEarlier(_ lhs: Int, _ rhs: Int) -> Bool {
    let (left, right) = (snapshot.settlementLines[lhs], snapshot.settlementLines[rhs])
    if left.postedAt != right.postedAt { return left.postedAt < right.postedAt }
    return snapshot.place(left.provenance) < snapshot.place(right.provenance)
  }

  private func orderLines(_ cover: Cover) -> [(position: Int32, line: OrderLine)] {
    let positions =
      cover.orderLine >= 0 ? [cover.orderLine] : matches.orders[Int(cover.order)].lines
    let lines = positions.map { ($0, snapshot.orderLines[Int($0)]) }
    let active = lines.filter { $0.1.status != .cancelled }
    return active.isEmpty ? lines : active
  }

  /// What the buyer pays for a line.
  private func gross(_ line: OrderLine) -> Int64 {
    taxInclusive.contains(line.channel) ? line.gross - line.tax : line.gross
  }

  private func weights(_ lines: [(position: Int32, line: OrderLine)]) -> [Int64] {
    let weights = lines.map { max(0, gross($0.line)) }
    return weights.contains { $0 > 0 } ? weights : lines.map { _ in 1 }
  }

  private mutating func splitPayments(_ payments: [Int], _ cover: Cover) {
    let lines = orderLines(cover)
    guard !lines.isEmpty else { return }
    let weights = weights(lines)
    let amounts = payments.map { snapshot.settlementLines[$0].amount }
    let paid = amounts.reduce(0, +)
    let stated = lines.reduce(Int64(0)) { sum, entry in
      let isInclusive = taxInclusive.contains(entry.line.channel)
      return sum + entry.line.shipping
        + (isInclusive ? entry.line.itemTax : entry.line.tax)
    }
    let isAsOrdered =
      paid >= stated && amounts.allSatisfy { $0 > 0 }
      && payments.allSatisfy { snapshot.settlementLines[$0].currency == lines[0].line.currency }
    guard isAsOrdered else {
      for payment in payments { parts[payment] = proportional(payment, lines, weights) }
      return
    }
    let outstanding = payments.count == 1 ? 0 : max(0, weights.reduce(0, +) - paid)
    for (position, line) in lines {
      let taxes = allocate(line.tax, by: amounts + [outstanding])
      for (payment, tax) in zip(payments, taxes) {
        parts[payment, default: []].append(Part(orderLine: position, tax: tax))
      }
    }
  }

  private mutating func splitRefund(_ index: Int, _ cover: Cover, _ known: [Symbol: [Refund]]) {
    let line = snapshot.settlementLines[index]
    let refund = (known[matches.orders[Int(cover.order)].orderId] ?? [])
      .filter { $0.currency == line.currency && $0.amount + $0.tax == -line.amount }
      .min { snapshot.symbols[$0.refundId] < snapshot.symbols[$1.refundId] }
    var lines = orderLines(cover)
    if let refund, !refund.orderLineId.isNone {
      let named = lines.filter { $0.line.orderLineId == refund.orderLineId }
      if !named.isEmpty { lines = named }
    }
    guard !lines.isEmpty else { return }
    let weights = weights(lines)
    guard let refund else {
      parts[index] = proportional(index, lines, weights)
      return
    }
    let taxes = lines.map(\.line.tax)
    let shares = allocate(-refund.tax, by: taxes.reduce(0, +) > 0 ? taxes : weights)
    parts[index] = zip(lines, shares).map { Part(orderLine: $0.position, tax: $1) }
  }

  private func proportional(
    _ index: Int, _ lines: [(position: Int32, line: OrderLine)], _ weights: [Int64]
  ) -> [Part] {
    zip(lines, allocate(snapshot.settlementLines[index].amount, by: weights)).map { entry, share in
      let (tax, gross) = (Int128(entry.line.tax), Int128(gross(entry.line)))
      let part = gross > 0 ? roundedHalfUp(Int128(share) * tax, over: gross) : 0
      return Part(orderLine: entry.position, tax: Int64(clamping: part))
    }
  }
}

extension OrderLine {
  /// All tax of the line, that on its shipping included.
  fileprivate var tax: Int64 { itemTax + shippingTax }
}
