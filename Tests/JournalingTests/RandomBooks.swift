import Accounting
import TestSupport
@testable import Journaling

/// Books with a little of everything, different for every seed.
func randomBooks(seed: UInt64) -> Books {
  var generator = SeededGenerator(seed: seed)
  var books = Books()
  let currencies = ["USD", "EUR", "JPY", "KWD"].compactMap { Currency(code: $0) }
  for (currency, rate) in zip(currencies.dropFirst(), [11_113_000_000, 64_700_000, 32_571_234_567])
  {
    books.rate(currency, "2026-09-01", Int64(rate))
    books.rate(currency, "2026-09-08", Int64(rate) + 1_234_567)
  }
  let settlements = currencies.enumerated().map { number, currency in
    books.settlement(
      "S\(number)", source: number == 1 ? "paypal" : "amazon", currency: currency,
      declared: number == 3 ? 100 : nil, linesTotal: number == 3 ? 90 : 0,
      quarantined: number == 3 ? 1 : 0, quarantinedTotal: 10)
  }
  for number in 0..<12 {
    let position = books.order(
      "O\(number / 2)", currency: currencies[number / 2 % 4],
      quantity: Int64.random(in: 1...4, using: &generator),
      price: Int64.random(in: 0...20_000, using: &generator),
      tax: Int64.random(in: 0...900, using: &generator),
      shipping: Int64.random(in: 0...900, using: &generator),
      discount: Int64.random(in: 0...90, using: &generator),
      remitter: Bool.random(using: &generator) ? .seller : .marketplace)
    books.costing.orderLineCosts[Int(position)].cost = Int64.random(
      in: 0...5_000, using: &generator)
    books.movement(.shipped, -100, on: "2026-09-03", orderLine: position)
  }
  for _ in 0..<120 { addLine(&books, settlements, currencies, &generator) }
  for settlement in settlements {
    let payout = books.payout(
      settlement, Int64.random(in: 1...9_999, using: &generator), on: "2026-09-12")
    books.bankLine(
      Int64.random(in: 1...9_999, using: &generator), on: "2026-09-13", .matched(payouts: [payout]),
      currency: currencies[Int(settlement)])
  }
  return books
}

private func addLine(
  _ books: inout Books, _ settlements: [Int32], _ currencies: [Currency],
  _ generator: inout SeededGenerator
) {
  let number = Int.random(in: 0..<4, using: &generator)
  let event = LineEvent.allCases.randomElement(using: &generator) ?? .sale
  let component = LineComponent.allCases.randomElement(using: &generator) ?? .principal
  let orderLine = Int32.random(in: -1..<12, using: &generator)
  let isSettled = Bool.random(using: &generator)
  books.line(
    event, component, Int64.random(in: -9_999...9_999, using: &generator),
    on: "2026-09-0\(Int.random(in: 1...9, using: &generator))",
    settlement: isSettled ? settlements[number] : -1,
    orderLine: Bool.random(using: &generator) ? orderLine : -1,
    order: Int32.random(in: -1..<6, using: &generator),
    quantity: Int32.random(in: 0...3, using: &generator),
    source: number == 1 ? "paypal" : "amazon", currency: currencies[number],
    reference: Bool.random(using: &generator) ? "T\(Int.random(in: 1...3, using: &generator))" : "",
    document: Int32.random(in: 0...1, using: &generator))
}
