import Accounting
import DelimitedText

/// `expected.csv`: what is ours and has not arrived by the end of the period, with its due date.
struct ExpectedReport {
  static let columns = [
    "kind", "source", "item", "order_id", "since", "due", "age_days", "days_overdue", "currency",
    "amount", "state", "evidence",
  ]

  /// Of the period, in order of kind, source, item and day.
  let amounts: [ExpectedAmount]
  private let scope: ReportScope
  private let snapshot: LedgerSnapshot

  init(_ index: ReportIndex, _ scope: ReportScope) {
    self.scope = scope
    snapshot = index.data.snapshot
    amounts = index.data.matches.expected.filter { $0.since <= scope.period.lastDay }
  }

  var bytes: [UInt8] {
    var writer = DelimitedWriter(columns: Self.columns)
    for amount in amounts {
      writer.number(amount.kind.rawValue)
      writer.text(amount.source)
      writer.text(amount.item)
      writer.text(amount.orderId)
      writer.date(amount.since)
      writer.date(amount.due)
      writer.whole(scope.age(of: amount.since))
      writer.whole(scope.age(of: amount.due))
      writer.text(amount.currency.code)
      writer.amount(amount.amount, amount.currency)
      writer.number(scope.asOf > amount.due ? "overdue" : "waiting")
      writer.text(snapshot.evidence(amount.provenance))
      writer.endRecord()
    }
    return writer.bytes
  }

  /// What waits and what is overdue, by kind, source and currency.
  struct Total {
    let kind: ExpectedAmount.Kind
    let source: String
    let currency: Currency
    var count = 0
    var waiting: Int64 = 0
    /// By days past the due date: 1 to 7, 8 to 30, 31 to 60, 61 to 90, more.
    var overdue: [Int64] = [0, 0, 0, 0, 0]
    var nextDue: CalendarDate?
  }

  static let buckets = ["1-7", "8-30", "31-60", "61-90", "over 90"]
  private static let bucketDays = [7, 30, 60, 90, Int.max]

  func totals() throws -> [Total] {
    var totals: [Total] = []
    for amount in amounts {
      let known = totals.firstIndex {
        $0.kind == amount.kind && $0.source == amount.source && $0.currency == amount.currency
      }
      let place = known ?? totals.count
      if known == nil {
        totals.append(Total(kind: amount.kind, source: amount.source, currency: amount.currency))
      }
      totals[place].count += 1
      let late = scope.asOf.days(since: amount.due)
      if late > 0 {
        let bucket = Self.bucketDays.firstIndex { late <= $0 } ?? 0
        try totals[place].overdue[bucket].add(amount.amount)
      } else {
        try totals[place].waiting.add(amount.amount)
        totals[place].nextDue = min(totals[place].nextDue ?? amount.due, amount.due)
      }
    }
    return totals.sorted {
      ($0.kind.rawValue, $0.source, $0.currency) < ($1.kind.rawValue, $1.source, $1.currency)
    }
  }
}
