import Accounting

/// The entries of one bank account, day by day, whatever files they came in.
struct AccountEntries {
  private struct Entry {
    var day: CalendarDate
    var amount: Int64
  }

  /// In order of days.
  private let days: [CalendarDate]
  /// Of each day, what all entries up to its end come to.
  private let sums: [Int64]
  private var byDocument: [Int32: [Entry]] = [:]

  init(_ lines: [StatementLine]) {
    var byDay: [CalendarDate: Int64] = [:]
    for line in lines {
      byDay[line.bookingDate, default: 0] &+= line.amount
      let entry = Entry(day: line.bookingDate, amount: line.amount)
      for document in [line.provenance.document] + line.otherDocuments {
        byDocument[document, default: []].append(entry)
      }
    }
    days = byDay.keys.sorted()
    var sum: Int64 = 0
    sums = days.map { day in
      sum &+= byDay[day] ?? 0
      return sum
    }
  }

  /// What the entries booked on a day or before come to.
  func total(through day: CalendarDate) -> Int64 {
    var (low, high) = (0, days.count)
    while low < high {
      let middle = (low + high) / 2
      if days[middle] <= day { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : sums[low - 1]
  }

  func total(before day: CalendarDate) -> Int64 { total(through: day.adding(days: -1)) }

  /// What a document's own entries of some days come to.
  func total(of document: Int32, where isWanted: (CalendarDate) -> Bool) -> Int64 {
    (byDocument[document] ?? []).reduce(0) { isWanted($1.day) ? $0 &+ $1.amount : $0 }
  }

  /// The first and the last day on which a document has entries.
  func days(of document: Int32) -> (first: CalendarDate, last: CalendarDate)? {
    let days = (byDocument[document] ?? []).map(\.day)
    guard let first = days.min(), let last = days.max() else { return nil }
    return (first, last)
  }
}
