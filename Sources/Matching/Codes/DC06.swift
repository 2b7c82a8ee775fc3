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
/// Do: repair the key, at its source or with 'match confirm', which 'match list' has a match for.
extension StrangerRules {
  /// What a sale that leads to no order of ours becomes when its number is nearly one of ours.
  func misspelled(
    _ finding: Discrepancy, _ line: SettlementLine, _ numbers: PlainNumbers
  ) -> Discrepancy? {
    guard let order = order(like: line, numbers) else { return nil }
    var result = finding
    result.code = .dc06
    result.rule = "order_number_malformed"
    result.internalEvidence = context.evidence(
      order.lines.map { context.snapshot.orderLines[Int($0)].provenance })
    result.note = "may be \(context.text(order.channel)) order \(context.text(order.orderId))"
    return result
  }

  /// The same as a match that a person may confirm, whatever the amounts.
  func nearMatch(_ lines: [SettlementLine], _ numbers: PlainNumbers) -> Match? {
    guard let first = lines.min(by: { $0.date < $1.date }), !first.orderId.isNone,
      let order = order(like: first, numbers)
    else { return nil }
    return Match(
      kind: .order, state: .suggested, rule: .likeNumber, currency: first.currency,
      date: first.date, external: [context.side(of: lines, numbered: first.orderId)],
      internal: [context.side(of: order)])
  }

  /// The only order whose number is nearly a line's; a short one may differ in case alone.
  private func order(like line: SettlementLine, _ numbers: PlainNumbers) -> Order? {
    let number = context.text(line.orderId)
    let near = numbers.orders(like: number).map { orders.index.orders[$0] }.filter { order in
      context.sources.isSettled(order.channel, by: line.source)
        && (PlainNumbers.isLong(number)
          || context.text(order.orderId).lowercased() == number.lowercased())
    }
    return near.count == 1 ? near[0] : nil
  }

  /// Orders whose lines were placed so far apart that they cannot be one.
  func reusedNumbers() -> [Discrepancy] {
    orders.index.orders.compactMap { order in
      guard order.lines.count > 1 else { return nil }
      var first = context.snapshot.orderLines[Int(order.lines[0])].orderedAt
      var last = first
      for position in order.lines {
        let at = context.snapshot.orderLines[Int(position)].orderedAt
        (first, last) = (min(first, at), max(last, at))
      }
      guard last.seconds - first.seconds > Self.oneOrder else { return nil }
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

/// Orders whose number is like one that nobody knows, but for case, signs and leading zeros.
struct PlainNumbers {
  private var orders: [[UInt8]: [Int]] = [:]

  /// `unknown`: the numbers that will be asked for.
  /// - Complexity: one look at each order, none where nothing is unknown.
  init(_ unknown: Set<Symbol>, _ index: OrderIndex, _ context: MatchContext) {
    for number in unknown where !number.isNone {
      let key = Self.plain(context.text(number))
      if !key.isEmpty { orders[key] = [] }
    }
    if orders.isEmpty { return }
    let wanted = Set(orders.keys.map { Self.print($0.span) })
    for (position, order) in index.orders.enumerated() {
      var print: UInt64 = 0
      context.snapshot.symbols.withUTF8(of: order.orderId) { print = Self.print($0) }
      guard wanted.contains(print) else { continue }
      let key = Self.plain(context.text(order.orderId))
      if orders[key] != nil { orders[key]?.append(position) }
    }
  }

  func orders(like number: String) -> [Int] { orders[Self.plain(number)] ?? [] }

  /// Whether a number has so many signs that another one like it is no chance.
  static func isLong(_ number: String) -> Bool { plain(number).count > 2 }

  /// Letters in lower case and digits, without zeros at the start.
  private static func plain(_ number: String) -> [UInt8] {
    Array(number.utf8.compactMap(letter).drop { $0 == UInt8(ascii: "0") })
  }

  private static func letter(_ byte: UInt8) -> UInt8? {
    if byte &- 48 < 10 { return byte }
    return (byte | 0x20) &- 97 < 26 ? byte | 0x20 : nil
  }

  /// A fingerprint of what `plain` gives, without an array for each of many orders.
  private static func print(_ bytes: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var isLeading = true
    for index in bytes.indices {
      guard let letter = letter(bytes[index]), !(isLeading && letter == UInt8(ascii: "0")) else {
        continue
      }
      isLeading = false
      hash = (hash ^ UInt64(letter)) &* 0x100_0000_01b3
    }
    return hash
  }
}
