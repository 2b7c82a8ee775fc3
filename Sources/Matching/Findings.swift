import Accounting

extension OrderMatching {
  /// A discrepancy about lines of one order, its identity and our side's evidence filled in.
  func makeFinding(
    _ code: DiscrepancyCode, _ order: OrderCase, lines: [Int32], component: String,
    date: CalendarDate, rule: String, _ source: SourceSettings
  ) -> Discrepancy {
    let header = index.orders[order.position]
    let orderLines = lines.map { context.snapshot.orderLines[Int($0)] }
    let isWhole = lines.count > 1 && lines == header.expectedLines(context.snapshot)
    let lineKey = isWhole ? "" : orderLines.first.map { context.text($0.orderLineId) } ?? ""
    let channel = context.text(header.channel)
    let orderId = context.text(header.orderId)
    var finding = Discrepancy(
      code: code, source: source.name,
      key: "\(channel)|\(orderId)|\(lineKey)|\(component)", eventDate: date, rule: rule)
    finding.channel = channel
    finding.orderId = orderId
    let skus = Set(orderLines.map { context.text($0.sku) }).sorted()
    finding.sku = skus.count == 1 ? skus[0] : ""
    finding.currency = orderLines.first?.currency
    finding.internalEvidence = context.evidence(orderLines.map(\.provenance))
    return finding
  }

  /// Settlement lines of an order that speak of a line case, held ones left out.
  func settlementLines(
    _ order: OrderCase, _ line: LineCase, where matches: (SettlementLine) -> Bool
  ) -> [SettlementLine] {
    let isWhole = line.sku.isNone
    return linesByOrder[order.position].compactMap { position in
      let candidate = context.snapshot.settlementLines[Int(position)]
      let orderLine = assignment.orderLine[Int(position)]
      guard isWhole || line.orderLines.contains(orderLine), matches(candidate),
        candidate.settlement < 0 || !isHeld[Int(candidate.settlement)]
      else { return nil }
      return candidate
    }
  }

  /// The settlement a finding points at: the first by date, then by number.
  func settlementId(_ lines: [SettlementLine]) -> String {
    let ids = lines.filter { $0.settlement >= 0 }.map {
      (
        $0.date,
        context.text(context.snapshot.settlements[Int($0.settlement)].settlementId)
      )
    }
    return ids.min { $0 < $1 }?.1 ?? ""
  }
}
