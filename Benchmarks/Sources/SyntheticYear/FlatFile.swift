/// The tab-separated settlement layout, version 2.
struct FlatFile {
  private let file: TextFile

  init(_ file: TextFile) throws {
    self.file = file
    try file.write(line: columns.joined(separator: "\t"))
  }

  /// Writes the header record of a settlement, then its lines.
  func write(_ settlement: Settlement) throws {
    let header = [
      settlement.id, settlement.starts.spaced, settlement.ends.spaced,
      settlement.deposited.spaced, decimal(settlement.total), settlement.marketplace.currency,
    ]
    let blanks = Array(repeating: "", count: columns.count - header.count)
    try file.write(line: (header + blanks).joined(separator: "\t"))
    for sale in settlement.sales {
      for item in sale.items {
        try write(
          settlement, item, transaction: "Order", order: sale.sale.id, adjustment: "",
          shipment: sale.shipment, postedAt: sale.postedAt)
      }
    }
    for entry in settlement.returns {
      try write(
        settlement, entry.item, transaction: "Refund", order: entry.sale.id,
        adjustment: entry.adjustment, shipment: "", postedAt: entry.postedAt)
    }
    let (date, time) = (settlement.ends.date, settlement.ends.spaced)
    for charge in settlement.charges {
      let type = charge.transactionType
      try file.write(
        line: """
          \(settlement.id)\t\t\t\t\t\tother-transaction\t\t\t\t\t\t\(type)\t\(charge.name)\t\
          \(decimal(charge.cents))\t\t\(date)\t\(time)\t\t\t\t\t\t
          """)
    }
  }

  func close() throws {
    try file.close()
  }

  /// Writes the amounts of one item, a line each.
  private func write(
    _ settlement: Settlement, _ item: SettledItem, transaction: String, order: String,
    adjustment: String, shipment: String, postedAt: Moment
  ) throws {
    let start = """
      \(settlement.id)\t\t\t\t\t\t\(transaction)\t\(order)\t\(order)\t\(adjustment)\t\
      \(shipment)\t\(settlement.marketplace.name)\t
      """
    let quantity = item.quantity == 0 ? "" : String(item.quantity)
    let end = """
      \tAFN\t\(postedAt.date)\t\(postedAt.spaced)\t\(item.code)\t\t\t\(item.sku)\t\(quantity)\t
      """
    for amount in item.amounts {
      let promotion = amount.section == .promotion ? item.promotion : ""
      try file.write(
        line: """
          \(start)\(amount.section.flatName)\t\(amount.name)\t\(decimal(amount.cents))\
          \(end)\(promotion)
          """)
    }
  }
}

extension SettledAmount.Section {
  fileprivate var flatName: String {
    switch self {
    case .price: "ItemPrice"
    case .fees: "ItemFees"
    case .withheldTax: "ItemWithheldTax"
    case .promotion: "Promotion"
    }
  }
}

private let columns = [
  "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date",
  "total-amount", "currency", "transaction-type", "order-id", "merchant-order-id",
  "adjustment-id", "shipment-id", "marketplace-name", "amount-type", "amount-description",
  "amount", "fulfillment-id", "posted-date", "posted-date-time", "order-item-code",
  "merchant-order-item-id", "merchant-adjustment-item-id", "sku", "quantity-purchased",
  "promotion-id",
]
