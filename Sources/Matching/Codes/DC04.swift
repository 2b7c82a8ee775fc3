import Accounting

/// DC-04: a row can be read and cannot be true.
///
/// A row can be read and cannot be true as it stands, such as a shipment before its order. It was
/// taken all the same; look it up where it came from.
///
/// Found by the rules that each format's contract states ('formats show NAME' lists them): what
/// one row shows, on import; a refund before its sale and a line in another currency than its
/// settlement's, where records meet. The rule column has the contract's name for it. A sale that a
/// later settlement brings than its refund was deferred, which is no contradiction. A quantity or
/// amount below zero where none can be is set aside instead.
///
/// Do: verify it at the source.
struct DC04 {
  let context: MatchContext
  let orders: OrderMatching
  let days: DocumentDays

  func findings() -> [Discrepancy] {
    ofRows() + ofRefunds() + ofSettlementLines()
  }

  // MARK: - Seen on import

  /// One finding for each rule and record, however many rows tell of it.
  private func ofRows() -> [Discrepancy] {
    let groups = Dictionary(grouping: context.snapshot.brokenRules) {
      [source($0.provenance), $0.rule, $0.key]
    }
    return groups.map { key, rules in
      let rule = rules.min { $0.message < $1.message } ?? rules[0]
      var finding = Discrepancy(
        code: .dc04, source: key[0], key: "\(rule.rule)|\(rule.key)",
        eventDate: day(of: rule), rule: rule.rule)
      finding.channel = rule.channel.isEmpty ? channel(rule.provenance) : rule.channel
      finding.orderId = rule.orderId
      finding.sku = rule.sku
      finding.settlementId = rule.settlementId
      finding.currency = rule.currency
      let isOurs = context.snapshot.documents[Int(rule.provenance.document)].source.isEmpty
      let places = context.evidence(rules.map(\.provenance))
      if isOurs {
        (finding.internal, finding.internalEvidence) = (rule.amount, places)
      } else {
        (finding.external, finding.externalEvidence) = (rule.amount, places)
      }
      finding.note = rule.message
      return finding
    }
  }

  private func day(of rule: BrokenRule) -> CalendarDate {
    if let at = rule.at { return context.settings.zone.date(of: at) }
    return days[rule.provenance.document]
  }

  private func source(_ place: Provenance) -> String {
    let document = context.snapshot.documents[Int(place.document)]
    return document.source.isEmpty ? document.format : document.source
  }

  private func channel(_ place: Provenance) -> String {
    let source = context.snapshot.documents[Int(place.document)].source
    return source.isEmpty ? "" : sourceTitle(source)
  }

  /// The documents whose format states a rule of a kind of record, with its name.
  private func documents(_ rule: MeetingRule, _ kind: RecordKind) -> [String?] {
    context.snapshot.documents.map { document in
      context.settings.statedRules[document.format]?
        .first { $0.rule == rule && $0.record == kind }?.name
    }
  }

  // MARK: - A refund is not before its sale

  private func ofRefunds() -> [Discrepancy] {
    let names = documents(.notBeforeSale, .refund)
    guard names.contains(where: { $0 != nil }) else { return [] }
    let zone = context.settings.zone
    return context.snapshot.refunds.compactMap { refund in
      guard let name = names[Int(refund.provenance.document)] else { return nil }
      let position = orders.index.onlyOrder(numbered: refund.orderId)
      guard position >= 0 else { return nil }
      let order = orders.index.orders[Int(position)]
      let lines = order.lines.map { context.snapshot.orderLines[Int($0)] }.filter {
        refund.orderLineId.isNone || $0.orderLineId == refund.orderLineId
      }
      guard let sale = lines.min(by: { $0.orderedAt < $1.orderedAt }) else { return nil }
      let days = (sale: zone.date(of: sale.orderedAt), refund: zone.date(of: refund.refundedAt))
      guard days.refund < days.sale else { return nil }
      let key = [refund.refundId, refund.orderId, refund.orderLineId].map(context.text)
      var finding = Discrepancy(
        code: .dc04, source: source(refund.provenance),
        key: "\(name)|\(key.joined(separator: "|"))", eventDate: days.refund, rule: name)
      finding.channel = context.text(order.channel)
      finding.orderId = key[1]
      finding.sku = lines.count == 1 ? context.text(sale.sku) : ""
      finding.currency = refund.currency
      finding.internal = -refund.amount
      finding.internalEvidence = context.evidence(
        [refund.provenance] + lines.map(\.provenance))
      finding.note = "refunded on \(days.refund), ordered on \(days.sale)"
      return finding
    }
  }

  // MARK: - Settlement lines

  private func ofSettlementLines() -> [Discrepancy] {
    let refunds = documents(.notBeforeSale, .settlementLine)
    let currencies = documents(.currencyOfSettlement, .settlementLine)
    var findings: [Discrepancy] = []
    if refunds.contains(where: { $0 != nil }) { findings += refundsBeforeSale(refunds) }
    if currencies.contains(where: { $0 != nil }) { findings += otherCurrencies(currencies) }
    return findings
  }

  /// Refunds that a settlement dates before the sale: before the order was placed, or before the
  /// sale in the same settlement.
  ///
  /// A sale that a later settlement brings was deferred, which is no contradiction.
  private func refundsBeforeSale(_ names: [String?]) -> [Discrepancy] {
    let lines = context.snapshot.settlementLines
    var groups: [Int32: [SettlementLine]] = [:]
    for position in lines.indices where lines.amounts[position].event == .refund {
      let order = orders.assignment.order[position]
      let line = lines[position]
      if order >= 0, names[Int(line.provenance.document)] != nil, !isHeld(line) {
        groups[order, default: []].append(line)
      }
    }
    return groups.keys.sorted().compactMap { order in
      let early = (groups[order] ?? []).filter { line in
        saleDate(of: line, in: Int(order)).map { line.date < $0 } ?? false
      }
      guard let first = early.min(by: { $0.date < $1.date }) else { return nil }
      return refundBeforeSale(
        first, early, Int(order), name: names[Int(first.provenance.document)] ?? "")
    }
  }

  private func isHeld(_ line: SettlementLine) -> Bool {
    line.settlement >= 0 && orders.isHeld[Int(line.settlement)]
  }

  /// The day before which a refund of the order cannot be.
  private func saleDate(of refund: SettlementLine, in order: Int) -> CalendarDate? {
    let lines = context.snapshot.settlementLines
    var sold: CalendarDate?
    for position in orders.linesByOrder[order]
    where lines.amounts[Int(position)].event == .sale {
      let item = lines.items[Int(lines.amounts[Int(position)].item)]
      if item.settlement == refund.settlement { sold = min(sold ?? item.date, item.date) }
    }
    var orderedAt: Instant?
    for position in orders.index.orders[order].lines {
      let at = context.snapshot.orderLines[Int(position)].orderedAt
      orderedAt = min(orderedAt ?? at, at)
    }
    let ordered = orderedAt.map { context.settings.zone.date(of: $0) }
    guard let sold, let ordered else { return sold ?? ordered }
    return max(sold, ordered)
  }

  private func refundBeforeSale(
    _ first: SettlementLine, _ lines: [SettlementLine], _ position: Int, name: String
  ) -> Discrepancy {
    let order = orders.index.orders[position]
    let id = context.text(order.orderId)
    var finding = Discrepancy(
      code: .dc04, source: context.text(first.source),
      key: "\(name)|\(context.text(order.channel))|\(id)", eventDate: first.date, rule: name)
    finding.channel = context.text(order.channel)
    finding.orderId = id
    let skus = Set(lines.map(\.sku))
    finding.sku = skus.count == 1 ? context.text(first.sku) : ""
    finding.settlementId = orders.settlementId(lines)
    finding.currency = first.currency
    finding.external = lines.reduce(0) { $0 + $1.amount }
    finding.externalEvidence = context.evidence(lines.map(\.provenance))
    finding.internalEvidence = context.evidence(
      order.lines.map { context.snapshot.orderLines[Int($0)].provenance })
    let sale = saleDate(of: first, in: position)
    finding.note = "refunded on \(first.date), sold on \(sale.map { "\($0)" } ?? "no day")"
    return finding
  }

  /// Lines in another currency than the settlement they stand in, once for each pair.
  private func otherCurrencies(_ names: [String?]) -> [Discrepancy] {
    struct Pair: Hashable { let settlement: Int32, currency: Currency }
    let lines = context.snapshot.settlementLines
    let settlements = context.snapshot.settlements
    var groups: [Pair: [SettlementLine]] = [:]
    let others = lines.positions(ofItems: { item in
      item.settlement >= 0 && item.currency != settlements[Int(item.settlement)].currency
        && names[Int(item.document)] != nil
    })
    for line in others.map({ lines[$0] }) where line.event != .stated {
      groups[Pair(settlement: line.settlement, currency: line.currency), default: []].append(line)
    }
    return groups.filter { !isExchanged($0.value) }.map { pair, lines in
      let settlement = settlements[Int(pair.settlement)]
      let id = context.text(settlement.settlementId)
      let name = names[Int(lines[0].provenance.document)] ?? ""
      var finding = Discrepancy(
        code: .dc04, source: context.text(settlement.source),
        key: "\(name)|\(id)|\(pair.currency.code)",
        eventDate: lines.map(\.date).min() ?? context.asOf, rule: name)
      finding.channel = context.channel(of: settlement)
      finding.settlementId = id
      finding.currency = pair.currency
      finding.external = lines.reduce(0) { $0 + $1.amount }
      finding.externalEvidence = context.evidence(lines.map(\.provenance))
      finding.internalEvidence = context.evidence([settlement.provenance])
      finding.note =
        "lines in \(pair.currency.code), the settlement is in \(settlement.currency.code)"
      return finding
    }
  }

  /// Whether a settlement changes all of another currency into its own.
  private func isExchanged(_ lines: [SettlementLine]) -> Bool {
    lines.contains { $0.event == .conversion } && lines.reduce(0) { $0 + $1.amount } == 0
  }
}
