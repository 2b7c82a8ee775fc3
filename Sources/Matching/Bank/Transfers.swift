import Accounting

extension BankMatching {
  /// Transfers between own accounts that a person confirmed: neither line is a channel's, and
  /// nothing of them is posted.
  mutating func pairTransfers(_ decisions: DecisionBook) {
    if decisions.confirmed.isEmpty { return }
    let lineOf = Dictionary(
      zip(sides.lineKeys, sides.lines.indices), uniquingKeysWith: { first, _ in first })
    for pair in decisions.confirmed {
      guard let credit = lineOf[pair.external], let debit = lineOf[pair.internal],
        isOpen(line: credit), isOpen(line: debit)
      else { continue }
      claimTransfer(credit, debit)
    }
  }

  func transfer(
    _ credit: Int, _ debit: Int, _ rule: Match.Rule, _ state: Match.State, candidates: Int
  ) -> Match {
    let currency = sides.lines[credit].currency
    return Match(
      kind: .transfer, state: state, rule: rule, currency: currency,
      date: min(sides.lines[credit].bookingDate, sides.lines[debit].bookingDate),
      external: [sides.side(ofLine: credit, in: currency)],
      internal: [sides.side(ofLine: debit, in: currency)], candidates: candidates)
  }

  /// Money in that nobody announced, and the same amount out of another account around that day:
  /// suggested, never confirmed by itself.
  func transferSuggestions(_ decisions: DecisionBook) -> [Match] {
    let debits = Dictionary(
      grouping: states.indices.filter { isOpen(line: $0) && sides.lines[$0].amount < 0 },
      by: { -sides.lines[$0].amount })
    if debits.isEmpty { return [] }
    return states.indices.filter { isOpen(line: $0) && states[$0] == .unidentified }
      .flatMap { credit -> [Match] in
        let fitting = (debits[sides.lines[credit].amount] ?? []).filter {
          mayBeTransfer(credit, $0)
            && !decisions.isForbidden(
              sides.lineKeys[credit], sides.lineKeys[$0])
        }.sorted { sides.precedes($0, $1) }
        return fitting.prefix(3).map {
          transfer(credit, $0, .amountAndDate, .suggested, candidates: fitting.count)
        }
      }
  }

  private func mayBeTransfer(_ credit: Int, _ debit: Int) -> Bool {
    let (one, other) = (sides.lines[credit], sides.lines[debit])
    let days = one.bookingDate.days(since: other.bookingDate)
    return one.account != other.account && one.currency == other.currency
      && abs(days) <= sides.context.settings.bankDaysAfter
  }
}

extension BankSides {
  /// Bank lines of cards that name no source: money in there is our own payment of the card.
  var ownCardCredits: Set<Int> {
    let cards = Set(context.snapshot.statements.filter(\.isCard).map(\.account))
    if cards.isEmpty { return [] }
    let sources = context.settings.sources.map(\.name)
    return Set(
      lines.indices.filter { position in
        let line = lines[position]
        guard line.amount > 0, cards.contains(line.account) else { return false }
        let text = "\(context.text(line.reference)) \(context.text(line.text))".lowercased()
        return !sources.contains { text.contains($0) }
      })
  }
}
