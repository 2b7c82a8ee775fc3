import Accounting

/// The two sides that meet at the bank: payouts and bank lines, with what tells them apart.
struct BankSides {
  let context: MatchContext
  /// By date, amount, source and number.
  let payouts: [Payout]
  let lines: [StatementLine]
  /// By payout and by bank line: keys that are the same from run to run.
  let payoutKeys: [String]
  let lineKeys: [String]
  private let words: [String: [Int]]

  init(_ context: MatchContext) {
    self.context = context
    payouts = Self.collectPayouts(context)
    lines = context.snapshot.statementLines
    payoutKeys = payouts.map { payout in
      let settlement = context.snapshot.settlements[Int(payout.settlement)]
      return [
        context.text(settlement.source), context.text(settlement.settlementId),
        payout.currency.code,
      ].joined(separator: "|")
    }
    lineKeys = Self.keys(lines, context)
    words = Self.wordIndex(lines, context)
  }

  /// Every settlement that sends money.
  ///
  /// A total of zero or less sends none; a held settlement is not ours to expect.
  private static func collectPayouts(_ context: MatchContext) -> [Payout] {
    var sent: [Int32: Int64] = [:]
    let lines = context.snapshot.settlementLines
    for line in lines.positions(where: { $0.event == .payout }).map({ lines[$0] }) {
      if line.settlement >= 0 { sent[line.settlement, default: 0] -= line.amount }
    }
    var payouts: [Payout] = []
    for (position, settlement) in context.snapshot.settlements.enumerated() {
      guard !settlement.isHeld, let date = settlement.depositDate else { continue }
      let amount = sent[Int32(position)] ?? settlement.declaredTotal ?? settlement.linesTotal
      guard amount > 0 else { continue }
      payouts.append(
        Payout(
          settlement: Int32(position), currency: settlement.currency, amount: amount, date: date))
    }
    let key = { (payout: Payout) in
      let settlement = context.snapshot.settlements[Int(payout.settlement)]
      return (
        payout.date, payout.amount,
        "\(context.text(settlement.source))|\(context.text(settlement.settlementId))"
      )
    }
    return payouts.sorted { key($0) < key($1) }
  }

  /// A bank line's content; of several alike, numbered by where they stand.
  private static func keys(_ lines: [StatementLine], _ context: MatchContext) -> [String] {
    let contents = lines.map { line in
      [
        context.text(line.account), "\(line.bookingDate)", line.currency.code, "\(line.amount)",
        context.text(line.reference), context.text(line.text),
      ].joined(separator: "|")
    }
    let alike = Dictionary(grouping: lines.indices) { contents[$0] }
    var keys = contents
    for positions in alike.values where positions.count > 1 {
      let sorted = positions.sorted {
        context.places(lines[$0].provenance, precede: lines[$1].provenance)
      }
      for (number, position) in sorted.enumerated() where number > 0 {
        keys[position] += "|#\(number + 1)"
      }
    }
    return keys
  }

  /// Bank lines by each word of their text, a word being what stands between blanks, or a run of
  /// letters and digits.
  private static func wordIndex(
    _ lines: [StatementLine], _ context: MatchContext
  ) -> [String: [Int]] {
    var index: [String: [Int]] = [:]
    for (position, line) in lines.enumerated() {
      let text = "\(context.text(line.reference)) \(context.text(line.text))".lowercased()
      var words = Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
      words.formUnion(
        text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init))
      words.formUnion(words.map { $0.trimmingPunctuation() })
      for word in words where word.utf8.count > 3 { index[word, default: []].append(position) }
    }
    return index
  }

  /// Bank lines with a name as a whole word of their text, in no order.
  func lines(naming name: Symbol) -> [Int] {
    name.isNone ? [] : words[context.text(name).lowercased()] ?? []
  }

  func settlement(_ payout: Int) -> Settlement {
    context.snapshot.settlements[Int(payouts[payout].settlement)]
  }

  func isCredit(_ line: Int, _ currency: Currency) -> Bool {
    lines[line].currency == currency && lines[line].amount > 0
  }

  func isInWindow(_ line: Int, _ date: CalendarDate) -> Bool {
    let days = lines[line].bookingDate.days(since: date)
    return days >= -context.settings.bankDaysBefore && days <= context.settings.bankDaysAfter
  }

  /// Whether a bank line comes before another: by day, amount and place.
  func precedes(_ lhs: Int, _ rhs: Int) -> Bool {
    let (left, right) = (lines[lhs], lines[rhs])
    if left.bookingDate != right.bookingDate { return left.bookingDate < right.bookingDate }
    if left.amount != right.amount { return left.amount < right.amount }
    return context.places(left.provenance, precede: right.provenance)
  }

  /// `currency`: the match's; a line in another one has no amount in it.
  func side(ofLine line: Int, in currency: Currency) -> Match.Side {
    Match.Side(
      key: lineKeys[line], evidence: [context.snapshot.evidence(lines[line].provenance)],
      amount: lines[line].currency == currency ? lines[line].amount : nil)
  }

  func side(ofPayout payout: Int) -> Match.Side {
    Match.Side(
      key: payoutKeys[payout],
      evidence: [context.snapshot.evidence(settlement(payout).provenance)],
      amount: payouts[payout].amount)
  }
}

extension String {
  /// The word without punctuation at its ends.
  fileprivate func trimmingPunctuation() -> String {
    let isCore = { (character: Character) in character.isLetter || character.isNumber }
    guard let start = firstIndex(where: isCore), let end = lastIndex(where: isCore) else {
      return ""
    }
    return String(self[start...end])
  }
}
