import Accounting

/// Pass 3 where an order number stands in several channels of one source: which of the orders each
/// payment is for.
///
/// The number and the amount together are the key. A payment goes to the only order that comes to
/// it, if no other payment does as well; the last payment to the last order. A refund goes to the
/// only order that is large enough, else to the only one of its amount. What is left is DU-05.
struct SharedNumbers: Sendable {
  /// A payment with its order.
  struct Claim: Sendable {
    /// Positions of settlement lines.
    var lines: [Int32]
    var order: Int32
    var candidates: Int
  }

  private(set) var claims: [Claim] = []

  private struct Number: Hashable {
    var source: Symbol
    var orderId: Symbol
  }

  /// What tells payments of one number apart: their own reference, else the row of a payment
  /// without parts.
  private struct Identity: Hashable {
    var reference: Symbol
    var item: Int32
    var currency: Currency
  }

  private struct Payment {
    var lines: [Int32] = []
    var sold: Int64 = 0
    var refunded: Int64 = 0

    mutating func add(_ line: SettlementLine, at position: Int32) {
      lines.append(position)
      guard line.component.isBuyersPrice else { return }
      switch line.event {
      case .sale: sold += line.amount
      case .refund: refunded += line.amount
      default: break
      }
    }
  }

  /// `items`: those whose number is of several orders.
  init(
    _ items: [Bool], _ context: MatchContext, _ index: OrderIndex, _ decisions: OrderDecisions
  ) {
    let lines = context.snapshot.settlementLines
    var numbers: [Number: [Identity: Payment]] = [:]
    for position in lines.positions(where: { items[Int($0.item)] }) {
      let line = lines[position]
      let item = lines.amounts[position].item
      let isRow = line.reference.isNone && line.component == .gross
      let identity = Identity(
        reference: line.reference, item: isRow ? item : -1, currency: line.currency)
      numbers[Number(source: line.source, orderId: line.orderId), default: [:]][
        identity, default: Payment()
      ].add(line, at: Int32(position))
    }
    for (number, payments) in numbers {
      claim(payments, number, context, index, decisions)
    }
    claims.sort { context.key(of: $0) < context.key(of: $1) }
  }

  private mutating func claim(
    _ payments: [Identity: Payment], _ number: Number, _ context: MatchContext,
    _ index: OrderIndex, _ decisions: OrderDecisions
  ) {
    let named = index.orders(numbered: number.orderId).filter {
      context.sources.isSettled(index.orders[Int($0)].channel, by: number.source)
    }
    let open = named.filter { !decisions.isChosen($0) }
      .map { (order: $0, total: context.total(of: index.orders[Int($0)])) }
    /// The orders that a payment may be for, where their totals fit.
    func fitting(_ identity: Identity, _ fits: (Int64) -> Bool) -> [Int32] {
      let name = identity.reference.isNone ? number.orderId : identity.reference
      return open.filter {
        $0.total.currency == identity.currency && fits($0.total.amount)
          && !decisions.isForbidden(number.source, name, $0.order)
      }.map(\.order)
    }
    func take(_ payment: Payment, _ order: Int32) {
      claims.append(Claim(lines: payment.lines, order: order, candidates: named.count))
    }
    var sales = payments.filter { $0.value.sold != 0 }
    let exact = sales.map { (name: $0, orders: fitting($0) { [sold = $1.sold] in $0 == sold }) }
    var left = Set(open.map(\.order))
    for (name, orders) in exact where orders.count == 1 {
      guard exact.count(where: { $0.orders.contains(orders[0]) }) == 1,
        let payment = sales.removeValue(forKey: name)
      else { continue }
      left.remove(orders[0])
      take(payment, orders[0])
    }
    if let last = sales.first, sales.count == 1, left.count == 1, named.count > 1,
      let order = fitting(last.key, { _ in true }).first(where: left.contains)
    {
      take(last.value, order)
    }
    for (name, refund) in payments where refund.sold == 0 && refund.refunded < 0 {
      let enough = fitting(name) { $0 >= -refund.refunded }
      let same = fitting(name) { $0 == -refund.refunded }
      if let order = [enough, same].first(where: { $0.count == 1 })?.first { take(refund, order) }
    }
  }
}

extension LineComponent {
  /// A part of what the buyer pays for goods and their way, or the whole of it.
  var isBuyersPrice: Bool {
    switch self {
    case .principal, .shipping, .giftWrap, .discount, .gross: true
    default: false
    }
  }
}

extension MatchContext {
  /// What an order should come to in the settlements of its source: `isBuyersPrice` together.
  func total(of order: Order) -> (amount: Int64, currency: Currency) {
    let source = sources.source(settling: order.channel)
    let expected = Expectation(
      order.expectedLines(snapshot), snapshot, pricesIncludeTax: source?.pricesIncludeTax ?? false)
    if source?.isGrossOnly ?? false { return (expected[.gross], expected.currency) }
    return (
      expected[.principal] + expected[.shipping] + expected[.discount], expected.currency
    )
  }

  /// Where a claim's first row stands, the same from run to run.
  fileprivate func key(of claim: SharedNumbers.Claim) -> String {
    claim.lines.map { snapshot.evidence(snapshot.settlementLines[Int($0)].provenance) }.min() ?? ""
  }
}
