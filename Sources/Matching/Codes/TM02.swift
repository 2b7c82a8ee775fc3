import Accounting

/// TM-02: a settlement straddles the end of a period.
///
/// The channel's settlement has lines of two periods or more. Each line is booked on its own date,
/// so nothing is to be done; what a settlement comes to and what a period earned are two figures.
///
/// Found once per booked settlement with lines of orders in more than one period. The row is
/// closed as it is raised: a record, not work. The note has what falls into each period.
///
/// Do: nothing.
struct TM02 {
  let context: MatchContext
  let isHeld: [Bool]

  func findings() -> [Discrepancy] {
    let straddling = straddlingSettlements()
    if straddling.isEmpty { return [] }
    var sums: [Int32: [AccountingPeriod: Int64]] = [:]
    for sum in runs(of: straddling) {
      sums[sum.settlement, default: [:]][sum.date.period, default: 0] += sum.amount
    }
    return sums.map { finding($0.key, $0.value) }
  }

  private struct RunSum {
    let settlement: Int32
    let date: CalendarDate
    var amount: Int64
  }

  /// What neighbouring lines of one settlement and day come to.
  private func runs(of straddling: Set<Int32>) -> [RunSum] {
    let lines = context.snapshot.settlementLines
    var isStraddling = [Bool](repeating: false, count: isHeld.count)
    for settlement in straddling { isStraddling[Int(settlement)] = true }
    var runs: [RunSum] = []
    for amount in lines.amounts where amount.event != .payout {
      let item = lines.items[Int(amount.item)]
      guard item.settlement >= 0, isStraddling[Int(item.settlement)] else { continue }
      if runs.last?.settlement == item.settlement && runs.last?.date == item.date {
        runs[runs.count - 1].amount += amount.amount
      } else {
        runs.append(
          RunSum(settlement: item.settlement, date: item.date, amount: amount.amount))
      }
    }
    return runs
  }

  private func straddlingSettlements() -> Set<Int32> {
    var first = [AccountingPeriod?](repeating: nil, count: context.snapshot.settlements.count)
    var found: Set<Int32> = []
    for item in context.snapshot.settlementLines.items
    where item.settlement >= 0 && !item.orderId.isNone {
      let settlement = Int(item.settlement)
      if let known = first[settlement] {
        if !known.contains(item.date), !isHeld[settlement] { found.insert(item.settlement) }
      } else {
        first[settlement] = item.date.period
      }
    }
    return found
  }

  private func finding(
    _ position: Int32, _ sums: [AccountingPeriod: Int64]
  ) -> Discrepancy {
    let settlement = context.snapshot.settlements[Int(position)]
    let id = context.text(settlement.settlementId)
    var finding = Discrepancy(
      code: .tm02, source: context.text(settlement.source), key: id,
      eventDate: settlement.eventDate(context.settings.zone) ?? context.asOf,
      rule: "settlement_in_two_periods")
    finding.channel = context.channel(of: settlement)
    finding.settlementId = id
    finding.currency = settlement.currency
    finding.externalEvidence = context.evidence([settlement.provenance])
    finding.note = sums.sorted { $0.key < $1.key }.map { period, sum in
      "\(period): \(decimalText(sum, digits: settlement.currency.minorDigits))"
    }.joined(separator: ", ")
    finding.isClosedAtOnce = true
    return finding
  }
}
