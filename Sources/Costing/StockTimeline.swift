import Accounting

/// What happens to stock, in the order in which events of one instant are taken.
enum StockEventKind: Int64 {
  case receipt, charge, stockReturn, sale
}

/// One event on its way through stock.
struct StockEvent {
  /// Instant and kind in one number, which is what events are sorted by.
  private(set) var key: Int64
  /// A receipt, charge share, return or order line: its position in the list it comes from.
  let record: Int32
  /// The place among the events of the same key; order lines have none before texts are compared.
  let rank: Int32

  init(_ kind: StockEventKind, at instant: Instant, record: Int32, rank: Int32) {
    self.key = instant.seconds << 2 | kind.rawValue
    self.record = record
    self.rank = rank
  }

  var instant: Instant { Instant(seconds: key >> 2) }
  var kind: StockEventKind { StockEventKind(rawValue: key & 3) ?? .sale }
}

/// Every event of stock in order of time.
///
/// At one instant receipts come first, then charges, returns and sales; what is still equal is
/// ordered by content, never by position.
func stockTimeline(
  _ snapshot: LedgerSnapshot, _ matches: MatchResult, receipts: [Int32], shares: [ChargeShare]
) -> [StockEvent] {
  var events: [StockEvent] = []
  events.reserveCapacity(
    snapshot.orderLines.count + receipts.count + shares.count + matches.returns.count)
  for (rank, receipt) in receipts.enumerated() {
    let instant = snapshot.receipts[Int(receipt)].receivedAt
    events.append(StockEvent(.receipt, at: instant, record: receipt, rank: Int32(rank)))
  }
  for (rank, share) in shares.enumerated() {
    events.append(
      StockEvent(.charge, at: share.at, record: Int32(rank), rank: Int32(rank)))
  }
  for (rank, item) in snapshot.stableReturns(matches.returns).enumerated() {
    let instant = matches.returns[Int(item)].at
    events.append(StockEvent(.stockReturn, at: instant, record: item, rank: Int32(rank)))
  }
  for index in snapshot.orderLines.indices {
    let settledAt = index < matches.settledAt.count ? matches.settledAt[index] : nil
    guard let instant = departure(of: snapshot.orderLines[index], settledAt: settledAt) else {
      continue
    }
    events.append(StockEvent(.sale, at: instant, record: Int32(index), rank: 0))
  }
  events.sort { $0.key == $1.key ? $0.rank < $1.rank : $0.key < $1.key }
  sortSimultaneousSales(&events, snapshot)
  return events
}

/// When the goods of an order line left, or `nil` while they have not.
///
/// A channel that pays for an open or cancelled line says that the goods went out.
private func departure(of line: OrderLine, settledAt: Instant?) -> Instant? {
  guard line.quantity > 0 else { return nil }
  if line.status == .cancelled && settledAt == nil { return nil }
  return line.effectiveShippedAt ?? settledAt
}

private func sortSimultaneousSales(_ events: inout [StockEvent], _ snapshot: LedgerSnapshot) {
  var start = 0
  while start < events.count {
    var end = start + 1
    while end < events.count && events[end].key == events[start].key { end += 1 }
    if end - start > 1 && events[start].kind == .sale {
      sortByText(&events, start..<end, snapshot)
    }
    start = end
  }
}

private func sortByText(
  _ events: inout [StockEvent], _ range: Range<Int>, _ snapshot: LedgerSnapshot
) {
  let (lines, symbols) = (snapshot.orderLines, snapshot.symbols)
  var keyed = events[range].map { event in
    let order = lines[Int(event.record)].orderId
    return (prefix: TextPrefix(symbols.utf8(order)), event: event)
  }
  keyed.sort {
    $0.prefix == $1.prefix
      ? snapshot.orderLinePrecedes($0.event.record, $1.event.record) : $0.prefix < $1.prefix
  }
  for (offset, item) in keyed.enumerated() { events[range.lowerBound + offset] = item.event }
}
