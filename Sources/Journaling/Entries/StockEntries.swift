import Accounting
import Hashing

extension JournalBuilder {
  /// Recipes R10 and R11: one entry a day over everything that moved stock or its value.
  mutating func postStock(_ costing: CostingResult, settled: [SettledGoods]) {
    var days = StockDays()
    var isSettled = [Bool](repeating: false, count: snapshot.orderLines.count)
    for goods in settled { isSettled[Int(goods.orderLine)] = true }
    for movement in costing.movements where isInBooks(movement.date) {
      add(movement, isSettled, &days)
    }
    let recognised = recogniseCosts(costing.orderLineCosts, settled: settled)
    for cost in recognised where isInBooks(cost.share.date) {
      result.costShares.append(cost.share)
      days.add(
        .settled, cost.share.date, cost.provenance, debit: .costOfSales,
        credit: .shippedNotSettled, cost.share.cost)
    }
    for (date, postings) in days.entries(snapshot, settings.functionalCurrency) {
      append(stockEntry(date, days, postings))
    }
  }

  private mutating func add(
    _ movement: StockMovement, _ isSettled: [Bool], _ days: inout StockDays
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
    case .returned where movement.orderLine >= 0 && isSettled[Int(movement.orderLine)]:
      (kind, accounts) = (.returned, (.inventory, .costOfSales))
      addCostShare(movement, cost: -movement.value, landed: -movement.landed)
    case .returned: (kind, accounts) = (.returnedUnsettled, (.inventory, .shippedNotSettled))
    case .writtenDown: (kind, accounts) = (.writtenDown, (.inventory, .inventoryWriteDown))
    }
    days.add(
      kind, movement.date, movement.provenance, debit: accounts.debit, credit: accounts.credit,
      movement.value)
  }

  private mutating func addCostShare(_ movement: StockMovement, cost: Int64, landed: Int64) {
    guard cost != 0 || landed != 0 else { return }
    result.costShares.append(
      CostShare(orderLine: movement.orderLine, date: movement.date, cost: cost, landed: landed))
  }

  private func stockEntry(
    _ date: CalendarDate, _ days: StockDays, _ postings: [Posting]
  ) -> JournalEntry {
    let isGoodsIn = days.isOnlyGoodsIn(date)
    return JournalEntry(
      id: stableId("JE", ["stock", date.description]), date: date,
      description: isGoodsIn ? "Goods and landed cost received" : "Stock and cost of sales",
      rule: isGoodsIn ? "R11" : "R10", settlementId: "", sourceFile: "", postings: postings)
  }
}

/// The stock postings of each day: one pair of accounts per kind of movement and document.
struct StockDays {
  enum Kind: UInt8 {
    case received, landed, landedAfterSale, shipped, settled, returned, returnedUnsettled
    case writtenDown, coveredAfterSale
  }

  private struct Key: Hashable {
    var date: CalendarDate
    var document: Int32
    var kind: Kind
  }

  private struct Sum {
    var debit: Account
    var credit: Account
    var amount: Int64 = 0
    var lines: [Int32] = []
  }

  private var positions: [Key: Int] = [:]
  private var sums: [(key: Key, sum: Sum)] = []
  private var last: (key: Key, position: Int)?

  mutating func add(
    _ kind: Kind, _ date: CalendarDate, _ provenance: Provenance, debit: Account,
    credit: Account, _ amount: Int64
  ) {
    if amount == 0 { return }
    let key = Key(date: date, document: provenance.document, kind: kind)
    let position: Int
    if let last, last.key == key {
      position = last.position
    } else {
      position = positions[key] ?? sums.count
      if position == sums.count {
        positions[key] = position
        sums.append((key, Sum(debit: debit, credit: credit)))
      }
      last = (key, position)
    }
    sums[position].sum.amount += amount
    sums[position].sum.lines.append(provenance.line)
  }

  /// Whether nothing left or came back from a buyer on a day.
  func isOnlyGoodsIn(_ date: CalendarDate) -> Bool {
    sums.allSatisfy {
      $0.key.date != date || $0.key.kind == .received || $0.key.kind == .landed
        || $0.key.kind == .landedAfterSale
    }
  }

  /// The postings of every day, in order of the days.
  func entries(
    _ snapshot: LedgerSnapshot, _ currency: Currency
  ) -> [(date: CalendarDate, postings: [Posting])] {
    var days: [CalendarDate: [Posting]] = [:]
    for (key, sum) in sums {
      var lines = LineRanges()
      for line in sum.lines.sorted() { lines.insert(line) }
      let file = snapshot.documents[Int(key.document)].name
      for (account, amount) in [(sum.debit, sum.amount), (sum.credit, -sum.amount)] {
        days[key.date, default: []].append(
          Posting(
            account: account, amount: amount, base: amount, currency: currency,
            sourceLines: lines, sourceFile: file))
      }
    }
    return days.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }
}
