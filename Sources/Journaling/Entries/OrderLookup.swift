import Accounting

/// Answers what the orders say about settlement lines.
final class OrderLookup: Sendable {
  private let snapshot: LedgerSnapshot
  private let matches: MatchResult
  /// Sources without parts: what is booked for the order belongs to its lines.
  private let grossOnlySources: Set<Symbol>
  /// Per order line, whether another line of its order has the same SKU.
  private let hasTwin: [Bool]
  /// Per order, whether its goods were sold without naming them: then all its money is its lines'.
  private let isSoldWhole: [Bool]
  /// Per symbol, whether an order of that number has tax withheld.
  private let isWithheld: [Bool]

  init(_ builder: JournalBuilder) {
    let snapshot = builder.snapshot
    self.snapshot = snapshot
    matches = builder.matches
    grossOnlySources = Set(
      builder.settings.sources.filter(\.isGrossOnly).compactMap {
        snapshot.symbols.find($0.name)
      })
    hasTwin = Self.findTwins(snapshot, builder.matches.orders)
    var isWithheld = [Bool](repeating: false, count: snapshot.symbols.count)
    var isSoldWhole = [Bool](repeating: false, count: builder.matches.orders.count)
    let lines = snapshot.settlementLines
    for (index, amount) in lines.amounts.enumerated() {
      if amount.component == .withheld {
        isWithheld[Int(lines.items[Int(amount.item)].orderId.index)] = true
      } else if amount.component == .principal, amount.event == .sale,
        lines.items[Int(amount.item)].sku.isNone,
        builder.matches.orderOfSettlementLine[index] >= 0
      {
        isSoldWhole[Int(builder.matches.orderOfSettlementLine[index])] = true
      }
    }
    isWithheld[0] = false
    self.isWithheld = isWithheld
    self.isSoldWhole = isSoldWhole
  }

  private static func findTwins(_ snapshot: LedgerSnapshot, _ orders: [Order]) -> [Bool] {
    var hasTwin = [Bool](repeating: false, count: snapshot.orderLines.count)
    for order in orders where order.lines.count > 1 {
      for line in order.lines {
        let sku = snapshot.orderLines[Int(line)].sku
        hasTwin[Int(line)] = order.lines.contains {
          $0 != line && snapshot.orderLines[Int($0)].sku == sku
        }
      }
    }
    return hasTwin
  }

  /// The one order line a settlement line belongs to, or -1: a line that names its SKU alone
  /// belongs to every line of its order with that SKU.
  func orderLine(ofLine index: Int, _ line: SettlementLine) -> Int32 {
    let orderLine = matches.orderLineOfSettlementLine[index]
    guard orderLine >= 0, hasTwin[Int(orderLine)] else { return orderLine }
    let isNamed =
      !line.itemCode.isNone && line.itemCode == snapshot.orderLines[Int(orderLine)].orderLineId
    return isNamed ? orderLine : -1
  }

  /// The order line that speaks for a settlement line: its own, else the first of its order.
  func representative(ofLine index: Int) -> OrderLine? {
    let orderLine = matches.orderLineOfSettlementLine[index]
    if orderLine >= 0 { return snapshot.orderLines[Int(orderLine)] }
    let order = matches.orderOfSettlementLine[index]
    guard order >= 0, let first = matches.orders[Int(order)].lines.first else { return nil }
    return snapshot.orderLines[Int(first)]
  }

  func jurisdiction(ofLine index: Int) -> Symbol {
    representative(ofLine: index)?.taxJurisdiction ?? .none
  }

  func isTaxWithheld(on orderId: Symbol) -> Bool { isWithheld[Int(orderId.index)] }

  /// The order lines that a line of the whole order, or of several lines of one SKU, is spread
  /// over, with their weights; `nil` where it stays with the order.
  func bearers(
    ofLine index: Int, _ line: SettlementLine
  ) -> [(orderLine: Int32, weight: Int64)]? {
    let lines = lines(ofLine: index, line)
    guard !lines.isEmpty else { return nil }
    let isWhole = line.sku.isNone && grossOnlySources.contains(line.source)
    let weights = lines.map { position in
      let orderLine = snapshot.orderLines[Int(position)]
      return (position, max(0, isWhole ? orderLine.gross : orderLine.itemPrice))
    }
    return weights.contains { $0.1 > 0 } ? weights : lines.map { ($0, 1) }
  }

  /// The goods that a sale line without an order line of its own pays for.
  func goods(ofLine index: Int, _ line: SettlementLine) -> [SettledGoods] {
    let order = matches.orderOfSettlementLine[index]
    guard order >= 0 else { return [] }
    let all = matches.orders[Int(order)].lines
    let lines = all.filter { line.sku.isNone || snapshot.orderLines[Int($0)].sku == line.sku }
    guard let first = lines.first else { return [] }
    let ordered = lines.reduce(Int64(0)) { $0 + max(0, snapshot.orderLines[Int($1)].quantity) }
    if line.component != .gross && line.quantity > 0 && Int64(line.quantity) < ordered {
      return [
        SettledGoods(
          orderLine: first, paidBy: line, quantity: Int64(line.quantity),
          sharing: line.sku.isNone ? .order : .sku)
      ]
    }
    return lines.map { SettledGoods(orderLine: $0, paidBy: line, quantity: 0) }
  }

  private func lines(ofLine index: Int, _ line: SettlementLine) -> [Int32] {
    let order = matches.orderOfSettlementLine[index]
    guard order >= 0 else { return [] }
    let lines = matches.orders[Int(order)].lines
    if line.sku.isNone {
      return grossOnlySources.contains(line.source) || isSoldWhole[Int(order)] ? lines : []
    }
    return lines.filter { snapshot.orderLines[Int($0)].sku == line.sku }
  }
}

extension LedgerSnapshot {
  /// What a charge to our card for a settlement's balance is listed as: beside the payout, never
  /// netted with it.
  func cardItem(settlement: Int32, source: Symbol, currency: Currency) -> String {
    clearingItem(settlement: settlement, source: source, currency: currency)
      + Account.cardItemSuffix
  }

  /// What the open balance of a settlement's clearing account is listed as.
  func clearingItem(settlement: Int32, source: Symbol, currency: Currency) -> String {
    if settlement >= 0 { return symbols[settlements[Int(settlement)].settlementId] }
    return "\(symbols[source]) \(currency.code) not yet paid out"
  }
}
