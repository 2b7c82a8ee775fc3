import Accounting

/// FX-03: a payout arrived with more or less than fee, rate and rounding explain.
///
/// Money arrived in another currency, and it is not what the stated fee, the reference rate and
/// rounding come to. The note has each part; the rest has no explanation.
///
/// External is what the bank received, internal what fee and rate come to. Exchanges inside a
/// channel are judged alike, each between its two currencies. A row that states its own rate is
/// taken at that rate; it is found only where the rate is farther from the reference rate than the
/// bank's `rate_spread_percent` allows: internal is then the row's amount at the reference rate.
///
/// Do: ask the bank or the channel which rate and which fee it took.
struct FX03 {
  let bank: BankMatching

  func findings() -> [Discrepancy] {
    bank.converted.compactMap { payout, line in
      guard let conversion = payout.conversion, conversion.rest != 0 else { return nil }
      var finding = bank.makeFinding(.fx03, payout, line, rule: "beyond_rate_and_fee")
      finding.external = conversion.received.minorUnits
      finding.internal = conversion.expected
      finding.cashImpact = bank.sides.context.functional(
        conversion.rest, line.currency, on: line.bookingDate)
      finding.marginImpact = finding.cashImpact
      finding.note = conversion.text
      return finding
    }
  }
}

/// FX-03 for rows that state the buyer's payment beside what was settled of it.
struct RowRates {
  let context: MatchContext
  let isHeld: [Bool]

  func findings() -> [Discrepancy] {
    if context.stated.isEmpty { return [] }
    let lines = context.snapshot.settlementLines
    let payments = lines.positions { $0.component == .gross && $0.event != .stated }
      .map { lines[$0] }
      .filter { context.stated[$0.provenance] != nil && !isOfHeld($0) }
    return Dictionary(grouping: payments, by: \.provenance).values.compactMap(finding)
  }

  private func isOfHeld(_ line: SettlementLine) -> Bool {
    line.settlement >= 0 && isHeld[Int(line.settlement)]
  }

  /// `payments`: the parts of one row.
  private func finding(_ payments: [SettlementLine]) -> Discrepancy? {
    let (first, settled) = (payments[0], payments.reduce(Int64(0)) { $0 + $1.amount })
    guard let stated = context.stated[first.provenance], stated.currency != first.currency,
      let rate = context.rates.rate(from: stated.currency, to: first.currency, on: first.date),
      let due = try? rate.convert(abs(stated.amount)), due != 0
    else { return nil }
    let expected = settled < 0 ? -due : due
    let difference = settled - expected
    guard difference.magnitude > 1,
      Int128(difference.magnitude) * 10_000
        > Int128(due) * Int128(context.settings.bankRateSpread)
    else { return nil }
    var finding = Discrepancy(
      code: .fx03, source: context.text(first.source),
      key: "row|\(context.text(first.orderId))|\(context.text(first.reference))|\(first.date)",
      eventDate: first.date, rule: "row_rate_beyond_reference")
    finding.channel = sourceTitle(context.text(first.source))
    finding.orderId = context.text(first.orderId)
    if first.settlement >= 0 {
      finding.settlementId = context.text(
        context.snapshot.settlements[Int(first.settlement)].settlementId)
    }
    finding.currency = first.currency
    finding.external = settled
    finding.internal = expected
    finding.externalEvidence = context.evidence(payments.map(\.provenance))
    finding.cashImpact = context.functional(difference, first.currency, on: first.date)
    finding.marginImpact = finding.cashImpact
    let paid = Money(minorUnits: abs(stated.amount), currency: stated.currency)
    finding.note =
      "\(stated.currency.code) \(paid) paid; the reference rate of the day gives "
      + "\(first.currency.code) \(Money(minorUnits: expected, currency: first.currency))"
    return finding
  }
}
