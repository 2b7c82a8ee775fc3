import Accounting

/// What people decided about order numbers in settlements and orders of ours.
struct OrderDecisions: Sendable {
  /// An order number as a source writes it; of a payment that has none, its own reference.
  struct Number: Hashable, Sendable {
    var source: Symbol
    var orderId: Symbol
  }

  private struct Pair: Hashable {
    var number: Number
    var order: Int32
  }

  private var confirmed: [Number: Int32] = [:]
  private var forbidden: Set<Pair> = []
  let isEmpty: Bool

  init(_ snapshot: LedgerSnapshot, _ index: OrderIndex) {
    let own = snapshot.matchDecisions.filter { $0.kind == .order }
    isEmpty = own.isEmpty
    let isDivided = Dictionary(grouping: own.filter(\.isConfirmed), by: \.external)
      .mapValues { $0.count > 1 }
    // A payment for several orders is divided as the ledger is read.
    for decision in own where !(decision.isConfirmed && isDivided[decision.external] == true) {
      guard let number = Self.number(decision.external, snapshot),
        let order = Self.order(decision.internal, snapshot, index)
      else { continue }
      if decision.isConfirmed {
        confirmed[number] = order
      } else {
        forbidden.insert(Pair(number: number, order: order))
      }
    }
  }

  private static func number(_ key: String, _ snapshot: LedgerSnapshot) -> Number? {
    guard let (source, orderId) = MatchDecision.halves(key),
      let sourceSymbol = snapshot.symbols.find(source),
      let idSymbol = snapshot.symbols.find(orderId)
    else { return nil }
    return Number(source: sourceSymbol, orderId: idSymbol)
  }

  private static func order(
    _ key: String, _ snapshot: LedgerSnapshot, _ index: OrderIndex
  ) -> Int32? {
    guard let (channel, orderId) = MatchDecision.halves(key),
      let symbol = snapshot.symbols.find(orderId)
    else {
      return nil
    }
    return index.orders(numbered: symbol).first {
      snapshot.symbols[index.orders[Int($0)].channel] == channel
    }
  }

  func confirmedOrder(_ source: Symbol, _ orderId: Symbol) -> Int32? {
    confirmed[Number(source: source, orderId: orderId)]
  }

  func isForbidden(_ source: Symbol, _ orderId: Symbol, _ order: Int32) -> Bool {
    forbidden.contains(Pair(number: Number(source: source, orderId: orderId), order: order))
  }

  /// Whether an order is that of another number or payment by a person's word.
  func isChosen(_ order: Int32) -> Bool { confirmed.values.contains(order) }

  /// What was confirmed, in no order.
  var pairs: [(number: Number, order: Int32)] { confirmed.map { ($0.key, $0.value) } }
}

extension MatchContext {
  /// An order number in a source's settlements, and an order of ours, as matches name them.
  func key(_ source: Symbol, _ orderId: Symbol) -> String { "\(text(source))|\(text(orderId))" }
  func key(of order: Order) -> String { "\(text(order.channel))|\(text(order.orderId))" }

  func side(of order: Order) -> Match.Side {
    let lines = order.lines.map { snapshot.orderLines[Int($0)] }
    return Match.Side(
      key: key(of: order), evidence: evidence(lines.map(\.provenance)),
      amount: lines.reduce(0) { $0 + $1.gross })
  }

  func side(of lines: [SettlementLine], numbered orderId: Symbol) -> Match.Side {
    Match.Side(
      key: key(lines[0].source, orderId), evidence: evidence(lines.map(\.provenance)),
      amount: lines.reduce(0) { $0 + $1.amount })
  }
}

extension SettlementLine {
  /// What a match names the line by: its order's number, else its own reference.
  var matchNumber: Symbol { orderId.isNone ? reference : orderId }

  /// Whether a match of a number, or of one payment of it, speaks of the line.
  func isNamed(_ number: OrderDecisions.Number) -> Bool {
    source == number.source && (orderId == number.orderId || reference == number.orderId)
  }
}
