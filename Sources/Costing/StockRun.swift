import Accounting

/// Takes the events of stock one by one and keeps what is on hand, per SKU.
struct StockRun {
  /// What is left of an order line that goods came back from.
  private struct Outstanding {
    /// Units with a cost, and that cost.
    var costed: StockAmount
    /// Units that were sold without a cost.
    var uncosted: Int64
  }

  private let snapshot: LedgerSnapshot
  private let returns: [StockReturn]
  private let shares: [ChargeShare]
  private let values: [ReceiptValue]
  private let settings: Settings
  /// By order line, when it was first settled.
  private let settledAt: [Instant?]

  private var stocks: [StockOnHand] = []
  /// Per symbol, the position of its stock in `stocks`, or -1.
  private var stockOfSku: [Int32]
  private var log: ConsumptionLog
  private var hasLeft: [Bool]
  private var outstanding: [Int32: Outstanding] = [:]
  /// Returns that are dated before their order line left, by order line.
  private var earlyReturns: [Int32: [Int32]] = [:]
  private var units: [LayerUnits] = []
  /// By position in `stocks`: few SKUs are ever sold before they are received.
  private var uncovered: [Int: UncoveredSales] = [:]
  /// By order line, what came after it was settled, which its cost at settlement is without.
  private var costedLate: [Int32: StockAmount] = [:]
  private var shortages = Shortages()
  private var oddReturns: [OddReturn] = []
  private var movements: [StockMovement] = []
  private var costs: [OrderLineCost]

  init(
    _ snapshot: LedgerSnapshot, returns: [StockReturn], shares: [ChargeShare],
    values: [ReceiptValue], settledAt: [Instant?], settings: Settings
  ) {
    self.settledAt = settledAt
    self.snapshot = snapshot
    self.returns = returns
    self.shares = shares
    self.values = values
    self.settings = settings
    let lines = snapshot.orderLines.count
    stockOfSku = Array(repeating: -1, count: snapshot.symbols.count)
    log = ConsumptionLog(receipts: snapshot.receipts.count, orderLines: lines)
    hasLeft = Array(repeating: false, count: lines)
    costs = Array(repeating: OrderLineCost(), count: lines)
    movements.reserveCapacity(lines + snapshot.receipts.count + shares.count)
  }

  /// The sales that no receipt has covered.
  private var missing: MissingCosts {
    var missing = MissingCosts()
    for sale in uncovered.values.flatMap(\.sales) {
      let sku = snapshot.orderLines[Int(sale.orderLine)].sku
      missing.add(sale.units, of: sku, orderLine: sale.orderLine, on: sale.date)
    }
    return missing
  }

  /// What the events so far come to.
  var result: CostingResult {
    var result = CostingResult()
    result.movements = movements
    result.orderLineCosts = costs
    result.discrepancies =
      missing.discrepancies(snapshot) + shortages.discrepancies(snapshot)
      + oddReturns.map { $0.discrepancy(snapshot, settings) }
      + earlyReturns.values.joined().map { OddReturn(never: returns[Int($0)]) }
      .map { $0.discrepancy(snapshot, settings) }
      + lateLandedCosts(movements, snapshot, settings)
    return result
  }

  mutating func apply(_ event: StockEvent) {
    switch event.kind {
    case .receipt: receive(event.record, at: event.instant)
    case .charge: land(shares[Int(event.record)])
    case .sale: ship(event.record, at: event.instant)
    case .stockReturn:
      let orderLine = returns[Int(event.record)].orderLine
      if hasLeft[Int(orderLine)] {
        takeBack(returns[Int(event.record)], at: event.instant)
      } else {
        earlyReturns[orderLine, default: []].append(event.record)
      }
    }
  }

  private mutating func receive(_ position: Int32, at instant: Instant) {
    guard case .known(let value) = values[Int(position)] else { return }
    let receipt = snapshot.receipts[Int(position)]
    let amount = StockAmount(quantity: receipt.quantity, value: value)
    stocks[stock(of: receipt.sku)].add(amount, from: position)
    log.receive(receipt.quantity, from: position)
    var movement = self.movement(
      .received, at: instant, sku: receipt.sku, amount, receipt.provenance)
    movement.receipt = position
    movements.append(movement)
    if !uncovered.isEmpty { cover(stock(of: receipt.sku), at: instant, receipt.provenance) }
  }

  /// Gives units that left before they were there the cost of those that are there now.
  ///
  /// What is not settled yet takes it along as if it had left with it; what is settled bears it on
  /// the day the goods came.
  private mutating func cover(_ stock: Int, at instant: Instant, _ provenance: Provenance) {
    while let (sale, isLast) = uncovered[stock]?.take(stocks[stock].total.quantity) {
      units.removeAll(keepingCapacity: true)
      let relief = stocks[stock].take(sale.units, into: &units)
      log.consume(units, by: sale.orderLine)
      let line = Int(sale.orderLine)
      let isSettled = isSettled(sale.orderLine, by: instant)
      if isSettled {
        costedLate[sale.orderLine, default: StockAmount()] += relief
        costs[line].coveredOn = settings.zone.date(of: instant)
      } else {
        costs[line].cost += relief.value
        costs[line].landed += relief.landed
      }
      costs[line].isComplete = isLast
      outstanding[sale.orderLine]?.costed += relief
      outstanding[sale.orderLine]?.uncosted -= relief.quantity
      let sku = snapshot.orderLines[line].sku
      if !sale.isTold {
        shortages.add(sale.units, of: sku, orderLine: sale.orderLine, on: sale.date)
      }
      let out = StockAmount(value: -relief.value, landed: -relief.landed)
      var movement = self.movement(
        isSettled ? .coveredAfterSale : .shipped, at: instant, sku: sku, out, provenance)
      movement.orderLine = sale.orderLine
      movements.append(movement)
    }
    if uncovered[stock]?.isEmpty ?? false { uncovered[stock] = nil }
  }

  private func isSettled(_ orderLine: Int32, by instant: Instant) -> Bool {
    let line = Int(orderLine)
    return line < settledAt.count && settledAt[line].map { $0 <= instant } ?? false
  }

  /// Splits a share of a charge by where the receipt row's units are: on hand, or with the order
  /// lines that took them.
  ///
  /// What is shipped and not settled yet takes its part along as if it had left with it; what is
  /// settled bears it on the charge's day. Goods that come back bring theirs along.
  private mutating func land(_ share: ChargeShare) {
    let sku = snapshot.receipts[Int(share.receipt)].sku
    let consumers = log.consumers(of: share.receipt)
    let onHand = log.onHand[Int(share.receipt)]
    let parts = allocate(share.amount, by: [onHand] + consumers.map(\.quantity))
    if parts[0] != 0 {
      stocks[stock(of: sku)].addLanded(parts[0], to: share.receipt)
      movements.append(landing(.landed, parts[0], of: share))
    }
    for (consumer, part) in zip(consumers, parts.dropFirst()) where part != 0 {
      land(part, of: share, on: consumer.orderLine)
    }
  }

  /// Lands a part of a charge on goods that have left.
  private mutating func land(_ part: Int64, of share: ChargeShare, on orderLine: Int32) {
    let late = StockAmount(value: part, landed: part)
    outstanding[orderLine]?.costed += late
    if isSettled(orderLine, by: share.at) {
      costedLate[orderLine, default: StockAmount()] += late
      var movement = landing(.landedAfterSale, part, of: share)
      movement.orderLine = orderLine
      movements.append(movement)
      return
    }
    costs[Int(orderLine)].cost += part
    costs[Int(orderLine)].landed += part
    movements.append(landing(.landed, part, of: share))
    let out = StockAmount(value: -part, landed: -part)
    let charge = snapshot.charges[Int(share.charge)]
    let sku = snapshot.receipts[Int(share.receipt)].sku
    var movement = self.movement(.shipped, at: share.at, sku: sku, out, charge.provenance)
    movement.orderLine = orderLine
    movements.append(movement)
  }

  private func landing(
    _ kind: StockMovementKind, _ value: Int64, of share: ChargeShare
  ) -> StockMovement {
    let sku = snapshot.receipts[Int(share.receipt)].sku
    let amount = StockAmount(value: value, landed: value)
    let charge = snapshot.charges[Int(share.charge)]
    var movement = self.movement(kind, at: share.at, sku: sku, amount, charge.provenance)
    movement.charge = share.charge
    movement.receipt = share.receipt
    return movement
  }

  private mutating func ship(_ position: Int32, at instant: Instant) {
    let line = snapshot.orderLines[Int(position)]
    units.removeAll(keepingCapacity: true)
    let relief = stocks[stock(of: line.sku)].take(line.quantity, into: &units)
    log.consume(units, by: position)
    hasLeft[Int(position)] = true
    var cost = OrderLineCost()
    cost.quantity = line.quantity
    cost.cost = relief.value
    cost.landed = relief.landed
    cost.isComplete = relief.quantity == line.quantity
    costs[Int(position)] = cost
    let out = StockAmount(
      quantity: -line.quantity, value: -relief.value, landed: -relief.landed)
    var movement = self.movement(.shipped, at: instant, sku: line.sku, out, line.provenance)
    movement.orderLine = position
    movements.append(movement)
    if !cost.isComplete {
      let stock = stock(of: line.sku)
      let missing = line.quantity - relief.quantity
      let isTold = stocks[stock].wasEverFilled
      uncovered[stock, default: UncoveredSales()].append(
        UncoveredSales.Sale(
          orderLine: position, units: missing, date: movement.date, isTold: isTold))
      if isTold {
        shortages.add(missing, of: line.sku, orderLine: position, on: movement.date)
      }
    }
    for early in earlyReturns.removeValue(forKey: position) ?? [] {
      takeBack(returns[Int(early)], at: instant)
    }
  }

  /// Brings goods back at the cost they left with; more than left cannot come back.
  ///
  /// Units that had a cost come first. Units without one become no stock, or they would be sold
  /// again as if they had cost nothing.
  private mutating func takeBack(_ item: StockReturn, at instant: Instant) {
    guard item.disposition != .notReturned else { return }
    let position = item.orderLine
    var rest = outstanding[position] ?? departed(position)
    let quantity = min(item.quantity, rest.costed.quantity + rest.uncosted)
    if item.quantity > quantity || rest.costed.quantity < quantity {
      oddReturns.append(
        OddReturn(
          item: item, left: rest.costed.quantity + rest.uncosted,
          costed: min(quantity, rest.costed.quantity)))
    }
    guard quantity > 0 else { return }
    var amount = rest.costed.part(min(quantity, rest.costed.quantity))
    let costed = amount
    rest.costed -= costed
    rest.uncosted -= quantity - costed.quantity
    outstanding[position] = rest
    amount.quantity = quantity
    let sku = snapshot.orderLines[Int(position)].sku
    if quantity > costed.quantity {
      uncovered[stock(of: sku)]?.giveBack(quantity - costed.quantity, of: position)
    }
    let provenance = snapshot.refunds[Int(item.refund)].provenance
    var movement = self.movement(.returned, at: instant, sku: sku, amount, provenance)
    movement.orderLine = position
    movements.append(movement)
    if item.disposition == .sellable {
      restock(costed, of: position, sku: sku)
      if !uncovered.isEmpty { cover(stock(of: sku), at: instant, provenance) }
    } else {
      movement.kind = .writtenDown
      movement.quantity = -amount.quantity
      movement.value = -amount.value
      movement.landed = -amount.landed
      movements.append(movement)
    }
  }

  private mutating func restock(_ amount: StockAmount, of orderLine: Int32, sku: Symbol) {
    let units = log.giveBack(amount.quantity, by: orderLine)
    let stock = stock(of: sku)
    var rest = amount
    for part in units {
      var layer = rest.part(part.quantity)
      layer.quantity = part.quantity
      rest -= layer
      stocks[stock].add(layer, from: part.receipt)
    }
  }

  private func departed(_ orderLine: Int32) -> Outstanding {
    let cost = costs[Int(orderLine)]
    let costed = log.quantity(of: orderLine)
    let late = costedLate[orderLine] ?? StockAmount()
    return Outstanding(
      costed: StockAmount(
        quantity: costed, value: cost.cost + late.value, landed: cost.landed + late.landed),
      uncosted: cost.quantity - costed)
  }

  private mutating func stock(of sku: Symbol) -> Int {
    let known = stockOfSku[Int(sku.index)]
    if known >= 0 { return Int(known) }
    stockOfSku[Int(sku.index)] = Int32(stocks.count)
    stocks.append(StockOnHand(method: settings.costing))
    return stocks.count - 1
  }

  private func movement(
    _ kind: StockMovementKind, at instant: Instant, sku: Symbol, _ amount: StockAmount,
    _ provenance: Provenance
  ) -> StockMovement {
    StockMovement(
      kind: kind, at: instant, date: settings.zone.date(of: instant), sku: sku,
      quantity: amount.quantity, value: amount.value, landed: amount.landed,
      provenance: provenance)
  }
}
