import Accounting
import Testing

@testable import Journaling

@Suite struct `Posting recipes` {
  @Test func `R1 passes a settlement through clearing to the bank`() {
    var books = Books()
    let settlement = books.settlement("S1")
    let order = books.order("O1", price: 1_000_00)
    books.line(
      .sale, .principal, 1_000_00, on: "2026-09-10", settlement: settlement, orderLine: order)
    books.line(
      .sale, .commission, -150_00, on: "2026-09-10", settlement: settlement, orderLine: order)
    let payout = books.payout(settlement, 850_00, on: "2026-09-20")
    books.bankLine(850_00, on: "2026-09-22", .matched(payouts: [payout]))
    let journal = books.post()
    #expect(
      summary(journal.entries) == [
        "2026-09-10 R1 Amazon settlement S1",
        "  Assets:Clearing:Amazon 850.00 USD [S1]",
        "  Expenses:Fees:Commission 150.00 USD",
        "  Income:Sales -1000.00 USD",
        "2026-09-20 R1 Payout of Amazon settlement S1",
        "  Assets:Clearing:Amazon -850.00 USD [S1]",
        "  Assets:PayoutsInTransit:Amazon 850.00 USD [S1]",
        "2026-09-22 R1 Bank receipt of Amazon settlement S1",
        "  Assets:Bank 850.00 USD",
        "  Assets:PayoutsInTransit:Amazon -850.00 USD [S1]",
      ])
    #expect(journal.discrepancies.isEmpty)
    #expect(journal.entries[0].sourceFile == "settlement.txt")
    #expect(journal.entries[0].postings.map(\.sourceLines.text) == ["3-4", "4", "3"])
    let shares = journal.marginShares.map { "\($0.column) \($0.base) \($0.orderLine)" }
    #expect(shares == ["revenue 100000 0", "fees -15000 0"])
  }

  @Test func `R7 carries one item along the chain, also over a settlement without orders`() {
    var books = Books()
    let first = books.settlement("S1")
    let second = books.settlement("S2")
    books.snapshot.settlements[Int(second)].marketplace = .none
    books.line(.reserveHeld, .none, -5_00, on: "2026-09-10", settlement: first)
    books.line(.reserveReleased, .none, 5_00, on: "2026-09-11", settlement: second)
    let items = books.post().entries.flatMap(\.postings)
      .filter { $0.account == .reserve("Amazon") }.map(\.item)
    #expect(items == ["amazon/Amazon.com/USD", "amazon/Amazon.com/USD"])
  }

  @Test func `a settlement that straddles a month end splits by event date`() {
    var books = Books()
    let settlement = books.settlement("S1")
    books.line(.sale, .principal, 500_00, on: "2026-08-31", settlement: settlement)
    books.line(.sale, .principal, 700_00, on: "2026-09-01", settlement: settlement)
    let entries = books.post().entries
    #expect(entries.map(\.period.description) == ["2026-08", "2026-09"])
    #expect(entries.map { $0.postings[0].amount } == [500_00, 700_00])
    #expect(Set(entries.map(\.id)).count == 2)
  }

  @Test func `R5 books a refund with the seller's tax and the commission returned`() {
    var books = Books()
    let settlement = books.settlement("S1")
    let order = books.order("O1", price: 100_00, tax: 8_00, remitter: .seller)
    for (component, amount) in [
      (LineComponent.principal, Int64(-100_00)), (.tax, -8_00), (.commission, 12_00),
      (.discount, 5_00),
    ] {
      books.line(
        .refund, component, amount, on: "2026-09-10", settlement: settlement, orderLine: order)
    }
    let journal = books.post()
    #expect(
      summary(journal.entries) == [
        "2026-09-10 R5 Amazon settlement S1",
        "  Assets:Clearing:Amazon -91.00 USD [S1]",
        "  Expenses:Fees:Commission -12.00 USD",
        "  Income:Discounts -5.00 USD",
        "  Income:Returns 100.00 USD",
        "  Liabilities:SalesTax:US-CA 8.00 USD",
      ])
    #expect(
      journal.marginShares.map { "\($0.column) \($0.base)" }
        == ["refunds -10000", "fees 1200", "discounts 500"])
  }

  @Test func `R6 shows marketplace tax collected and withheld, and leaves the seller's tax owed`() {
    var books = Books()
    let settlement = books.settlement("S1")
    let ours = books.order("O1", price: 100_00, tax: 8_00, remitter: .seller)
    let theirs = books.order("O2", price: 100_00, tax: 9_00, jurisdiction: "US NY")
    for (order, tax) in [(ours, Int64(8_00)), (theirs, 9_00)] {
      books.line(
        .sale, .tax, tax, on: "2026-09-10", settlement: settlement, orderLine: order)
    }
    books.line(
      .sale, .withheld, -8_50, on: "2026-09-10", settlement: settlement, orderLine: theirs)
    #expect(
      summary(books.post().entries) == [
        "2026-09-10 R1 Amazon settlement S1",
        "  Assets:Clearing:Amazon 8.50 USD [S1]",
        "  Liabilities:MarketplaceTax:US-NY 8.50 USD",
        "  Liabilities:MarketplaceTax:US-NY -9.00 USD",
        "  Liabilities:SalesTax:US-CA -8.00 USD",
      ])
  }

  @Test func `tax of an unknown order is the channel's where it withholds, else ours`() {
    var books = Books()
    let settlement = books.settlement("S1")
    let unknown = books.symbol("X-1")
    for (component, amount) in [(LineComponent.tax, Int64(3_00)), (.withheld, -3_00)] {
      let index = Int(
        books.line(.sale, component, amount, on: "2026-09-10", settlement: settlement))
      books.snapshot.settlementLines[index].orderId = unknown
    }
    books.line(.sale, .tax, 2_00, on: "2026-09-10", settlement: settlement)
    #expect(
      summary(books.post().entries) == [
        "2026-09-10 R1 Amazon settlement S1",
        "  Assets:Clearing:Amazon 2.00 USD [S1]",
        "  Liabilities:MarketplaceTax:Unknown 3.00 USD",
        "  Liabilities:MarketplaceTax:Unknown -3.00 USD",
        "  Liabilities:SalesTax:Unknown -2.00 USD",
      ])
  }

  @Test func `R7 nets a reserve held and released over two settlements`() {
    var books = Books()
    let first = books.settlement("S1")
    let second = books.settlement("S2")
    books.line(.reserveHeld, .none, -300_00, on: "2026-09-10", settlement: first)
    books.line(.reserveReleased, .none, 300_00, on: "2026-09-24", settlement: second)
    #expect(
      summary(books.post().entries) == [
        "2026-09-10 R7 Amazon settlement S1",
        "  Assets:Clearing:Amazon -300.00 USD [S1]",
        "  Assets:Reserve:Amazon 300.00 USD [amazon/Amazon.com/USD]",
        "2026-09-24 R7 Amazon settlement S2",
        "  Assets:Clearing:Amazon 300.00 USD [S2]",
        "  Assets:Reserve:Amazon -300.00 USD [amazon/Amazon.com/USD]",
      ])
  }

  @Test func `R8 books a dispute, its fee, and its return`() {
    var books = Books()
    books.line(.chargeback, .principal, -100_00, on: "2026-09-10", source: "paypal")
    books.line(.chargeback, .dispute, -15_00, on: "2026-09-10", source: "paypal")
    books.line(.chargebackReversal, .principal, 100_00, on: "2026-09-28", source: "paypal")
    let journal = books.post()
    #expect(
      summary(journal.entries) == [
        "2026-09-10 R8 PayPal USD, by day",
        "  Assets:Clearing:PayPal -115.00 USD [paypal USD not yet paid out]",
        "  Assets:DisputesReceivable 100.00 USD",
        "  Expenses:DisputeFees 15.00 USD",
        "2026-09-28 R8 PayPal USD, by day",
        "  Assets:Clearing:PayPal 100.00 USD [paypal USD not yet paid out]",
        "  Assets:DisputesReceivable -100.00 USD",
      ])
    // What the dispute holds is in no margin, its fee is.
    #expect(journal.marginShares.map(\.base) == [-15_00])
  }

  @Test func `R9 balances a conversion in each currency and in the functional one`() {
    var books = Books()
    books.rate(.eur, "2026-09-10", 11_000_000_000)
    books.line(
      .conversion, .none, -100_00, on: "2026-09-10", source: "paypal", currency: .eur,
      reference: "T1")
    books.line(.conversion, .none, 105_00, on: "2026-09-10", source: "paypal", reference: "T1")
    let entries = books.post().entries
    #expect(
      summary(entries) == [
        "2026-09-10 R9 PayPal currency conversion",
        "  Assets:Clearing:PayPal -100.00 EUR [paypal EUR not yet paid out]",
        "  Assets:Clearing:PayPal 105.00 USD [paypal USD not yet paid out]",
        "  Equity:CurrencyConversion 100.00 EUR",
        "  Equity:CurrencyConversion -105.00 USD",
      ])
    #expect(entries.first?.postings.map(\.base) == [-110_00, 105_00, 110_00, -105_00])
  }

  @Test func `the legs of a conversion are tied by their transaction, their moment or their day`() {
    for tie in ["transaction", "moment", "day"] {
      var books = Books()
      books.rate(.eur, "2026-09-10", 11_000_000_000)
      for (amount, currency) in [(Int64(-100_00), Currency.eur), (105_00, .usd)] {
        books.line(
          .conversion, .none, amount, on: "2026-09-10", source: "paypal", currency: currency,
          reference: "T\(currency.code)")
        let last = books.snapshot.settlementLines.count - 1
        if tie == "transaction" {
          books.snapshot.settlementLines[last].adjustment = books.symbol("T0")
        }
        if tie != "moment" {
          books.snapshot.settlementLines[last].postedAt = Instant(
            seconds: 1_789_000_000 + Int64(last))
        }
      }
      let journal = books.post()
      #expect(journal.entries.count == 1)
      #expect(journal.discrepancies.map(\.code) == [.fx03])
      #expect(journal.discrepancies.first?.difference == -5_00)
    }
  }

  @Test func `a leg of which nothing tells what it was exchanged for is FX-01`() {
    var books = Books()
    books.rate(.eur, "2026-09-10", 11_000_000_000)
    books.line(
      .conversion, .none, -100_00, on: "2026-09-10", source: "paypal", currency: .eur,
      reference: "T1")
    let journal = books.post()
    #expect(journal.discrepancies.map(\.code) == [.fx01])
    #expect(journal.discrepancies.first?.external == -100_00)
    #expect(journal.discrepancies.first?.cashImpact == -110_00)
  }

  @Test func `R12 books account charges, reimbursements and what nobody knows`() {
    var books = Books()
    let settlement = books.settlement("S1")
    books.line(.charge, .advertising, -70_00, on: "2026-09-10", settlement: settlement)
    books.line(.charge, .none, -1_00, on: "2026-09-10", settlement: settlement)
    books.line(.reimbursement, .principal, 45_00, on: "2026-09-10", settlement: settlement)
    books.line(.unknown, .none, 7_00, on: "2026-09-10", settlement: settlement)
    books.line(.balanceForward, .none, 99_00, on: "2026-09-10", settlement: settlement)
    books.line(.memo, .none, 98_00, on: "2026-09-10", settlement: settlement)
    books.line(.payout, .none, -97_00, on: "2026-09-10", settlement: settlement)
    let journal = books.post()
    #expect(
      summary(journal.entries) == [
        "2026-09-10 R12 Amazon settlement S1",
        "  Assets:Clearing:Amazon -19.00 USD [S1]",
        "  Assets:Suspense -7.00 USD [settlement.txt:6]",
        "  Expenses:Fees:Advertising 70.00 USD",
        "  Expenses:Fees:Other 1.00 USD",
        "  Income:Reimbursements -45.00 USD",
      ])
    let finding = journal.discrepancies.first
    #expect(journal.discrepancies.count == 1)
    #expect(finding?.code == .lg04)
    #expect(finding?.key == "Suspense|2026-09")
    #expect(finding?.internal == -7_00)
    #expect(finding?.eventDate == day("2026-09-30"))
    #expect(finding?.internalEvidence == ["settlement.txt:6"])
  }

  @Test func `a card payment is paired with the bank's debit`() {
    var books = Books()
    let settlement = books.settlement("S1")
    let line = books.line(.cardPayment, .none, 40_00, on: "2026-09-10", settlement: settlement)
    books.bankLine(-40_00, on: "2026-09-12", .cardPayment(settlementLine: line))
    #expect(
      summary(books.post().entries) == [
        "2026-09-10 R12 Amazon settlement S1",
        "  Assets:Clearing:Amazon 40.00 USD [S1]",
        "  Assets:PayoutsInTransit:Amazon -40.00 USD [S1, charged to card]",
        "2026-09-12 R12 Card payment for Amazon settlement S1",
        "  Assets:Bank -40.00 USD",
        "  Assets:PayoutsInTransit:Amazon 40.00 USD [S1, charged to card]",
      ])
  }
}
