import Accounting

/// DU-04: records agree in everything but their number.
///
/// Two records agree in everything but their number: an order, a refund or a delivery that may
/// have been entered twice. Both count until someone says which.
///
/// Found for order lines of one customer with the same channel, SKU, moment, quantity and price
/// under two order numbers; for refunds of one order line, amount and day; for receipts of one
/// SKU, moment, quantity and cost; for charges of one receipt, kind, amount and day. Internal is
/// what counts once too often if they are one.
///
/// Do: confirm that they are two, or take one back.
struct DU04 {
  let context: MatchContext
  let index: OrderIndex

  func findings() -> [Discrepancy] { ofOrders() + ofRefunds() + ofReceipts() + ofCharges() }

  private func make(
    _ rule: String, source: String, numbers: [Symbol], on date: CalendarDate,
    _ currency: Currency, amount: Int64, _ places: [Provenance]
  ) -> Discrepancy {
    let names = Set(numbers.map(context.text)).sorted()
    var finding = Discrepancy(
      code: .du04, source: source, key: "\(rule)|\(names.joined(separator: "|"))",
      eventDate: date, rule: rule)
    finding.currency = currency
    finding.internal = amount
    finding.internalEvidence = context.evidence(places)
    finding.note = "alike but for their numbers: \(names.joined(separator: ", "))"
    return finding
  }

  // MARK: - Orders

  private func ofOrders() -> [Discrepancy] {
    let groups = context.snapshot.likeOrderLines
    if groups.isEmpty { return [] }
    var lines: [Provenance: Int32] = [:]
    let wanted = Set(groups.joined())
    for (position, line) in context.snapshot.orderLines.enumerated()
    where wanted.contains(line.provenance) { lines[line.provenance] = Int32(position) }
    return groups.compactMap { places in
      let alike = places.compactMap { lines[$0] }.map { context.snapshot.orderLines[Int($0)] }
      guard Set(alike.map(\.orderId)).count > 1, let first = alike.first else { return nil }
      let date = context.settings.zone.date(of: first.orderedAt)
      let repeats = Int64(Set(alike.map(\.orderId)).count - 1)
      var finding = make(
        "order_twice",
        source: context.sources.source(settling: first.channel)?.name
          ?? context.text(first.channel), numbers: alike.map(\.orderId), on: date, first.currency,
        amount: first.itemPrice * repeats, alike.map(\.provenance))
      finding.key += "|\(context.text(first.sku))"
      finding.channel = context.text(first.channel)
      finding.sku = context.text(first.sku)
      finding.orderId = alike.map { context.text($0.orderId) }.max() ?? ""
      finding.marginImpact = -context.functional(
        finding.internal ?? 0, first.currency, on: date)
      return finding
    }
  }

  // MARK: - Refunds, receipts, charges

  private func ofRefunds() -> [Discrepancy] {
    struct Key: Hashable {
      let order, line: Symbol
      let currency: Currency
      let amount, tax: Int64
      let day: CalendarDate
    }
    let zone = context.settings.zone
    let groups = Dictionary(grouping: context.snapshot.refunds) {
      Key(
        order: $0.orderId, line: $0.orderLineId, currency: $0.currency, amount: $0.amount,
        tax: $0.tax, day: zone.date(of: $0.refundedAt))
    }
    return groups.compactMap { key, refunds in
      let numbers = Set(refunds.map(\.refundId))
      guard numbers.count > 1 else { return nil }
      var finding = make(
        "refund_twice", source: source(refunds[0].provenance), numbers: Array(numbers),
        on: key.day, key.currency, amount: -(key.amount + key.tax) * Int64(numbers.count - 1),
        refunds.map(\.provenance))
      finding.orderId = context.text(key.order)
      let order = index.onlyOrder(numbered: key.order)
      if order >= 0 { finding.channel = context.text(index.orders[Int(order)].channel) }
      finding.cashImpact = context.functional(
        finding.internal ?? 0, key.currency, on: key.day)
      return finding
    }
  }

  private func ofReceipts() -> [Discrepancy] {
    struct Key: Hashable {
      let sku: Symbol
      let at: Instant
      let quantity, cost: Int64
      let currency: Currency
    }
    let groups = Dictionary(grouping: context.snapshot.receipts) {
      Key(
        sku: $0.sku, at: $0.receivedAt, quantity: $0.quantity, cost: $0.unitCostMillionths,
        currency: $0.currency)
    }
    return groups.compactMap { key, receipts in
      let numbers = Set(receipts.map(\.receiptId))
      guard numbers.count > 1 else { return nil }
      let value = goodsValue(key.cost, key.quantity, key.currency) * Int64(numbers.count - 1)
      let date = context.settings.zone.date(of: key.at)
      var finding = make(
        "receipt_twice", source: source(receipts[0].provenance), numbers: Array(numbers),
        on: date, key.currency, amount: value, receipts.map(\.provenance))
      finding.sku = context.text(key.sku)
      finding.inventoryImpact = -context.functional(value, key.currency, on: date)
      return finding
    }
  }

  private func goodsValue(_ cost: Int64, _ quantity: Int64, _ currency: Currency) -> Int64 {
    var divisor: Int128 = 1_000_000
    for _ in 0..<currency.minorDigits { divisor /= 10 }
    return Int64(roundedHalfUp(Int128(cost) * Int128(quantity), over: divisor))
  }

  private func ofCharges() -> [Discrepancy] {
    struct Key: Hashable {
      let receipt: Symbol
      let kind: ChargeKind
      let amount: Int64
      let currency: Currency
      let day: CalendarDate
    }
    let zone = context.settings.zone
    let groups = Dictionary(grouping: context.snapshot.charges) {
      Key(
        receipt: $0.receiptId, kind: $0.kind, amount: $0.amount, currency: $0.currency,
        day: zone.date(of: $0.incurredAt))
    }
    return groups.compactMap { key, charges in
      let numbers = Set(charges.map(\.chargeId))
      guard numbers.count > 1 else { return nil }
      let amount = key.amount * Int64(numbers.count - 1)
      var finding = make(
        "charge_twice", source: source(charges[0].provenance), numbers: Array(numbers),
        on: key.day, key.currency, amount: amount, charges.map(\.provenance))
      finding.inventoryImpact = -context.functional(amount, key.currency, on: key.day)
      return finding
    }
  }

  private func source(_ place: Provenance) -> String {
    let document = context.snapshot.documents[Int(place.document)]
    return document.source.isEmpty ? document.format : document.source
  }
}
