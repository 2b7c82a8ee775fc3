/// An Amazon settlement, flat file version 2: its header row, and a row for each group of cells.
func settlementText(_ id: String, _ rows: [[String: String]], total: String) -> String {
  let columns = [
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date",
    "total-amount", "currency", "transaction-type", "order-id", "merchant-order-id",
    "adjustment-id", "shipment-id", "marketplace-name", "amount-type", "amount-description",
    "amount", "fulfillment-id", "posted-date", "posted-date-time", "order-item-code",
    "merchant-order-item-id", "merchant-adjustment-item-id", "sku", "quantity-purchased",
    "promotion-id",
  ]
  let header = [
    "settlement-id": id, "settlement-start-date": "2026-08-01 00:00:00 UTC",
    "settlement-end-date": "2026-08-15 00:00:00 UTC",
    "deposit-date": "2026-08-17 00:00:00 UTC", "total-amount": total, "currency": "USD",
  ]
  let common = [
    "settlement-id": id, "currency": "USD", "marketplace-name": "Amazon.com",
    "posted-date": "2026-08-05", "posted-date-time": "2026-08-05 12:00:00 UTC",
  ]
  let all = [header] + rows.map { common.merging($0) { $1 } }
  return ([columns] + all.map { row in columns.map { row[$0] ?? "" } })
    .map { $0.joined(separator: "\t") + "\n" }.joined()
}
