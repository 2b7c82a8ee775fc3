import Accounting
import Testing

@Suite struct `Calendar dates` {
  @Test(arguments: ["1970-01-01", "2024-02-29", "2026-09-30", "2000-02-29", "1999-12-31"])
  func `print what they read`(text: String) {
    #expect(CalendarDate(iso8601: text)?.description == text)
  }

  @Test(arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "1900-02-29", "26-09-01", "2026-9-1"])
  func `refuse days there are not`(text: String) {
    #expect(CalendarDate(iso8601: text) == nil)
  }

  @Test func `count every day once, for eighty years`() {
    var date = CalendarDate(dayNumber: 0)
    for number in 0..<29_220 {
      #expect(date.dayNumber == Int32(number))
      let (year, month, day) = date.civil
      #expect(CalendarDate(year: year, month: month, day: day) == date)
      date = date.adding(days: 1)
    }
  }

  @Test func `know the first and last day of their month`() throws {
    let period = try #require(AccountingPeriod("2026-02"))
    #expect(period.firstDay.description == "2026-02-01")
    #expect(period.lastDay.description == "2026-02-28")
    #expect(period.next.description == "2026-03")
    #expect(AccountingPeriod("2026-12")?.next.description == "2027-01")
  }
}

@Suite struct `Business zones` {
  @Test func `move thirty seconds into another month`() throws {
    let zone = try #require(BusinessZone(identifier: "America/New_York"))
    let midnight = try #require(CalendarDate(iso8601: "2026-10-01"))
    let start = zone.startOfDay(midnight)
    #expect(start.description == "2026-10-01T04:00:00Z")
    #expect(zone.date(of: Instant(seconds: start.seconds - 15)).description == "2026-09-30")
    #expect(zone.date(of: Instant(seconds: start.seconds + 15)).description == "2026-10-01")
  }

  @Test func `follow summer time`() throws {
    let zone = try #require(BusinessZone(identifier: "Europe/Berlin"))
    let winter = try #require(CalendarDate(iso8601: "2026-01-15"))
    let summer = try #require(CalendarDate(iso8601: "2026-07-15"))
    #expect(zone.startOfDay(winter).description == "2026-01-14T23:00:00Z")
    #expect(zone.startOfDay(summer).description == "2026-07-14T22:00:00Z")
  }
}

@Suite struct `Rates` {
  private func day(_ text: String) throws -> CalendarDate {
    try #require(CalendarDate(iso8601: text))
  }

  private func table() throws -> RateTable {
    RateTable(
      [
        RateQuote(date: try day("2026-09-04"), base: .eur, quote: .usd, rate: 11_000_000_000),
        RateQuote(
          date: try day("2026-09-04"), base: .eur, quote: try #require(Currency(code: "GBP")),
          rate: 8_500_000_000),
      ], staleAfterDays: 7)
  }

  @Test func `serve the days after them, for a week`() throws {
    let rates = try table()
    #expect(rates.rate(from: .eur, to: .usd, on: try day("2026-09-03")) == nil)
    #expect(rates.rate(from: .eur, to: .usd, on: try day("2026-09-06")) != nil)
    #expect(rates.rate(from: .eur, to: .usd, on: try day("2026-09-11")) != nil)
    #expect(rates.rate(from: .eur, to: .usd, on: try day("2026-09-12")) == nil)
  }

  @Test func `convert both ways and across`() throws {
    let rates = try table()
    let on = try day("2026-09-04")
    let pound = try #require(Currency(code: "GBP"))
    #expect(try rates.rate(from: .eur, to: .usd, on: on)?.convert(10_000) == 11_000)
    #expect(try rates.rate(from: .usd, to: .eur, on: on)?.convert(11_000) == 10_000)
    #expect(try rates.rate(from: pound, to: .usd, on: on)?.convert(8_500) == 11_000)
  }

  @Test func `respect minor digits`() throws {
    let yen = try #require(Currency(code: "JPY"))
    let rate = ExchangeRate(from: yen, to: .usd, numerator: 66, denominator: 10_000)
    #expect(try rate.convert(10_400) == 6_864)
    #expect(yen.minorDigits == 0)
    #expect(Currency(code: "kwd")?.minorDigits == 3)
    #expect(Currency(code: "ZZZ") == nil)
  }
}

@Suite struct `Amounts` {
  @Test(arguments: [
    (0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (123_456, 2, "1234.56"), (10_400, 0, "10400"),
    (1, 3, "0.001"),
  ])
  func `print with exactly their digits`(value: Int64, digits: Int, text: String) {
    #expect(decimalText(value, digits: digits) == text)
  }

  @Test func `print the smallest amount there is`() {
    #expect(decimalText(.min, digits: 2) == "-92233720368547758.08")
  }

  @Test func `report overflow instead of trapping`() {
    #expect(throws: AmountOverflow.self) { try Int64.max.adding(1) }
  }
}

@Suite struct `Symbols` {
  @Test func `keep each text once and give it back`() {
    var table = SymbolTable()
    let texts = (0..<20_000).map { "order-\($0 % 9_000)" }
    let symbols = texts.map { table.intern($0) }
    #expect(table.count == 9_001)
    for (text, symbol) in zip(texts, symbols) { #expect(table[symbol] == text) }
    #expect(table.find("order-17") == symbols[17])
    #expect(table.find("order-9000") == nil)
    #expect(table.intern("") == .none)
  }
}

@Suite struct `Line ranges` {
  @Test func `run together what follows`() {
    var ranges = LineRanges()
    for line: Int32 in [3, 4, 5, 9, 11, 12] { ranges.insert(line) }
    #expect(ranges.text == "3-5,9,11-12")
  }

  @Test func `fall back to one covering run`() {
    var ranges = LineRanges()
    for line in 0..<40 { ranges.insert(Int32(line * 2 + 2)) }
    #expect(ranges.text == "2-80")
  }
}

@Suite struct `Accounts` {
  @Test(arguments: [
    ("", "Unknown"), ("US-CA", "US-CA"), ("new york", "New-york"), ("--x", "X"), ("日本", "日本"),
    ("île-de-france", "Île-de-france"), ("大阪 府", "大阪-府"), ("€", "Unknown"),
  ])
  func `have parts that every export takes`(text: String, expected: String) {
    #expect(Account.part(text) == expected)
  }
}
