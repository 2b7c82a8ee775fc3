import Accounting

/// The parts of whole payments, as the orders say.
///
/// A payment has the order's tax and shipping and the rest is sales; several payments for one
/// order share its tax and shipping by amount, as does what is still to come. Where that cannot
/// be (another currency, less than tax and shipping), everything is in proportion. A refund has
/// the tax that our own refund says which it pays, else a share in proportion.
struct GrossSplits: Sendable {
  private struct Cover: Hashable, Sendable {
    var order: Int32
    /// The one order line concerned, or -1 for all.
    var orderLine: Int32
  }

  private let snapshot: LedgerSnapshot
  private let matches: MatchResult
  /// Order channels whose prices have the tax in them.
  private let taxInclusive: Set<Symbol>
  private(set) var parts: [Int32: [GrossPart]] = [:]

  init(_ builder: JournalBuilder) {
    snapshot = builder.snapshot
    matches = builder.matches
    taxInclusive = builder.snapshot.taxInclusiveChannels(builder.settings)
    var payments: [Cover: [Int32]] = [:]
    var refunds: [(Cover, Int32)] = []
    for index in snapshot.settlementLines.positions(where: { $0.component == .gross }) {
      let line = snapshot.settlementLines[index]
      guard line.event == .sale || line.event == .refund else { continue }
      let order = matches.orderOfSettlementLine[index]
      if order < 0 || line.settlement >= 0 && builder.isHeld[Int(line.settlement)] { continue }
      let cover = Cover(
        order: order, orderLine: matches.orderLineOfSettlementLine[index])
      if line.event == .sale {
        payments[cover, default: []].append(Int32(index))
      } else {
        refunds.append((cover, Int32(index)))
      }
    }
    for (cover, lines) in payments {
      splitPayments(lines.sorted { isBefore($0, $1, builder) }, cover)
    }
    splitRefunds(refunds)
  }

  /// The parts of the gross line at a position; none when nothing is known about its order.
  func parts(ofLine index: Int) -> [GrossPart] { parts[Int32(index)] ?? [] }

  private func isBefore(_ one: Int32, _ other: Int32, _ builder: JournalBuilder) -> Bool {
    let (one, other) = (
      snapshot.settlementLines[Int(one)], snapshot.settlementLines[Int(other)]
    )
    if one.postedAt != other.postedAt { return one.postedAt < other.postedAt }
    return builder.precedes(one.provenance, other.provenance)
  }

  private func orderLines(_ cover: Cover) -> [Int32] {
    if cover.orderLine >= 0 { return [cover.orderLine] }
    return matches.orders[Int(cover.order)].expectedLines(snapshot)
  }

  private func weights(_ lines: [Int32]) -> [Int64] {
    let weights = lines.map { max(0, whole($0).gross) }
    return weights.contains { $0 > 0 } ? weights : lines.map { _ in 1 }
  }

  /// What an order line's payment is made of, as the order says.
  private func whole(_ position: Int32) -> (gross: Int64, tax: Int64, shipping: Int64) {
    let line = snapshot.orderLines[Int(position)]
    let tax = line.itemTax + line.shippingTax
    guard taxInclusive.contains(line.channel) else { return (line.gross, tax, line.shipping) }
    return (line.gross - tax, tax, line.shipping - line.shippingTax)
  }

  private mutating func splitPayments(_ payments: [Int32], _ cover: Cover) {
    let lines = orderLines(cover)
    guard !lines.isEmpty else { return }
    let weights = weights(lines)
    let amounts = payments.map { snapshot.settlementLines[Int($0)].amount }
    let paid = amounts.reduce(0, +)
    let stated = lines.reduce(Int64(0)) { $0 + whole($1).tax + whole($1).shipping }
    let currency = snapshot.orderLines[Int(lines[0])].currency
    let isAsOrdered =
      paid >= stated && amounts.allSatisfy { $0 > 0 }
      && payments.allSatisfy { snapshot.settlementLines[Int($0)].currency == currency }
    guard isAsOrdered else {
      for payment in payments { parts[payment] = proportional(payment, lines, weights) }
      return
    }
    let outstanding = payments.count == 1 ? 0 : max(0, weights.reduce(0, +) - paid)
    let basis = amounts + [outstanding]
    for (offset, position) in lines.enumerated() {
      let tax = allocate(whole(position).tax, by: basis)
      let shipping = allocate(whole(position).shipping, by: basis)
      for (number, payment) in payments.enumerated() {
        let share = allocate(amounts[number], by: weights)[offset]
        parts[payment, default: []] += Self.parts(
          position, of: share, tax: tax[number], shipping: shipping[number])
      }
    }
  }

  private func proportional(
    _ payment: Int32, _ lines: [Int32], _ weights: [Int64], withShipping: Bool = true
  ) -> [GrossPart] {
    let shares = allocate(snapshot.settlementLines[Int(payment)].amount, by: weights)
    return zip(lines, shares).flatMap { position, share in
      let whole = whole(position)
      return Self.parts(
        position, of: share, tax: Self.part(share, whole.tax, whole.gross),
        shipping: withShipping ? Self.part(share, whole.shipping, whole.gross) : 0)
    }
  }

  private mutating func splitRefunds(_ lines: [(Cover, Int32)]) {
    for (cover, index) in lines {
      let all = orderLines(cover)
      guard !all.isEmpty else { continue }
      if let shares = matches.refundShares[index] {
        parts[index] = shares.flatMap { refundParts($0, all) }
      } else {
        parts[index] = proportional(index, all, weights(all), withShipping: false)
      }
    }
  }

  /// The parts of a refund of ours: of the line that it names, else of all.
  private func refundParts(_ share: RefundShare, _ all: [Int32]) -> [GrossPart] {
    let refund = snapshot.refunds[Int(share.refund)]
    let named = all.filter {
      !refund.orderLineId.isNone
        && snapshot.orderLines[Int($0)].orderLineId == refund.orderLineId
    }
    let lines = named.isEmpty ? all : named
    let weights = weights(lines)
    let taxes = lines.map { whole($0).tax }
    let refunded = allocate(share.tax, by: taxes.reduce(0, +) > 0 ? taxes : weights)
    let amounts = allocate(share.amount, by: weights)
    return lines.indices.flatMap {
      Self.parts(lines[$0], of: amounts[$0], tax: refunded[$0], shipping: 0)
    }
  }

  private static func parts(
    _ orderLine: Int32, of share: Int64, tax: Int64, shipping: Int64
  ) -> [GrossPart] {
    [
      GrossPart(orderLine: orderLine, component: .principal, amount: share - tax - shipping),
      GrossPart(orderLine: orderLine, component: .tax, amount: tax),
      GrossPart(orderLine: orderLine, component: .shipping, amount: shipping),
    ].filter { $0.amount != 0 || $0.component == .principal }
  }

  /// `share · part / whole`, half up; nothing where the whole is nothing.
  private static func part(_ share: Int64, _ part: Int64, _ whole: Int64) -> Int64 {
    guard whole > 0 else { return 0 }
    return Int64(clamping: roundedHalfUp(Int128(share) * Int128(part), over: Int128(whole)))
  }
}
