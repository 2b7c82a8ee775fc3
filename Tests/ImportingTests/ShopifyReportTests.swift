import Accounting
import Testing

@testable import Importing

@Suite struct `Shop exports and Stripe` {
  let bench: ImportBench

  init() throws { bench = try ImportBench() }

  static let orders = """
    Name,Financial Status,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Shipping Country,Lineitem discount
    #1001,paid,fulfilled,2026-09-03 10:00:00 +0200,EUR,26.00,5.00,5.01,36.01,TEN,3.00,2026-09-01 10:00:00 +0200,2,Mug,10.00,MUG,,DE,1.00
    #1001,,,,,,,,,,,2026-09-01 10:00:00 +0200,1,Cup,10.00,CUP,,,0.00
    #1001,,,,,,,,,,,2026-09-01 10:00:00 +0200,1,Card,0.00,,,,0.00
    #1002,voided,unfulfilled,,EUR,8.00,0.00,0.00,8.00,,0.00,2026-09-02 10:00:00 +0200,1,Mug,8.00,MUG,2026-09-02 11:00:00 +0200,FR,0.00

    """

  @Test func `Shopify's orders share what belongs to the order among its lines`() throws {
    let (document, sink) = try bench.run(Self.orders)
    #expect(document.format == "shopify-orders")
    #expect((document.accepted, document.quarantined, document.isHeld) == (4, 0, false))
    #expect(document.controlTotals.map(\.difference) == [0])
    #expect(sink.values(.orderLine, "order_line_id") == ["1", "2", "3", "1"])
    #expect(sink.values(.orderLine, "sku") == ["MUG", "CUP", "Card", "MUG"])
    #expect(sink.values(.orderLine, "item_price") == ["2000", "1000", "0", "800"])
    #expect(sink.values(.orderLine, "item_tax") == ["328", "173", "0", "0"])
    #expect(sink.values(.orderLine, "shipping") == ["328", "172", "0", "0"])
    #expect(sink.values(.orderLine, "discount") == ["297", "103", "0", "0"])
    #expect(sink.values(.orderLine, "status") == ["1", "1", "1", "2"])
    #expect(sink.values(.orderLine, "currency") == ["EUR", "EUR", "EUR", "EUR"])
    #expect(sink.values(.orderLine, "tax_jurisdiction") == ["DE", "DE", "DE", "FR"])
  }

  @Test func `tax that Shopify gives back belongs to the refund`() throws {
    let (document, sink) = try bench.run(
      """
      Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,Payout ID,Available On,Amount,Fee,Net,Checkout,Payment Method Name,Presentment Amount,Presentment Currency,Currency
      2026-09-01 10:00:00 +0000,charge,#1,visa,online,paid,2026-09-03,77,2026-09-03,107.00,3.00,104.00,#c1,card,107.00,USD,USD
      2026-09-01 10:00:00 +0000,marketplace sales tax,#1,,,paid,2026-09-03,77,2026-09-03,-7.00,0.00,-7.00,#c1,,,,USD
      2026-09-02 10:00:00 +0000,refund,#1,visa,online,paid,2026-09-03,77,2026-09-03,-53.50,0.00,-53.50,#c1,card,53.50,USD,USD
      2026-09-02 10:00:00 +0000,marketplace sales tax,#1,,,paid,2026-09-03,77,2026-09-03,3.50,0.00,3.50,#c1,,,,USD

      """)
    #expect((document.format, document.accepted) == ("shopify-payment-transactions", 4))
    #expect(
      sink.meanings == [
        "sale gross", "sale payment", "sale withheld", "refund gross", "refund withheld",
      ])
  }

  @Test func `an orders export that does not foot is held, a row that does not add up set aside`()
    throws
  {
    let short = Self.orders.replacing("1,Cup,10.00", with: "1,Cup,9.00")
    let document = try bench.run(short).document
    #expect(document.isHeld)
    #expect(document.controlTotals.map(\.difference) == [-100])
    let broken = Self.orders.replacing("5.01,36.01", with: "5.01,36.02")
    let row = try #require(try bench.run(broken).document.quarantinedRows.first)
    #expect(row.reason.hasPrefix("identity_broken"))
  }

  @Test func `WooCommerce's quantity ordered counts where the one less refunds stands beside it`()
    throws
  {
    let sample = try FormatSample.text("woocommerce-orders.csv")
      .replacing("Quantity (- Refund)", with: "Quantity")
    let lines = sample.split(separator: "\n").enumerated().map { index, line in
      index == 0 ? "\(line),Quantity (- Refund)" : "\(line),0"
    }
    let (_, plain) = try ImportBench().run(sample)
    let (document, sink) = try ImportBench().run(lines.joined(separator: "\n") + "\n")
    #expect(document.quarantined == 0 && !document.isHeld)
    #expect(sink.values(.orderLine, "quantity") == plain.values(.orderLine, "quantity"))
  }

  @Test func `WooCommerce's orders, with the order's cells on every row or on the first`() throws {
    let header =
      "Order Number,Order Status,Order Date,Order Currency,Cart Discount Amount,"
      + "Order Subtotal Amount,Order Shipping Amount,Order Total Amount,Order Total Tax Amount,"
      + "SKU,Item #,Item Name,Quantity (- Refund),Item Cost\n"
    let order = "501,Completed,2026-09-01 10:00,USD,2.00,30.00,4.00,34.40,2.40"
    for second in [order, "501,,,,,,,,"] {
      let (document, sink) = try bench.run(
        header + "\(order),MUG,1,Mug,2,10.00\n\(second),CUP,2,Cup,1,10.00\n")
      #expect(document.format == "woocommerce-orders")
      #expect((document.accepted, document.quarantined, document.isHeld) == (2, 0, false))
      #expect(sink.values(.orderLine, "item_price") == ["2000", "1000"])
      #expect(sink.values(.orderLine, "discount") == ["133", "67"])
      #expect(sink.values(.orderLine, "item_tax") == ["160", "80"])
      #expect(sink.values(.orderLine, "status") == ["1", "1"])
    }
  }

  @Test func `Shopify's payouts must foot and are left to the transactions to book`() throws {
    let header =
      "Payout Date,Status,Charges,Refunds,Adjustments,Marketplace Sales Tax,Advances,"
      + "Reserved Funds,Fees,Retried Amount,Total,Currency,Bank Reference\n"
    let good = "2026-09-01,paid,100,-10.00,0,0,0,0,-3.00,0,87.00,USD,R1\n"
    let (document, sink) = try bench.run(header + good)
    #expect(document.format == "shopify-payouts")
    #expect(!document.isHeld && document.warnings.map(\.code) == ["not_posted"])
    #expect(document.controlTotals.map(\.declared) == [8700])
    #expect(Set(sink.meanings) == ["memo none"])
    #expect(sink.values(.settlement, "settlement_id").isEmpty)
    let bad = header + good.replacing("87.00", with: "72.00")
    #expect(try bench.run(bad).document.isHeld)
  }

  static let itemized = """
    balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,charge_id,automatic_payout_id,automatic_payout_effective_at_utc,payment_metadata[order_id],description
    txn_1,2026-09-01 10:00:00,usd,25.00,0.95,24.05,charge,ch_1,ch_1,po_1,2026-09-03 00:00:00,501,
    txn_2,2026-09-01 11:00:00,usd,-10.00,0,-10.00,refund,re_1,ch_1,po_1,2026-09-03 00:00:00,501,
    txn_3,2026-09-02 11:00:00,usd,-0.50,0,-0.50,fee,,,po_1,2026-09-03 00:00:00,,Radar
    txn_4,2026-09-03 00:00:00,usd,-13.55,0,-13.55,payout,po_1,,po_1,2026-09-03 00:00:00,,

    """

  @Test func `Stripe's itemized payouts foot`() throws {
    let (document, sink) = try bench.run(Self.itemized)
    #expect(document.format == "stripe-itemized")
    #expect((document.accepted, document.ignored, document.quarantined) == (3, 1, 0))
    #expect(document.controlTotals.map(\.difference) == [0] && !document.isHeld)
    #expect(
      sink.meanings == ["sale gross", "sale payment", "refund gross", "charge payment"])
    #expect(sink.values(.settlementLine, "order_id") == ["501", "501", "501", ""])
    #expect(sink.values(.settlement, "declared_total") == ["1355"])
    let short = Self.itemized.replacing("-0.50,0,-0.50", with: "-0.40,0,-0.40")
    #expect(try bench.run(short).document.isHeld)
    let broken = Self.itemized.replacing("0.95,24.05", with: "0.95,24.15")
    #expect(try bench.run(broken).document.quarantined == 1)
  }

  @Test(arguments: [
    // Stripe takes from the bank what a payout lacks.
    ("-30.00,0,-30.00,refund", "30.00,0,30.00,payout", "-3000", false),
    // A file that shows payouts the other way round, and comes to them.
    ("30.00,0,30.00,charge", "30.00,0,30.00,payout", "3000", false),
    ("32.00,0,32.00,charge", "30.00,0,30.00,payout", "3000", true),
    ("-32.00,0,-32.00,refund", "30.00,0,30.00,payout", "-3000", true),
    ("30.00,0,30.00,charge", "-32.00,0,-32.00,payout", "3200", true),
  ])
  func `Stripe's payout is the negative of its row, or what its rows come to`(
    row: String, payout: String, declared: String, isHeld: Bool
  ) throws {
    let text =
      String(Self.itemized.split(separator: "\n")[0]) + """

        t1,2026-09-12 10:00:00,usd,\(row),re_1,ch_1,po_3,2026-09-18 00:00:00,501,
        t2,2026-09-18 00:00:00,usd,\(payout),po_3,,po_3,2026-09-18 00:00:00,,

        """
    let (document, sink) = try bench.run(text)
    #expect(sink.values(.settlement, "declared_total") == [declared])
    #expect(document.isHeld == isHeld)
  }

  @Test func `Stripe's payout by hand pays its gross, and its fee is a charge`() throws {
    let text =
      String(Self.itemized.split(separator: "\n")[0]) + """

        t2,2026-09-18 00:00:00,usd,-9.00,0.10,-9.10,payout,po_m,,,,,

        """
    let (document, sink) = try bench.run(text)
    #expect(sink.values(.settlement, "declared_total") == ["900"])
    #expect(sink.values(.settlementLine, "amount") == ["-10"])
    #expect(sink.meanings == ["charge other"] && !document.isHeld)
  }

  @Test func `Stripe's two reports know the same row`() throws {
    let history = """
      id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description
      txn_1,charge,ch_1,25.00,0.95,24.05,usd,2026-09-01 10:00,2026-09-03 00:00,Course
      txn_2,refund,re_1,-10.00,0.00,-10.00,usd,2026-09-01 11:00,2026-09-03 00:00,Refund
      txn_4,payout,po_1,-14.05,0.00,-14.05,usd,2026-09-03 00:00,,

      """
    let (document, sink) = try bench.run(history)
    #expect(document.format == "stripe-balance-history")
    #expect((document.accepted, document.quarantined) == (3, 0))
    #expect(document.controlTotals.first { $0.settlementId == "" }?.accepted == 1405)
    #expect(
      sink.meanings == ["sale gross", "sale payment", "refund gross", "payout none"])
    let other = try bench.run(Self.itemized).sink
    #expect(
      sink.values(.settlementLine, "row_hash").prefix(3)
        == other.values(.settlementLine, "row_hash").prefix(3))
  }
}
