import Accounting

/// TM-01: a sale falls into another period here than at the channel.
///
/// The channel dates in UTC, or in the zone that crossfoot.yaml gives its source ('time_zone'), and
/// we in the entity's zone, so that what happened in the hours around the end of a month is in one
/// period on its report and in another in our books.
///
/// Found once per settlement and pair of periods, for lines of orders whose day in the channel's
/// zone is in another month than their day in the entity's; a row that gives a day without a time
/// is of that day for both. External is their sum, as the channel's report of its month has it.
///
/// Do: confirm the cut-off rule, and explain the amount when the channel's monthly report is
/// compared.
struct TM01 {
  let context: MatchContext
  let isHeld: [Bool]
  /// Of sources that do not date in UTC.
  private let zones: [Symbol: BusinessZone]

  init(context: MatchContext, isHeld: [Bool]) {
    self.context = context
    self.isHeld = isHeld
    var zones: [Symbol: BusinessZone] = [:]
    for source in context.settings.sources where source.zone.identifier != "UTC" {
      if let symbol = context.snapshot.symbols.find(source.name) { zones[symbol] = source.zone }
    }
    self.zones = zones
  }

  private struct Key: Hashable {
    let settlement: Int32
    let theirs: AccountingPeriod
    let ours: AccountingPeriod
    let currency: Currency
  }

  func findings() -> [Discrepancy] {
    let lines = context.snapshot.settlementLines
    let shifted = lines.positions(ofItems: { item in
      item.settlement >= 0 && !item.orderId.isNone && !isHeld[Int(item.settlement)]
        && theirDay(item.postedAt, item.source).period != item.date.period && !isDayAlone(item)
    })
    var groups: [Key: [SettlementLine]] = [:]
    for line in shifted.map({ lines[$0] }) {
      groups[
        Key(
          settlement: line.settlement, theirs: theirDay(line.postedAt, line.source).period,
          ours: line.date.period, currency: line.currency), default: []
      ].append(line)
    }
    return groups.map { finding($0.key, $0.value) }
  }

  /// A row that gives a day and no time is put at the start of that day here: both sides mean it.
  private func isDayAlone(_ item: SettlementItem) -> Bool {
    context.settings.zone.startOfDay(item.date) == item.postedAt
  }

  private func theirDay(_ instant: Instant, _ source: Symbol) -> CalendarDate {
    (zones[source] ?? .utc).date(of: instant)
  }

  private func finding(_ key: Key, _ lines: [SettlementLine]) -> Discrepancy {
    let settlement = context.snapshot.settlements[Int(key.settlement)]
    let id = context.text(settlement.settlementId)
    var finding = Discrepancy(
      code: .tm01, source: context.text(settlement.source),
      key: "\(id)|\(key.theirs)|\(key.ours)",
      eventDate: lines.map(\.date).min() ?? context.asOf, rule: "period_by_time_zone")
    finding.channel = context.channel(of: settlement)
    finding.settlementId = id
    finding.currency = key.currency
    finding.external = lines.reduce(Int64(0)) { $0 + $1.amount }
    finding.externalEvidence = context.evidence(lines.map(\.provenance))
    let zone = (zones[settlement.source] ?? .utc).identifier
    finding.note =
      "\(lines.count) lines are in \(key.theirs) by \(zone) and in \(key.ours) here"
    return finding
  }
}
