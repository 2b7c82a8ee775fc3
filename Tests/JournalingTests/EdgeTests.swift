import Accounting
import Testing

@testable import Journaling

@Suite struct `What is held, early or unknown` {
  @Test func `a held settlement posts nothing but its bank receipt`() {
    var books = Books()
    let settlement = books.settlement("S1", declared: 90_00, linesTotal: 100_00)
    let order = books.order("O1", price: 100_00)
    books.costing.orderLineCosts[Int(order)].cost = 10_00
    books.line(
      .sale, .principal, 100_00, on: "2026-09-10", settlement: settlement, orderLine: order)
    books.bankLine(90_00, on: "2026-09-22", .held(settlement: settlement))
    let journal = books.post()
    #expect(
      summary(journal.entries) == [
        "2026-09-22 R12 Bank receipt of held Amazon settlement S1",
        "  Assets:Bank 90.00 USD",
        "  Assets:Suspense -90.00 USD [S1]",
      ])
    #expect(journal.marginShares.isEmpty)
    #expect(journal.costShares.isEmpty)
    #expect(journal.discrepancies.map(\.internalEvidence) == [["bank.xml:10"]])
  }

  @Test func `an explained gap goes to Suspense so that the payout ties`() {
    var books = Books()
    let settlement = books.settlement(
      "S1", declared: 100_00, linesTotal: 90_00, quarantined: 1, quarantinedTotal: 10_00)
    books.line(.sale, .principal, 90_00, on: "2026-09-10", settlement: settlement)
    _ = books.payout(settlement, 100_00, on: "2026-09-20")
    let entries = books.post().entries
    let clearing = entries.flatMap(\.postings).filter {
      $0.account.name == "Assets:Clearing:Amazon"
    }
    #expect(clearing.map(\.amount).reduce(0, +) == 0)
    #expect(
      summary(entries).contains("  Assets:Suspense -10.00 USD [S1]"))
  }

  @Test func `an unidentified receipt goes to Suspense and is carried through the periods`() {
    var books = Books()
    books.bankLine(90_00, on: "2026-08-22", .unidentified)
    books.bankLine(-5_00, on: "2026-08-23", .unrelated)
    books.line(.charge, .storage, -1_00, on: "2026-09-10")
    let journal = books.post()
    #expect(journal.entries.count == 2)
    #expect(
      journal.discrepancies.map(\.key) == ["Suspense|2026-08", "Suspense|2026-09"])
    #expect(journal.discrepancies.map(\.internal) == [-90_00, -90_00])
    // The deposit is an exception of its own: its money counts there.
    #expect(journal.discrepancies.map(\.cashImpact) == [0, 0])
  }

  @Test func `what stands in Suspense is found in a period without postings too`() {
    var books = Books()
    books.bankLine(90_00, on: "2026-08-22", .unidentified)
    books.through = day("2026-10-31").period
    #expect(
      books.post().discrepancies.map(\.key)
        == ["Suspense|2026-08", "Suspense|2026-09", "Suspense|2026-10"])
    books.through = day("2026-07-31").period
    #expect(books.post().discrepancies.isEmpty, "a month that is not over is not judged")
  }

  @Test func `nothing before the books began is posted but the balances it left`() {
    var books = Books()
    books.settings.booksFrom = day("2026-09-01")
    books.settings.openingBalances = [
      OpeningBalance(account: .bank, amount: Money(minorUnits: 500_00, currency: .usd))
    ]
    let order = books.order("O1", quantity: 2, price: 20_00)
    books.costing.orderLineCosts[Int(order)].cost = 10_00
    books.movement(.received, 600_00, on: "2026-08-31")
    books.line(.sale, .principal, 10_00, on: "2026-08-31", orderLine: order)
    books.line(.sale, .principal, 10_00, on: "2026-09-02", orderLine: order)
    let journal = books.post()
    #expect(
      summary(journal.entries).prefix(3) == [
        "2026-09-01 opening Opening balances",
        "  Assets:Bank 500.00 USD",
        "  Equity:OpeningBalances -500.00 USD",
      ])
    #expect(journal.entries.allSatisfy { $0.date >= day("2026-09-01") })
    #expect(journal.costShares.map(\.cost) == [5_00])
  }

  @Test func `what the books began with is carried by what it came from`() {
    var books = Books()
    books.settings.booksFrom = day("2026-09-01")
    func opening(_ account: Account, _ amount: Int64) -> OpeningBalance {
      OpeningBalance(account: account, amount: Money(minorUnits: amount, currency: .usd))
    }
    books.settings.openingBalances = [
      opening(.clearing("Amazon"), 700_00), opening(.payoutsInTransit("Amazon"), 40_00),
      opening(.reserve("Amazon"), 30_00),
    ]
    let early = books.settlement("S0", deposit: day("2026-08-30"))
    let straddling = books.settlement("S1")
    books.line(.sale, .principal, 70_00, on: "2026-08-20", settlement: early)
    books.line(.reserveHeld, .none, -30_00, on: "2026-08-20", settlement: early)
    books.line(.sale, .principal, 500_00, on: "2026-08-31", settlement: straddling)
    books.line(.reserveReleased, .none, 30_00, on: "2026-09-01", settlement: straddling)
    books.line(.sale, .principal, 20_00, on: "2026-09-02", settlement: straddling)
    let first = books.payout(early, 40_00, on: "2026-08-30")
    _ = books.payout(straddling, 550_00, on: "2026-09-20")
    books.bankLine(40_00, on: "2026-09-01", .matched(payouts: [first]))
    let journal = books.post()
    var items: [String: Int64] = [:]
    for posting in journal.entries.flatMap(\.postings) where !posting.item.isEmpty {
      items["\(posting.account.name) \(posting.item)", default: 0] += posting.amount
    }
    #expect(
      items.filter { $0.value != 0 } == [
        "Assets:Clearing:Amazon opening balance": 200_00,
        "Assets:PayoutsInTransit:Amazon S1": 550_00,
      ])
    let opened = journal.entries.flatMap(\.postings).filter { $0.account == .openingBalances }
    #expect(opened.map(\.amount) == [-770_00])
  }

  @Test func `bank legs stay out when the bank feed books them`() {
    var books = Books()
    books.settings.postsBank = false
    let settlement = books.settlement("S1")
    let payout = books.payout(settlement, 10_00, on: "2026-09-20")
    books.bankLine(10_00, on: "2026-09-21", .matched(payouts: [payout]))
    #expect(!books.post().entries.flatMap(\.postings).contains { $0.account == .bank })
  }

  @Test func `a payout that arrives short leaves the rest in transit`() {
    var books = Books()
    let settlement = books.settlement("S1")
    let payout = books.payout(settlement, 10_00, on: "2026-09-20")
    books.bankLine(9_00, on: "2026-09-21", .matched(payouts: [payout]))
    let open = books.post().entries.flatMap(\.postings)
      .filter { $0.account.name.hasPrefix("Assets:PayoutsInTransit") }.map(\.amount)
    #expect(open.reduce(0, +) == 1_00)
  }

  @Test func `two bank lines alike to the letter are two entries`() {
    var books = Books()
    for _ in 0..<2 { books.bankLine(9_00, on: "2026-09-21", .unidentified) }
    #expect(Set(books.post().entries.map(\.id)).count == 2)
  }

  @Test func `lines of one day from two files keep the file of each posting`() {
    var books = Books()
    let settlement = books.settlement("S1")
    books.line(.charge, .storage, -1_00, on: "2026-09-10", settlement: settlement)
    books.line(.charge, .storage, -2_00, on: "2026-09-10", settlement: settlement, document: 1)
    let entries = books.post().entries
    #expect(entries.count == 1)
    #expect(
      entries[0].postings.map { "\(entries[0].sourceFile(of: $0)) \($0.amount)" } == [
        "bank.xml -200", "settlement.txt -100", "bank.xml 200", "settlement.txt 100",
      ])
  }
}

@Suite struct `Lines of one SKU` {
  @Test func `share their margin by item price and their cost by quantity`() {
    var books = Books()
    let first = books.order("O1", quantity: 1, price: 10_00)
    let second = books.order("O1", quantity: 3, price: 30_00)
    books.costing.orderLineCosts[Int(first)].cost = 4_00
    books.costing.orderLineCosts[Int(second)].cost = 12_00
    books.line(
      .sale, .principal, 40_00, on: "2026-09-10", orderLine: first, quantity: 4)
    books.line(.sale, .commission, -4_01, on: "2026-09-10", orderLine: first)
    let journal = books.post()
    #expect(
      journal.marginShares.map { "\($0.orderLine) \($0.base)" }
        == ["0 1000", "1 3000", "0 -100", "1 -301"])
    #expect(journal.costShares.map(\.cost) == [4_00, 12_00])
  }

  @Test func `belong to one of them where the channel names it`() {
    var books = Books()
    books.order("O1", price: 10_00)
    let second = books.order("O1", price: 30_00)
    let line = books.line(.sale, .principal, 30_00, on: "2026-09-10", orderLine: second)
    books.snapshot.settlementLines[Int(line)].itemCode =
      books.snapshot.orderLines[Int(second)].orderLineId
    #expect(books.post().marginShares.map(\.orderLine) == [second])
  }
}

@Suite struct `Whole payments` {
  @Test func `have the order's tax and shipping and the rest in sales, by line`() {
    var books = Books()
    let settlement = books.settlement("S1", source: "shopify")
    books.order(
      "O1", channel: "shopify", price: 100_00, tax: 8_00, shipping: 5_00, discount: 10_00,
      remitter: .seller)
    books.order("O1", channel: "shopify", price: 50_00, tax: 4_00, remitter: .seller)
    books.line(
      .sale, .gross, 157_00, on: "2026-09-10", settlement: settlement, order: 0,
      source: "shopify")
    books.line(
      .sale, .payment, -4_71, on: "2026-09-10", settlement: settlement, order: 0,
      source: "shopify")
    let journal = books.post()
    #expect(
      summary(journal.entries) == [
        "2026-09-10 R1 Shopify settlement S1",
        "  Assets:Clearing:Shopify 152.29 USD [S1]",
        "  Expenses:Fees:Payment 4.71 USD",
        "  Income:Sales -140.00 USD",
        "  Income:Shipping -5.00 USD",
        "  Liabilities:SalesTax:US-CA -12.00 USD",
      ])
    #expect(
      journal.marginShares.map { "\($0.orderLine) \($0.column) \($0.base)" } == [
        "0 revenue 9500", "1 revenue 5000", "0 fees -309", "1 fees -162",
      ])
  }

  @Test func `in instalments share the order's tax in proportion, to the cent`() {
    var books = Books()
    books.order("O1", price: 100_00, tax: 10_01, remitter: .seller)
    books.line(.sale, .gross, 55_00, on: "2026-09-10", order: 0, source: "shopify")
    books.line(.sale, .gross, 55_01, on: "2026-09-20", order: 0, source: "shopify")
    let tax = books.post().entries.flatMap(\.postings)
      .filter { $0.account == .salesTax("US-CA") }.map(\.amount)
    #expect(tax.count == 2)
    #expect(tax.reduce(0, +) == -10_01)
  }

  @Test func `refunded have the tax our refund says, else a share`() {
    for (known, tax) in [(true, Int64(3_00)), (false, 4_00)] {
      var books = Books()
      books.order("O1", price: 100_00, tax: 8_00, remitter: .seller)
      if known {
        books.snapshot.refunds.append(
          Refund(
            provenance: Provenance(document: 2, line: 2), refundId: books.symbol("R1"),
            orderId: books.symbol("O1"), orderLineId: .none, refundedAt: Instant(seconds: 0),
            currency: .usd, amount: 51_00, tax: 3_00, reason: .none, returnedQuantity: 0,
            disposition: .notReturned))
        books.matches.refundShares = [0: [RefundShare(refund: 0, amount: -54_00, tax: -3_00)]]
      }
      books.line(.refund, .gross, -54_00, on: "2026-09-10", order: 0, source: "shopify")
      let postings = books.post().entries.flatMap(\.postings)
      #expect(postings.first { $0.account == .salesTax("US-CA") }?.amount == tax)
      #expect(postings.first { $0.account == .returns }?.amount == 54_00 - tax)
    }
  }

  @Test func `refunded twice alike are each our own refund's`() {
    var books = Books()
    books.order("O1", price: 20_00, tax: 2_00, remitter: .seller)
    for (line, tax) in [Int64(2_00), 0].enumerated() {
      books.snapshot.refunds.append(
        Refund(
          provenance: Provenance(document: 2, line: 2), refundId: books.symbol("R\(line)"),
          orderId: books.symbol("O1"), orderLineId: .none, refundedAt: Instant(seconds: 0),
          currency: .usd, amount: 22_00 - tax, tax: tax, reason: .none, returnedQuantity: 0,
          disposition: .notReturned))
      books.matches.refundShares[Int32(line)] = [
        RefundShare(refund: Int32(line), amount: -22_00, tax: -tax)
      ]
      books.line(.refund, .gross, -22_00, on: "2026-09-1\(line)", order: 0, source: "shopify")
    }
    let taxes = books.post().entries.flatMap(\.postings)
      .filter { $0.account == .salesTax("US-CA") }.map(\.amount)
    #expect(taxes == [2_00])
  }

  @Test func `of prices with tax have the tax inside, also in parts`() {
    var books = Books()
    for index in books.settings.sources.indices {
      books.settings.sources[index].pricesIncludeTax = true
    }
    let order = books.order(
      "O1", channel: "shopify", price: 120_00, tax: 20_00, shipping: 12_00, remitter: .seller)
    books.snapshot.orderLines[Int(order)].shippingTax = 2_00
    books.line(.sale, .gross, 132_00, on: "2026-09-10", order: 0, source: "shopify")
    books.line(.refund, .gross, -66_00, on: "2026-09-20", order: 0, source: "shopify")
    #expect(
      summary(books.post().entries) == [
        "2026-09-10 R1 Shopify USD, by day",
        "  Assets:Clearing:Shopify 132.00 USD [shopify USD not yet paid out]",
        "  Income:Sales -100.00 USD",
        "  Income:Shipping -10.00 USD",
        "  Liabilities:SalesTax:US-CA -22.00 USD",
        "2026-09-20 R5 Shopify USD, by day",
        "  Assets:Clearing:Shopify -66.00 USD [shopify USD not yet paid out]",
        "  Income:Returns 55.00 USD",
        "  Liabilities:SalesTax:US-CA 11.00 USD",
      ])
  }

  @Test func `without an order wait in Suspense`() {
    var books = Books()
    books.line(.sale, .gross, 54_00, on: "2026-09-10", source: "shopify")
    #expect(
      summary(books.post().entries).contains("  Assets:Suspense -54.00 USD [settlement.txt:3]"))
  }
}
