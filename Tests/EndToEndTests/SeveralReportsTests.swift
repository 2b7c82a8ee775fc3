import Foundation
import Reconciliation
import Testing

/// Two reports that tell of the same money, or of the same order, are counted once.
@Suite struct `Several reports of one thing` {
  private static let activity = """
    "Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","Transaction ID","Reference Txn ID","Invoice Number","Balance"
    "03/09/2026","09:00:00","GMT","Ann","Express Checkout Payment","Completed","EUR","100.00","-5.00","95.00","TX0001","","P-9001","95.00"
    "03/09/2026","09:30:00","GMT","Bob","Express Checkout Payment","Completed","USD","70.00","-2.50","67.50","TX0002","","P-9002","67.50"
    "15/09/2026","10:00:00","GMT","","General Currency Conversion","Completed","EUR","-95.00","0.00","-95.00","TX0003","TX0099","","0.00"
    "15/09/2026","10:00:00","GMT","","General Currency Conversion","Completed","USD","103.00","0.00","103.00","TX0004","TX0099","","170.50"
    "15/09/2026","20:00:00","GMT","","General Withdrawal","Completed","USD","-170.50","0.00","-170.50","TX0005","","","0.00"

    """

  @Test(arguments: ["z activity.csv", "a activity.csv"])
  func `PayPal's activity adds nothing to its settlement report`(name: String) throws {
    let books = try scenario("paypal-conversion")
    try books.run(period: "2026-09")
    let before = try books.text("reports/2026-09/trial-balance.csv")
    try books.drop(name, Self.activity)
    let outcome = try books.run(period: "2026-09")
    #expect(outcome.files.map(\.kind.rawValue) == ["accepted"])
    #expect(try books.text("reports/2026-09/trial-balance.csv") == before)
    // That both have the same rows is told, and is no work.
    let rows = try books.table("discrepancies.csv", period: "2026-09").rows
      .filter { $0["code"] != "FX-03" }
    #expect(rows.map { "\($0["code"] ?? "") \($0["state"] ?? "")" } == ["DU-02 closed"])
  }

  @Test func `PayPal's activity alone books the same`() throws {
    let with = try scenario("paypal-conversion")
    try with.run(period: "2026-09")
    let alone = try scenario("paypal-conversion")
    try FileManager.default.removeItem(atPath: "\(alone.path)/inbox/stl.csv")
    // The day on which the settlement report has them; the last row tells days from months.
    try alone.drop(
      "activity.csv",
      Self.activity.replacing("15/09/2026", with: "05/09/2026")
        + #"""
        "30/09/2026","09:00:00","GMT","Cy","Express Checkout Payment","Denied","USD","1.00","0.00","1.00","TX0007","","","0.00"

        """#)
    let outcome = try alone.run(period: "2026-09")
    #expect(outcome.files.filter { $0.format == "paypal-activity" }.map(\.kind) == [.accepted])
    let balances = try [with, alone].map {
      try $0.table("trial-balance.csv", period: "2026-09").rows
        .map { "\($0["account"] ?? "") \($0["currency"] ?? "") \($0["closing"] ?? "")" }.sorted()
    }
    #expect(balances[0] == balances[1])
  }

  @Test func `an Amazon date range report books nothing beside the settlement`() throws {
    let books = try scenario("reserve-carried")
    try books.run(period: "2026-09")
    let names = ["trial-balance.csv", "margin.csv", "settlements.csv", "clearing.csv"]
    let before = try names.map { try books.text("reports/2026-09/\($0)") }
    try books.drop(
      "range.csv",
      """
      "All amounts in USD, unless specified"
      "date/time","settlement id","type","order id","sku","description","quantity","marketplace","product sales","shipping credits","gift wrap credits","promotional rebates","selling fees","fba fees","other transaction fees","other","total"
      "Sep 4, 2026 1:05:07 AM PDT","1","Order","V-6001","TRAY","A tray","1","Amazon.com","100.00","0","0","0","-15.00","0","0","0","85.00"
      "Sep 4, 2026 1:05:07 AM PDT","1","Order","NOT-OURS","TRAY","A tray","1","Amazon.com","100.00","0","0","0","-15.00","0","0","0","85.00"

      """)
    let outcome = try books.run(period: "2026-09")
    #expect(outcome.files.map(\.kind.rawValue) == ["accepted"])
    #expect(try names.map { try books.text("reports/2026-09/\($0)") } == before)
    #expect(try books.table("discrepancies.csv", period: "2026-09")["code"] == ["TM-03"])
  }

  @Test func `a channel's orders report adds nothing to our own orders`() throws {
    let books = try scenario("reserve-carried")
    try books.run(period: "2026-09")
    let before = try books.text("reports/2026-09/margin.csv")
    try books.drop(
      "all orders.txt",
      "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tsales-channel\tsku\t"
        + "item-status\tquantity\tcurrency\titem-price\titem-tax\tshipping-price\tshipping-tax\n"
        + "V-6001\t2026-09-01T08:00:00+00:00\t2026-09-02T08:00:00+00:00\tShipped\tAmazon.com\t"
        + "ELSE\tShipped\t9\tUSD\t999.00\t\t\t\n")
    let outcome = try books.run(period: "2026-09")
    #expect(outcome.files.map(\.format) == ["amazon-all-orders"])
    #expect(outcome.files.map(\.kind.rawValue) == ["accepted"])
    #expect(try books.text("reports/2026-09/margin.csv") == before)
    let found = try books.table("discrepancies.csv", period: "2026-09")
    #expect(found["code"] == ["DU-03", "TM-03"])
    #expect(found["rule"].first == "systems_disagree")
    #expect(
      found["note"].first
        == "quantity: crossfoot-orders says 1, amazon-all-orders 9; "
        + "crossfoot-orders owns orders and stands")
  }

  /// What Amazon's own orders report leaves open, its settlement says.
  @Test func `an order's tax and gift wrap are as the settlement has them`() throws {
    let books = try TemporaryBooks(configuration: "sources: {amazon: {}}\n")
    try books.drop(
      "all orders.txt",
      "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tsales-channel\tsku\t"
        + "item-status\tquantity\tcurrency\titem-price\titem-tax\tshipping-price\t"
        + "shipping-tax\tgift-wrap-price\tship-state\n"
        + "V-1\t2026-08-01T08:00:00+00:00\t2026-08-02T08:00:00+00:00\tShipped\tAmazon.com\t"
        + "MUG\tShipped\t1\tUSD\t60.00\t5.00\t\t\t3.00\tNY\n")
    let parts = [
      ("ItemPrice", "Principal", "60.00"), ("ItemPrice", "GiftWrap", "3.00"),
      ("ItemPrice", "Tax", "5.00"),
      ("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", "-5.00"),
    ]
    let rows = parts.map { type, description, amount in
      [
        "transaction-type": "Order", "order-id": "V-1", "amount-type": type,
        "amount-description": description, "amount": amount, "sku": "MUG",
        "quantity-purchased": "1", "shipment-id": "S",
      ]
    }
    try books.drop("settlement.txt", settlementText("5", rows, total: "63.00"))
    try books.run(period: "2026-08", asOf: "2026-08-20")
    let codes = try books.table("discrepancies.csv", period: "2026-08")["code"]
    #expect(Set(codes).isDisjoint(with: ["AM-01", "AM-08", "TX-01", "TX-02"]))
    let balances = try books.table("trial-balance.csv", period: "2026-08").rows
      .map { "\($0["account"] ?? "") \($0["closing"] ?? "")" }
    #expect(balances.contains("Liabilities:MarketplaceTax:NY 0.00"), "\(balances)")
    #expect(!balances.contains { $0.hasPrefix("Liabilities:SalesTax") })
  }

  @Test func `Shopify's payouts add nothing to payments that name no payout`() throws {
    let books = try TemporaryBooks(configuration: "sources: {shopify: {}}\n")
    try books.drop(
      "payments.csv",
      """
      Transaction Date,Type,Order,Payout Status,Payout Date,Amount,Fee,Net,Currency
      2026-08-04 10:00:00 +0000,charge,#1,paid,2026-08-07,55.00,0.00,55.00,USD
      2026-08-04 11:00:00 +0000,charge,#2,paid,2026-08-07,32.00,0.00,32.00,USD

      """)
    try books.drop(
      "payouts.csv",
      """
      Payout Date,Status,Charges,Refunds,Adjustments,Reserved Funds,Fees,Retried Amount,Total,Currency
      2026-08-07,paid,87.00,0.00,0.00,0.00,0.00,0.00,87.00,USD

      """)
    let outcome = try books.run(period: "2026-08", asOf: "2026-08-10")
    #expect(outcome.files.map(\.kind.rawValue) == ["accepted", "accepted"])
    let payouts = try books.table("settlements.csv", period: "2026-08").rows
    #expect(payouts.map { $0["lines_total"] } == ["87.00"])
    let balances = try books.table("trial-balance.csv", period: "2026-08").rows
      .map { "\($0["account"] ?? "") \($0["closing"] ?? "")" }
    #expect(balances.contains("Assets:PayoutsInTransit:Shopify 87.00"), "\(balances)")
    #expect(balances.contains("Assets:Clearing:Shopify 0.00"), "\(balances)")
  }

  /// Etsy's sales tax is in the payment and in none of its exports of orders.
  @Test func `sales tax that a channel keeps back is no revenue`() throws {
    let books = try TemporaryBooks(configuration: "sources: {etsy: {}}\n")
    try books.drop(
      "items.csv",
      """
      Sale Date,Item Name,Quantity,Price,Discount Amount,Shipping Discount,Order Shipping,Item Total,Currency,Transaction ID,Listing ID,Date Shipped,Order ID,SKU
      09/03/26,Mug,2,30,5.5,0,8,60,USD,41,15,09/05/2026,91,MUG
      09/03/26,Cup,1,8,0,0,8,8,USD,42,16,09/05/2026,91,CUP

      """)
    try books.drop(
      "statement.csv",
      """
      Date,Type,Title,Info,Currency,Amount,Fees & Taxes,Net,Tax Details
      "3 September, 2026",Tax,Sales tax paid by buyer,Order #91,USD,--,-$5.20,-$5.20,--
      "3 September, 2026",Sale,Payment for Order #91,,USD,$75.70,-$2.53,$73.17,--

      """)
    try books.run(period: "2026-09")
    let codes = try books.table("discrepancies.csv", period: "2026-09")["code"]
    #expect(Set(codes).isDisjoint(with: ["AM-01", "TX-01", "TX-02"]), "\(codes)")
    let balances = try books.table("trial-balance.csv", period: "2026-09").rows
      .map { "\($0["account"] ?? "") \($0["closing"] ?? "")" }
    #expect(balances.contains("Income:Sales -62.50"), "\(balances)")
    #expect(balances.contains("Liabilities:MarketplaceTax:Unknown 0.00"), "\(balances)")
  }
}
