import Accounting
import Testing

@testable import Importing

@Suite struct `Delimited formats` {
  let bench: ImportBench

  init() throws { bench = try ImportBench() }

  @Test func `orders keep blanks absent`() throws {
    let (document, sink) = try bench.run(Fixture.orders)
    #expect(document.format == "crossfoot-orders")
    #expect((document.rows, document.accepted, document.quarantined) == (2, 2, 0))
    #expect(document.warnings.map(\.code) == ["lower_case_currency"])
    #expect(sink.values(.orderLine, "item_price") == ["1000", "750"])
    #expect(sink.values(.orderLine, "item_tax") == ["80", ""])
    #expect(sink.values(.orderLine, "currency") == ["USD", "EUR"])
    #expect(sink.values(.orderLine, "sku") == ["MUG", "CUP, blue"])
    #expect(sink.values(.orderLine, "status") == ["1", ""])
    #expect(sink.values(.orderLine, "ordered_at") == ["1788249600", "1788334200"])
    #expect(sink.rows.map(\.line) == [2, 3])
  }

  @Test func `refunds, receipts, charges, rates and fee rates`() throws {
    let refunds = try bench.run(
      """
      refund_id,order_id,refunded_at,currency,amount,disposition
      R1,A-1,2026-09-09T00:00:00Z,USD,5.00,damaged
      R2,A-1,2026-09-09T00:00:00Z,USD,-5.00,damaged
      """)
    #expect(refunds.document.quarantinedRows.map(\.column) == ["amount"])
    #expect(refunds.sink.values(.refund, "disposition") == ["1"])
    let receipts = try bench.run(
      """
      receipt_id,received_at,sku,quantity,unit_cost,currency,weight
      C1,2026-08-01T00:00:00Z,MUG,100,1.234567,USD,2.5
      """)
    #expect(receipts.sink.values(.receipt, "unit_cost_millionths") == ["1234567"])
    #expect(receipts.sink.values(.receipt, "weight_thousandths") == ["2500"])
    let charges = try bench.run(
      """
      charge_id,receipt_id,type,amount,currency,incurred_at,allocate_by
      F1,C1,recoverable_tax,12.00,USD,2026-08-01T00:00:00Z,equal
      """)
    #expect(charges.sink.values(.charge, "kind") == ["4"])
    #expect(charges.sink.values(.charge, "basis") == ["4"])
    let rates = try bench.run("date,base,quote,rate\n2026-09-01,CAD,USD,0.7215\n")
    #expect(rates.sink.values(.rate, "rate") == ["7215000000"])
    let fees = try bench.run(
      """
      channel,fee,percent,fixed,currency,valid_from
      Amazon.com,commission,15,,USD,2026-01-01
      Amazon.com,refund_commission,,,USD,2026-01-01
      """)
    #expect(fees.sink.values(.feeRate, "percent_millionths") == ["15000000"])
    #expect(fees.sink.values(.feeRate, "fee") == ["16"])
    #expect(fees.document.quarantinedRows.map(\.column) == ["percent, fixed"])
  }

  @Test func `a day without orders is legal`() throws {
    let header = "order_id,order_line_id,ordered_at,channel,currency,sku,quantity,item_price\n"
    #expect(try bench.run(header).document.rows == 0)
  }

  @Test func `flat file V2 foots to its header record`() throws {
    let (document, sink) = try bench.run(Fixture.v2)
    #expect(document.format == "amazon-settlement-v2")
    #expect((document.rows, document.accepted, document.ignored) == (3, 2, 1))
    #expect(!document.isHeld)
    #expect(document.settlementIds == ["700"])
    #expect(document.controlTotals.map(\.declared) == [850])
    #expect(document.controlTotals.map(\.accepted) == [850])
    #expect(sink.meanings == ["sale principal", "sale commission"])
    #expect(sink.values(.settlementLine, "currency") == ["USD", "USD"])
    #expect(
      sink.values(.settlementLine, "label") == [
        "Order/ItemPrice/Principal", "Order/ItemFees/Commission",
      ])
    #expect(sink.values(.settlementLine, "row_hash") == ["", ""])
    #expect(sink.values(.settlement, "declared_total") == ["850"])
  }

  @Test func `a settlement that does not foot is held`() throws {
    let text =
      Fixture.v2Header + Fixture.v2Frame("9.00") + Fixture.v2Line(Fixture.principal, "8.00")
    let document = try bench.run(text).document
    #expect(document.isHeld)
    #expect(document.controlTotals.map(\.difference) == [-100])
  }

  @Test func `several settlements in one file keep their currencies`() throws {
    let text =
      Fixture.v2 + Fixture.v2Frame("1000", id: "701", currency: "JPY")
      + Fixture.v2Line(Fixture.principal, "1000", id: "701")
    let (document, sink) = try bench.run(text)
    #expect(document.settlementIds == ["700", "701"])
    #expect(sink.values(.settlementLine, "amount") == ["1000", "-150", "1000"])
    #expect(sink.values(.settlementLine, "currency") == ["USD", "USD", "JPY"])
    #expect(!document.isHeld)
  }

  @Test func `decimal commas and dots in dates`() throws {
    let text =
      Fixture.v2Header
      + "700\t01.09.2026 00:00:00 UTC\t15.09.2026 00:00:00 UTC\t17.09.2026 00:00:00 UTC\t1141,18\tEUR"
      + String(repeating: "\t", count: 18) + "\n"
      + Fixture.v2Line(Fixture.principal, "1141,18", at: "03.09.2026 10:00:00 UTC")
    let (document, sink) = try bench.run(text)
    #expect(sink.values(.settlementLine, "amount") == ["114118"])
    #expect(document.quarantined == 0)
  }

  @Test func `unknown words are accepted as unknown`() throws {
    let text =
      Fixture.v2Header + Fixture.v2Frame("1.00")
      + Fixture.v2Line(("Brand New", "other-transaction", "Never Seen"), "1.00")
    let (document, sink) = try bench.run(text)
    #expect(document.accepted == 1)
    #expect(sink.meanings == ["unknown none"])
  }

  @Test(
    arguments: [
      (("Order", "ItemPrice", "ShippingTax"), "sale tax"),
      (("Order", "ItemPrice", "GiftWrap"), "sale gift_wrap"),
      (("Order", "ItemWithheldTax", "MarketplaceFacilitatorTax-Shipping"), "sale withheld"),
      (("Order", "ItemFees", "MarketplaceFacilitatorVAT-Principal"), "sale withheld"),
      (("Order", "Promotion", "Shipping"), "sale discount"),
      (("Order", "ItemFees", "FBAPerUnitFulfillmentFee"), "sale fulfilment"),
      (("Order", "ItemFees", "VariableClosingFee"), "sale closing"),
      (("Refund", "ItemFees", "RefundCommission"), "refund refund_commission"),
      (("Chargeback Refund", "ItemPrice", "Principal"), "chargeback principal"),
      (("Order_Retrocharge", "ItemPrice", "Tax"), "sale tax"),
      (
        ("Order_Retrocharge", "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal"),
        "sale withheld"
      ),
      (("Transfer", "other-transaction", "Current Reserve Amount"), "reserve_held none"),
      (("x", "other-transaction", "Previous Reserve Amount Balance"), "reserve_released none"),
      (("ServiceFee", "other-transaction", "Subscription Fee"), "charge subscription"),
      (("ServiceFee", "other-transaction", "Storage Fee"), "charge storage"),
      (("ServiceFee", "Cost of Advertising", "TransactionTotalAmount"), "charge advertising"),
      (("FBAFees", "Inbound Defect Fee", "Inbound Defect Fee"), "charge fulfilment"),
      (("x", "other-transaction", "WAREHOUSE_LOST"), "reimbursement none"),
      (("x", "other-transaction", "REVERSAL_REIMBURSEMENT"), "reimbursement none"),
      (("x", "other-transaction", "Payable to Amazon"), "balance_forward none"),
      (("x", "other-transaction", "Successful charge"), "card_payment none"),
    ] as [((String, String, String), String)])
  func `Amazon's words have their meaning`(words: (String, String, String), meaning: String) throws
  {
    let text = Fixture.v2Header + Fixture.v2Frame("1.00") + Fixture.v2Line(words, "1.00")
    #expect(try bench.run(text).sink.meanings == [meaning])
  }

  @Test func `flat file V1 has several amounts on a row`() throws {
    let names = [
      "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date",
      "total-amount", "currency", "transaction-type", "order-id", "marketplace-name",
      "posted-date", "sku", "quantity-purchased", "price-type", "price-amount",
      "item-related-fee-type", "item-related-fee-amount", "other-fee-amount",
      "other-fee-reason-description", "other-amount",
    ]
    let row = { (values: [String: String]) in
      names.map { values[$0] ?? "" }.joined(separator: "\t") + "\n"
    }
    let line = ["settlement-id": "9", "posted-date": "2026-09-03T10:00:00+00:00"]
    let text =
      names.joined(separator: "\t") + "\n"
      + row([
        "settlement-id": "9", "settlement-start-date": "2026-09-01T00:00:00+00:00",
        "settlement-end-date": "2026-09-15T00:00:00+00:00",
        "deposit-date": "2026-09-17T00:00:00+00:00", "total-amount": "-1.20", "currency": "CAD",
      ])
      + row(line.merging(["transaction-type": "Order", "quantity-purchased": "1"]) { $1 })
      + row(
        line.merging([
          "transaction-type": "Order", "price-type": "Principal", "price-amount": "10.00",
        ]) { $1 })
      + row(
        line.merging([
          "transaction-type": "ServiceFee", "item-related-fee-type": "Cost of Advertising",
          "item-related-fee-amount": "-10.00", "other-fee-amount": "-1.20",
          "other-fee-reason-description": "TaxAmount",
        ]) { $1 })
      + row(
        line.merging(["transaction-type": "Payable to Amazon", "other-amount": "0.00    "]) { $1 })
      + "\n"
    let (document, sink) = try bench.run(text)
    #expect(document.format == "amazon-settlement-v1")
    #expect((document.rows, document.accepted, document.ignored) == (5, 3, 2))
    #expect(!document.isHeld)
    #expect(
      sink.meanings == [
        "sale principal", "charge advertising", "charge advertising", "balance_forward none",
      ])
  }

  static let shopify =
    "Transaction Date,Type,Order,Payout Status,Payout Date,Payout ID,Amount,Fee,Net,Checkout,Currency\n"

  @Test func `Shopify gives gross, fee and a payout`() throws {
    let text =
      Self.shopify
      + "2026-09-02 10:00:00 -0500,charge,#1001,paid,2026-09-05,55,20.00,0.88,19.12,#9,USD\n"
      + "2026-09-02 11:00:00 -0500,chargeback,#1001,paid,2026-09-06,,-20.00,15.00,-35.00,#9,USD\n"
      + "2026-09-02 12:00:00 -0500,charge,#1002,pending,,,$5.00,0.00,5.00,#8,USD\n"
      + "2026-09-05 00:00:00 -0500,payout,,paid,2026-09-05,55,-19.12,0.00,-19.12,,USD\n"
    let (document, sink) = try bench.run(text)
    #expect(document.format == "shopify-payment-transactions")
    #expect((document.rows, document.accepted, document.ignored) == (4, 3, 1))
    #expect(document.settlementIds == ["2026-09-06/USD", "55"])
    #expect(
      sink.meanings == [
        "sale gross", "sale payment", "chargeback gross", "chargeback dispute", "sale gross",
      ])
    #expect(sink.values(.settlementLine, "amount") == ["2000", "-88", "-2000", "-1500", "500"])
    #expect(
      sink.values(.settlementLine, "settlement_id") == [
        "55", "55", "2026-09-06/USD", "2026-09-06/USD", "",
      ])
    #expect(sink.values(.settlement, "declared_total") == ["", "1912"])
    #expect(sink.values(.settlementLine, "row_hash").allSatisfy { $0.count == 32 })
    #expect(!document.isHeld)
  }

  @Test func `a row whose figures do not add up is set aside`() throws {
    let text =
      Self.shopify
      + "2026-09-02 10:00:00 -0500,charge,#1001,paid,2026-09-05,55,20.00,0.88,19.00,#9,USD\n"
    let document = try bench.run(text).document
    let row = try #require(document.quarantinedRows.first)
    #expect(row.reason.hasPrefix("identity_broken"))
    #expect(row.code == .dc02)
    #expect(document.accepted == 0)
    #expect(document.settlementIds.isEmpty)
  }

  @Test func `a Shopify row keeps its identity when its payout is known`() throws {
    let row = { (payout: String) in
      Self.shopify + "2026-09-02 10:00:00 -0500,charge,#1001,x,\(payout),20.00,0.88,19.12,#9,USD\n"
    }
    let before = try bench.run(row(",")).sink.values(.settlementLine, "row_hash")
    let after = try bench.run(row("2026-09-05,55")).sink.values(.settlementLine, "row_hash")
    #expect(before == after)
    #expect(Set(before).count == 2)
  }

  static let paypal =
    "\"SH\",\"2026/09/02 00:00:00 -0700\",\"2026/09/02 23:59:59 -0700\",\"ACCT\"\n"
    + "\"CH\",\"Transaction ID\",\"Invoice ID\",\"PayPal Reference ID\",\"Transaction Event Code\","
    + "\"Transaction Initiation Date\",\"Transaction Completion Date\",\"Transaction  Debit or Credit\","
    + "\"Gross Transaction Amount\",\"Gross Transaction Currency\",\"Fee Debit or Credit\","
    + "\"Fee Amount\",\"Fee Currency\",\"Bank Reference ID\"\n"

  static func paypalRow(
    _ id: String, _ code: String, _ sign: String, _ gross: String, fee: (String, String) = ("", ""),
    currency: String = "USD", bank: String = ""
  ) -> String {
    "SB,\(id),W-1.1,REF,\(code),2026/09/02 10:00:00 -0700,2026/09/02 10:00:00 -0700,\(sign),\(gross),"
      + "\(currency),\(fee.0),\(fee.1),\(fee.1.isEmpty ? "" : currency),\(bank)\n"
  }

  @Test func `PayPal's footers are control totals`() throws {
    let text =
      Self.paypal + Self.paypalRow("T1", "T0006", "CR", "2000", fee: ("DR", "88"))
      + Self.paypalRow("T2", "T1107", "DR", "500", fee: ("CR", "10"))
      + Self.paypalRow("T3", "T0400", "DR", "1000", bank: "B77")
      + "SF,USD,2000,1500,10,88,CR,0,CR,422\nSC,3\nRF,USD,2000,1500,10,88\n"
    let (document, sink) = try bench.run(text)
    #expect(document.format == "paypal-settlement")
    #expect((document.rows, document.accepted, document.ignored) == (6, 3, 3))
    #expect(document.controlTotals.map(\.declared) == [422])
    #expect(document.controlTotals.map(\.accepted) == [422])
    #expect(
      sink.meanings == [
        "sale gross", "sale payment", "refund gross", "refund payment", "payout none",
      ])
    #expect(sink.values(.settlement, "settlement_id") == ["B77"])
    #expect(sink.values(.settlementLine, "settlement_id") == ["", "", "", "", "B77"])
    #expect(sink.values(.settlementLine, "order_id") == Array(repeating: "W-1.1", count: 5))
  }

  @Test func `PayPal counts hundredths in every currency`() throws {
    let text =
      Self.paypal + Self.paypalRow("T1", "T0006", "CR", "10400", currency: "JPY")
      + Self.paypalRow("T2", "T0006", "CR", "10450", currency: "JPY")
    let (document, sink) = try bench.run(text)
    #expect(sink.values(.settlementLine, "amount") == ["104"])
    #expect(document.quarantinedRows.map(\.column) == ["Gross Transaction Amount"])
    #expect(document.warnings.map(\.code).contains("no_control_total"))
  }

  @Test func `ECB rates of some of the currencies are rates, and other columns are not`() throws {
    let (document, sink) = try bench.run("Date,USD,\n2026-09-01,1.1,\n")
    #expect(document.format == "ecb-rates-csv")
    #expect(sink.values(.rate, "quote") == ["USD"])
    for header in ["Date,Usd,Total", "Date,AAA", "Date", "Date,USD,usd"] {
      #expect(try bench.refusal("\(header)\n2026-09-01,1,1\n") != nil, "\(header)")
    }
  }

  @Test func `ECB rates are one record per currency and day`() throws {
    let (document, sink) = try bench.run(
      "Date,USD,JPY,GBP,CHF,XYZ,\n2026-09-01,1.1,163.36,N/A,0.9353,N/A,\n")
    #expect(document.format == "ecb-rates-csv")
    #expect(document.accepted == 1)
    #expect(sink.values(.rate, "quote") == ["USD", "JPY", "CHF"])
    #expect(sink.values(.rate, "rate") == ["11000000000", "1633600000000", "9353000000"])
    let daily = try bench.run("Date, USD, JPY, GBP, CHF, \n25 January 2026, 1.1, 163, 0.8, 0.9, \n")
    #expect(daily.sink.values(.rate, "date_on") == Array(repeating: "20478", count: 4))
  }
}
