import Accounting

/// Settlements that several rows tell of, until the end of the document.
struct PendingSettlements {
  struct Record {
    var id: String
    var marketplace: String
    var currency: Currency
    var startsAt: Int64?
    var endsAt: Int64?
    var depositAt: Int64?
    var declaredTotal: Int64?
    var bankReference: String
    var payoutStatus: Int64?
    var payoutKind: Int64?
    /// The total is shown with either sign; see ``settleSigns(rows:)``.
    var hasEitherSign = false
    var line: Int
  }

  private var records: [String: Record] = [:]

  /// Adds what a row says of a settlement; what came first stays, a declared total comes on top,
  /// of several dates of deposit the last counts, and of several states of the payout the later.
  mutating func merge(_ record: Record) throws {
    guard var known = records[record.id] else {
      records[record.id] = record
      return
    }
    known.depositAt = [known.depositAt, record.depositAt].compactMap { $0 }.max()
    if known.bankReference.isEmpty { known.bankReference = record.bankReference }
    known.payoutStatus = [known.payoutStatus, record.payoutStatus].compactMap { $0 }.max()
    known.payoutKind = [known.payoutKind, record.payoutKind].compactMap { $0 }.max()
    if let declared = record.declaredTotal {
      let (sum, overflow) = (known.declaredTotal ?? 0).addingReportingOverflow(declared)
      if overflow { throw Totals.overflow(line: record.line) }
      known.declaredTotal = sum
      known.hasEitherSign = record.hasEitherSign
      known.line = record.line
    }
    records[record.id] = known
  }

  /// Turns totals that are shown with the other sign.
  ///
  /// Such a one is the negative of what the settlement's rows come to; or, in a document that shows
  /// none with the contract's own sign, nearer to them with the other.
  ///
  /// `rows`: what the rows of a settlement come to, as far as this document has them.
  mutating func settleSigns(rows: (Record) -> Int64) {
    let open = records.values.filter { $0.hasEitherSign }
    let showsOwn = open.contains { ($0.declaredTotal ?? 0) > 0 }
    for record in open {
      guard let declared = record.declaredTotal, declared != 0 else { continue }
      let sum = rows(record)
      let isOpposite = sum != 0 && sum != declared && sum.signum() != declared.signum()
      if sum == -declared || (isOpposite && !showsOwn) {
        records[record.id]?.declaredTotal = -declared
      }
    }
  }

  /// In order of number.
  var sorted: [Record] { records.values.sorted { $0.id < $1.id } }
}
