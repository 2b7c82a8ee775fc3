import Accounting

/// CO-02: more was shipped than was on hand.
///
/// Goods left that the records say were not there: stock went below zero. Receipts are missing,
/// dated too late, or short; the units without a layer leave at value 0, and are CO-01 too until a
/// later receipt covers them.
///
/// Found once per SKU and period, for SKUs that were received at some time. Internal evidence is
/// the order lines that took more than there was. It closes when receipts dated before cover them.
///
/// Do: correct the receipts.
struct Shortages {
  private struct Key: Hashable {
    let sku: Symbol
    let period: AccountingPeriod
  }

  private struct Shortage {
    let first: CalendarDate
    var units: Int64 = 0
    var orderLines: [Int32] = []
  }

  private var shortages: [Key: Shortage] = [:]

  /// Notes units that were not there; sales come in order of time.
  mutating func add(_ units: Int64, of sku: Symbol, orderLine: Int32, on date: CalendarDate) {
    let key = Key(sku: sku, period: date.period)
    var shortage = shortages[key] ?? Shortage(first: date)
    shortage.units = shortage.units.addingReportingOverflow(units).partialValue
    if shortage.orderLines.count < evidenceMax { shortage.orderLines.append(orderLine) }
    shortages[key] = shortage
  }

  /// One CO-02 per SKU and period, in that order.
  func discrepancies(_ snapshot: LedgerSnapshot) -> [Discrepancy] {
    shortages.map { key, shortage in
      let sku = snapshot.symbols[key.sku]
      var result = Discrepancy(
        code: .co02, source: "inventory", key: "\(sku)|\(key.period)",
        eventDate: shortage.first, rule: "stock_below_zero")
      result.sku = sku
      result.internalEvidence = shortage.orderLines.map {
        snapshot.evidence(snapshot.orderLines[Int($0)].provenance)
      }
      result.note = "\(shortage.units) units shipped beyond what was on hand"
      return result
    }.sorted { $0.key < $1.key }
  }
}
