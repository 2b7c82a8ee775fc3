import Foundation
import Testing

/// Formats that a user writes: drafted, tried and used.
@Suite struct `Own formats` {
  @Test func `come about as the guide says, from an unknown file to a matched payout`() throws {
    let guide = try crossfoot("formats", "guide")
    #expect(guide.status == 0)
    let script = guide.output.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { $0.hasPrefix("    ") && !$0.hasPrefix("                 ") }
      .map { $0.dropFirst(4) }.joined(separator: "\n")
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path(percentEncoded: false)
    let program = URL(filePath: try #require(Program.crossfoot)).deletingLastPathComponent()
    let said = try spawn(
      "/bin/sh", ["-e", "-c", "cd '\(path)'\n" + script],
      environment: ["PATH": program.path(percentEncoded: false) + ":/usr/bin:/bin"])
    #expect(said.status == 0, "\(said.output)\n\(said.errors)")
    #expect(said.output.contains("line 6: set aside"), "\(said.output)")
    let reports = try textFiles(below: "\(path)/books/reports")
    let bank = try Table(reports["2026-09/bank.csv"] ?? "")
    #expect(bank["amount"] == ["-850.00", "96.50", "-4.90"], "\(said.output)")
    let found = try Table(reports["2026-09/discrepancies.csv"] ?? "")
    #expect(found.rows.allSatisfy { $0["state"] != "open" || $0["severity"] == "S4" })
    let payout = try #require(bank.rows.first { $0["amount"] == "96.50" })
    #expect(payout["state"] == "matched" && payout["settlement_id"] == "90001")
    let settlements = try Table(reports["2026-09/settlements.csv"] ?? "")
    #expect(settlements["state"] == ["matched"])
    #expect(reports["2026-09/quarantine.csv"]?.split(separator: "\n").count == 1)
  }

  @Test func `that lack a column name what went and what came`() throws {
    let file = try loose("bank.csv", Self.bank)
    defer { file.remove() }
    let books = try emptyBooks()
    let draft = try crossfoot(
      "formats", "init", file.path, "--name", "mybank", "--out", "\(books.path)/formats/mybank.yaml"
    )
    #expect(draft.status == 0, "\(draft.errors)")
    try books.drop("old.csv", Self.bank)
    try books.drop("new.csv", Self.bank.replacing("Label", with: "Narrative"))
    try books.drop(
      "wide.csv",
      Self.bank.replacing("\n", with: ",x\n").replacing("Balance,x", with: "Balance,Extra"))
    let said = try books.crossfoot("import", "--json")
    let files = try #require(try said.json() as? [[String: Any]])
    #expect(files.map { $0["outcome"] as? String } == ["refused", "accepted", "accepted"])
    let reason = try #require(files.first?["reason"] as? String)
    #expect(reason.contains("lacks Label; new: Narrative"), "\(reason)")
    let warnings = try #require(files.last?["warnings"] as? [[String: Any]])
    #expect(warnings.contains { ($0["message"] as? String)?.contains("'Extra'") == true })
    _ = try books.crossfoot("run", "--period", "2026-09")
    #expect(try books.table("discrepancies.csv", period: "2026-09")["code"].contains("DC-05"))
  }

  @Test func `are checked without keeping anything`() throws {
    let file = try loose("bank.csv", Self.bank + "2026-02-30,Odd,1.00,0\n")
    defer { file.remove() }
    let contract = try loose("draft.yaml", "")
    contract.remove()
    _ = try crossfoot("formats", "init", file.path, "--out", contract.path)
    let said = try crossfoot("formats", "check", contract.path, file.path)
    #expect(said.status == 1, "\(said.output)\(said.errors)")
    #expect(said.output.contains("line 2: statement_line"))
    #expect(said.output.contains("amount=-33.50"))
    #expect(said.output.contains("line 4: set aside: impossible_date"), "\(said.output)")
    let json = try crossfoot("formats", "check", contract.path, file.path, "--json")
    let check = try #require(try json.json() as? [String: Any])
    #expect((check["lines"] as? [Any])?.count == 3)
    let broken = try loose("broken.yaml", "format: x\nrows: [{emit: [{record: nonsense}]}]\n")
    defer { broken.remove() }
    let refused = try crossfoot("formats", "check", broken.path, file.path)
    #expect(refused.status == 2 && refused.errors.contains(":2: error:"), "\(refused.errors)")
    #expect(try crossfoot("formats", "check", "crossfoot-orders", file.path).status == 2)
    #expect(try crossfoot("formats", "init", "/dev/null").status == 2)
  }

  @Test func `are found, drafted and checked in what comes compressed`() throws {
    let folder = try loose("bank.csv", Self.bank)
    defer { folder.remove() }
    let packed = folder.path + ".gz"
    let several = folder.path + ".zip"
    try MadeUpArchive.gzip(Self.bank).write(to: URL(filePath: packed))
    try MadeUpArchive.zip(
      MadeUpArchive.Member("a.csv", MadeUp.orders(MadeUp.order())),
      MadeUpArchive.Member("b.csv", MadeUp.orders(MadeUp.order("A2", price: "ten")))
    ).write(to: URL(filePath: several))
    let contract = folder.path + ".yaml"
    let draft = try crossfoot("formats", "init", packed, "--name", "mine", "--out", contract)
    #expect(draft.status == 0, "\(draft.errors)")
    #expect(try String(contentsOfFile: contract, encoding: .utf8).contains("bank.csv.gz"))
    let checked = try crossfoot("formats", "check", contract, packed)
    #expect(checked.status == 0 && checked.output.contains("amount=-33.50"), "\(checked.errors)")
    let found = try crossfoot("formats", "detect", several)
    #expect(found.output.split(separator: "\n").count == 2, "\(found.output)\(found.errors)")
    #expect(found.output.contains("bank.csv.zip/b.csv"))
    let both = try crossfoot("formats", "check", "crossfoot-orders", several, "--json")
    #expect(both.status == 1, "\(both.errors)")
    #expect((try both.json() as? [Any])?.count == 2)
    let unclear = try crossfoot("formats", "init", several)
    #expect(unclear.status == 2 && unclear.errors.contains("bank.csv.zip/a.csv"))
    try Data([0x1f, 0x8b, 8, 0]).write(to: URL(filePath: packed))
    let cut = try crossfoot("formats", "detect", packed)
    #expect(cut.status == 2 && cut.errors.contains("bank.csv.gz"), "\(cut.errors)")
  }

  @Test func `tell what was not understood, and its exception closes`() throws {
    let books = try emptyBooks()
    let columns =
      "Transaction Date,Type,Order,Payout Date,Payout ID,Amount,Fee,Net,Currency,Payout Status\n"
    try books.drop(
      "payments.csv",
      columns + "2026-09-12 10:00:00 UTC,tip jar,,2026-09-14,P1,7.25,0.00,7.25,USD,paid\n")
    _ = try books.crossfoot("run", "--period", "2026-09")
    let suspense = { () throws -> [String] in
      try books.table("trial-balance.csv", period: "2026-09").rows
        .filter { $0["account"] == "Assets:Suspense" }.compactMap { $0["closing"] }
    }
    let codes = { () throws -> [String] in
      try books.table("discrepancies.csv", period: "2026-09").rows
        .filter { $0["state"] == "open" }.compactMap { $0["code"] }.sorted()
    }
    #expect(try codes().contains("DC-03"))
    #expect(try suspense() == ["-7.25"])
    let shown = try books.crossfoot(
      "formats", "show", "shopify-payment-transactions", "--contract")
    #expect(shown.output.hasPrefix("format: shopify-payment-transactions\n"))
    let folder = "\(books.path)/formats"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try shown.output.replacing(
      "meanings:\n", with: "meanings:\n  - [tip jar, '', reimbursement, none]\n"
    ).write(toFile: "\(folder)/payments.yaml", atomically: true, encoding: .utf8)
    // Nothing new comes: the month is reported anew all the same.
    let said = try books.crossfoot("run")
    #expect(said.output.contains("2026-09"), "\(said.output)\(said.errors)")
    #expect(try !codes().contains("DC-03"))
    #expect(try suspense().allSatisfy { $0 == "0.00" })
  }

  @Test func `are checked in the zone of the books`() throws {
    let books = try emptyBooks("functional_currency: EUR\ntime_zone: America/New_York\n")
    let file = Checkout.samples.appending(path: "formats/mollie-settlement.csv")
    let said = try books.crossfoot("formats", "check", "mollie-settlement", file.path)
    #expect(said.output.contains("posted_at=2026-09-08T13:12:00Z"), "\(said.output)\(said.errors)")
  }

  /// The shared samples stand above the checkout.
  private static let samples: URL = {
    var folder = Checkout.root
    while folder.pathComponents.count > 1 {
      let shared = folder.appending(path: "shared/samples/bank_csv")
      if FileManager.default.fileExists(atPath: shared.path(percentEncoded: false)) {
        return shared
      }
      folder = folder.deletingLastPathComponent()
    }
    return folder
  }()

  @Test(
    .enabled(if: samples.pathComponents.count > 1, "the shared samples are not there"),
    arguments: [
      ("balance.csv", 2, 0), ("debit_credit_amount.csv", 4, 0), ("multi_currency.csv", 2, 0),
      ("meta_data_separated_credit_debit.csv", 4, 1),
    ])
  func `are drafted for every bank file at hand`(name: String, lines: Int, ignored: Int) throws {
    let file = Self.samples.appending(path: name)
    let contract = try loose("draft.yaml", "")
    contract.remove()
    let path = file.path(percentEncoded: false)
    let draft = try crossfoot("formats", "init", path, "--out", contract.path)
    #expect(draft.status == 0, "\(draft.errors)")
    let said = try crossfoot("formats", "check", contract.path, path, "--json")
    #expect(said.status == 0, "\(said.output)\(said.errors)")
    let check = try #require(try said.json() as? [String: Any])
    #expect(check["accepted"] as? Int == lines)
    #expect(check["ignored"] as? Int == ignored)
  }

  @Test(arguments: [
    ("Date,Details,Amount,CR/DR\n2026-04-13,Rent,900.00,DR\n2026-04-14,AMZ,5.00,CR\n", false),
    ("Tag;Zweck;Datum;Umsatz;S/H\na;b;13.04.2026;900,00;S\na;b;14.04.2026;5,00;H\n", false),
    ("Datum,Af Bij,Bedrag (EUR)\n20260413,Af,\"900,00\"\n20260414,Bij,\"5,00\"\n", false),
    ("Date,Text,Debit Amount,Credit Amount\n2026-04-13,R,900.00,\n2026-04-14,A,,5.00\n", false),
    ("Date,Text,Withdrawals,Deposits\n2026-04-13,R,900.00,\n2026-04-14,A,,5.00\n", false),
    ("Datum;Text;Belastung;Gutschrift\n13.04.2026;R;900.00;\n14.04.2026;A;;5.00\n", false),
    ("Date,Text,Amount\n2026-04-13,R,-900.00\n2026-04-14,A,5.00\n", false),
    ("Date,Währung,Übrig,Amount\n2026-04-13,EUR,R,-900.00\n2026-04-14,EUR,A,5.00\n", true),
  ])
  func `tell money out from money in, or mark the guess`(text: String, isWestern: Bool) throws {
    let file = try loose("bank.csv", text)
    defer { file.remove() }
    if isWestern {
      let bytes = text.unicodeScalars.map { UInt8($0.value) }
      try Data(bytes).write(to: URL(filePath: file.path))
    }
    let contract = file.path + ".yaml"
    let draft = try crossfoot("formats", "init", file.path, "--out", contract)
    #expect(draft.status == 0, "\(draft.errors)")
    let said = try crossfoot("formats", "check", contract, file.path)
    #expect(said.status == 0, "\(said.output)\(said.errors)")
    #expect(said.output.contains("amount=-900.00"), "\(said.output)")
    #expect(said.output.contains("amount=5.00"), "\(said.output)")
    if text.contains("(EUR)") { #expect(said.output.contains("currency=EUR")) }
  }

  @Test(arguments: [
    """
    Date,Description,Debit,Credit,Balance
    01/09/2026,OPENING BALANCE,,,"1,000.00"
    02/09/2026,PAYPAL,,"1,250.00","2,250.00"
    29/09/2026,RENT,250.00,,"2,000.00"

    """,
    """
    Date,Amount,Details,Balance
    29 Sep 26,-250.00,RENT,2000.00
    02 Sep 26,1250.00,PAYPAL,2250.00
    01 Sep 26,,OPENING BALANCE,1000.00

    """,
    """
    "Datum";"Af Bij";"Bedrag (EUR)";"Mededelingen";"Saldo na mutatie"
    "20260929";"Af";"250,00";"RENT";"2000,00"
    "20260902";"Bij";"1250,00";"PAYPAL";"2250,00"

    """,
    """
    Type,Completed Date,Description,Amount,Fee,Currency,State,Balance
    TOPUP,2026-09-02 10:11:13,Mollie,1250.00,0.00,EUR,COMPLETED,2250.00
    CARD,2026-09-04 10:11:13,Hetzner,-249.80,0.20,EUR,COMPLETED,2000.00
    TRANSFER,2026-09-05 10:11:13,To John,-10.00,0.00,EUR,REVERTED,

    """,
  ])
  func `take a running balance for the control`(text: String) throws {
    let said = try drafted(text)
    #expect(said.yaml.contains("balance: "), "\(said.yaml)")
    #expect(!said.check.contains("set aside:"), "\(said.check)")
    #expect(said.check.contains("opening=1000.00 closing=2000.00"), "\(said.check)")
    #expect(said.check.contains("1000.00 imported, 0.00 set aside, declared 1000.00"))
  }

  @Test(arguments: [
    (
      "Date,Text,Amount (EUR),Original Amount,Original Currency\n2026-09-02,A,5.00,,\n"
        + "2026-09-03,B,-12.50,-13.50,USD\n", "EUR"
    ),
    ("Datum;Text;Bedrag\n01-09-2026;A;€ 5,00\n02-09-2026;B;€ -12,50\n", "EUR"),
  ])
  func `take the currency that the amounts name`(text: String, code: String) throws {
    let said = try drafted(text)
    #expect(said.check.contains("amount=-12.50 currency=\(code)"), "\(said.yaml)\(said.check)")
    #expect(!said.check.contains("set aside:"), "\(said.check)")
  }

  @Test func `leave no money out in silence`() throws {
    let said = try drafted(
      "Date,Text,Amount,Surcharge\n2026-09-02,A,5.00,0.10\n2026-09-03,B,-12.50,0.20\n")
    #expect(said.yaml.contains("- Surcharge   # guess: numbers that"), "\(said.yaml)")
  }

  @Test func `of amounts without a minus mark the guess`() throws {
    let file = try loose("bank.csv", "Date,Text,Amount\n2026-04-13,R,900.00\n")
    defer { file.remove() }
    #expect(
      try crossfoot("formats", "init", file.path).output
        .contains("# guess: no amount has a minus, so that all are money in"))
    let payout = try loose(
      "payout.csv",
      "Payout ID,Order Reference,Type,Date,Gross,Fee,Net,Currency\n"
        + "P1,1001,Sale,2026-04-02 10:00:00,54.00,-1.50,52.50,USD\n")
    defer { payout.remove() }
    let draft = try crossfoot("formats", "init", payout.path).output
    #expect(draft.contains("record: settlement_line") && draft.contains("order_id: 'Order Ref"))
  }

  @Test func `are drafted for channels and shops as well`() throws {
    let payments = try loose(
      "market.csv",
      """
      Created;Order Number;Type;Gross;Fee;Currency;Payout ID
      2026-09-01 10:00:00;A1;Sale;10,00;0,50;EUR;P1
      2026-09-02 10:00:00;A1;Refund;-10,00;0,00;EUR;P1
      2026-09-03 10:00:00;;Mystery;1,00;;EUR;P1

      """)
    defer { payments.remove() }
    let contract = try loose("draft.yaml", "")
    contract.remove()
    let draft = try crossfoot("formats", "init", payments.path, "--out", contract.path)
    #expect(draft.output.contains("settlement_line"), "\(draft.output)\(draft.errors)")
    let said = try crossfoot("formats", "check", contract.path, payments.path)
    #expect(said.status == 0, "\(said.output)\(said.errors)")
    #expect(said.output.contains("event=sale component=gross label=Sale amount=10.00"))
    #expect(said.output.contains("event=refund"), "\(said.output)")
    #expect(said.output.contains("event=unknown"), "\(said.output)")
    let yaml = try String(contentsOfFile: contract.path, encoding: .utf8)
    #expect(yaml.contains("not understood"))
  }

  @Test func `take a row's own sum for its identity, and words of a sale for its kind`() throws {
    let said = try drafted(
      """
      Settlement No,Paid On,Order No,SKU,Qty,Transaction,Item Amount,Commission,Shipping Fee,Net,Currency
      ST-1,2026-03-15,Z-1,A,2,Sale,60.00,-9.00,-4.00,47.00,USD
      ST-1,2026-03-15,Z-2,B,1,Sale,25.00,-3.75,-4.00,17.25,USD
      ST-1,2026-03-15,Z-1,A,1,Refund,-30.00,4.50,0.00,-25.50,USD

      """)
    #expect(said.yaml.contains("# guess: a row is a settlement_line"))
    #expect(
      said.yaml.contains(
        "identity: {total: Net, plus: ['Item Amount', Commission, 'Shipping Fee']}"))
    #expect(said.check.contains("event=refund component=gross label=Refund amount=-30.00"))
    #expect(said.check.contains("total of ST-1, USD: 38.75 imported, 0.00 set aside"))
    let positive = try drafted(
      """
      Datum;Bestellnummer;Auszahlung;Brutto;Gebühr;Steuer;Netto
      15.03.2026;Z-1;A1;60,00;9,00;11,40;62,40
      16.03.2026;Z-2;A1;20,00;3,00;3,80;20,80

      """)
    #expect(positive.yaml.contains("plus: [Brutto, Steuer], minus: ['Gebühr']}"))
    #expect(
      positive.yaml.contains("value: 'Gebühr', labels: [{text: sale}, {text: 'Gebühr'}], negate"))
    #expect(positive.check.contains("A1, USD: 83.20 imported"), "\(positive.check)")
  }

  @Test(arguments: [
    (
      "#Data;#Opis;#Kwota;#Saldo po\n2026-03-02;W;1 234,50 PLN;1 234,50 PLN\n"
        + "2026-03-05;Z;-34,50 PLN;1 200,00 PLN\n",
      ["amount=1234.50 currency=PLN", "amount=-34.50"]
    ),
    (
      "Dag\tSumman\tRubrik\tRest\tValuta\n2026/03/02\t-1 250,00\tHyra\t8 750,00\tSEK\n"
        + "2026/03/13\t2 310,75\tKP1\t11 060,75\tSEK\n", ["amount=-1250.00 currency=SEK"]
    ),
    (
      "年月日,お支払金額,お預り金額,摘要,残高\n2026/3/2,500,,家賃,9500\n2026/3/5,,2000,入金,11500\n",
      ["amount=-500.00", "amount=2000.00", "text=家賃"]
    ),
    (
      "Datum;Text;Belastung CHF;Gutschrift CHF;Saldo CHF\n31.03.26;Miete;1'200.00;;3'800.00\n"
        + "13.03.26;P1;;4'000.00;5'000.00\n", ["amount=-1200.00 currency=CHF", "amount=4000.00"]
    ),
    (
      "Details,Posting Date,Description,Amount,Balance,Check or Slip #\n"
        + "CREDIT,03/13/2026,A,1520.33,2520.33,,\nDEBIT,03/05/2026,B,-500.00,1000.00,,\n",
      ["amount=1520.33", "amount=-500.00", "text=A"]
    ),
    (
      "Bestellnummer;Bestelldatum;Versanddatum;Artikel;Menge;Einzelpreis;Gesamt;Status\n"
        + "B-1;01.03.2026 10:11;02.03.2026 09:00;A;2;30,00;60,00;versandt\n"
        + "B-2;03.03.2026 10:11;;B;1;25,00;25,00;offen\n",
      ["order_id=B-1", "shipped_at=2026-03-02", "item_price=60.00", "status=open"]
    ),
  ])
  func `are drafted by what the numbers prove, in whatever language`(
    text: String, expected: [String]
  ) throws {
    let said = try drafted(text)
    for word in expected { #expect(said.check.contains(word), "\(said.check)\n\(said.yaml)") }
    #expect(!said.check.contains("set aside:"), "\(said.check)")
  }

  @Test func `allow blank cells beyond the last column, and nothing else there`() throws {
    let said = try drafted("Date,Text,Amount\n2026-04-13,R,-900.00,\n2026-04-14,A,5.00,\n")
    #expect(said.yaml.contains("trailing: allowed"))
    let file = try loose("bank.csv", "Date,Text,Amount\n2026-04-13,R,-900.00,x\n")
    let contract = try loose("draft.yaml", said.yaml)
    defer { [file, contract].forEach { $0.remove() } }
    let check = try crossfoot("formats", "check", contract.path, file.path)
    #expect(check.status == 1 && check.output.contains("set aside: long_row"), "\(check.output)")
  }

  /// The contract drafted for a file, and what it makes of the file.
  private func drafted(_ text: String) throws -> (yaml: String, check: String) {
    let (draft, check) = try drafting(text)
    #expect(check.status == 0, "\(check.output)\(check.errors)")
    return (draft, check.output)
  }

  private static let bank = """
    Date,Label,Amount,Balance
    2026-09-15,Your best supplier,-33.50,-23.50
    2026-09-16,Your payment,"1,533.50","1,510.00"

    """
}
