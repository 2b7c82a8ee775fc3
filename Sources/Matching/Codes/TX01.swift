import Accounting

/// TX-01: the tax withheld is not the tax collected.
///
/// The tax the channel kept back is not the tax it collected on the sale. The difference is a
/// liability of ours, or a claim, in that jurisdiction.
///
/// Found per order line. Where the marketplace remits, what it withheld must cancel what it
/// collected; where we remit, nothing may be withheld. All of it withheld on a sale whose tax we
/// remit is TX-02.
///
/// Do: settle it per jurisdiction with the channel.
extension OrderMatching {
  /// TX-01: the tax the channel kept against the tax it collected for this line.
  ///
  /// On tax the marketplace remits both must cancel; on tax the seller remits nothing may be kept.
  func checkWithheld(
    _ order: OrderCase, _ line: LineCase, _ expected: Expectation, _ source: SourceSettings,
    _ found: inout OrderFindings
  ) {
    let isMarketplace = line.orderLines.contains {
      context.snapshot.orderLines[Int($0)].taxRemittedBy == .marketplace
    }
    let collected = source.isGrossOnly ? expected[.tax] : line.sale[.tax]
    if !isMarketplace, isWithheldWhole(line, collected) {
      return reportLiability(order, line, collected, source, &found)
    }
    let due = isMarketplace ? -collected : 0
    if source.isGrossOnly {
      // Such a channel gives it back with a refund under the name it took it by.
      let given = settlementLines(order, line) {
        $0.event == .sale && $0.component == .withheld && $0.amount > 0
      }.reduce(Int64(0)) { $0 + $1.amount }
      let taken = line.sale[.withheld] - given
      if given > 0 && taken == due && given <= -taken { return }
    }
    check(.withheld, .tx01, "withheld_differs", order, line, due, source, &found)
  }
}

extension RefundMatching {
  /// TX-01: on a refund too, the tax withheld and the tax cancel where the marketplace remits it.
  func checkWithheld(
    _ events: [RefundEvent], _ position: Int, _ source: SourceSettings,
    _ discrepancies: inout [Discrepancy]
  ) {
    if source.isGrossOnly { return }
    for orderLine in Set(events.map(\.orderLine)).sorted() {
      var all = events.filter { $0.orderLine == orderLine }
      let lines = orderLine < 0 ? orders.index.orders[position].lines : [orderLine]
      let isMarketplace = lines.contains {
        context.snapshot.orderLines[Int($0)].taxRemittedBy == .marketplace
      }
      all[0].lines = all.flatMap(\.lines).filter {
        $0.component == .withheld || $0.component == .tax
      }
      let sum = { (component: LineComponent) in
        all[0].lines.reduce(Int64(0)) { $0 + ($1.component == component ? $1.amount : 0) }
      }
      let (withheld, due) = (sum(.withheld), isMarketplace ? -sum(.tax) : 0)
      guard withheld != due else { continue }
      let isForgiven =
        (withheld - due).magnitude <= UInt64(context.settings.componentTolerance)
      var finding = refundFinding(
        isForgiven ? .am06 : .tx01, all[0], position, source,
        rule: isForgiven ? "within_tolerance" : "withheld_differs", external: withheld,
        internal: due)
      finding.key += "|withheld"
      finding.taxImpact = finding.cashImpact
      finding.marginImpact = 0
      finding.note = "withheld tax given back on a refund"
      discrepancies.append(finding)
    }
  }
}
