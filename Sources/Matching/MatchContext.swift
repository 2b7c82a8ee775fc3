import Accounting

/// What every rule may look at: the ledger, the entity's choices, and the day the run counts to.
final class MatchContext: Sendable {
  let snapshot: LedgerSnapshot
  let settings: Settings
  let rates: RateTable
  let asOf: CalendarDate
  let sources: SourceIndex
  /// Positions of the settlement lines that are no sale, refund or fee: few, and looked for often.
  let rareLines: [Int]
  let stated: StatedAmounts

  init(snapshot: LedgerSnapshot, settings: Settings, rates: RateTable, asOf: CalendarDate) {
    self.snapshot = snapshot
    self.settings = settings
    self.rates = rates
    self.asOf = asOf
    self.sources = SourceIndex(snapshot, settings)
    stated = StatedAmounts(snapshot.settlementLines)
    rareLines = snapshot.settlementLines.positions { $0.event.isRare || $0.component == .dispute }
  }

  func text(_ symbol: Symbol) -> String { snapshot.symbols[symbol] }

  /// The marketplace of a settlement, else the name of its source.
  func channel(of settlement: Settlement) -> String {
    settlement.marketplace.isNone
      ? sourceTitle(text(settlement.source)) : text(settlement.marketplace)
  }

  /// An amount in the functional currency at a day's rate; 0 when there is no rate, since an
  /// impact is an indication and FX-02 tells of the rate.
  func functional(_ amount: Int64, _ currency: Currency, on day: CalendarDate) -> Int64 {
    guard
      let rate = rates.rate(from: currency, to: settings.functionalCurrency, on: day),
      let converted = try? rate.convert(amount)
    else { return 0 }
    return converted
  }

  /// `file:line` of the first few records: enough to start from, short enough to read.
  func evidence(_ provenances: some Sequence<Provenance>, max: Int = 8) -> [String] {
    let places = Array(provenances)
    if places.count < 2 { return places.map { snapshot.evidence($0) } }
    if places.dropFirst().allSatisfy({ $0.document == places[0].document }) {
      return firstLines(of: places, max: max).map { snapshot.evidence($0) }
    }
    let sorted = Set(places.map { snapshot.evidence($0) })
    return Array(sorted.sorted { evidenceOrder($0, $1) }.prefix(max))
  }

  /// The first places of one document, each once.
  private func firstLines(of places: [Provenance], max: Int) -> [Provenance] {
    var first: [Provenance] = []
    for place in places.sorted(by: { $0.line < $1.line }) where place != first.last {
      if first.count == max { break }
      first.append(place)
    }
    return first
  }

  /// Whether a record stands before another: by file, then by line.
  func places(_ lhs: Provenance, precede rhs: Provenance) -> Bool {
    if lhs.document == rhs.document { return lhs.line < rhs.line }
    let (left, right) = (
      snapshot.documents[Int(lhs.document)].name, snapshot.documents[Int(rhs.document)].name
    )
    return left == right ? lhs.line < rhs.line : left < right
  }

  /// By file, then by line as a number.
  private func evidenceOrder(_ lhs: String, _ rhs: String) -> Bool {
    let (left, right) = (lhs.lastIndex(of: ":"), rhs.lastIndex(of: ":"))
    guard let left, let right, lhs[..<left] == rhs[..<right] else { return lhs < rhs }
    return (Int(lhs[lhs.index(after: left)...]) ?? 0) < (Int(rhs[rhs.index(after: right)...]) ?? 0)
  }
}

/// Which source settles which channel, by symbol, so that no rule compares names in a loop.
struct SourceIndex: Sendable {
  private var bySourceSymbol: [Symbol: SourceSettings] = [:]
  private var byChannel: [Symbol: SourceSettings] = [:]
  /// By source, the channels of the ledger's orders that it settles.
  private var channels: [Symbol: Set<Symbol>] = [:]

  init(_ snapshot: LedgerSnapshot, _ settings: Settings) {
    for source in settings.sources {
      if let symbol = snapshot.symbols.find(source.name) { bySourceSymbol[symbol] = source }
    }
    for channel in snapshot.orderChannels {
      let name = snapshot.symbols[channel]
      if let source = settings.source(settling: name) { byChannel[channel] = source }
      for (symbol, source) in bySourceSymbol where source.settles(channel: name) {
        channels[symbol, default: []].insert(channel)
      }
    }
  }

  func source(_ symbol: Symbol) -> SourceSettings? { bySourceSymbol[symbol] }
  func source(settling channel: Symbol) -> SourceSettings? { byChannel[channel] }

  /// Whether a source settles the orders of a channel.
  func isSettled(_ channel: Symbol, by source: Symbol) -> Bool {
    channels[source]?.contains(channel) ?? false
  }
}

extension LineEvent {
  fileprivate var isRare: Bool {
    switch self {
    case .sale, .refund, .charge, .unknown, .memo, .reimbursement, .stated: false
    default: true
    }
  }
}
