import Accounting

extension JournalBuilder {
  /// FX-03 for an exchange inside a channel: what came is not what fee, rate and rounding explain;
  /// FX-01 where there is nothing that it came from or went to.
  ///
  /// `legs`: settlement lines of one exchange; only one between two currencies can be explained.
  mutating func judgeExchange(_ legs: [Int]) {
    let lines = legs.map { snapshot.settlementLines[$0] }
    let sums = Dictionary(grouping: lines, by: \.currency).mapValues { legs in
      legs.reduce(Int64(0)) { $0 &+ $1.amount }
    }
    if sums.count == 1, let sum = sums.first?.value, sum != 0 { return noteLoneLeg(lines, sum) }
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

  /// Money that was exchanged, without what it was exchanged for.
  private mutating func noteLoneLeg(_ lines: [SettlementLine], _ sum: Int64) {
    guard let first = lines.first else { return }
    var finding = makeFinding(
      .fx01, first, lines, currencies: first.currency.code, rule: "exchange_without_other_leg")
    finding.currency = first.currency
    finding.external = sum
    let rate = rates.rate(from: first.currency, to: settings.functionalCurrency, on: first.date)
    finding.cashImpact = rate.flatMap { try? $0.convert(sum) } ?? 0
    result.discrepancies.append(finding)
  }

  private func makeFinding(
    _ code: DiscrepancyCode, _ first: SettlementLine, _ lines: [SettlementLine],
    currencies: String, rule: String
  ) -> Discrepancy {
    let source = snapshot.symbols[first.source]
    let reference = snapshot.symbols[first.reference]
    var finding = Discrepancy(
      code: code, source: source, key: "\(first.date)|\(reference)|\(currencies)",
      eventDate: first.date, rule: rule)
    finding.channel = sourceTitle(source)
    if first.settlement >= 0 {
      finding.settlementId =
        snapshot.symbols[snapshot.settlements[Int(first.settlement)].settlementId]
    }
    finding.externalEvidence = lines.map(\.provenance).sorted(by: precedes)
      .map { snapshot.evidence($0) }
    return finding
  }

  private func finding(
    _ explanation: ConversionExplanation, _ first: SettlementLine, _ lines: [SettlementLine]
  ) -> Discrepancy {
    let currency = explanation.received.currency
    var finding = makeFinding(
      .fx03, first, lines, currencies: "\(explanation.settled.currency.code)/\(currency.code)",
      rule: "exchange_beyond_rate_and_fee")
    finding.currency = currency
    finding.external = explanation.received.minorUnits
    finding.internal = explanation.expected
    let rate = rates.rate(from: currency, to: settings.functionalCurrency, on: first.date)
    finding.cashImpact = rate.flatMap { try? $0.convert(explanation.rest) } ?? 0
    finding.marginImpact = finding.cashImpact
    finding.internalEvidence = finding.externalEvidence
    finding.note = explanation.text
    return finding
  }
}
