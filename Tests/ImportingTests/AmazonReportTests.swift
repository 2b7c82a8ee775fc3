import Accounting
import Testing

@testable import Importing

@Suite struct `Amazon's other reports` {
  let bench: ImportBench

  init() throws { bench = try ImportBench() }

  private static let english = """
    "Includes Amazon Marketplace, Fulfillment by Amazon (FBA), and Amazon Webstore transactions"
    "All amounts in USD, unless specified"
    "Definitions:"
    "date/time","settlement id","type","order id","sku","description","quantity","marketplace","account type","fulfillment","order city","order state","order postal","tax collection model","product sales","product sales tax","shipping credits","shipping credits tax","gift wrap credits","giftwrap credits tax","Regulatory Fee","Tax On Regulatory Fee","promotional rebates","promotional rebates tax","marketplace withheld tax","selling fees","fba fees","other transaction fees","other","total"
    "Sep 4, 2026 1:05:07 AM PDT","700","Order","A-1","MUG","A mug, blue","2","amazon.com","Standard Orders","Amazon","","","","","1,076.00","6.08","5.00","0","0","0","0","0","-4.00","0","-6.08","-11.55","0","0","0","1,065.45"
    "Sep 9, 2026 12:30:00 p.m. PST","700","Refund","A-1","MUG","A mug, blue","1","amazon.com","Standard Orders","Amazon","","","","","-38.00","0","0","0","0","0","0","0","0","0","0","4.62","0","0","0","-33.38"
    "Sep 16, 2026 12:00:00 AM PDT","700","Transfer","","","To account ending in: 000","","","","","","","","","0","0","0","0","0","0","0","0","0","0","0","0","0","0","-1,032.07","-1,032.07"

    """

  @Test func `a date range report is read and left to the settlement reports to book`() throws {
    let (document, sink) = try bench.run(Self.english)
    #expect(document.format == "amazon-date-range")
    #expect((document.rows, document.accepted, document.quarantined) == (3, 3, 0))
    #expect(document.warnings.map(\.code) == ["no_control_total", "not_posted"])
    #expect(!document.isHeld)
    #expect(Set(sink.meanings) == ["memo none"])
    #expect(sink.values(.settlement, "settlement_id").isEmpty)
    let lines = sink.rows.filter { $0.kind == .settlementLine }
    #expect(lines.map { $0.values["amount"] ?? "" }.prefix(3) == ["107600", "608", "500"])
    #expect(lines.first?.values["posted_at"] == "1788509107")
    #expect(lines[6].values["posted_at"] == "1788985800")
    #expect(lines.first?.values["label"] == "Order/product sales")
  }

  @Test(arguments: [
    (
      "Alle Beträge in EUR sofern nicht anders gekennzeichnet",
      "Datum/Uhrzeit,Abrechnungsnummer,Typ,Bestellnummer,SKU,Beschreibung,Menge,Marketplace,Versand,Umsätze,Produktumsatzsteuer,Gutschrift für Versandkosten,Gutschrift für Geschenkverpackung,Rabatte aus Werbeaktionen,Verkaufsgebühren,Gebühren zu Versand durch Amazon,Andere Transaktionsgebühren,Andere,Gesamt",
      "04.09.2026 08:05:07 UTC", "Bestellung"
    ),
    (
      "Tous les montants sont en EUR, sauf mention contraire.",
      "date/heure,numéro de versement,type,numéro de la commande,sku,description,quantité,Marketplace,traitement,ventes de produits,Taxes sur la vente des produits,crédits d’expédition,crédits sur l'emballage cadeau,Rabais promotionnels,frais de vente,Frais Expédié par Amazon,autres frais de transaction,autre,total",
      "4 sept. 2026 08:05:07 UTC", "Commande"
    ),
    (
      "Tutti gli importi sono espressi in EUR, se non diversamente specificato.",
      "Data/Ora:,Numero pagamento,Tipo,Numero ordine,SKU,Descrizione,Quantità,Marketplace,Gestione,Vendite,imposta sulle vendite dei prodotti,Accrediti per le spedizioni,Accrediti per confezioni regalo,Sconti promozionali,Commissioni di vendita,Costi del servizio Logistica di Amazon,Altri costi relativi alle transazioni,Altro,totale",
      "4 set 2026 08:05:07 UTC", "Ordine"
    ),
    (
      "Todos los importes en EUR, a menos que se especifique lo contrario",
      "fecha y hora,identificador de pago,tipo,número de pedido,sku,descripción,cantidad,web de Amazon,gestión logística,ventas de productos,impuesto de ventas de productos,abonos de envío,abonos de envoltorio para regalo,devoluciones promocionales,tarifas de venta,tarifas de Logística de Amazon,tarifas de otras transacciones,otro,total",
      "4 sept 2026 08:05:07 UTC", "Pedido"
    ),
  ])
  func `a date range report in another language`(
    preamble: String, header: String, date: String, word: String
  ) throws {
    let text =
      "\"\(preamble)\"\n\(header)\n\"\(date)\",700,\(word),A-1,MUG,Becher,1,amazon.de,Amazon,"
      + "\"1.234,56\",\"0\",\"3,99\",0,0,\"-185,18\",0,0,0,\"1.053,37\"\n"
    let (document, sink) = try bench.run(text)
    #expect(document.format == "amazon-date-range")
    #expect(document.quarantined == 0)
    #expect(sink.values(.settlementLine, "amount") == ["123456", "399", "-18518"])
    #expect(sink.values(.settlementLine, "currency") == ["EUR", "EUR", "EUR"])
    #expect(sink.values(.settlementLine, "posted_at").first == "1788509107")
    let broken = text.replacing("1.053,37", with: "1.053,38")
    #expect(
      try bench.run(broken).document.quarantinedRows.map(\.reason).first?
        .hasPrefix("identity_broken") == true)
  }

  @Test func `a header that lacks a column is named in a file with a preamble`() throws {
    let text = Self.english.replacing("\"selling fees\"", with: "\"referral fees\"")
    let refusal = try #require(try bench.refusal(text))
    #expect(refusal.code == .dc05)
    #expect(refusal.message.contains("lacks selling fees; new: referral fees"))
  }

  @Test func `the VAT report is evidence`() throws {
    let (document, sink) = try bench.run(
      """
      ACTIVITY_PERIOD,SALES_CHANNEL,MARKETPLACE,TRANSACTION_TYPE,TRANSACTION_EVENT_ID,ACTIVITY_TRANSACTION_ID,TRANSACTION_COMPLETE_DATE,SELLER_SKU,QTY,TOTAL_PRICE_OF_ITEMS_AMT_VAT_INCL,TOTAL_ACTIVITY_VALUE_AMT_VAT_EXCL,TOTAL_ACTIVITY_VALUE_VAT_AMT,TOTAL_ACTIVITY_VALUE_AMT_VAT_INCL,TRANSACTION_CURRENCY_CODE
      2026-SEP,AFN,amazon.es,SALE,A-1,S1,2026-09-03,MUG,1,19.989999999999998,,,19.989999999999998,EUR
      2026-SEP,AFN,amazon.de,REFUND,A-2,S2,2026-09-04,MUG,1,,-100.00,-19.00,-119.00,EUR
      2026-SEP,AFN,amazon.de,FC_TRANSFER,A-3,S3,2026-09-04,MUG,9,,,,,
      """)
    #expect(document.format == "amazon-vat-transactions")
    #expect((document.accepted, document.ignored, document.quarantined) == (2, 1, 0))
    #expect(sink.values(.settlementLine, "amount") == ["1999", "-10000", "-1900"])
    #expect(Set(sink.meanings) == ["memo none"])
  }

  @Test func `all orders become order lines`() throws {
    let header =
      "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tsales-channel\tsku\t"
      + "item-status\tquantity\tcurrency\titem-price\titem-tax\tshipping-price\tshipping-tax\t"
      + "gift-wrap-price\tgift-wrap-tax\titem-promotion-discount\tship-promotion-discount\n"
    let (document, sink) = try bench.run(
      header
        + "A-1\t2026-09-01T08:00:00+00:00\t2026-09-02T08:00:00+00:00\tShipped\tAmazon.it\tMUG\t"
        + "Shipped\t2\tEUR\t20.00\t4.40\t3.00\t0.66\t1.50\t\t2.00\t1.00\n"
        + "A-2\t2026-09-01T09:00:00+00:00\t2026-09-02T08:00:00+00:00\tShipped\tAmazon.it\tCUP\t"
        + "Cancelled\t0\tEUR\t\t\t\t\t\t\t\t\n")
    #expect(document.format == "amazon-all-orders")
    #expect((document.accepted, document.quarantined) == (2, 0))
    #expect(sink.values(.orderLine, "item_price") == ["2150", "0"])
    #expect(sink.values(.orderLine, "item_tax") == ["440", ""])
    #expect(sink.values(.orderLine, "discount") == ["300", ""])
    #expect(sink.values(.orderLine, "status") == ["1", "2"])
    #expect(sink.values(.orderLine, "channel") == ["Amazon.it", "Amazon.it"])
  }

  @Test func `two items of one SKU in an order stay two lines`() throws {
    let row =
      "A-1\t2026-09-01T08:00:00+00:00\t2026-09-02T08:00:00+00:00\tShipped\tAmazon.it\tMUG\t"
      + "Shipped\t1\tEUR\t10.00\t\t\t\n"
    let (document, sink) = try bench.run(
      "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tsales-channel\tsku\t"
        + "item-status\tquantity\tcurrency\titem-price\titem-tax\tshipping-price\tshipping-tax\n"
        + row + row.replacing("MUG", with: "CUP") + row.replacing("10.00", with: "9.00"))
    #expect((document.accepted, document.quarantined) == (3, 0))
    #expect(sink.values(.orderLine, "order_line_id") == ["MUG", "CUP", "MUG #2"])
    #expect(sink.values(.orderLine, "sku") == ["MUG", "CUP", "MUG"])
  }

  @Test func `an order report in XML`() throws {
    let (document, sink) = try bench.run(
      """
      <AmazonEnvelope><MessageType>OrderReport</MessageType><Message><OrderReport>
      <AmazonOrderID>A-1</AmazonOrderID><OrderDate>2026-09-01T08:00:00+00:00</OrderDate>
      <Item><AmazonOrderItemCode>I1</AmazonOrderItemCode><SKU>MUG</SKU><Quantity>2</Quantity><ItemPrice>
      <Component><Type>Principal</Type><Amount currency="EUR">17.55</Amount></Component>
      <Component><Type>Tax</Type><Amount currency="EUR">3.86</Amount></Component>
      <Component><Type>GiftWrap</Type><Amount currency="EUR">1.00</Amount></Component>
      </ItemPrice><ItemFees><Fee><Type>Commission</Type><Amount currency="EUR">-2.11</Amount></Fee></ItemFees>
      </Item></OrderReport></Message></AmazonEnvelope>
      """)
    #expect(document.format == "amazon-order-report")
    #expect((document.accepted, document.quarantined) == (1, 0))
    #expect(sink.values(.orderLine, "item_price") == ["1855"])
    #expect(sink.values(.orderLine, "item_tax") == ["386"])
    #expect(sink.values(.orderLine, "channel") == ["Amazon"])
  }

  private func report(_ item: String) -> String {
    """
    <AmazonEnvelope><Message><OrderReport>
    <AmazonOrderID>A-1</AmazonOrderID><OrderDate>2026-09-01T08:00:00+00:00</OrderDate>
    <Item><AmazonOrderItemCode>I1</AmazonOrderItemCode><SKU>MUG</SKU><Quantity>2</Quantity>
    <ItemPrice><Component><Type>Principal</Type><Amount currency="EUR">17.55</Amount></Component>
    \(item)</Item></OrderReport></Message></AmazonEnvelope>
    """
  }

  @Test func `an order report's parts are all counted`() throws {
    let promotion = { (amount: String) in
      "<Promotion><Component><Type>Principal</Type><Amount currency='EUR'>\(amount)</Amount>"
        + "</Component></Promotion>"
    }
    let (document, sink) = try bench.run(
      report("</ItemPrice>" + promotion("-2.00") + promotion("-4.00")))
    #expect((document.accepted, document.quarantined) == (1, 0))
    #expect(sink.values(.orderLine, "discount") == ["600"])
  }

  @Test(arguments: [
    "<Component><Type>Donation</Type><Amount currency='EUR'>3.00</Amount></Component>",
    "<Component><Type>Shipping</Type><Amount currency='GBP'>1.00</Amount></Component>",
    "<Component><Type>Tax</Type><Amount currency='EUR'>1<b>9</b>.00</Amount></Component>",
  ])
  func `an order report's parts are known and of one currency`(part: String) throws {
    let (document, _) = try bench.run(report(part + "</ItemPrice>"))
    #expect((document.accepted, document.quarantined) == (0, 1))
  }
}
