import Accounting

/// What a receipt row is worth to stock.
enum ReceiptValue: Equatable {
  /// Minor units of the functional currency, before landed cost.
  case known(Int64)
  /// Its currency has no rate for the day it arrived.
  case rateMissing
  /// Its numbers make no stock: reported, and left out.
  case unusable
}

/// Amounts and quantities of a single record beyond this are taken for mistakes.
///
/// Thousands of records at the limit still add up within 64 bits.
private let recordMax: Int64 = 1_000_000_000_000_000

/// Values every receipt row: quantity × unit cost, half up, at the rate of the day it arrived.
///
/// - Returns: One value per receipt, by position.
func valueReceipts(
  _ snapshot: LedgerSnapshot, settings: Settings, rates: RateTable, gaps: inout RateGaps
) -> [ReceiptValue] {
  var values: [ReceiptValue] = []
  values.reserveCapacity(snapshot.receipts.count)
  for receipt in snapshot.receipts {
    let date = settings.zone.date(of: receipt.receivedAt)
    guard let cost = supplierCost(receipt) else {
      values.append(.unusable)
      continue
    }
    let value = functionalValue(cost, receipt.currency, on: date, settings, rates)
    if value == .rateMissing { gaps.add(receipt.currency, on: date, waiting: receipt.provenance) }
    values.append(value)
  }
  return values
}

/// An amount in the functional currency at the rate of a day.
func functionalValue(
  _ amount: Int64, _ currency: Currency, on date: CalendarDate, _ settings: Settings,
  _ rates: RateTable
) -> ReceiptValue {
  guard amount.magnitude <= recordMax.magnitude else { return .unusable }
  if currency == settings.functionalCurrency { return .known(amount) }
  guard let rate = rates.rate(from: currency, to: settings.functionalCurrency, on: date) else {
    return .rateMissing
  }
  guard let value = try? rate.convert(amount), value.magnitude <= recordMax.magnitude else {
    return .unusable
  }
  return .known(value)
}

/// Quantity × unit cost in minor units of the receipt's currency, half up; `nil` when that is no
/// cost of goods.
private func supplierCost(_ receipt: Receipt) -> Int64? {
  guard (1...recordMax).contains(receipt.quantity), receipt.unitCostMillionths >= 0 else {
    return nil
  }
  var scaled = Int128(receipt.quantity) * Int128(receipt.unitCostMillionths)
  for _ in 0..<receipt.currency.minorDigits { scaled *= 10 }
  return Int64(exactly: roundedHalfUp(scaled, over: 1_000_000))
}

/// DC-02 for receipt rows whose numbers make no stock.
func unusableReceipts(
  _ snapshot: LedgerSnapshot, _ values: [ReceiptValue], order: [Int32], settings: Settings
) -> [Discrepancy] {
  order.filter { values[Int($0)] == .unusable }.map { position in
    let receipt = snapshot.receipts[Int(position)]
    let (name, sku) = (snapshot.symbols[receipt.receiptId], snapshot.symbols[receipt.sku])
    var result = Discrepancy(
      code: .dc02, source: "inventory", key: "\(name)|\(sku)",
      eventDate: settings.zone.date(of: receipt.receivedAt), rule: "receipt_unusable")
    result.sku = sku
    result.internalEvidence = [snapshot.evidence(receipt.provenance)]
    result.note =
      "receipt \(name) of \(sku): a quantity of \(receipt.quantity) at a unit cost of "
      + "\(decimalText(receipt.unitCostMillionths, digits: 6)) \(receipt.currency.code) makes no "
      + "stock; correct the row"
    return result
  }
}
