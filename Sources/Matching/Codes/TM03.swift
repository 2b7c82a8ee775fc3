import Accounting

/// TM-03: money that a channel keeps although it is ours, until it is released.
///
/// The channel keeps money that is ours: a reserve, a hold, or a sale it defers. That is normal
/// until the day it is to be released; after that day it has to be asked for.
///
/// S4 until the day of release, S2 from then on. The day is the row's, else the source's days after
/// it was kept ('releases_within_days'); the note says which.
///
/// Do: age it against its release date; ask for it when that has passed.
struct TM03 {
  let funds: HeldFunds
  let deferred: DeferredFunds
  private var context: MatchContext { funds.context }

  func findings() -> [Discrepancy] {
    funds.open.map(finding) + deferred.open.map(finding)
  }

  private func finding(_ hold: HeldFunds.Hold) -> Discrepancy {
    let line = hold.line
    var finding = make(
      context.text(line.source), key: hold.key, since: line.date, due: hold.due, hold.amount,
      line.currency, rule: "held_back")
    if line.settlement >= 0 {
      let settlement = context.snapshot.settlements[Int(line.settlement)]
      finding.settlementId = context.text(settlement.settlementId)
      finding.channel = context.channel(of: settlement)
    }
    finding.orderId = context.text(line.orderId)
    finding.internalEvidence = context.evidence([line.provenance])
    finding.note = "held back; by the source's terms released by \(hold.due)"
    return finding
  }

  private func finding(_ item: DeferredFunds.Item) -> Discrepancy {
    let record = item.record
    let name = context.text(record.orderId)
    var finding = make(
      context.text(record.source),
      key: "\(name.isEmpty ? context.text(record.reference) : name)|\(context.text(record.sku))",
      since: item.since, due: item.due, record.amount, record.currency, rule: "deferred")
    finding.channel =
      record.marketplace.isNone
      ? sourceTitle(context.text(record.source)) : context.text(record.marketplace)
    finding.orderId = name
    finding.sku = context.text(record.sku)
    finding.internalEvidence = context.evidence([record.provenance] + item.orderLines)
    let release =
      record.releaseAt == nil ? "by the source's terms released by" : "release stated for"
    finding.note = "deferred by the channel; \(release) \(item.due)"
    return finding
  }

  private func make(
    _ source: String, key: String, since: CalendarDate, due: CalendarDate, _ amount: Int64,
    _ currency: Currency, rule: String
  ) -> Discrepancy {
    let isLate = context.asOf > due
    var finding = Discrepancy(
      code: .tm03, source: source, key: key, eventDate: since,
      rule: isLate ? "\(rule)_past_due" : rule)
    finding.channel = sourceTitle(source)
    finding.currency = currency
    finding.internal = amount
    finding.due = due
    // The date that has passed raises it by one more, to S2.
    finding.severity = isLate ? .s3 : .s4
    if isLate { finding.cashImpact = -context.functional(amount, currency, on: since) }
    return finding
  }
}
