/// The XML settlement layout: one message for each settlement.
///
/// Nothing that is written needs escaping: names are our own letters, digits and hyphens.
struct Envelope {
  private let file: TextFile
  private var messages = 0

  init(_ file: TextFile) throws {
    self.file = file
    try file.write(
      line: """
        <?xml version="1.0" encoding="UTF-8"?>
        <AmazonEnvelope>
        <Header><DocumentVersion>1.01</DocumentVersion>\
        <MerchantIdentifier>M_MADE_UP</MerchantIdentifier></Header>
        <MessageType>SettlementReport</MessageType>
        """)
  }

  /// Writes one settlement.
  mutating func write(_ settlement: Settlement) throws {
    messages += 1
    let currency = settlement.marketplace.currency
    try file.write(
      line: """
        <Message><MessageID>\(messages)</MessageID><SettlementReport><SettlementData>\
        <AmazonSettlementID>\(settlement.id)</AmazonSettlementID>\
        <TotalAmount currency="\(currency)">\(decimal(settlement.total))</TotalAmount>\
        <StartDate>\(settlement.starts.offset)</StartDate>\
        <EndDate>\(settlement.ends.offset)</EndDate>\
        <DepositDate>\(settlement.deposited.offset)</DepositDate></SettlementData>
        """)
    for sale in settlement.sales { try write(sale, in: settlement.marketplace) }
    for entry in settlement.returns { try write(entry, in: settlement.marketplace) }
    for charge in settlement.charges {
      try file.write(
        line: """
          <OtherTransaction><TransactionType>\(charge.name)</TransactionType>\
          <PostedDate>\(settlement.ends.offset)</PostedDate>\
          <Amount currency="\(currency)">\(decimal(charge.cents))</Amount></OtherTransaction>
          """)
    }
    try file.write(line: "</SettlementReport></Message>")
  }

  /// Ends the document.
  func close() throws {
    try file.write(line: "</AmazonEnvelope>")
    try file.close()
  }

  private func write(_ sale: SettledSale, in marketplace: Marketplace) throws {
    let id = sale.sale.id
    try file.write(
      line: """
        <Order><AmazonOrderID>\(id)</AmazonOrderID><MerchantOrderID>\(id)</MerchantOrderID>\
        <ShipmentID>\(sale.shipment)</ShipmentID>\(fulfilment(marketplace, sale.postedAt))
        """)
    for item in sale.items {
      try file.write(
        """
        <Item><AmazonOrderItemCode>\(item.code)</AmazonOrderItemCode><SKU>\(item.sku)</SKU>\
        <Quantity>\(item.quantity)</Quantity>
        """)
      for section in sections(of: item) {
        let name = section.name.orderElement
        let promotion =
          section.name == .promotion
          ? "<MerchantPromotionID>\(item.promotion)</MerchantPromotionID>" : ""
        let inside = elements(section, in: marketplace)
        try file.write("\n<\(name)>\(promotion)\(inside)</\(name)>")
      }
      try file.write(line: "</Item>")
    }
    try file.write(line: "</Fulfillment></Order>")
  }

  private func write(_ entry: SettledReturn, in marketplace: Marketplace) throws {
    let (id, item) = (entry.sale.id, entry.item)
    try file.write(
      line: """
        <Refund><AmazonOrderID>\(id)</AmazonOrderID><MerchantOrderID>\(id)</MerchantOrderID>\
        <AdjustmentID>\(entry.adjustment)</AdjustmentID>\
        \(fulfilment(marketplace, entry.postedAt))\
        <AdjustedItem><AmazonOrderItemCode>\(item.code)</AmazonOrderItemCode>\
        <SKU>\(item.sku)</SKU>
        """)
    for section in sections(of: item) {
      let name = section.name.returnElement
      try file.write(line: "<\(name)>\(elements(section, in: marketplace))</\(name)>")
    }
    try file.write(line: "</AdjustedItem></Fulfillment></Refund>")
  }

  private func fulfilment(_ marketplace: Marketplace, _ postedAt: Moment) -> String {
    """
    <MarketplaceName>\(marketplace.name)</MarketplaceName><Fulfillment>\
    <MerchantFulfillmentID>AFN</MerchantFulfillmentID>\
    <PostedDate>\(postedAt.offset)</PostedDate>
    """
  }

  private func elements(_ section: SectionAmounts, in marketplace: Marketplace) -> String {
    let element = section.name == .fees ? "Fee" : "Component"
    return section.amounts.map {
      """
      <\(element)><Type>\($0.name)</Type>\
      <Amount currency="\(marketplace.currency)">\(decimal($0.cents))</Amount></\(element)>
      """
    }.joined()
  }
}

/// The amounts of an item that stand in one section.
private struct SectionAmounts {
  let name: SettledAmount.Section
  var amounts: [SettledAmount]
}

/// The amounts of an item, section by section; they come in the order of the sections.
private func sections(of item: SettledItem) -> [SectionAmounts] {
  var result: [SectionAmounts] = []
  for amount in item.amounts {
    if result.last?.name == amount.section {
      result[result.count - 1].amounts.append(amount)
    } else {
      result.append(SectionAmounts(name: amount.section, amounts: [amount]))
    }
  }
  return result
}

extension SettledAmount.Section {
  fileprivate var orderElement: String {
    switch self {
    case .price: "ItemPrice"
    case .fees: "ItemFees"
    case .withheldTax: "ItemWithheldTax"
    case .promotion: "Promotion"
    }
  }

  fileprivate var returnElement: String {
    switch self {
    case .price: "ItemPriceAdjustments"
    case .fees: "ItemFeeAdjustments"
    case .withheldTax: "ItemWithheldTaxAdjustments"
    case .promotion: "PromotionAdjustment"
    }
  }
}
