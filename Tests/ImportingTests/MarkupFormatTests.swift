import Accounting
import Testing

@testable import Importing

@Suite struct `XML formats` {
  let bench: ImportBench

  init() throws { bench = try ImportBench() }

  private func report(_ total: String, _ body: String) -> String {
    """
    <?xml version="1.0"?>
    <AmazonEnvelope><Header><DocumentVersion>1.01</DocumentVersion></Header>
    <MessageType>SettlementReport</MessageType>
    <Message><MessageID>1</MessageID><SettlementReport><SettlementData>
    <DepositDate>2026-09-17T00:00:00+00:00</DepositDate><TotalAmount currency="USD">\(total)</TotalAmount>
    <StartDate>2026-09-01T00:00:00+00:00</StartDate><EndDate>2026-09-15 00:00:00 UTC</EndDate>
    <AmazonSettlementID>700</AmazonSettlementID></SettlementData>
    \(body)
    </SettlementReport></Message></AmazonEnvelope>
    """
  }

  private let order = """
    <Order><Fulfillment><Item><ItemFees><Fee><Amount currency="USD">-1.50</Amount><Type>Commission</Type>
    </Fee></ItemFees><ItemPrice><Component><Type>Principal</Type><Amount currency="USD">10<!-- x -->.00</Amount>
    </Component></ItemPrice><Promotion><MerchantPromotionID>P</MerchantPromotionID><Type>Shipping</Type>
    <Amount currency="USD"><![CDATA[-0.50]]></Amount></Promotion><SKU>M&#85;G</SKU><Quantity>2</Quantity>
    <AmazonOrderItemCode>I1</AmazonOrderItemCode></Item><PostedDate>2026-09-03T10:00:00+00:00</PostedDate>
    </Fulfillment><AmazonOrderID>A-1</AmazonOrderID><MarketplaceName>Amazon.com</MarketplaceName></Order>
    """

  @Test func `a settlement report is read by name, in any order`() throws {
    let (document, sink) = try bench.run(report("8.00", order))
    #expect(document.format == "amazon-settlement-xml")
    #expect((document.rows, document.accepted) == (3, 3))
    #expect(!document.isHeld)
    #expect(sink.meanings.sorted() == ["sale commission", "sale discount", "sale principal"])
    #expect(sink.values(.settlementLine, "sku") == ["MUG", "MUG", "MUG"])
    #expect(sink.values(.settlementLine, "order_id") == ["A-1", "A-1", "A-1"])
    #expect(sink.values(.settlement, "declared_total") == ["800"])
    #expect(document.warnings.isEmpty)
  }

  @Test func `refunds, retrocharges, advertising and other transactions`() throws {
    let posted = "<PostedDate>2026-09-04 00:00:00 UTC</PostedDate>"
    let body = """
      <Refund><AmazonOrderID>A-1</AmazonOrderID><Fulfillment>\(posted)<AdjustedItem><SKU>MUG</SKU>
      <ItemPriceAdjustments><Component><Type>Principal</Type><Amount currency="USD">-3.00</Amount></Component>
      </ItemPriceAdjustments><PromotionAdjustment><Type>Principal</Type><Amount currency="USD">0.50</Amount>
      </PromotionAdjustment></AdjustedItem></Fulfillment></Refund>
      <Retrocharge>\(posted)<Charge><Type>BaseTax</Type><Amount currency="USD">0.20</Amount></Charge></Retrocharge>
      <OtherTransaction><TransactionType>Storage Fee</TransactionType>\(posted)<Amount currency="USD">-2.00</Amount>
      <OtherTransactionItem><SKU>MUG</SKU><Quantity>1</Quantity><Amount currency="USD">-2.00</Amount>
      </OtherTransactionItem></OtherTransaction>
      <AdvertisingTransactionDetails><TransactionType>Charge</TransactionType>\(posted)<InvoiceId>N1</InvoiceId>
      <BaseAmount currency="USD">-1.00</BaseAmount><TransactionAmount currency="USD">-1.10</TransactionAmount>
      </AdvertisingTransactionDetails>
      <Novelty>\(posted)<Part><Type>New</Type><Amount currency="USD">0.40</Amount></Part></Novelty>
      """
    let (document, sink) = try bench.run(report("-5.00", body))
    #expect((document.rows, document.accepted, document.ignored) == (7, 6, 1))
    #expect(
      sink.meanings == [
        "refund principal", "refund discount", "sale tax", "charge storage", "charge advertising",
        "unknown none",
      ])
    #expect(!document.isHeld)
    #expect(document.warnings.map(\.code) == ["unknown_element"])
  }

  @Test func `an amount that cannot be read names its element`() throws {
    let broken = order.replacing("-1.50", with: "1.5O")
    let document = try bench.run(report("9.50", broken)).document
    let row = try #require(document.quarantinedRows.first)
    #expect(document.quarantined == 1)
    #expect(row.value == "1.5O")
    #expect(row.raw.contains("<Type>Commission</Type>"))
    #expect(row.settlementId == "700")
    #expect(!document.isHeld)
  }

  private func statement(_ closing: String, _ entries: String, version: String = "02") -> String {
    """
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.\(version)"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>
    </GrpHdr><Stmt><Id>S-1</Id><Acct><Id><IBAN>XX00TEST</IBAN></Id><Ccy>EUR</Ccy></Acct>
    <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
    <Dt><Dt>2026-09-01</Dt></Dt></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>
    <Amt Ccy="EUR">\(closing)</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-09-02</Dt></Dt></Bal>
    \(entries)</Stmt></BkToCstmrStmt></Document>
    """
  }

  private func entry(
    _ amount: String, _ sign: String, status: String = "<Sts>BOOK</Sts>", currency: String = "EUR"
  ) -> String {
    """
    <Ntry><Amt Ccy="\(currency)">\(amount)</Amt><CdtDbtInd>\(sign)</CdtDbtInd><RvslInd>true</RvslInd>\(status)
    <BookgDt><Dt>2026-09-02</Dt></BookgDt><AcctSvcrRef>BANK-7</AcctSvcrRef><NtryDtls><TxDtls><Refs>
    <EndToEndId>E2E-1</EndToEndId></Refs><RmtInf><Ustrd>Payout 700</Ustrd><Ustrd>thanks</Ustrd></RmtInf>
    </TxDtls></NtryDtls></Ntry>
    """
  }

  @Test func `a statement leads from opening to closing`() throws {
    let entries =
      entry("20.50000", "CRDT") + entry("5", "DBIT", status: "<Sts><Cd>BOOK</Cd></Sts>")
      + entry("9.00", "CRDT", status: "<Sts><Cd>PDNG</Cd></Sts>")
    let (document, sink) = try bench.run(statement("115.50", entries, version: "08"))
    #expect(document.format == "camt053")
    #expect((document.rows, document.accepted, document.ignored) == (3, 2, 1))
    #expect(document.statementFoots && !document.isHeld)
    #expect(sink.values(.statementLine, "amount") == ["2050", "-500"])
    #expect(sink.values(.statementLine, "reference") == ["E2E-1", "E2E-1"])
    #expect(sink.values(.statementLine, "text")[0] == "Payout 700 thanks BANK-7 E2E-1")
    #expect(sink.values(.statement, "opening") == ["10000"])
    #expect(sink.values(.statement, "closing") == ["11550"])
    #expect(sink.values(.statement, "account") == ["XX00TEST"])
  }

  @Test func `a statement's unknown elements are warned of, known ones are not`() throws {
    let plain = try bench.run(statement("120.50", entry("20.50", "CRDT"))).document
    #expect(plain.warnings.isEmpty)
    let odd = entry("20.50", "CRDT").replacing("<NtryDtls>", with: "<Novelty>1</Novelty><NtryDtls>")
    let document = try bench.run(statement("120.50", odd)).document
    #expect(document.accepted == 1)
    #expect(document.warnings.map(\.code) == ["unknown_element"])
  }

  @Test func `a statement that does not foot is held with its lines`() throws {
    let (document, sink) = try bench.run(statement("115.00", entry("20.50", "CRDT")))
    #expect(document.isHeld)
    #expect(document.warnings.map(\.code) == ["statement_does_not_foot"])
    #expect(sink.values(.statementLine, "amount") == ["2050"])
  }

  @Test func `an entry in another currency or without direction is set aside`() throws {
    let document = try bench.run(
      statement("100.00", entry("1.00", "CRDT", currency: "USD") + entry("1.00", "UP"))
    ).document
    #expect(
      document.quarantinedRows.map { $0.reason.prefix { $0 != ":" } } == [
        "other_currency", "unknown_direction",
      ])
  }

  @Test func `ECB rates`() throws {
    let (document, sink) = try bench.run(
      """
      <gesmes:Envelope xmlns:gesmes="g" xmlns="e"><Cube><Cube time='2026-09-01'>
      <Cube currency='USD' rate='1.1252'/><Cube currency='JPY' rate='163.36'/></Cube></Cube></gesmes:Envelope>
      """)
    #expect(document.format == "ecb-rates-xml")
    #expect(sink.values(.rate, "quote") == ["USD", "JPY"])
    #expect(sink.values(.rate, "rate") == ["11252000000", "1633600000000"])
    #expect(sink.values(.rate, "base") == ["EUR", "EUR"])
  }

  @Test(arguments: [1, 7, 1 << 20]) func `lines that end in a return alone are counted`(
    chunkBytes: Int
  ) throws {
    let bad = PolicyFile.statement(amount: "1,0x")
    let text = String(decoding: bad, as: UTF8.self)
    var bench = bench
    bench.chunkBytes = chunkBytes
    let plain = try bench.run(bad).document
    for end in ["\r", "\r\n"] {
      let document = try bench.run(text.replacing("\n", with: end)).document
      #expect(
        document.quarantinedRows.map(\.provenance.line)
          == plain.quarantinedRows.map(\.provenance.line))
    }
    let returns = try bench.run(text.replacing("\n", with: "\r")).document
    #expect(
      returns.quarantinedRows.map(\.byteOffset) == plain.quarantinedRows.map(\.byteOffset))
  }
}
