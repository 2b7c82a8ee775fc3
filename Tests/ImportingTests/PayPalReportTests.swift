import Accounting
import Testing

@testable import Importing

@Suite struct `PayPal's and Etsy's downloads` {
  let bench: ImportBench

  init() throws { bench = try ImportBench() }

  static let activity = """
    "Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","Transaction ID","Reference Txn ID","Invoice Number","Balance"
    "02/09/2026","07:45:51","PDT","Ann","Website Payment","Completed","USD","1,084.00","-31.74","1,052.26","T1","","1001","1,062.26"
    "03/09/2026","08:00:00","PDT","Bob","Website Payment","Denied","USD","50.00","0.00","50.00","T2","","1002","1,062.26"
    "13/09/2026","08:00:00","PDT","Ann","Payment Refund","Completed","USD","-84.00","2.44","-81.56","T3","T1","1001","980.70"
    "14/09/2026","08:00:00","America/Los_Angeles","","General Currency Conversion","Completed","USD","-980.00","0.00","-980.00","T4","T6","","0.70"
    "14/09/2026","08:00:00","PDT","","General Currency Conversion","Completed","EUR","850.00","0.00","850.00","T5","T6","","850.00"
    "14/09/2026","08:00:01","PDT","","General Withdrawal","Pending","EUR","-850.00","0.00","-850.00","T6","","","0.00"

    """

  @Test func `the balances of an activity download are its control`() throws {
    let (document, sink) = try bench.run(Self.activity)
    #expect(document.format == "paypal-activity")
    #expect((document.accepted, document.ignored, document.quarantined) == (5, 1, 0))
    #expect(document.controlTotals.map(\.difference) == [0, 0])
    #expect(document.warnings.isEmpty && !document.isHeld)
    #expect(
      sink.meanings == [
        "sale gross", "sale payment", "refund gross", "refund payment", "conversion none",
        "conversion none", "payout none",
      ])
    let posted = sink.values(.settlementLine, "posted_at")
    #expect(posted[0] == "1788360351")
    #expect(posted[4] == posted[5])
    #expect(sink.values(.settlement, "settlement_id") == ["T6"])
    let lost = Self.activity.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.contains("\"T3\"") }.joined(separator: "\n")
    let held = try bench.run(lost).document
    #expect(held.isHeld)
    #expect(held.warnings.map(\.code) == ["running_balance"])
    #expect(held.controlTotals.map(\.difference) == [0, 8156])
  }

  @Test func `what has no effect on the balance is no part of what it comes to`() throws {
    var lines = Self.activity.split(separator: "\n").map(String.init)
    lines = lines.map { $0 + ($0.hasPrefix("\"Date") ? ",\"Balance Impact\"" : ",\"Credit\"") }
    let memo = lines[1].replacing("\"T1\"", with: "\"T0\"").replacing("Credit", with: "Memo")
    lines.insert(memo, at: 2)
    let document = try bench.run(lines.joined(separator: "\n") + "\n").document
    #expect(!document.isHeld, "\(document.warnings)")
    #expect((document.accepted, document.controlTotals.map(\.difference)) == (6, [0, 0]))
  }

  @Test func `newest first is as good`() throws {
    var lines = Self.activity.split(separator: "\n")
    let header = lines.removeFirst()
    let text = ([header] + lines.reversed()).joined(separator: "\n") + "\n"
    let document = try bench.run(text).document
    #expect(!document.isHeld && document.warnings.isEmpty)
  }

  @Test func `a statement with months first`() throws {
    let (document, sink) = try bench.run(
      """
      "Date","Time","Time Zone","Description","Currency","Gross","Fee","Net","Balance","Transaction ID","Invoice ID","Reference Txn ID"
      "9/4/2026","21:15:11","America/Los_Angeles","Express Checkout Payment","USD","100.00","-3.20","96.80","100.00","T1","1001",""
      "9/25/2026","21:15:11","CET","General Withdrawal - Bank Account","USD","-96.80","0.00","-96.80","3.20","T2","",""
      """)
    #expect(document.format == "paypal-activity")
    #expect((document.accepted, document.quarantined, document.isHeld) == (2, 0, false))
    #expect(sink.values(.settlementLine, "posted_at").first == "1788581711")
    #expect(sink.values(.settlementLine, "order_id").first == "1001")
  }

  @Test func `a Spanish statement, with blank columns at the end of its header`() throws {
    let (document, sink) = try bench.run(
      """
      "Fecha","Hora","Zona horaria","Descripción","Divisa","Bruto ","Comisión ","Neto","Saldo","Id. de transacción","Número de factura",,,,
      "24/09/2026","10:00:00","CEST","Pago con Pago exprés","EUR","4.626,81","-120,00","4.506,81","4.506,81","T1","1001"
      "25/09/2026","10:00:00","CEST","Retirada","EUR","-4.000,00","0,00","-4.000,00","506,81","T2",""
      """)
    #expect(document.format == "paypal-activity")
    #expect((document.accepted, document.quarantined, document.isHeld) == (2, 0, false))
    #expect(sink.meanings == ["sale gross", "sale payment", "payout none"])
    #expect(sink.values(.settlementLine, "amount") == ["462681", "-12000", "-400000"])
  }

  @Test func `dates that leave the order of day and month open are set aside`() throws {
    let text = Self.activity.replacing("13/09", with: "10/09").replacing("14/09", with: "11/09")
    let document = try bench.run(text).document
    #expect(document.quarantined == 5)
    #expect(document.quarantinedRows.allSatisfy { $0.reason.hasPrefix("ambiguous_date") })
  }

  static let detail = """
    "CH","Transaction ID","Invoice ID","PayPal Reference ID","Transaction Event Code","Transaction Initiation Date","Transaction Completion Date","Transaction Debit or Credit","Gross Transaction Amount","Gross Transaction Currency","Fee Debit or Credit","Fee Amount","Fee Currency","Transactional Status","Sales Tax Amount","Shipping Amount"
    "SB","T1","1001","","T0006",2026/09/02 07:45:51 -0700,2026/09/02 07:45:51 -0700,"CR",108400,"USD","DR",3174,"USD","S",0,0
    "SB","T2","1002","","T0006",2026/09/03 08:00:00 -0700,2026/09/03 08:00:00 -0700,"CR",5000,"USD","CR",0,"USD","D",0,0

    """

  @Test func `a transaction detail report knows the rows of the activity`() throws {
    let (document, sink) = try bench.run(Self.detail)
    #expect(document.format == "paypal-transaction-detail")
    #expect((document.accepted, document.quarantined) == (2, 0))
    #expect(sink.meanings == ["sale gross", "sale payment", "memo none"])
    let activity = try bench.run(Self.activity).sink
    #expect(
      sink.values(.settlementLine, "row_hash").prefix(2)
        == activity.values(.settlementLine, "row_hash").prefix(2))
    let promised = "\"RH\",1\n" + Self.detail
    #expect(try bench.refusal(promised)?.reason == "footer_missing")
    #expect(try bench.refusal(promised + "\"RC\",3\n")?.reason == "rows_missing")
    #expect(try bench.run(promised + "\"RC\",2\n").document.accepted == 2)
  }

  @Test func `an Etsy statement finds orders and deposits in its texts`() throws {
    let (document, sink) = try bench.run(
      """
      Date,Type,Title,Info,Currency,Amount,Fees & Taxes,Net,Tax Details
      "30 September, 2026",Deposit,"CA$1,060.00 sent to your bank account",,CAD,--,--,--,--
      "3 September, 2026",Sale,Payment for Order #9001,,CAD,"CA$1,076.00",-CA$2.00,"CA$1,074.00",--
      3 September 2026,Fee,Transaction fee: Mug,Order #9001,CAD,--,-CA$4.42,-CA$4.42,--
      "September 3, 2026",Tax,Sales tax paid by buyer,Order #9001,CAD,--,-CA$8.00,-CA$8.00,--
      4 September 2026,Marketing,Etsy Ads,,CAD,--,-CA$1.00,-CA$1.00,--
      4 September 2026,VAT,VAT: Etsy Ads,order: 9001,CAD,--,-CA$0.20,-CA$0.30,--
      """)
    #expect(document.format == "etsy-statement")
    #expect((document.accepted, document.quarantined) == (5, 1))
    #expect(document.quarantinedRows.map(\.value) == ["-CA$0.30"])
    #expect(
      sink.meanings == [
        "payout none", "sale gross", "sale payment", "sale commission", "sale withheld",
        "charge advertising",
      ])
    #expect(
      sink.values(.settlementLine, "amount") == [
        "-106000", "107600", "-200", "-442", "-800", "-100",
      ])
    #expect(
      sink.values(.settlementLine, "order_id") == ["", "9001", "9001", "9001", "9001", ""])
    #expect(sink.values(.settlement, "settlement_id") == ["2026-09-30/CAD"])
  }

  @Test func `Etsy's sold orders and their items`() throws {
    let orders = try bench.run(
      """
      Sale Date,Order ID,Number of Items,Date Shipped,Currency,Order Value,Discount Amount,Shipping Discount,Shipping,Sales Tax,Order Total,Card Processing Fees,Order Net,SKU
      09/03/26,9001,3,09/05/26,USD,68,5.5,0,8,0,75.7,2.53,67.97,"MUG,CUP"
      09/04/26,9002,1,,USD,10,0,0,0,0,10,0.5,9.4,MUG
      """)
    #expect(orders.document.format == "etsy-sold-orders")
    #expect((orders.document.accepted, orders.document.quarantined) == (1, 1))
    #expect(orders.sink.values(.orderLine, "item_price") == ["6800"])
    #expect(orders.sink.values(.orderLine, "status") == ["1"])
    let items = try bench.run(
      """
      Sale Date,Item Name,Buyer,Quantity,Price,Discount Amount,Shipping Discount,Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,Order ID,SKU
      09/03/26,Mug,ann,2,30,5.5,0,8,0,60,USD,4001,1501,09/03/2026,09/05/2026,9001,MUG
      09/03/26,Cup,ann,1,8,0,0,8,0,8,USD,4002,1502,09/03/2026,,9001,
      """)
    #expect(items.document.format == "etsy-sold-order-items")
    #expect((items.document.accepted, items.document.quarantined) == (2, 0))
    #expect(items.sink.values(.orderLine, "item_price") == ["6000", "800"])
    #expect(items.sink.values(.orderLine, "shipping") == ["800", ""])
    #expect(items.sink.values(.orderLine, "sku") == ["MUG", "1502"])
    #expect(items.sink.values(.orderLine, "status") == ["1", "0"])
  }
}
