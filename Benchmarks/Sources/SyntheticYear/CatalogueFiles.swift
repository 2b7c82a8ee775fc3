import Foundation

/// Writes what is known of every product: costs, receipts, landed-cost charges, rate card.
func writeCatalogue(_ catalogue: [Product], orders: Int, in folder: URL) throws {
  let costs = try TextFile("costs.csv", in: folder)
  let receipts = try TextFile("receipts.csv", in: folder)
  let charges = try TextFile("charges.csv", in: folder)
  try costs.write(line: "sku,unit_cost,freight,duty,fba_fee")
  try receipts.write(line: "receipt_id,received_at,sku,quantity,unit_cost,currency")
  try charges.write(line: "charge_id,receipt_id,type,amount,currency,incurred_at,allocate_by")
  // About twice what is sold of an ordinary product, so that no layer runs dry.
  let quantity = 4 * orders / catalogue.count + 100
  let at = opening.zulu
  for (index, product) in catalogue.enumerated() {
    let number = padded(index, 5)
    let (unit, freight, duty) = (product.unitCost, product.freight, product.duty)
    try costs.write(
      line: """
        \(product.sku),\(decimal(unit)),\(decimal(freight)),\(decimal(duty)),\
        \(decimal(product.fulfilmentFee))
        """)
    try receipts.write(
      line: "R-\(number),\(at),\(product.sku),\(quantity),\(decimal(unit)),USD")
    try charges.write(
      line: "F-\(number),R-\(number),freight,\(decimal(freight * quantity)),USD,\(at),quantity")
    if duty > 0 {
      try charges.write(
        line: "D-\(number),R-\(number),duty,\(decimal(duty * quantity)),USD,\(at),value")
    }
  }
  for file in [costs, receipts, charges] { try file.close() }
  try writeFeeRates(catalogue, in: folder)
  try writeRates(in: folder)
}

private func writeFeeRates(_ catalogue: [Product], in folder: URL) throws {
  let file = try TextFile("fee-rates.csv", in: folder)
  try file.write(line: "channel,fee,sku,percent,fixed,currency,valid_from")
  for marketplace in Marketplace.allCases {
    let (name, currency) = (marketplace.name, marketplace.currency)
    try file.write(
      line: "\(name),commission,,\(Product.commissionPercent),,\(currency),2024-01-01")
    for product in catalogue {
      let fee = decimal(product.fulfilmentFee)
      try file.write(line: "\(name),fulfilment,\(product.sku),,\(fee),\(currency),2024-01-01")
    }
  }
  try file.close()
}

/// A rate for every day from the receipts to three months after the year.
private func writeRates(in folder: URL) throws {
  let file = try TextFile("rates.csv", in: folder)
  try file.write(line: "date,base,quote,rate")
  for day in 0..<475 {
    let date = (opening + day * Moment.day).date
    try file.write(line: "\(date),CAD,USD,0.7\(padded(100 + (day * 37) % 250, 3))")
  }
  try file.close()
}

/// When the stock was received: 2024-12-12.
private let opening = Moment(seconds: 1_733_961_600)
