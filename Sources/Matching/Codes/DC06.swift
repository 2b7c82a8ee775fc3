import Accounting

/// DC-06: an order number is malformed, or stands for two orders.
///
/// A settlement names an order by a number that is ours only when it is written another way; or
/// one number was used for two orders. Money is booked, and not matched with its order.
///
/// Found for sales in a settlement whose number is one of ours but for case, signs or leading
/// zeros (order_number_malformed), and for orders of one number whose lines were placed more than
/// 180 days apart (order_number_reused). A number that stands in several channels of its source is
/// DU-05.
///
/// Do: repair the key, at its source or with 'match confirm'.
extension StrangerRules {
  /// What a sale that leads to no order of ours becomes when its number is nearly one of ours.
  func misspelled(_ finding: Discrepancy, _ line: SettlementLine) -> Discrepancy? {
    let near = nearOrders(line)
    guard near.count == 1 else { return nil }
    let order = orders.index.orders[near[0]]
    var result = finding
    result.code = .dc06
    result.rule = "order_number_malformed"
    result.internalEvidence = context.evidence(
      order.lines.map { context.snapshot.orderLines[Int($0)].provenance })
    result.note = "may be \(context.text(order.channel)) order \(context.text(order.orderId))"
    return result
  }

  /// Orders of the source whose number differs in case, signs or leading zeros alone.
  private func nearOrders(_ line: SettlementLine) -> [Int] {
    let key = Self.plain(context.text(line.orderId))
    guard key.count > 2 else { return [] }
    return orders.index.orders.indices.filter { position in
      let order = orders.index.orders[position]
      return context.sources.isSettled(order.channel, by: line.source)
        && Self.plain(context.text(order.orderId)) == key
    }
  }

  /// Letters in lower case and digits, without zeros at the start.
  private static func plain(_ number: String) -> [UInt8] {
    let bytes = number.utf8.filter { $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 26 }
    return Array(
      bytes.map { $0 &- 65 < 26 ? $0 | 0x20 : $0 }.drop { $0 == UInt8(ascii: "0") })
  }

  /// Orders whose lines were placed so far apart that they cannot be one.
  func reusedNumbers() -> [Discrepancy] {
    orders.index.orders.compactMap { order in
      guard order.lines.count > 1 else { return nil }
      let times = order.lines.map { context.snapshot.orderLines[Int($0)].orderedAt }
      guard let first = times.min(), let last = times.max(),
        last.seconds - first.seconds > Self.oneOrder
      else { return nil }
      let days = [first, last].map { context.settings.zone.date(of: $0) }
      let names = [order.channel, order.orderId].map { context.text($0) }
      var finding = Discrepancy(
        code: .dc06,
        source: context.sources.source(settling: order.channel)?.name ?? names[0],
        key: "reused|\(names.joined(separator: "|"))", eventDate: days[1],
        rule: "order_number_reused")
      finding.channel = names[0]
      finding.orderId = names[1]
      finding.internalEvidence = context.evidence(
        order.lines.map { context.snapshot.orderLines[Int($0)].provenance })
      finding.note = "placed on \(days[0]) and on \(days[1])"
      return finding
    }
  }

  /// 180 days.
  private static var oneOrder: Int64 { 180 * 86_400 }
}
