import Accounting

/// Two books, or one under two configurations, looked at side by side.
package struct ParallelRun: Sendable {
  /// What differs: how records meet, what is posted, or how exceptions stand and age.
  package enum Kind: String, Sendable, CaseIterable {
    case match, posting, balance, exception
  }

  package struct Difference: Sendable {
    package var kind: Kind
    /// The match, the entry, the account or the exception.
    package var key: String
    package var what: String
    /// What each side has; empty where it has nothing of that name.
    package var a: String
    package var b: String
  }

  package let period: AccountingPeriod
  package let asOf: CalendarDate
  /// By kind, then by key.
  package var differences: [Difference] = []
  /// What of a configuration does not show in this comparison.
  package var warnings: [String] = []

  package func count(_ kind: Kind) -> Int { differences.count { $0.kind == kind } }
}

/// Compares what two sides would report for a period; neither is changed.
///
/// `other`: the second books; the first once more where only the configuration is another.
/// `asOf`: the day that ages count to, by default the period's last.
/// - Throws: `BooksError` or `LedgerError` when a side cannot be read.
package func parallelRun(
  _ books: String, _ other: String, configuration: String?, period: AccountingPeriod,
  asOf: CalendarDate?
) throws -> ParallelRun {
  let day = asOf ?? period.lastDay
  let a = try Facts(
    BooksView(books, configuration: nil, period: period, asOf: day), period, asOf: day)
  let b = try Facts(
    BooksView(other, configuration: configuration, period: period, asOf: day), period, asOf: day)
  var run = ParallelRun(period: period, asOf: day)
  run.warnings = Set(a.warnings + b.warnings).sorted()
  for kind in ParallelRun.Kind.allCases {
    let (left, right) = (a.facts[kind] ?? [:], b.facts[kind] ?? [:])
    for key in Set(left.keys).union(right.keys).sorted() where left[key] != right[key] {
      run.differences.append(
        ParallelRun.Difference(
          kind: kind, key: key, what: (left[key] ?? right[key])?.what ?? "",
          a: left[key]?.standing ?? "", b: right[key]?.standing ?? ""))
    }
  }
  return run
}

/// What one side says, by kind and by a key that both sides share.
private struct Facts {
  struct Fact: Equatable {
    var what: String
    var standing: String

    static func == (lhs: Self, rhs: Self) -> Bool { lhs.standing == rhs.standing }
  }

  private(set) var facts: [ParallelRun.Kind: [String: Fact]] = [:]
  var warnings: [String] { view.warnings }
  private let view: BooksView
  private let period: AccountingPeriod
  private let asOf: CalendarDate

  init(_ view: BooksView, _ period: AccountingPeriod, asOf: CalendarDate) {
    self.view = view
    self.period = period
    self.asOf = asOf
    facts[.match] = matches().merging(orders()) { first, _ in first }
    facts[.posting] = postings()
    facts[.balance] = balances()
    facts[.exception] = exceptions()
  }

  private func matches() -> [String: Fact] {
    var facts: [String: Fact] = [:]
    for match in view.result.matches.matches where match.date.period <= period {
      let places = (match.external + match.internal).flatMap(\.evidence)
      facts[MatchEntry.id(of: match)] = Fact(
        what: "\(match.kind.rawValue) \(places.prefix(4).joined(separator: " "))",
        standing: "\(match.state.rawValue) by \(match.rule.rawValue)")
    }
    return facts
  }

  /// How many settlement lines each order has found, and what they come to in each currency.
  private func orders() -> [String: Fact] {
    struct Key: Hashable {
      let order: Int32
      let currency: Currency
    }
    let matches = view.result.matches
    let lines = view.result.snapshot.settlementLines
    var sums: [Key: (count: Int, amount: Int64)] = [:]
    for (position, order) in matches.orderOfSettlementLine.enumerated() where order >= 0 {
      let item = lines.items[Int(lines.amounts[position].item)]
      if item.date.period > period { continue }
      let key = Key(order: order, currency: item.currency)
      let sum = sums[key] ?? (0, 0)
      sums[key] = (sum.count + 1, sum.amount.addingClamped(lines.amounts[position].amount))
    }
    let symbols = view.result.snapshot.symbols
    var facts: [String: Fact] = [:]
    for (key, sum) in sums.sorted(by: { $0.key.currency < $1.key.currency }) {
      let order = matches.orders[Int(key.order)]
      let amount = decimalText(sum.amount, digits: key.currency.minorDigits)
      let standing = "\(sum.count) settlement lines, \(amount) \(key.currency.code)"
      let name = "\(symbols[order.channel])|\(symbols[order.orderId])"
      let earlier = facts[name].map { $0.standing + "; " } ?? ""
      facts[name] = Fact(
        what: "order \(symbols[order.orderId]) on \(symbols[order.channel])",
        standing: earlier + standing)
    }
    return facts
  }

  private func postings() -> [String: Fact] {
    var facts: [String: Fact] = [:]
    for entry in view.result.journal.entries where entry.period == period {
      let postings = entry.postings.map { posting in
        let own = decimalText(posting.amount, digits: posting.currency.minorDigits)
        let base = decimalText(posting.base, digits: functional.minorDigits)
        let converted = posting.currency == functional ? "" : " (\(base) \(functional.code))"
        return "\(posting.account.name) \(own) \(posting.currency.code)\(converted)"
      }
      facts[entry.id] = Fact(
        what: "\(entry.date) \(entry.description)",
        standing: postings.sorted().joined(separator: "; "))
    }
    return facts
  }

  private var functional: Currency { view.settings.functionalCurrency }

  /// Each account's balance at the end of the period.
  private func balances() -> [String: Fact] {
    struct Key: Hashable {
      let account: Account
      let currency: Currency
    }
    var sums: [Key: Int64] = [:]
    for entry in view.result.journal.entries where entry.period <= period {
      for posting in entry.postings {
        let key = Key(account: posting.account, currency: posting.currency)
        sums[key] = sums[key, default: 0].addingClamped(posting.amount)
      }
    }
    var facts: [String: Fact] = [:]
    for (key, sum) in sums where sum != 0 {
      facts["\(key.account.name) \(key.currency.code)"] = Fact(
        what: "balance at the end of \(period)",
        standing: "\(decimalText(sum, digits: key.currency.minorDigits)) \(key.currency.code)")
    }
    return facts
  }

  private func exceptions() -> [String: Fact] {
    var facts: [String: Fact] = [:]
    for record in view.exceptions where record.period <= period {
      guard record.isOpen || record.closedOn.map(period.contains) ?? false else { continue }
      let finding = record.discrepancy
      let currency = finding.currency ?? functional
      var words = [
        finding.code.rawValue, record.severity.name, record.state.rawValue, record.owner,
      ]
      if let due = record.due { words.append("due \(due)") }
      words.append("\(max(0, asOf.days(since: finding.eventDate))) days old")
      if let difference = finding.difference {
        words.append("\(decimalText(difference, digits: currency.minorDigits)) \(currency.code)")
      }
      if record.isOpen && finding.note.contains(ExceptionLife.fadedNote) {
        words.append("no longer found")
      }
      let name = finding.orderId.isEmpty ? finding.settlementId : finding.orderId
      facts[record.id] = Fact(
        what: [finding.code.title, name].filter { !$0.isEmpty }.joined(separator: ", "),
        standing: words.joined(separator: ", "))
    }
    return facts
  }
}
