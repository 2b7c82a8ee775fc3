import Accounting
import Testing

@testable import Importing

/// Figures that no record is made of, and that say whether those are right of which one is.
@Suite struct `A control` {
  let bench: ImportBench

  init() throws { bench = try ImportBench() }

  @Test(arguments: [
    ("ubl-invoice.xml", "<cbc:TaxableAmount currencyID=\"EUR\">1100.00", "1101.00"),
    ("ubl-credit-note.xml", "<cbc:TaxableAmount currencyID=\"EUR\">50.00", "51.00"),
  ])
  func `of what is taxed holds a bill`(name: String, figure: String, other: String) throws {
    let text = String(decoding: try FormatSample.bytes(name), as: UTF8.self)
    #expect(try !bench.run(text).document.isHeld)
    let end = try #require(figure.lastIndex(of: ">"))
    let altered = text.replacing(figure, with: figure[...end] + other)
    #expect(altered != text)
    #expect(try bench.run(altered).document.isHeld)
  }

  @Test func `of the gross amount sets eBay's row aside`() throws {
    let header =
      "Transaction creation date,Type,Order number,Net amount,Payout currency,Payout date,"
      + "Payout ID,Custom label,Quantity,Item subtotal,Shipping and handling,eBay collected tax,"
      + "Final Value Fee - fixed,Final Value Fee - variable,Gross transaction amount,Description\n"
    let row = "\"Sep 3, 2026\",Order,1-1,21.46,USD,--,--,A,1,20.00,5.00,1.60,-0.30,-3.24,"
    #expect(try bench.run(header + row + "26.60,--\n").document.quarantined == 0)
    let altered = try bench.run(header + row + "26.61,--\n").document
    #expect(altered.quarantinedRows.map(\.column) == ["Gross transaction amount"])
    let taxless = row.replacing(",1.60,", with: ",1.61,")
    #expect(try bench.run(header + taxless + "26.60,--\n").document.quarantined == 1)
  }

  @Test func `of a promotion sets a row of Amazon's VAT report aside`() throws {
    let header =
      "ACTIVITY_PERIOD,SALES_CHANNEL,MARKETPLACE,TRANSACTION_TYPE,TRANSACTION_EVENT_ID,"
      + "ACTIVITY_TRANSACTION_ID,TRANSACTION_COMPLETE_DATE,SELLER_SKU,QTY,"
      + "PRICE_OF_ITEMS_AMT_VAT_INCL,PROMO_PRICE_OF_ITEMS_AMT_VAT_INCL,"
      + "TOTAL_PRICE_OF_ITEMS_AMT_VAT_INCL,TOTAL_ACTIVITY_VALUE_AMT_VAT_EXCL,"
      + "TOTAL_ACTIVITY_VALUE_VAT_AMT,TOTAL_ACTIVITY_VALUE_AMT_VAT_INCL,"
      + "TRANSACTION_CURRENCY_CODE\n"
    let row = "2026-SEP,AFN,amazon.de,SALE,A-1,S1,2026-09-03,MUG,1,"
    let right = try bench.run(header + row + "20.00,-0.31,19.69,,,19.69,EUR\n").document
    #expect((right.accepted, right.quarantined) == (1, 0))
    let wrong = try bench.run(header + row + "20.00,-0.32,19.69,,,19.69,EUR\n").document
    #expect(wrong.quarantined == 1)
  }
}
