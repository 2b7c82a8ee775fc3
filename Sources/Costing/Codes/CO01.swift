import Accounting

/// CO-01: an item was sold for which no cost is known.
///
/// An item was sold for which no cost is known. Its margin is shown too high and marked as
/// incomplete.
///
/// Found once per SKU and period, for units that left beyond what was received with a cost; they
/// are relieved at value 0. It closes when receipts with a cost cover them, later ones too: their
/// cost then goes to these units first, and to cost of sales once they are paid for.
///
/// Do: supply the cost: load the receipt.
struct MissingCosts {
  private struct Key: Hashable {
    let sku: Symbol
    let period: AccountingPeriod
  }

  private struct Finding {
    let first: CalendarDate
    var units: Int64 = 0
    var lineCount = 0
    /// The first few order lines, in order of their sale.
    var orderLines: [Int32] = []
  }

  private var findings: [Key: Finding] = [:]

  /// Notes a sale; sales come in order of time.
  mutating func add(_ units: Int64, of sku: Symbol, orderLine: Int32, on date: CalendarDate) {
    var finding = findings[Key(sku: sku, period: date.period)] ?? Finding(first: date)
    finding.units = finding.units.addingReportingOverflow(units).partialValue
    finding.lineCount += 1
    if finding.orderLines.count < evidenceMax { finding.orderLines.append(orderLine) }
    findings[Key(sku: sku, period: date.period)] = finding
  }

  /// One CO-01 per SKU and period, in that order.
  func discrepancies(_ snapshot: LedgerSnapshot) -> [Discrepancy] {
    findings.map { discrepancy($0.key, $0.value, snapshot) }.sorted { $0.key < $1.key }
  }

  private func discrepancy(
    _ key: Key, _ finding: Finding, _ snapshot: LedgerSnapshot
  ) -> Discrepancy {
    let sku = snapshot.symbols[key.sku]
    var result = Discrepancy(
      code: .co01, source: "inventory", key: "\(sku)|\(key.period)", eventDate: finding.first,
      rule: "cost_missing")
    result.sku = sku
    let lines = finding.orderLines.map { snapshot.orderLines[Int($0)] }
    result.internalEvidence = lines.map { snapshot.evidence($0.provenance) }
    let names = lines.map { line in
      "\(snapshot.symbols[line.orderId])/\(snapshot.symbols[line.orderLineId])"
    }
    let others = finding.lineCount - names.count
    result.note =
      "\(finding.units) units sold without a cost, relieved at 0; order lines "
      + names.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
    return result
  }
}
