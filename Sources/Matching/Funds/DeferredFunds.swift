import Accounting

/// Transactions that a channel defers, until a settlement has their order.
struct DeferredFunds {
  struct Item {
    var record: Deferral
    var since: CalendarDate
    var due: CalendarDate
    /// Our order lines that it is for.
    var orderLines: [Provenance]
  }

  /// In order of date, order and place.
  private(set) var open: [Item] = []
  /// Positions of our order lines that are deferred: the channel knows of them.
  private(set) var orderLines: Set<Int32> = []

  init(_ context: MatchContext, _ index: OrderIndex) {
    let records = context.snapshot.deferrals
    if records.isEmpty { return }
    let settled = Self.settledNames(context)
    for record in records where !settled.contains(Name(record)) {
      let since = context.settings.zone.date(of: record.earnedAt)
      let days = context.sources.source(record.source)?.releasesWithinDays ?? 30
      let due =
        record.releaseAt.map { context.settings.zone.date(of: $0) } ?? since.adding(days: days)
      let lines = Self.lines(of: record, context, index)
      orderLines.formUnion(lines)
      open.append(
        Item(
          record: record, since: since, due: due,
          orderLines: lines.map { context.snapshot.orderLines[Int($0)].provenance }))
    }
    open.sort {
      if $0.since != $1.since { return $0.since < $1.since }
      return context.places($0.record.provenance, precede: $1.record.provenance)
    }
  }

  private struct Name: Hashable {
    var source: Symbol
    var order: Symbol
    var sku: Symbol

    init(_ record: Deferral) {
      (source, order, sku) = (record.source, record.orderId, record.sku)
    }

    init(_ item: SettlementItem) {
      (source, order, sku) = (item.source, item.orderId, item.sku)
    }
  }

  /// Orders and SKUs that a settlement has money for.
  private static func settledNames(_ context: MatchContext) -> Set<Name> {
    let lines = context.snapshot.settlementLines
    var names: Set<Name> = []
    for amount in lines.amounts where amount.event == .sale || amount.event == .refund {
      let item = lines.items[Int(amount.item)]
      if !item.orderId.isNone { names.insert(Name(item)) }
    }
    return names
  }

  private static func lines(
    of record: Deferral, _ context: MatchContext, _ index: OrderIndex
  ) -> [Int32] {
    let orders = index.orders(numbered: record.orderId).map { index.orders[Int($0)] }
      .filter { context.sources.isSettled($0.channel, by: record.source) }
    return orders.flatMap(\.lines).filter {
      record.sku.isNone || context.snapshot.orderLines[Int($0)].sku == record.sku
    }
  }
}
