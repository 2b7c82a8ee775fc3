import Accounting
import Hashing

extension JournalBuilder {
  /// Recipes R10 and R11: what moved stock or its value, an entry a day and cause.
  mutating func postStock(_ costing: CostingResult, settled: [SettledGoods]) {
    var days = StockDays()
    let first = FirstSettled(settled, in: self)
    for movement in costing.movements where isInBooks(movement.date) {
      add(movement, first, &days)
    }
    let recognised = recogniseCosts(costing.orderLineCosts, settled: settled)
    for cost in recognised where isInBooks(cost.share.date) {
      result.costShares.append(cost.share)
      days.add(
        .settled, cost.share.date, cost.cause, cost.provenance, debit: .costOfSales,
        credit: .shippedNotSettled, cost.share.cost)
    }
    for day in days.days(snapshot, settings.functionalCurrency) { append(stockEntry(day)) }
  }

  private mutating func add(
    _ movement: StockMovement, _ first: FirstSettled, _ days: inout StockDays
  ) {
    let accounts: (debit: Account, credit: Account)
    let kind: StockDays.Kind
    switch movement.kind {
    case .received: (kind, accounts) = (.received, (.inventory, .goodsReceivedNotInvoiced))
    case .landed: (kind, accounts) = (.landed, (.inventory, .landedCostAccrued))
    case .landedAfterSale:
      (kind, accounts) = (.landedAfterSale, (.costOfSales, .landedCostAccrued))
      addCostShare(movement, cost: movement.value, landed: movement.value)
    case .shipped: (kind, accounts) = (.shipped, (.inventory, .shippedNotSettled))
    case .coveredAfterSale:
      (kind, accounts) = (.coveredAfterSale, (.inventory, .costOfSales))
      addCostShare(movement, cost: -movement.value, landed: -movement.landed)
    case .returned:
      let sale = first[movement.orderLine]
      if let sale, sale.date <= movement.date {
        (kind, accounts) = (.returned, (.inventory, .costOfSales))
        addCostShare(movement, cost: -movement.value, landed: -movement.landed)
      } else {
        (kind, accounts) = (.returnedUnsettled, (.inventory, .shippedNotSettled))
        if let sale { addLaterSale(sale, of: movement, &days) }
      }
    case .writtenDown: (kind, accounts) = (.writtenDown, (.inventory, .inventoryWriteDown))
    }
    days.add(
      kind, movement.date, cause(of: movement, first), movement.provenance,
      debit: accounts.debit, credit: accounts.credit, movement.value)
  }

  /// Goods that came back before they were paid for have no cost of sales when they are.
  private mutating func addLaterSale(
    _ sale: SettledGoods, of movement: StockMovement, _ days: inout StockDays
  ) {
    var later = movement
    later.date = sale.date
    addCostShare(later, cost: -movement.value, landed: -movement.landed)
    days.add(
      .settledAfterReturn, later.date, sale.cause, movement.provenance,
      debit: .shippedNotSettled, credit: .costOfSales, movement.value)
  }

  /// Goods of an order that is open in our files left because a settlement says so.
  private func cause(of movement: StockMovement, _ first: FirstSettled) -> StockCause {
    guard movement.kind == .shipped, movement.quantity != 0, let sale = first[movement.orderLine],
      snapshot.orderLines[Int(movement.orderLine)].effectiveShippedAt == nil
    else { return .ourFiles }
    return sale.cause
  }

  private mutating func addCostShare(_ movement: StockMovement, cost: Int64, landed: Int64) {
    guard cost != 0 || landed != 0 else { return }
    result.costShares.append(
      CostShare(orderLine: movement.orderLine, date: movement.date, cost: cost, landed: landed))
  }

  private func stockEntry(_ day: StockDays.Day) -> JournalEntry {
    if day.cause == .ourFiles {
      return JournalEntry(
        id: stableId("JE", ["stock", day.date.description]), date: day.date,
        description: day.isOnlyGoodsIn
          ? "Goods and landed cost received" : "Stock and cost of sales",
        rule: day.isOnlyGoodsIn ? "R11" : "R10", settlementId: "", sourceFile: "",
        postings: day.postings)
    }
    let source = snapshot.symbols[day.cause.source]
    let settlement = Int(day.cause.settlement)
    let settlementId =
      settlement < 0 ? "" : snapshot.symbols[snapshot.settlements[settlement].settlementId]
    let title = sourceTitle(source)
    return JournalEntry(
      id: stableId("JE", ["goods", source, settlementId, day.date.description]), date: day.date,
      description: settlement < 0
        ? "\(title) cost of sales, by day" : "\(title) settlement \(settlementId), cost of sales",
      rule: "R10", settlementId: settlementId, sourceFile: "", postings: day.postings)
  }
}

/// By order line, the settlement line that first paid for its goods.
private struct FirstSettled {
  private let settled: [SettledGoods]
  private var positions: [Int32]

  init(_ settled: [SettledGoods], in builder: JournalBuilder) {
    self.settled = settled
    positions = Array(repeating: -1, count: builder.snapshot.orderLines.count)
    for (position, goods) in settled.enumerated() {
      let known = positions[Int(goods.orderLine)]
      if known < 0 || Self.precedes(goods, settled[Int(known)], builder) {
        positions[Int(goods.orderLine)] = Int32(position)
      }
    }
  }

  private static func precedes(
    _ one: SettledGoods, _ other: SettledGoods, _ builder: JournalBuilder
  ) -> Bool {
    one.date == other.date
      ? builder.precedes(one.provenance, other.provenance) : one.date < other.date
  }

  subscript(orderLine: Int32) -> SettledGoods? {
    guard orderLine >= 0, positions[Int(orderLine)] >= 0 else { return nil }
    return settled[Int(positions[Int(orderLine)])]
  }
}
