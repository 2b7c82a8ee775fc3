import Accounting
import Hashing

extension JournalBuilder {
  /// Recipe R9, the change of currency inside a channel: one entry per exchange.
  ///
  /// Every currency has its legs on clearing and one on CurrencyConversion, so that each currency
  /// sums to zero, and each leg's functional amount is at its own currency's rate of the day:
  /// what the channel's rate differs by stays on CurrencyConversion.
  mutating func postConversions() {
    let lines = snapshot.settlementLines
    let legs = lines.positions { $0.event == .conversion }.filter { index in
      let line = lines[index]
      return isInBooks(line.date) && (line.settlement < 0 || !isHeld[Int(line.settlement)])
    }
    for exchange in exchanges(legs) { postExchange(exchange) }
  }

  private struct ExchangeKey: Hashable {
    var source: Symbol
    var date: CalendarDate
    var reference: Symbol
    /// Where no reference ties the legs, their instant does.
    var seconds: Int64
  }

  /// The legs that belong together: by reference where it ties two currencies, else by instant.
  private func exchanges(_ legs: [Int]) -> [[Int]] {
    let byReference = Dictionary(grouping: legs) { index in
      let line = snapshot.settlementLines[index]
      return ExchangeKey(
        source: line.source, date: line.date, reference: line.reference, seconds: 0)
    }
    var exchanges: [[Int]] = []
    var loose: [Int] = []
    for (key, legs) in byReference {
      let currencies = Set(legs.map { snapshot.settlementLines[$0].currency })
      if !key.reference.isNone && currencies.count > 1 {
        exchanges.append(legs)
      } else {
        loose += legs
      }
    }
    let byInstant = Dictionary(grouping: loose) { index in
      let line = snapshot.settlementLines[index]
      return ExchangeKey(
        source: line.source, date: line.date, reference: .none, seconds: line.postedAt.seconds)
    }
    exchanges += byInstant.values
    // Where currencies lack a rate, which exchange notes it first must not depend on hashing.
    return exchanges.map { legs in legs.sorted { precedes(provenance($0), provenance($1)) } }
      .sorted { precedes(provenance($0[0]), provenance($1[0])) }
  }

  private func provenance(_ index: Int) -> Provenance { snapshot.settlementLines[index].provenance }

  private mutating func postExchange(_ legs: [Int]) {
    let first = snapshot.settlementLines[legs[0]]
    let source = snapshot.symbols[first.source]
    let clearing = Account.clearing(sourceTitle(source))
    var postings: [Posting] = []
    for index in legs {
      let line = snapshot.settlementLines[index]
      guard let base = base(line.amount, line.currency, on: line.date, source: source) else {
        return
      }
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
    judgeExchange(legs)
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
