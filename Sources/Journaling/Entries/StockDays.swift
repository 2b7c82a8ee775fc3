import Accounting

/// What a movement of stock or of its cost came of; each cause has an entry of its own a day.
///
/// What a later settlement brings of an earlier day leaves the entries of that day as they were:
/// they may be exported.
struct StockCause: Hashable {
  /// The settlement that a line named from the start, or -1.
  var settlement: Int32
  /// The source of the settlement line, or none.
  var source: Symbol

  /// Receipts, charges, shipments and returns, as our own files tell them.
  static let ourFiles = StockCause(settlement: -1, source: .none)

  private init(settlement: Int32, source: Symbol) {
    self.settlement = settlement
    self.source = source
  }

  init(_ line: SettlementLine) {
    settlement = line.naming == .byRow ? line.settlement : -1
    source = line.source
  }
}

/// The stock postings of each day and cause: a pair of accounts per kind of movement and document.
struct StockDays {
  enum Kind: UInt8 {
    case received, landed, landedAfterSale, shipped, settled, returned, returnedUnsettled
    case settledAfterReturn, writtenDown, coveredAfterSale

    var isGoodsIn: Bool { self == .received || self == .landed || self == .landedAfterSale }
  }

  private struct Key: Hashable {
    var date: CalendarDate
    var cause: StockCause
    var document: Int32
    var kind: Kind
  }

  private struct Sum {
    var debit: Account
    var credit: Account
    var amount: Int64 = 0
    var lines: [Int32] = []
  }

  /// What one entry is made of.
  struct Day {
    var date: CalendarDate
    var cause: StockCause
    var postings: [Posting] = []
    /// Whether nothing left or came back from a buyer.
    var isOnlyGoodsIn = true
  }

  private struct DayKey: Hashable {
    var date: CalendarDate
    var cause: StockCause
  }

  private var positions: [Key: Int] = [:]
  private var sums: [(key: Key, sum: Sum)] = []
  private var last: (key: Key, position: Int)?

  mutating func add(
    _ kind: Kind, _ date: CalendarDate, _ cause: StockCause, _ provenance: Provenance,
    debit: Account, credit: Account, _ amount: Int64
  ) {
    if amount == 0 { return }
    let key = Key(date: date, cause: cause, document: provenance.document, kind: kind)
    let position: Int
    if let last, last.key == key {
      position = last.position
    } else {
      position = positions[key] ?? sums.count
      if position == sums.count {
        positions[key] = position
        sums.append((key, Sum(debit: debit, credit: credit)))
      }
      last = (key, position)
    }
    sums[position].sum.amount += amount
    sums[position].sum.lines.append(provenance.line)
  }

  /// The postings of every day and cause, in the order in which they were first added to.
  func days(_ snapshot: LedgerSnapshot, _ currency: Currency) -> [Day] {
    var places: [DayKey: Int] = [:]
    var days: [Day] = []
    for (key, sum) in sums {
      let day = DayKey(date: key.date, cause: key.cause)
      let place = places[day] ?? days.count
      if place == days.count {
        places[day] = place
        days.append(Day(date: key.date, cause: key.cause))
      }
      days[place].isOnlyGoodsIn = days[place].isOnlyGoodsIn && key.kind.isGoodsIn
      var lines = LineRanges()
      for line in sum.lines.sorted() { lines.insert(line) }
      let file = snapshot.documents[Int(key.document)].name
      for (account, amount) in [(sum.debit, sum.amount), (sum.credit, -sum.amount)] {
        days[place].postings.append(
          Posting(
            account: account, amount: amount, base: amount, currency: currency,
            sourceLines: lines, sourceFile: file))
      }
    }
    return days
  }
}
