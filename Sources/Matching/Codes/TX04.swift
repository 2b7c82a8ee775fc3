import Accounting

/// TX-04: a taxable sale has no tax.
///
/// The order has no tax, although the same goods were taxed in the same jurisdiction elsewhere in
/// the records, and we are the ones to remit it. What was not collected we may owe all the same.
///
/// Found per order line, for lines with a jurisdiction whose tax we remit: not cancelled, with a
/// price, without item tax, where another order line of the same SKU and jurisdiction has some.
/// The tax of that line, in proportion to the price, is the tax impact.
///
/// Do: check nexus and exemption.
struct TX04 {
  let context: MatchContext

  private struct Key: Hashable {
    let jurisdiction: Symbol
    let sku: Symbol
  }

  func findings() -> [Discrepancy] {
    let lines = context.snapshot.orderLines
    let bare = lines.indices.filter { Self.isBare(lines[$0]) }
    if bare.isEmpty { return [] }
    let wanted = Set(bare.map { key(lines[$0]) })
    let places = Set(wanted.map(\.jurisdiction))
    var taxed: [Key: Int] = [:]
    for (position, line) in lines.enumerated()
    where line.itemTax > 0 && line.itemPrice > 0 && places.contains(line.taxJurisdiction) {
      let key = key(line)
      guard wanted.contains(key) else { continue }
      if let known = taxed[key], !isFirst(position, known) { continue }
      taxed[key] = position
    }
    return bare.compactMap { position in
      taxed[key(lines[position])].map { finding(lines[position], like: lines[$0]) }
    }
  }

  private static func isBare(_ line: OrderLine) -> Bool {
    line.itemTax == 0 && line.itemPrice > line.discount && !line.taxJurisdiction.isNone
      && line.taxRemittedBy == .seller && line.status != .cancelled
  }

  private func key(_ line: OrderLine) -> Key {
    Key(jurisdiction: line.taxJurisdiction, sku: line.sku)
  }

  /// Whatever came first: the earlier order, then the smaller number.
  private func isFirst(_ left: Int, _ right: Int) -> Bool {
    let (one, other) = (context.snapshot.orderLines[left], context.snapshot.orderLines[right])
    if one.orderedAt != other.orderedAt { return one.orderedAt < other.orderedAt }
    return context.text(one.orderId) < context.text(other.orderId)
  }

  private func finding(_ line: OrderLine, like other: OrderLine) -> Discrepancy {
    let names = [line.channel, line.orderId, line.orderLineId].map(context.text)
    let jurisdiction = context.text(line.taxJurisdiction)
    var finding = Discrepancy(
      code: .tx04, source: context.sources.source(settling: line.channel)?.name ?? names[0],
      key: names.joined(separator: "|"),
      eventDate: context.settings.zone.date(of: line.orderedAt), rule: "sale_without_tax")
    finding.channel = names[0]
    finding.orderId = names[1]
    finding.sku = context.text(line.sku)
    finding.currency = line.currency
    let due = Int64(
      roundedHalfUp(
        Int128(other.itemTax) * Int128(line.itemPrice - line.discount),
        over: Int128(max(1, other.itemPrice - other.discount))))
    finding.internal = 0
    finding.taxImpact = -context.functional(due, line.currency, on: finding.eventDate)
    finding.internalEvidence = context.evidence([line.provenance, other.provenance])
    finding.note =
      "\(jurisdiction): order \(context.text(other.orderId)) of the same goods is taxed"
    return finding
  }
}
