/// The files in which a merchant's month arrives.
extension Merchant {
  /// Contents by name.
  func files() -> [String: String] {
    var files = [
      "operations/orders.csv": orders(), "operations/refunds.csv": refundFile(),
      "operations/receipts.csv": receipts(), "operations/charges.csv": charges(),
      "operations/rates.csv": (["date,base,quote,rate"] + rates).lines,
    ]
    for market in markets {
      let settlements = settlements(of: market)
      for settlement in settlements {
        files["amazon/\(settlement.number).txt"] = settlement.text
      }
      files["bank/\(market.currency).xml"] = statement(of: settlements, market)
    }
    return files
  }

  private func orders() -> String {
    let header =
      "order_id,order_line_id,ordered_at,shipped_at,channel,currency,sku,quantity,item_price,"
      + "item_tax,shipping,discount,tax_jurisdiction,tax_remitted_by,status"
    return
      ([header]
      + sales.map { sale in
        let day = Self.date(sale.shipped)
        return [
          sale.order, "\(sale.line)", "\(day)T06:00:00Z", "\(day)T08:00:00Z", sale.market.name,
          sale.market.currency, sale.sku, "\(sale.quantity)", Self.text(sale.price),
          Self.text(sale.tax), Self.text(sale.shipping), Self.text(sale.discount), "ZONE-1",
          "marketplace", "shipped",
        ].joined(separator: ",")
      }).lines
  }

  private func refundFile() -> String {
    let header =
      "refund_id,order_id,order_line_id,refunded_at,currency,amount,tax,returned_quantity,"
      + "disposition"
    return
      ([header]
      + refunds.enumerated().map { index, refund in
        [
          "RF-\(index)", refund.sale.order, "\(refund.sale.line)",
          "\(Self.date(refund.day))T12:00:00Z", refund.sale.market.currency,
          Self.text(refund.price + refund.shipping - refund.discount), Self.text(refund.tax),
          "\(refund.returned)", refund.disposition,
        ].joined(separator: ",")
      }).lines
  }

  private func receipts() -> String {
    (["receipt_id,received_at,sku,quantity,unit_cost,currency"]
      + goods.flatMap { good in
        [(0, 300, good.cost), (35, 200, good.cost + 37)].map { day, quantity, cost in
          "RC-\(day),\(Self.date(day))T09:00:00Z,\(good.sku),\(quantity),\(Self.text(cost)),USD"
        }
      }).lines
  }

  private func charges() -> String {
    """
    charge_id,receipt_id,type,amount,currency,incurred_at,allocate_by
    CH-1,RC-0,freight,101.01,USD,\(Self.date(0))T10:00:00Z,value
    CH-2,RC-0,duty,77.77,USD,\(Self.date(20))T10:00:00Z,quantity
    CH-3,RC-35,brokerage,50.00,USD,\(Self.date(45))T10:00:00Z,equal

    """
  }
}

/// A settlement as the channel sends it.
struct MerchantSettlement {
  var number: String
  var total: Int
  var deposit: Int
  var text: String
}

extension Merchant {
  /// The three settlements that are there.
  func settlements(of market: Market) -> [MerchantSettlement] {
    var settlements: [MerchantSettlement] = []
    var held = 0
    for position in 0..<Self.windows.count - 1 {
      var rows: [Row] = []
      if held > 0 {
        rows.append(Row(other: "Previous Reserve Amount Balance", held, Self.windows[position]))
      }
      for sale in sales where sale.market == market {
        if Self.settlement(of: sale.posted) == position { rows += self.rows(sale) }
      }
      for refund in refunds where refund.sale.market == market {
        if Self.settlement(of: refund.day) == position { rows += self.rows(refund) }
      }
      held = 1000 * (position + 1)
      let last = Self.windows[position + 1] - 1
      rows.append(Row(other: "Subscription Fee", -3999, last))
      rows.append(Row(other: "Current Reserve Amount", -held, last))
      settlements.append(settlement(position, rows, market))
    }
    return settlements
  }

  private func settlement(
    _ position: Int, _ rows: [Row], _ market: Market
  ) -> MerchantSettlement {
    let number = "9\(market.number)0\(position)"
    let total = rows.reduce(0) { $0 + $1.amount }
    let (start, end) = (Self.windows[position], Self.windows[position + 1])
    var header = Array(repeating: "", count: Row.columns.count)
    header.replaceSubrange(
      0..<6,
      with: [
        number, Self.moment(start, "00"), Self.moment(end, "00"), Self.moment(end + 2, "00"),
        Self.text(total), market.currency,
      ])
    let lines =
      [Row.columns.joined(separator: "\t"), header.joined(separator: "\t")]
      + rows.map { $0.line(number, market) }
    return MerchantSettlement(number: number, total: total, deposit: end + 2, text: lines.lines)
  }

  static func moment(_ day: Int, _ hour: String) -> String { "\(date(day)) \(hour):00:00 UTC" }

  private func rows(_ sale: Sale) -> [Row] {
    let part = { (group: String, what: String, amount: Int) in
      Row(sale, "Order", group, what, amount, sale.posted)
    }
    return [
      part("ItemPrice", "Principal", sale.price), part("ItemPrice", "Tax", sale.tax),
      part("ItemPrice", "Shipping", sale.shipping), part("Promotion", "Principal", -sale.discount),
      part("ItemFees", "Commission", -sale.commission),
      part("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", -sale.tax),
    ].filter { $0.amount != 0 }
  }

  private func rows(_ refund: Refund) -> [Row] {
    let part = { (group: String, what: String, amount: Int) in
      Row(refund.sale, "Refund", group, what, amount, refund.day)
    }
    return [
      part("ItemPrice", "Principal", -refund.price), part("ItemPrice", "Tax", -refund.tax),
      part("ItemPrice", "Shipping", -refund.shipping),
      part("Promotion", "Principal", refund.discount),
      part("ItemFees", "Commission", refund.commission),
      part("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", refund.tax),
    ].filter { $0.amount != 0 }
  }

  /// One amount of a settlement.
  struct Row {
    static let columns =
      ("settlement-id settlement-start-date settlement-end-date deposit-date total-amount "
      + "currency transaction-type order-id merchant-order-id adjustment-id shipment-id "
      + "marketplace-name amount-type amount-description amount fulfillment-id posted-date "
      + "posted-date-time order-item-code merchant-order-item-id merchant-adjustment-item-id sku "
      + "quantity-purchased promotion-id").split(separator: " ").map(String.init)

    var kind, order, sku, group, what: String
    var amount, day: Int
    var quantity = ""

    init(
      _ sale: Sale, _ kind: String, _ group: String, _ what: String, _ amount: Int, _ day: Int
    ) {
      (self.kind, order, sku) = (kind, sale.order, sale.sku)
      (self.group, self.what, self.amount, self.day) = (group, what, amount, day)
      if kind == "Order" && what == "Principal" && amount > 0 { quantity = "\(sale.quantity)" }
    }

    init(other what: String, _ amount: Int, _ day: Int) {
      (kind, group) = ("other-transaction", "other-transaction")
      (order, sku) = ("", "")
      (self.what, self.amount, self.day) = (what, amount, day)
    }

    func line(_ settlement: String, _ market: Market) -> String {
      [
        settlement, "", "", "", "", market.currency, kind, order, "", "", "",
        order.isEmpty ? "" : market.name, group, what, Merchant.text(amount), "",
        Merchant.date(day), Merchant.moment(day, "12"), "", "", "", sku, quantity, "",
      ].joined(separator: "\t")
    }
  }

  /// The bank's word: each payout two days after it was sent.
  private func statement(of settlements: [MerchantSettlement], _ market: Market) -> String {
    let opening = 50_000
    let closing = settlements.reduce(opening) { $0 + $1.total }
    let currency = market.currency
    let balance = { (code: String, amount: Int, day: Int) in
      "<Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp><Amt Ccy=\"\(currency)\">"
        + "\(Self.text(amount))</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
        + "<Dt><Dt>\(Self.date(day))</Dt></Dt></Bal>"
    }
    let entries = settlements.map { settlement in
      "<Ntry><Amt Ccy=\"\(currency)\">\(Self.text(settlement.total))</Amt>"
        + "<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        + "<BookgDt><Dt>\(Self.date(settlement.deposit + 2))</Dt></BookgDt>"
        + "<NtryDtls><TxDtls><Refs><EndToEndId>\(settlement.number)</EndToEndId></Refs>"
        + "</TxDtls></NtryDtls></Ntry>"
    }
    return
      ([
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>",
        "<Stmt><Id>\(currency)-1</Id><Acct><Id><Othr><Id>\(currency)</Id></Othr></Id>",
        "<Ccy>\(currency)</Ccy></Acct>", balance("OPBD", opening, 0), balance("CLBD", closing, 60),
      ] + entries + ["</Stmt></BkToCstmrStmt></Document>"]).lines
  }
}

extension [String] {
  /// One text, each element a line.
  fileprivate var lines: String { joined(separator: "\n") + "\n" }
}
