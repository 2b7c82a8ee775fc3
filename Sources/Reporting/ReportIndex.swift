import Accounting
import Mustache

/// What every period's reports look up, worked out once for all of them.
package struct ReportIndex: Sendable {
  package let data: CloseData
  let balances: Balances
  let lines: LineTotals
  let settlements: SettlementIndex
  let stock: StockIndex
  let margin: MarginIndex
  let unaccrued: UnaccruedRevenue
  let lives: LineLives
  let ratedFees: Set<RatedFee>
  let exceptions: ExceptionIndex
  /// Positions in `LedgerSnapshot.statementLines`, in order of date, file and line.
  let bankLines: [Int]
  /// In order of file and place.
  let quarantined: [QuarantinedRow]
  let templates: MustacheLibrary
  /// Matches that stand: those named one by one, and orders found by their key.
  let matchCount: Int

  /// - Throws: `AmountOverflow` when a total grows beyond 64 bits.
  package init(_ data: CloseData) throws {
    self.data = data
    let functional = data.settings.functionalCurrency
    // Four parts that take about as long as each other.
    ((lines, stock), (exceptions, balances)) = try sideBySide({
      try sideBySide({ try LineTotals(data) }, { try StockIndex(data) })
    }) {
      try sideBySide({ ExceptionIndex(data.exceptions, functional: functional) }) {
        try Balances(data.journal.entries, carried: CarriedItem.all(data.snapshot))
      }
    }
    settlements = SettlementIndex(data, lines)
    margin = MarginIndex(data.margin, data.snapshot.symbols)
    unaccrued = try UnaccruedRevenue(data)
    lives = LineLives(data.snapshot, data.matches, zone: data.settings.zone)
    ratedFees = RatedFee.all(data)
    let snapshot = data.snapshot
    bankLines = snapshot.statementLines.indices.sorted {
      let (left, right) = (snapshot.statementLines[$0], snapshot.statementLines[$1])
      if left.bookingDate != right.bookingDate { return left.bookingDate < right.bookingDate }
      return snapshot.place(left.provenance) < snapshot.place(right.provenance)
    }
    quarantined = snapshot.quarantined.sorted {
      let (left, right) = (snapshot.place($0.provenance), snapshot.place($1.provenance))
      return left == right ? ($0.byteOffset, $0.id) < ($1.byteOffset, $1.id) : left < right
    }
    templates = try PageTemplates.library()
    matchCount = data.matches.standingCount
  }

  var functional: Currency { data.settings.functionalCurrency }
}

extension MatchResult {
  fileprivate var standingCount: Int {
    var isFound = [Bool](repeating: false, count: orders.count)
    for order in orderOfSettlementLine where order >= 0 { isFound[Int(order)] = true }
    return matches.count { $0.state == .confirmed } + isFound.count { $0 }
  }
}

extension LedgerSnapshot {
  /// File, hash and line: an order of records that does not depend on when they arrived.
  func place(_ provenance: Provenance) -> (String, String, Int32) {
    let document = documents[Int(provenance.document)]
    return (document.name, document.sha256, provenance.line)
  }

  func fileName(_ provenance: Provenance) -> String { documents[Int(provenance.document)].name }
}
