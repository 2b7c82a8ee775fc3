import Accounting
import Foundation
import Reconciliation

/// Exceptions on the terminal and as JSON, under the column names of `discrepancies.csv`.
struct ExceptionReport {
  let records: [ExceptionRecord]
  let functional: Currency
  /// The day the queue stands at.
  let asOf: CalendarDate
  /// The period last reported.
  let period: AccountingPeriod

  init(
    _ records: [ExceptionRecord], functional: Currency, asOf: CalendarDate,
    period: AccountingPeriod
  ) {
    self.records = records
    self.functional = functional
    self.asOf = asOf
    self.period = period
  }

  private func fields(_ record: ExceptionRecord) -> [(String, String)] {
    let finding = record.discrepancy
    let currency = finding.currency ?? functional
    let own = { (value: Int64?) in
      value.map { decimalText($0, digits: currency.minorDigits) } ?? ""
    }
    let code = finding.currency?.code ?? (finding.difference == nil ? "" : functional.code)
    return [
      ("exception_id", record.id), ("code", finding.code.rawValue),
      ("severity", record.severity.name), ("state", record.state.rawValue),
      ("owner", record.owner), ("next_action", finding.code.nextAction),
      ("due", record.due?.description ?? ""), ("first_seen", record.firstSeen.description),
      ("age_days", "\(max(0, asOf.days(since: finding.eventDate)))"),
      ("period", record.period.description), ("channel", finding.channel),
      ("order_id", finding.orderId), ("sku", finding.sku),
      ("settlement_id", finding.settlementId), ("currency", code),
      ("external", own(finding.external)), ("internal", own(finding.internal)),
      ("difference", own(finding.difference)), ("cash_impact", money(finding.cashImpact)),
      ("margin_impact", money(finding.marginImpact)), ("tax_impact", money(finding.taxImpact)),
      ("inventory_impact", money(finding.inventoryImpact)), ("rule", finding.rule),
      ("evidence_external", finding.externalEvidence.joined(separator: " ")),
      ("evidence_internal", finding.internalEvidence.joined(separator: " ")),
      ("note", finding.note), ("reason", record.reason),
      ("waiting_until", record.waitsUntil?.description ?? ""), ("comment", record.comment),
      ("carried_forward", record.carriedForward(into: period)?.description ?? ""),
    ]
  }

  private func object(_ record: ExceptionRecord) -> [(String, JSON)] {
    fields(record).map { ($0.0, .text($0.1)) }
  }

  var json: JSON { .list(records.map { .object(object($0)) }) }

  /// The first exception with its history.
  func wholeJSON(_ history: [ExceptionEvent]) -> JSON {
    let events = history.map { event in
      JSON.object([
        ("action", .text(event.action.rawValue)), ("by", .text(event.by)),
        ("at", .text(event.at.map(Self.moment))), ("as_of", .text(event.asOf.description)),
        ("state", .text(event.state.rawValue)), ("owner", .text(event.owner)),
        ("text", .text(event.text)), ("waiting_until", .text(event.waitsUntil?.description)),
        ("posted", .text(event.writeOff.map { "\($0.amount) \($0.amount.currency.code)" })),
        ("account", .text(event.writeOff?.account?.name)),
      ])
    }
    return .object((records.first.map(object) ?? []) + [("history", .list(events))])
  }

  var groupsJSON: JSON {
    .list(
      grouped(byCause: records).map { group in
        .object([
          ("cause", .text(group.id)), ("code", .text(group.cause.code.rawValue)),
          ("severity", .text(group.severity.name)), ("what", .text(group.cause.words)),
          ("channel", .text(group.cause.channel)), ("kind", .text(group.cause.kind)),
          ("count", .integer(Int64(group.records.count))),
          ("cash_impact", .text(money(group.cashNet))), ("difference", .text(difference(group))),
          ("currency", .text(group.cause.currency)), ("due", .text(group.nextDue?.description)),
          ("owners", .list(group.owners.map { .text($0) })),
          ("exceptions", .list(group.records.map { .text($0.id) })),
        ])
      })
  }

  /// The exceptions as a table, the money first; a cause with at least so many is one line.
  func text(groupedFrom limit: Int) -> String {
    if records.isEmpty { return "no open exceptions" }
    let gross = records.reduce(UInt64(0)) { $0 &+ $1.discrepancy.cashImpact.magnitude }
    let net = records.reduce(Int64(0)) { $0 &+ $1.discrepancy.cashImpact }
    let total =
      "\(records.count) exception\(records.count == 1 ? "" : "s"), \(money(Int64(clamping: gross))) \(functional.code) of cash "
      + "in question (net \(money(net))), as of \(asOf)"
    let header = [
      "cash", "sev", "code", "difference", "due", "state", "owner", "about", "what", "id",
    ]
    let groups = grouped(byCause: records)
    let big = Set(groups.filter { $0.records.count >= limit }.map(\.cause))
    var shown: Set<ExceptionCause> = []
    let byCause = Dictionary(uniqueKeysWithValues: groups.map { ($0.cause, $0) })
    let rows = records.compactMap { record -> (Int64, Severity, [String])? in
      let cause = record.discrepancy.cause
      guard let group = byCause[cause], big.contains(cause) else {
        return (record.discrepancy.cashImpact, record.severity, row(record))
      }
      guard shown.insert(cause).inserted else { return nil }
      return (group.cashNet, group.severity, row(group))
    }
    // A cause counts with the money of all that it has.
    let order = rows.indices.sorted {
      if rows[$0].1 != rows[$1].1 { return rows[$0].1 < rows[$1].1 }
      let (left, right) = (rows[$0].0.magnitude, rows[$1].0.magnitude)
      return left == right ? $0 < $1 : left > right
    }
    var lines = [total, Terminal.table([header] + order.map { rows[$0].2 }, rightAligned: [0, 3])]
    if !big.isEmpty { lines.append("a cause opens with: exceptions list --cause CA-…") }
    return lines.joined(separator: "\n")
  }

  private func row(_ record: ExceptionRecord) -> [String] {
    let finding = record.discrepancy
    let currency = finding.currency ?? functional
    return [
      money(finding.cashImpact), record.severity.name, finding.code.rawValue,
      finding.difference.map {
        "\(decimalText($0, digits: currency.minorDigits)) \(currency.code)"
      } ?? "", record.due?.description ?? "", Self.state(record), record.owner, Self.about(finding),
      finding.code.title, record.id,
    ]
  }

  private static func state(_ record: ExceptionRecord) -> String {
    let isWaiting = record.state == .waitingExternal
    return record.state.rawValue + (record.waitsUntil.map { isWaiting ? " until \($0)" : "" } ?? "")
  }

  /// The order, else the settlement, the goods, or the place in a file.
  private static func about(_ finding: Discrepancy) -> String {
    let names = [finding.orderId, finding.settlementId, finding.sku].filter { !$0.isEmpty }
    return names.first ?? (finding.externalEvidence + finding.internalEvidence).first ?? ""
  }

  private func row(_ group: CauseGroup) -> [String] {
    [
      money(group.cashNet), group.severity.name, group.cause.code.rawValue, difference(group),
      group.nextDue?.description ?? "", "", group.owners.joined(separator: ", "),
      "\(group.records.count) × \(group.cause.channel)", group.cause.words, group.id,
    ]
  }

  private func difference(_ group: CauseGroup) -> String {
    guard let currency = Currency(code: group.cause.currency),
      !group.cause.direction.isEmpty || group.difference != 0
    else { return "" }
    return "\(decimalText(group.difference, digits: currency.minorDigits)) \(currency.code)"
  }

  /// What became of each, in one line.
  var standing: String {
    records.map { record in
      let reason = record.reason.isEmpty ? "" : " (\(record.reason))"
      return "\(record.id): \(Self.state(record))\(reason), \(record.owner)"
    }.joined(separator: "\n")
  }

  /// What giving up a difference posts, and where.
  static func posting(_ id: String, _ writeOff: WriteOff) -> String {
    guard let account = writeOff.account else {
      return "\(id): posts nothing; sales and fees are booked as they were settled, so the books "
        + "have the difference already"
    }
    let amount = Money(
      minorUnits: Int64(clamping: writeOff.amount.minorUnits.magnitude),
      currency: writeOff.amount.currency)
    let accounts = [account.name, Account.reconciliationDifferences.name]
    let isDebit = writeOff.amount.minorUnits > 0
    return "\(id): posts \(amount) \(amount.currency.code) on \(writeOff.date) with the next run, "
      + "Dr \(accounts[isDebit ? 0 : 1]) / Cr \(accounts[isDebit ? 1 : 0])"
  }

  /// The first exception whole, with its history.
  func detail(_ history: [ExceptionEvent]) -> String {
    guard let record = records.first else { return "" }
    let rows = fields(record).filter { !$0.1.isEmpty }.map { [$0.0, $0.1] }
    let steps = history.map { event in
      [
        event.at.map(Self.moment) ?? event.asOf.description, event.by, event.action.rawValue,
        event.state.rawValue, event.owner, event.text,
        event.writeOff.map { "\($0.amount) \($0.amount.currency.code)" } ?? "",
      ]
    }
    return
      ([record.discrepancy.code.title, Terminal.table(rows)]
      + (steps.isEmpty ? [] : ["what was done:", Terminal.table(steps)])).joined(separator: "\n")
  }

  private func money(_ amount: Int64) -> String {
    decimalText(amount, digits: functional.minorDigits)
  }

  private static func moment(_ instant: Instant) -> String {
    Date(timeIntervalSince1970: TimeInterval(instant.seconds))
      .formatted(.iso8601.dateSeparator(.dash).timeSeparator(.colon))
  }
}
