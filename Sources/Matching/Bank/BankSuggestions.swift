import Accounting

/// Bank lines that look like a payout which nothing was matched to; never confirmed by itself.
struct BankSuggestions {
  private(set) var matches: [Match] = []

  /// Days around the payout in which the same amount is worth a look.
  private static let daysAround = 45
  private static let most = 3

  init(_ bank: BankMatching) {
    let open = bank.states.indices.filter { bank.isOpen(line: $0) }
    for payout in bank.openPayouts where !bank.isAmbiguous(payout) {
      let found = open.compactMap { line in
        Self.rule(payout, line, bank).map { (line: line, rule: $0) }
      }
      let best = found.sorted {
        let left = Self.distance(payout, $0.line, bank)
        let right = Self.distance(payout, $1.line, bank)
        if $0.rule != $1.rule { return $0.rule.score > $1.rule.score }
        return left == right ? bank.sides.precedes($0.line, $1.line) : left < right
      }.prefix(Self.most)
      matches += best.map {
        bank.match([payout], [$0.line], $0.rule, .suggested, candidates: found.count)
      }
    }
  }

  private static func distance(_ payout: Int, _ line: Int, _ bank: BankMatching) -> Int {
    abs(bank.sides.lines[line].bookingDate.days(since: bank.payouts[payout].date))
  }

  private static func rule(_ payout: Int, _ line: Int, _ bank: BankMatching) -> Match.Rule? {
    if bank.mayConvert(payout, line) {
      let isTimely = bank.sides.isInWindow(line, bank.payouts[payout].date)
      return isTimely && bank.isNearRate(payout, line) ? .convertedAmount : nil
    }
    guard bank.mayPair(payout, line) else { return nil }
    let (expected, received) = (bank.payouts[payout].amount, bank.sides.lines[line].amount)
    if expected == received {
      return distance(payout, line, bank) <= daysAround ? .amount : nil
    }
    let isClose = Int128((received - expected).magnitude) * 20 <= Int128(expected)
    let isTimely = bank.sides.isInWindow(line, bank.payouts[payout].date)
    return isClose && isTimely && namesChannel(payout, line, bank) ? .nearAmount : nil
  }

  private static func namesChannel(_ payout: Int, _ line: Int, _ bank: BankMatching) -> Bool {
    let context = bank.sides.context
    let bankLine = bank.sides.lines[line]
    let text = "\(context.text(bankLine.reference)) \(context.text(bankLine.text))".lowercased()
    let source = context.text(bank.sides.settlement(payout).source)
    return text.contains(source)
  }
}
