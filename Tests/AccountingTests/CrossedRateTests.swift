import Accounting
import Testing

/// Rates between currencies that are quoted with a third one only.
@Suite struct `A crossed rate` {
  private static let day = CalendarDate(dayNumber: 20_000)
  private static let pound = Currency(code: "GBP")
  private static let euro = Currency(code: "EUR")

  private func quote(_ base: Currency, _ quote: Currency, _ rate: Int64) -> RateQuote {
    RateQuote(date: Self.day, base: base, quote: quote, rate: rate)
  }

  /// 500.00 GBP at 1.29 USD to the pound and 1.075 USD to the euro, however they are quoted.
  @Test(arguments: 0..<4) func `is the same whichever way both are quoted`(way: Int) throws {
    let (pound, euro) = (try #require(Self.pound), try #require(Self.euro))
    let (toDollar, euroToDollar) = (
      quote(pound, .usd, 12_900_000_000), quote(euro, .usd, 10_750_000_000)
    )
    let (fromDollar, dollarToEuro) = (
      quote(.usd, pound, 7_751_937_984), quote(.usd, euro, 9_302_325_581)
    )
    let quotes = [
      [toDollar, euroToDollar], [fromDollar, dollarToEuro], [toDollar, dollarToEuro],
      [fromDollar, euroToDollar],
    ][way]
    let rates = RateTable(quotes, staleAfterDays: 7)
    let rate = try #require(rates.rate(from: pound, to: euro, on: Self.day))
    #expect(try rate.convert(500_00) == 600_00)
  }

  /// The pair on one day, its inverse two days later.
  @Test func `is the later of both ways in which a pair is quoted`() throws {
    let euro = try #require(Self.euro)
    var inverse = quote(.usd, euro, 5_000_000_000)
    inverse.date = Self.day.adding(days: 2)
    let rates = RateTable([quote(euro, .usd, 12_000_000_000), inverse], staleAfterDays: 7)
    let converted = try [0, 1, 2].map { days in
      try rates.rate(from: euro, to: .usd, on: Self.day.adding(days: days))?.convert(100_00)
    }
    #expect(converted == [120_00, 120_00, 200_00])
  }
}
