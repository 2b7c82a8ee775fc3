/// One amount on one account.
///
/// Debit positive, credit negative.
package struct Posting: Sendable {
  package var account: Account
  /// Minor units of the entry's currency.
  package var amount: Int64
  /// Minor units of the functional currency.
  package var base: Int64
  /// For the currency legs of a conversion; else the entry's currency.
  package var currency: Currency
  /// What an open balance of a clearing, reserve, in-transit or suspense account would be listed
  /// as: a settlement, a `file:line`, a chain.
  ///
  /// Empty on other accounts.
  package var item: String
  /// The lines of the entry's document behind this posting.
  package var sourceLines: LineRanges
  package var orderId: String
  /// The document the source lines count in, where the entry is over several; else empty.
  package var sourceFile: String

  package init(
    account: Account, amount: Int64, base: Int64, currency: Currency, item: String = "",
    sourceLines: LineRanges = LineRanges(), orderId: String = "", sourceFile: String = ""
  ) {
    self.account = account
    self.amount = amount
    self.base = base
    self.currency = currency
    self.item = item
    self.sourceLines = sourceLines
    self.orderId = orderId
    self.sourceFile = sourceFile
  }
}

/// A dated set of postings that balances in every currency and in the functional currency.
package struct JournalEntry: Sendable {
  /// A hash of what the entry is about, the same on every run.
  package var id: String
  package var date: CalendarDate
  package var description: String
  /// The posting recipe, for example `R1`.
  package var rule: String
  package var settlementId: String
  /// The name of the document the source lines count in; empty for entries over many documents.
  package var sourceFile: String
  package var postings: [Posting]

  package init(
    id: String, date: CalendarDate, description: String, rule: String, settlementId: String,
    sourceFile: String, postings: [Posting]
  ) {
    self.id = id
    self.date = date
    self.description = description
    self.rule = rule
    self.settlementId = settlementId
    self.sourceFile = sourceFile
    self.postings = postings
  }

  package var period: AccountingPeriod { date.period }

  /// The document that the source lines of one of the entry's postings count in.
  package func sourceFile(of posting: Posting) -> String {
    posting.sourceFile.isEmpty ? sourceFile : posting.sourceFile
  }

  /// Debits equal credits, in each currency and in the functional currency.
  package var isBalanced: Bool {
    var byCurrency: [Currency: Int64] = [:]
    var base: Int64 = 0
    for posting in postings {
      byCurrency[posting.currency, default: 0] += posting.amount
      base += posting.base
    }
    return base == 0 && byCurrency.values.allSatisfy { $0 == 0 }
  }
}

/// Line numbers, kept as runs: `12-480` or `3,7-9`.
package struct LineRanges: Sendable, Equatable {
  package private(set) var runs: [ClosedRange<Int32>] = []
  /// Runs kept before they are merged into the one that covers them all.
  private static let runsMax = 16
  /// One run stands for all lines from the first to the last, other lines among them.
  private var isCovering = false

  package init() {}

  /// Adds a line; lines come in ascending order or are merged into what is there.
  package mutating func insert(_ line: Int32) {
    guard let last = runs.last else {
      runs.append(line...line)
      return
    }
    if last.contains(line) { return }
    if line == last.upperBound + 1 {
      runs[runs.count - 1] = last.lowerBound...line
    } else if line > last.upperBound && runs.count < Self.runsMax && !isCovering {
      runs.append(line...line)
    } else {
      isCovering = true
      runs = [min(line, runs[0].lowerBound)...max(line, last.upperBound)]
    }
  }

  package var text: String {
    runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }
}

/// Which margin column a settlement line feeds.
package enum MarginColumn: UInt8, Sendable { case revenue, discounts, refunds, fees }

/// The part of a settlement line that reached an income or expense account, in the functional
/// currency, settlement sign.
package struct MarginShare: Sendable {
  /// A position in `LedgerSnapshot.orderLines`, or -1 where only the order or nothing is known.
  package var orderLine: Int32
  /// The settlement line it came from.
  package var settlementLine: Int32
  package var date: CalendarDate
  package var column: MarginColumn
  package var base: Int64

  package init(
    orderLine: Int32, settlementLine: Int32, date: CalendarDate, column: MarginColumn, base: Int64
  ) {
    self.orderLine = orderLine
    self.settlementLine = settlementLine
    self.date = date
    self.column = column
    self.base = base
  }

  /// Whether both count in one place of the margin.
  package func isAlike(_ other: Self) -> Bool {
    orderLine == other.orderLine && date == other.date && column == other.column
  }
}

/// Cost that entered cost of sales for an order line, positive = expense.
package struct CostShare: Sendable {
  package var orderLine: Int32
  package var date: CalendarDate
  package var cost: Int64
  package var landed: Int64

  package init(orderLine: Int32, date: CalendarDate, cost: Int64, landed: Int64) {
    self.orderLine = orderLine
    self.date = date
    self.cost = cost
    self.landed = landed
  }
}

package struct JournalResult: Sendable {
  /// Sorted by date, then id.
  package var entries: [JournalEntry] = []
  /// The parts of settlement lines that belong to margins, in as many lists as made them: one
  /// list would hold everything twice while it is put together.
  package var shareParts: [[MarginShare]] = []
  package var costShares: [CostShare] = []
  /// By settlement line that is a payment without parts: the parts it was booked in.
  package var grossParts: [Int32: [GrossPart]] = [:]
  /// By order line in another currency than the functional one: revenue less discounts and
  /// refunds, minor units of the order line's own currency.
  package var unrefunded: [Int32: Int64] = [:]
  package var discrepancies: [Discrepancy] = []

  package init() {}

  /// All of `shareParts`.
  package var marginShares: [MarginShare] {
    get { shareParts.flatMap(\.self) }
    set { shareParts = [newValue] }
  }
}
