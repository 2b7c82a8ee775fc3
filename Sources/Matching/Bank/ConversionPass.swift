import Accounting

extension BankMatching {
  /// Payouts that arrive in another currency: the only deposit that names one.
  ///
  /// One that is only near the reference rate may be another channel's: it is suggested.
  mutating func pairConverted() {
    guard Set(sides.lines.map(\.currency)).count + Set(payouts.map(\.currency)).count > 1 else {
      return
    }
    var named: [Int: [Int]] = [:]
    var claims: [Int: Int] = [:]
    for payout in openPayouts {
      let lines = linesNaming(payout).filter { mayConvert(payout, $0) }
      named[payout] = lines.sorted { sides.precedes($0, $1) }
      for line in lines { claims[line, default: 0] += 1 }
    }
    for payout in named.keys.sorted() {
      guard let lines = named[payout], !lines.isEmpty, isOpen(payout: payout) else { continue }
      if lines.count == 1 && claims[lines[0]] == 1 && !isChoice(lines[0]) {
        claim([payout], lines, .referenceOnly)
      } else {
        noteAmbiguity(payout, lines)
      }
    }
  }

  /// Whether a line may still be a payout's: money in, of another currency, and not ruled out.
  func mayConvert(_ payout: Int, _ line: Int) -> Bool {
    isOpen(line: line) && sides.lines[line].amount > 0
      && sides.lines[line].currency != payouts[payout].currency && !isForbidden(payout, line)
  }

  /// Whether a line in another currency is, by the reference rate, about what was paid out.
  func isNearRate(_ payout: Int, _ line: Int) -> Bool {
    let (payout, line) = (payouts[payout], sides.lines[line])
    let context = sides.context
    guard
      let rate = context.rates.rate(
        from: payout.currency, to: line.currency, on: line.bookingDate),
      let expected = try? rate.convert(payout.amount)
    else { return false }
    return Int128((line.amount - expected).magnitude) * 10_000
      <= Int128(expected) * Int128(context.settings.bankRateSpread)
  }
}

extension BankMatching {
  /// What a payout that arrived in another currency comes to, part by part.
  func conversion(of payout: Payout, at line: StatementLine) -> ConversionExplanation? {
    let context = sides.context
    let settlement = context.snapshot.settlements[Int(payout.settlement)]
    return ConversionExplanation(
      settled: Money(minorUnits: payout.amount, currency: payout.currency),
      days: days(of: payout.settlement), sent: payout.date,
      received: Money(minorUnits: line.amount, currency: line.currency), on: line.bookingDate,
      rates: context.rates
    ) { base in
      if line.charges > 0 { return line.charges }
      return context.snapshot.statedConversionFee(
        settlement.source, context.settings, on: line.bookingDate, base: base, line.currency)
    }
  }

  /// What a settlement comes to on each of its days.
  private func days(of settlement: Int32) -> [(day: CalendarDate, amount: Int64)] {
    let lines = sides.context.snapshot.settlementLines
    var sums: [CalendarDate: Int64] = [:]
    for line in lines
    where line.settlement == settlement && line.event != .payout && line.event != .memo
      && line.event != .stated
    {
      sums[line.date, default: 0] &+= line.amount
    }
    return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension BankMatching {
  /// Payouts that arrived in another currency, each with its bank line.
  var converted: [(payout: Payout, line: StatementLine)] {
    payouts.compactMap { payout in
      guard let share = payout.received.first else { return nil }
      let line = sides.lines[Int(share.statementLine)]
      return line.currency == payout.currency ? nil : (payout, line)
    }
  }

  /// A discrepancy about a payout and its bank line.
  func makeFinding(
    _ code: DiscrepancyCode, _ payout: Payout, _ line: StatementLine, rule: String
  ) -> Discrepancy {
    let context = sides.context
    let settlement = context.snapshot.settlements[Int(payout.settlement)]
    let id = context.text(settlement.settlementId)
    var finding = Discrepancy(
      code: code, source: context.text(settlement.source), key: id,
      eventDate: line.bookingDate, rule: rule)
    finding.channel = context.channel(of: settlement)
    finding.settlementId = id
    finding.currency = line.currency
    finding.externalEvidence = context.evidence([line.provenance])
    finding.internalEvidence = context.evidence([settlement.provenance])
    return finding
  }
}
