import Accounting

/// AM-02: the fee charged is not the fee that was agreed.
///
/// The fee charged is not the fee that the agreed rate card gives for this sale. A negative
/// difference is money charged beyond what was agreed; a fee in our favour is told at S3.
///
/// Found per order line and kind of fee, for the kinds that crossfoot-fee-rates has a rate for on
/// the day of the sale: percent of the item price, fixed per unit, payment fees of the gross and
/// per payment; the SKU's own rate wins. Commission, fulfilment, payment and closing fees are due
/// on every sale, other kinds only where they were charged. A charge to the account as a whole is
/// held against the fixed amount of its kind's rate, a refund's commission or a dispute's fee
/// against that and the percentage of what was taken back. Without a rate there is no AM-02.
///
/// Do: claim the difference, or load the rate that was really agreed.
extension OrderMatching {
  /// AM-02: every fee the rate card knows for the channel, against what was charged.
  func checkFees(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation, settled: Int64,
    _ source: SourceSettings, _ found: inout OrderFindings
  ) {
    guard let day = line.firstSaleDate else { return }
    for card in rateCard.cards(of: index.orders[order.position].channel) {
      let fee = card.fee
      guard fee.isDueOnEverySale || (fee != .refundCommission && line.sale[fee] != 0),
        let due = feeDue(card, line, expected, settled: settled, on: day, source)
      else { continue }
      let difference = line.sale[fee] + due
      guard difference != 0 else { continue }
      report(
        difference, external: line.sale[fee], internal: -due, fee, .am02, "fee_differs", order,
        line, source, &found)
    }
  }

  /// The fee due on a settled line, positive; `nil` where no rate was agreed for any of it.
  func feeDue(
    _ card: FeeCard, _ line: LineCase, _ expected: Expectation,
    settled: Int64, on day: CalendarDate, _ source: SourceSettings
  ) -> Int64? {
    if card.fee == .payment {
      guard let rate = card.rate(for: .none, on: day) else { return nil }
      let gross = source.isGrossOnly ? line.sale[.gross] : expected[.gross]
      return RateCard.due(
        rate, base: gross, units: max(1, line.paymentCount), currency: expected.currency)
    }
    var total: Int64?
    for position in line.orderLines {
      let orderLine = context.snapshot.orderLines[Int(position)]
      guard let rate = card.rate(for: orderLine.sku, on: day) else { continue }
      let isAlone = line.orderLines.count == 1
      let units = isAlone ? settled : orderLine.quantity
      let price =
        isAlone
        ? expected.prorated(orderLine.itemPrice, settled: settled) : orderLine.itemPrice
      if let due = RateCard.due(rate, base: price, units: units, currency: orderLine.currency) {
        total = (total ?? 0) + due
      }
    }
    guard line.orderLines.count > 1 else { return total }
    return total.map { expected.prorated($0, settled: settled) }
  }
}

extension LineComponent {
  /// Whether a rate for it means that every sale bears it.
  fileprivate var isDueOnEverySale: Bool {
    switch self {
    case .commission, .fulfilment, .payment, .closing: true
    default: false
    }
  }
}

extension LineComponent {
  /// A fee that a refund or a dispute bears.
  fileprivate var isOfWhatIsTakenBack: Bool { self == .refundCommission || self == .dispute }
}

/// AM-02 for charges beside the sale: to the account as a whole, such as a subscription, and for
/// refunds and disputes.
struct AccountFees {
  let orders: OrderMatching
  private var context: MatchContext { orders.context }

  private struct Charge: Hashable {
    let settlement: Int32
    let source: Symbol
    let channel: Symbol
    let fee: LineComponent
    let currency: Currency
    let date: CalendarDate
    /// `none` for the account as a whole.
    let order: Symbol
    let sku: Symbol

    init(_ line: SettlementLine, _ fee: LineComponent) {
      settlement = line.settlement
      source = line.source
      channel = line.marketplace
      self.fee = fee
      currency = line.currency
      date = line.date
      order = line.orderId
      sku = line.sku
    }
  }

  func findings() -> [Discrepancy] {
    let rates = context.snapshot.feeRates.filter {
      $0.fee.isOfWhatIsTakenBack
        || $0.fixed != nil && $0.percentMillionths == nil && $0.sku.isNone
    }
    if rates.isEmpty { return [] }
    let fees = Set(rates.map(\.fee))
    let lines = context.snapshot.settlementLines
    var charges: [Charge: [SettlementLine]] = [:]
    for position in lines.positions(where: { $0.event != .sale && fees.contains($0.component) }) {
      let line = lines[position]
      let isOfAccount = line.orderId.isNone && line.sku.isNone
      guard line.component.isOfWhatIsTakenBack || line.event == .charge && isOfAccount,
        line.settlement < 0 || !orders.isHeld[Int(line.settlement)]
      else { continue }
      charges[Charge(line, line.component), default: []].append(line)
    }
    let bases = takenBack(charges)
    return charges.compactMap { finding($0, $1, rates, base: bases[$0] ?? 0) }
  }

  /// What was taken back where a fee was charged for it, positive.
  private func takenBack(_ charges: [Charge: [SettlementLine]]) -> [Charge: Int64] {
    let fees = Set(charges.keys.map(\.fee)).filter(\.isOfWhatIsTakenBack)
    if fees.isEmpty { return [:] }
    let lines = context.snapshot.settlementLines
    var bases: [Charge: Int64] = [:]
    let positions = lines.positions {
      ($0.event == .refund || $0.event == .chargeback)
        && ($0.component == .principal || $0.component == .gross)
    }
    for position in positions {
      for fee in fees {
        let charge = Charge(lines[position], fee)
        if charges[charge] != nil { bases[charge, default: 0] &-= lines[position].amount }
      }
    }
    return bases
  }

  private func finding(
    _ charge: Charge, _ lines: [SettlementLine], _ rates: [FeeRate], base: Int64
  ) -> Discrepancy? {
    let agreed = rates.filter {
      $0.fee == charge.fee && $0.isInForce(on: charge.date)
        && ($0.currency ?? charge.currency) == charge.currency && isOf($0.channel, charge)
        && ($0.sku.isNone || $0.sku == charge.sku)
    }.max { ($0.sku.isNone ? 0 : 1, $0.validFrom) < ($1.sku.isNone ? 0 : 1, $1.validFrom) }
    guard let agreed,
      let owed = RateCard.due(
        agreed, base: base, units: Int64(lines.count), currency: charge.currency)
    else { return nil }
    let charged = lines.reduce(Int64(0)) { $0 + $1.amount }
    let due = -owed
    let difference = charged - due
    guard charged < 0, difference.magnitude > UInt64(context.settings.componentTolerance) else {
      return nil
    }
    let source = context.text(charge.source)
    let id =
      charge.settlement < 0
      ? "" : context.text(context.snapshot.settlements[Int(charge.settlement)].settlementId)
    let isOfAccount = charge.order.isNone && charge.sku.isNone
    let (order, sku) = (context.text(charge.order), context.text(charge.sku))
    let subject = isOfAccount ? "account" : "\(order)|\(sku)"
    var finding = Discrepancy(
      code: .am02, source: source, key: "\(subject)|\(id)|\(charge.date)|\(charge.fee.name)",
      eventDate: charge.date, rule: isOfAccount ? "account_fee_differs" : "fee_differs")
    finding.orderId = order
    finding.sku = sku
    finding.channel =
      charge.channel.isNone ? sourceTitle(source) : context.text(charge.channel)
    finding.settlementId = id
    finding.currency = charge.currency
    finding.external = charged
    finding.internal = due
    finding.cashImpact = context.functional(difference, charge.currency, on: charge.date)
    finding.marginImpact = finding.cashImpact
    if difference > 0 { finding.severity = .s3 }
    finding.externalEvidence = context.evidence(lines.map(\.provenance))
    finding.internalEvidence = context.evidence([agreed.provenance])
    finding.note = isOfAccount ? "\(charge.fee.name) of the account" : charge.fee.name
    return finding
  }

  /// Whether a rate is agreed with the charge's marketplace, its source, or a channel of that.
  private func isOf(_ channel: Symbol, _ charge: Charge) -> Bool {
    let name = context.text(channel).lowercased()
    if !charge.channel.isNone { return name == context.text(charge.channel).lowercased() }
    return name == context.text(charge.source)
      || context.sources.source(charge.source)?.settles(channel: name) ?? false
  }
}
