import Accounting

/// Amounts that belong to an order but to none of our order lines.
struct LooseMargin: Sendable {
  struct Key: Hashable, Sendable {
    let period: AccountingPeriod
    let channel: Symbol
    let orderId: Symbol
    let sku: Symbol
  }

  private(set) var amounts: [Key: MarginAmounts] = [:]
  /// What belongs to no order either, by period; positive reduces.
  private(set) var accountLevelCharges: [AccountingPeriod: Int64] = [:]

  /// Adds a share without an order line; the settlement line tells the order.
  mutating func add(
    _ share: MarginShare, in period: AccountingPeriod, _ snapshot: LedgerSnapshot,
    _ matches: MatchResult
  ) {
    let position = Int(share.settlementLine)
    guard snapshot.settlementLines.indices.contains(position),
      !snapshot.settlementLines[position].orderId.isNone
    else {
      accountLevelCharges[period, default: 0] -= share.base
      return
    }
    let line = snapshot.settlementLines[position]
    let known = matches.orderOfSettlementLine
    let order =
      position < known.count && known[position] >= 0
      ? matches.orders[Int(known[position])] : nil
    if order == nil && line.event == .charge {
      // Charges name shipments and removals, too, where an order would stand.
      accountLevelCharges[period, default: 0] -= share.base
      return
    }
    let key = Key(
      period: period, channel: order?.channel ?? Self.channel(of: line, snapshot.symbols),
      orderId: order?.orderId ?? line.orderId, sku: line.sku)
    amounts[key, default: MarginAmounts()].add(share.base, to: share.column)
  }

  /// The marketplace, else the source, by the name that orders have for it.
  private static func channel(of line: SettlementLine, _ symbols: SymbolTable) -> Symbol {
    if !line.marketplace.isNone { return line.marketplace }
    return symbols.find(sourceTitle(symbols[line.source])) ?? line.source
  }
}
