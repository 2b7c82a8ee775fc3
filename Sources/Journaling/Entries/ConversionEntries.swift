import Accounting
import Hashing

extension JournalBuilder {
  /// Recipe R9, the change of currency inside a channel: one entry per exchange.
  ///
  /// Every currency has its legs on clearing and one on CurrencyConversion, so that each currency
  /// sums to zero, and each leg's functional amount is at its own currency's rate of the day:
  /// what the channel's rate differs by stays on CurrencyConversion. One row that has both legs
  /// states its own rate: what was given is then worth what came.
  mutating func postConversions() {
    let lines = snapshot.settlementLines
    let legs = lines.positions { $0.event == .conversion }.filter { index in
      let line = lines[index]
      return isInBooks(line.date) && (line.settlement < 0 || !isHeld[Int(line.settlement)])
    }
    for exchange in exchanges(legs) { postExchange(exchange) }
  }

  /// What ties the legs of an exchange, the surest first.
  private enum Tie: CaseIterable {
    /// The channel's number of the exchange.
    case reference
    /// The number of the transaction that both legs belong to.
    case adjustment
    case instant
    /// Two legs of one day that nothing else tells apart from others.
    case day
  }

  private struct ExchangeKey: Hashable {
    var source: Symbol
    var date: CalendarDate
    var number = Symbol.none
    var seconds: Int64 = 0
  }

  /// The legs that belong together; one whose other legs cannot be told stands alone.
  private func exchanges(_ legs: [Int]) -> [[Int]] {
    var exchanges: [[Int]] = []
    var open = legs
    for tie in Tie.allCases {
      let groups = Dictionary(grouping: open) { key(tie, snapshot.settlementLines[$0]) }
      open = []
      for (key, legs) in groups {
        if key != nil && isExchange(legs, tie) { exchanges.append(legs) } else { open += legs }
      }
    }
    exchanges += open.map { [$0] }
    // Where currencies lack a rate, which exchange notes it first must not depend on hashing.
    return exchanges.map { legs in legs.sorted { precedes(provenance($0), provenance($1)) } }
      .sorted { precedes(provenance($0[0]), provenance($1[0])) }
  }

  private func key(_ tie: Tie, _ line: SettlementLine) -> ExchangeKey? {
    var key = ExchangeKey(source: line.source, date: line.date)
    switch tie {
    case .reference: key.number = line.reference
    case .adjustment: key.number = line.adjustment
    case .instant: key.seconds = line.postedAt.seconds
    case .day: return key
    }
    return key.number.isNone && key.seconds == 0 ? nil : key
  }

  private func isExchange(_ legs: [Int], _ tie: Tie) -> Bool {
    let lines = legs.map { snapshot.settlementLines[$0] }
    guard Set(lines.map(\.currency)).count > 1 else { return false }
    return tie != .day || (lines.count == 2 && (lines[0].amount < 0) != (lines[1].amount < 0))
  }

  private func provenance(_ index: Int) -> Provenance { snapshot.settlementLines[index].provenance }

  private mutating func postExchange(_ legs: [Int]) {
    let first = snapshot.settlementLines[legs[0]]
    let source = snapshot.symbols[first.source]
    let clearing = Account.clearing(sourceTitle(source))
    var postings: [Posting] = []
    var bases: [Int64] = []
    for line in legs.map({ snapshot.settlementLines[$0] }) {
      guard let base = base(line.amount, line.currency, on: line.date, source: source) else {
        return
      }
      bases.append(base)
    }
    let atRowsRate = basesAtRowsRate(legs, bases)
    for (index, base) in zip(legs, atRowsRate ?? bases) {
      let line = snapshot.settlementLines[index]
      var lines = LineRanges()
      lines.insert(line.provenance.line)
      let item = snapshot.clearingItem(
        settlement: line.settlement, source: line.source, currency: line.currency)
      let file = documentName(line.provenance.document)
      postings.append(
        Posting(
          account: clearing, amount: line.amount, base: base, currency: line.currency,
          item: item, sourceLines: lines, sourceFile: file))
      postings.append(
        Posting(
          account: .currencyConversion, amount: -line.amount, base: -base,
          currency: line.currency, sourceLines: lines, sourceFile: file))
    }
    append(exchangeEntry(first, source, legs, postings))
    if atRowsRate == nil { judgeExchange(legs) }
  }

  /// The functional amounts of legs that stand in one row, at that row's rate; `nil` where they do
  /// not, or the rate is farther from the reference rate than a bank's may be.
  private func basesAtRowsRate(_ legs: [Int], _ bases: [Int64]) -> [Int64]? {
    let lines = legs.map { snapshot.settlementLines[$0] }
    let anchor =
      lines.contains { $0.currency == settings.functionalCurrency }
      ? settings.functionalCurrency : lines.first { $0.amount > 0 }?.currency
    guard let anchor, Set(lines.map(\.provenance)).count == 1,
      Set(lines.map(\.currency)).count == 2
    else { return nil }
    let places = lines.indices.filter { lines[$0].currency != anchor }
    let worth = lines.indices.filter { lines[$0].currency == anchor }
      .reduce(Int64(0)) { $0 + bases[$1] }
    let weights = places.map { lines[$0].amount }
    let rest = bases.reduce(0, +)
    guard weights.reduce(0, +) != 0,
      Int128(rest.magnitude) * 10_000
        <= Int128(worth.magnitude) * Int128(settings.bankRateSpread)
    else { return nil }
    var own = bases
    for (place, share) in zip(places, allocate(-worth, by: weights)) { own[place] = share }
    return own
  }

  private func exchangeEntry(
    _ first: SettlementLine, _ source: String, _ legs: [Int], _ postings: [Posting]
  ) -> JournalEntry {
    let amounts = legs.map { index in
      let line = snapshot.settlementLines[index]
      return "\(Money(minorUnits: line.amount, currency: line.currency)) \(line.currency.code)"
    }
    let reference = snapshot.symbols[first.reference]
    return JournalEntry(
      id: stableId(
        "JE", ["conversion", source, reference, first.postedAt.description] + amounts.sorted()),
      date: first.date, description: "\(sourceTitle(source)) currency conversion", rule: "R9",
      settlementId: first.settlement < 0
        ? "" : snapshot.symbols[snapshot.settlements[Int(first.settlement)].settlementId],
      sourceFile: "", postings: postings)
  }
}
