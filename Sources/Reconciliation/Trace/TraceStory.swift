import Accounting

/// One step of a story: when, what, how much, and where it says so.
package struct TraceStep: Sendable, Hashable {
  package var date: CalendarDate
  package var what: String
  package var amount: Money?
  /// `file:line`, or the id of an entry or exception.
  package var evidence: String

  package init(date: CalendarDate, what: String, amount: Money?, evidence: String) {
    self.date = date
    self.what = what
    self.amount = amount
    self.evidence = evidence
  }
}

/// A sum of the story and what it is made of: the parts add up to the amount.
package struct TraceTotal: Sendable {
  package var what: String
  package var parts: [(what: String, amount: Int64)]
  package var currency: Currency

  package init(_ what: String, _ currency: Currency, _ parts: [(what: String, amount: Int64)]) {
    self.what = what
    self.currency = currency
    self.parts = parts
  }

  package var amount: Money {
    Money(minorUnits: parts.reduce(0) { $0.addingClamped($1.amount) }, currency: currency)
  }
}

/// Everything known about one thing, oldest first, and what its amounts come to.
package struct TraceStory: Sendable {
  package var title: String
  package var steps: [TraceStep]
  package var totals: [TraceTotal]

  init(_ title: String, _ steps: [TraceStep], _ totals: [TraceTotal] = []) {
    self.title = title
    self.totals = totals
    self.steps = []
    add(steps)
  }

  /// Adds what another story tells and this one does not.
  mutating func add(_ other: TraceStory) {
    let told = Set(steps.map(\.fact))
    // An entry that is told in one line need not be told posting by posting.
    let entries = Set(steps.map(\.evidence).filter { $0.hasPrefix("JE-") })
    add(other.steps.filter { !told.contains($0.fact) && !entries.contains($0.evidence) })
    add(other.totals)
  }

  /// Adds sums that are not told yet.
  mutating func add(_ more: [TraceTotal]) {
    var told = Set(totals.map(\.fact))
    totals += more.filter { told.insert($0.fact).inserted }
  }

  /// Adds steps that are not told yet, in order of date, place and words.
  mutating func add(_ more: [TraceStep]) {
    var told = Set(steps)
    steps += more.filter { told.insert($0).inserted }
    steps.sort { $0.order < $1.order }
  }
}

extension TraceTotal {
  /// What it says, whatever it is made of.
  fileprivate var fact: [String] { [what, currency.code] + parts.map { "\($0.amount)" } }
}

extension TraceStep {
  /// What it says, in whatever words.
  fileprivate var fact: [String] {
    [date.description, evidence, amount.map { "\($0)" } ?? what]
  }

  /// By day; on one day what our side says comes first, and entries and exceptions come last.
  fileprivate var order: (CalendarDate, Int, String, Int, String) {
    let colon = evidence.lastIndex(of: ":")
    let file = colon.map { String(evidence[..<$0]) } ?? evidence
    let line = colon.flatMap { Int(evidence[evidence.index(after: $0)...]) } ?? 0
    let rank = evidence.hasPrefix("EX-") ? 2 : evidence.hasPrefix("JE-") ? 1 : 0
    return (date, rank, file, line, what)
  }
}
