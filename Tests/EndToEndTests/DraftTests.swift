import Foundation
import Testing

/// What `formats init` makes of files that a hasty look takes for something else.
@Suite struct `A draft` {
  /// What a file's own draft makes of it: what `formats check` says, and the draft.
  private func check(_ file: String) throws -> (said: String, draft: String) {
    let (draft, check) = try drafting(file)
    return (check.output + check.errors, draft)
  }

  @Test func `takes no balance among the rows for money`() throws {
    let (said, draft) = try check(
      """
      Datum;Kunde;Text;Umsatz;Soll/Haben
      10.06.2026;;Miete;1.000,00;S
      11.06.2026;;Strom;20,00;S
      01.06.2026;Anfangssaldo;;7.775,61;H
      30.06.2026;Endsaldo;;6.755,61;H

      """)
    #expect(said.contains("-1020.00 imported"), "\(said)\n\(draft)")
    #expect(draft.contains("guess: a balance among the rows"))
  }

  @Test func `leaves out what is pending, and takes off a fee that the balance shows`() throws {
    let (said, draft) = try check(
      """
      Date,Description,Amount,Fee,Currency,State,Balance
      2026-01-30,Cafe,-10.00,0.00,EUR,COMPLETED,490.00
      2026-02-01,Cash,-100.00,2.00,EUR,COMPLETED,388.00
      2026-02-02,Hotel,-200.00,0.00,EUR,PENDING,
      2026-02-02,Shop,-30.00,0.00,EUR,REVERTED,
      2026-02-03,Top-up,300.00,0.00,EUR,COMPLETED,688.00

      """)
    #expect(said.contains("188.00 imported, 0.00 set aside, declared 188.00"), "\(said)\n\(draft)")
  }

  @Test(arguments: ["0.00", "$0.00", "0,000", "-", ""])
  func `knows nothing in the other column of two, however it is written`(zero: String) throws {
    let mark = zero.contains(",") ? "," : "."
    let amount = { (text: String) in text.replacing(".", with: mark) }
    let (said, draft) = try check(
      """
      Date;Text;Debit;Credit
      2026-09-14;RENT;\(amount("850.00"));\(zero)
      2026-09-15;SALE;\(zero);\(amount("96.50"))

      """)
    #expect(said.contains("-753.50 imported"), "\(said)\n\(draft)")
  }

  @Test func `does not take a number that never changes, or a count, for the amount`() throws {
    let (terminals, draft) = try check(
      """
      Data;Terminal;Montante;Moeda
      17/09/2026;1234567;45,00;EUR
      18/09/2026;1234567;-20,00;EUR

      """)
    #expect(terminals.contains("25.00 imported"), "\(terminals)\n\(draft)")
    let (counts, other) = try check(
      """
      id,created,amount,currency,payments.count,refunds.count
      P1,2026-09-10,96.50,GBP,2,0
      P2,2026-09-17,47.75,GBP,1,1

      """)
    #expect(counts.contains("144.25 imported, 0.00 set aside, nothing declared"), "\(other)")
  }

  @Test func `marks what one row or no amount can show`() throws {
    let (_, one) = try check(
      """
      Order ID,Date,Status,Gross,Fee,Shipping,Net
      A-1,2026-09-14,Fulfilled,30.00,2.00,5.00,33.00

      """)
    #expect(one.contains("guess: one row shows it"), "\(one)")
    let (_, whole) = try check("Datum;Text;Betrag\n06.10.2026;Miete;-200\n07.10.2026;Lohn;-30\n")
    #expect(whole.contains("# guess: no amount shows which"), "\(whole)")
    let (said, grouped) = try check(
      "Datum;Text;Betrag\n06.10.2026;Miete;-85.000\n07.10.2026;X;-5\n")
    #expect(said.contains("line 2: set aside: ambiguous_number"), "\(said)\n\(grouped)")
  }

  private func orders(_ file: String) throws -> (said: String, draft: String) {
    let data = try loose("orders.csv", file)
    defer { data.remove() }
    let contract = data.path + ".yaml"
    let drafted = try crossfoot(
      "formats", "init", data.path, "--name", "mine", "--as", "order_line", "--out", contract)
    #expect(drafted.status == 0, "\(drafted.errors)")
    let said = try crossfoot("formats", "check", contract, data.path)
    return (said.output + said.errors, try String(contentsOfFile: contract, encoding: .utf8))
  }

  @Test func `gives an order's shipping and tax to its lines once`() throws {
    let (said, draft) = try orders(
      """
      Bestellnummer;Bestelldatum;Artikelnummer;Menge;Einzelpreis;Gesamtpreis;Versandkosten;MwSt
      20001;14.09.2026;S1;2;10,00;20,00;4,90;3,98
      20001;14.09.2026;S2;1;8,00;8,00;4,90;3,98
      20002;15.09.2026;S2;3;8,00;24,00;4,90;4,61

      """)
    #expect(said.contains("sku=S1") && said.contains("item_tax=3.98 shipping=4.90"), "\(draft)")
    #expect(said.contains("item_tax=0.00 shipping=0.00"), "\(said)")
    #expect(draft.contains("# guess: the order's, as its rows repeat it"))
  }

  @Test func `proves by the total what a discount's sign is, and that a price is of one`() throws {
    let (said, draft) = try orders(
      """
      Order Number,Order Date,Item SKU,Qty Ordered,Item Price,Discount,Shipping,Tax,Order Total
      1001,2026-09-14,S1,2,10.00,-2.00,5.00,1.60,24.60
      1002,2026-09-15,S2,3,8.00,0.00,4.00,2.00,30.00

      """)
    #expect(said.contains("item_price=20.00") && said.contains("discount=2.00"), "\(draft)")
    #expect(draft.contains("{column: 'Item Price', times: 'Qty Ordered', required: true}\n"))
    let (_, unproven) = try orders(
      "Order ID,Date,SKU,Quantity,Price,Discount\n1,2026-09-14,S1,2,10.00,-2.00\n")
    #expect(unproven.contains("a minus lowers the price"), "\(unproven)")
    #expect(unproven.contains("of a price of one, add 'times: Quantity'"), "\(unproven)")
  }

  @Test func `reads a bank's file that names no columns, and columns with odd names`() throws {
    let (said, draft) = try check(
      """
      15/09/2026,"+96.50","SHOPIFY 90001","+246.50"
      14/09/2026,"-850.00","RENT","+150.00"
      13/09/2026,"+1000.00","SALE","+1000.00"

      """)
    #expect(said.contains("246.50 imported, 0.00 set aside, declared 246.50"), "\(said)\n\(draft)")
    #expect(draft.contains("names: ['Column 1', 'Column 2'"))
    let (odd, other) = try check(
      "$Date,{Text},+/-,Amount,Amount\n2026-09-14,RENT,-,850.00,1.00\n"
        + "2026-09-15,SALE,+,96.50,1.00\n")
    #expect(odd.contains("-753.50 imported"), "\(odd)\n\(other)")
  }

  @Test func `says that a format reads the file already`() throws {
    let data = try loose("orders.csv", MadeUp.orders(MadeUp.order()))
    defer { data.remove() }
    let drafted = try crossfoot("formats", "init", data.path)
    #expect(drafted.errors.contains("is read by crossfoot-orders already"))
    #expect(drafted.output.hasPrefix("# ATTENTION: 'crossfoot-orders' reads this file already"))
    for name in ["../x", "camt053", ""] {
      #expect(try crossfoot("formats", "init", data.path, "--name", name).status == 2)
    }
    #expect(try crossfoot("formats", "init", data.path, "--currency", "EURO").status == 2)
  }
}
