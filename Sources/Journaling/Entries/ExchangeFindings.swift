import Accounting

extension JournalBuilder {
  /// FX-03 for an exchange inside a channel: what came is not what fee, rate and rounding explain.
  ///
  /// `legs`: settlement lines of one exchange; only one between two currencies can be explained.
  mutating func judgeExchange(_ legs: [Int]) {
    let lines = legs.map { snapshot.settlementLines[$0] }
    let sums = Dictionary(grouping: lines, by: \.currency).mapValues { legs in
      legs.reduce(Int64(0)) { $0 &+ $1.amount }
    }
    guard sums.count == 2, let given = sums.first(where: { $0.value < 0 }),
      let got = sums.first(where: { $0.value > 0 }), let first = lines.first,
      let explanation = ConversionExplanation(
        settled: Money(minorUnits: -given.value, currency: given.key), days: [],
        sent: first.date, received: Money(minorUnits: got.value, currency: got.key),
        on: first.date, rates: rates,
        statedFee: { base in
          snapshot.statedConversionFee(
            first.source, settings, on: first.date, base: base, got.key)
        }), explanation.rest != 0
    else { return }
    result.discrepancies.append(finding(explanation, first, lines))
  }

  private func finding(
    _ explanation: ConversionExplanation, _ first: SettlementLine, _ lines: [SettlementLine]
  ) -> Discrepancy {
    let source = snapshot.symbols[first.source]
    let reference = snapshot.symbols[first.reference]
    let currency = explanation.received.currency
    let pair = "\(explanation.settled.currency.code)/\(currency.code)"
    var finding = Discrepancy(
      code: .fx03, source: source, key: "\(first.date)|\(reference)|\(pair)",
      eventDate: first.date, rule: "exchange_beyond_rate_and_fee")
    finding.channel = sourceTitle(source)
    if first.settlement >= 0 {
      finding.settlementId =
        snapshot.symbols[snapshot.settlements[Int(first.settlement)].settlementId]
    }
    finding.currency = currency
    finding.external = explanation.received.minorUnits
    finding.internal = explanation.expected
    let rate = rates.rate(from: currency, to: settings.functionalCurrency, on: first.date)
    finding.cashImpact = rate.flatMap { try? $0.convert(explanation.rest) } ?? 0
    finding.marginImpact = finding.cashImpact
    finding.externalEvidence = lines.map(\.provenance).sorted(by: precedes)
      .map { snapshot.evidence($0) }
    finding.internalEvidence = finding.externalEvidence
    finding.note = explanation.text
    return finding
  }
}
