import Accounting

/// TX-03: the tax of an order is at no rate of its jurisdiction.
///
/// The tax of an order is not what any rate agreed for its jurisdiction gives. The rate is wrong,
/// or the jurisdiction is.
///
/// Found per order line with item tax, for the jurisdictions that crossfoot.yaml lists under
/// tax_rates: item tax against price less discount at each rate, one minor unit of rounding
/// allowed; prices that include tax are taken without it. Internal is the tax of the order,
/// external what the nearest rate gives; the note names the jurisdiction whose rate would fit.
///
/// Do: correct rate or jurisdiction.
struct TX03 {
  let context: MatchContext

  func findings() -> [Discrepancy] {
    let rates = context.settings.taxRates
    if rates.isEmpty { return [] }
    var bySymbol: [Symbol: [Int64]] = [:]
    for (name, values) in rates {
      if let symbol = context.snapshot.symbols.find(name) { bySymbol[symbol] = values }
    }
    return context.snapshot.orderLines.compactMap { line in
      guard line.itemTax != 0, line.status != .cancelled, let own = bySymbol[line.taxJurisdiction]
      else { return nil }
      return judge(line, own)
    }
  }

  private func judge(_ line: OrderLine, _ rates: [Int64]) -> Discrepancy? {
    let dues = rates.map { due(line, $0) }
    let nearest = dues.min { distance($0, line) < distance($1, line) } ?? 0
    guard distance(nearest, line) > 1 else { return nil }
    let names = [line.channel, line.orderId, line.orderLineId].map(context.text)
    var finding = Discrepancy(
      code: .tx03, source: context.sources.source(settling: line.channel)?.name ?? names[0],
      key: names.joined(separator: "|"),
      eventDate: context.settings.zone.date(of: line.orderedAt), rule: "tax_at_no_rate")
    finding.channel = names[0]
    finding.orderId = names[1]
    finding.sku = context.text(line.sku)
    finding.currency = line.currency
    finding.external = nearest
    finding.internal = line.itemTax
    finding.taxImpact = context.functional(
      nearest - line.itemTax, line.currency, on: finding.eventDate)
    finding.externalEvidence = [context.settings.evidence(of: "tax_rates")]
    finding.internalEvidence = context.evidence([line.provenance])
    let fitting = context.settings.taxRates.filter { _, rates in
      rates.contains { distance(due(line, $0), line) <= 1 }
    }.keys.sorted()
    finding.note =
      "at no rate of \(context.text(line.taxJurisdiction))"
      + (fitting.isEmpty ? "" : "; would fit \(fitting.joined(separator: ", "))")
    return finding
  }

  private func distance(_ due: Int64, _ line: OrderLine) -> UInt64 {
    (due - line.itemTax).magnitude
  }

  /// The tax at a rate in millionths of a percent.
  private func due(_ line: OrderLine, _ rate: Int64) -> Int64 {
    let base = Int128(line.itemPrice - line.discount)
    let includesTax =
      context.sources.source(settling: line.channel)?.pricesIncludeTax ?? false
    let whole: Int128 = 100_000_000
    return Int64(
      roundedHalfUp(base * Int128(rate), over: includesTax ? whole + Int128(rate) : whole))
  }
}
