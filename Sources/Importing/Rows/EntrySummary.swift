import Accounting

/// The entries of the statement under way, as their bank sums them up.
struct EntrySummary {
  var currency: Currency?
  private(set) var credits: (count: Int64, sum: Int64) = (0, 0)
  private(set) var debits: (count: Int64, sum: Int64) = (0, 0)
  /// Entries that are left out, as pending ones are.
  var leftOut: Int64 = 0
  /// Entries whose amount cannot be read.
  private var unreadable: Int64 = 0

  var count: Int64 { credits.count + debits.count + unreadable }
  var net: Int64 { credits.sum &- debits.sum }
  /// All that is in the statement has been read.
  var isWhole: Bool { unreadable == 0 }

  mutating func add(_ amount: Int64?) {
    guard let amount else {
      unreadable += 1
      return
    }
    if amount < 0 {
      debits = (debits.count + 1, debits.sum &- amount)
    } else {
      credits = (credits.count + 1, credits.sum &+ amount)
    }
  }
}

extension RecordMaker {
  /// Holds the entries against what the statement says of them.
  ///
  /// - Throws: ``ImportRefusal`` when it states more entries than it has.
  mutating func check(_ rule: SummaryRule, line: Int) throws {
    let found = entries
    entries = EntrySummary()
    let counted = found.count + found.leftOut
    if let stated = whole(rule.all.count), stated > counted {
      throw ImportRefusal(
        .cm06, reason: "rows_missing",
        message: "the statement states \(stated) entries and has \(counted); fetch it again",
        line: line)
    }
    guard let currency = found.currency else { return }
    let differences =
      [("entries", whole(rule.all.count), found.count)].filter { _, stated, _ in
        stated != counted
      } + (found.isWhole ? differences(rule, found, currency) : [])
    let wrong = differences.filter { $0.1 != nil && $0.1 != $0.2 }.map { text($0, currency) }
    let net = statedNet(rule, found, currency)
    if found.leftOut == 0, let net {
      totals.declare(net, id: cells.text(resolve(rule.of)), currency: currency)
    }
    if wrong.isEmpty { return }
    // What it states may be with the entries that are left out.
    if found.leftOut == 0 { tally.statementFoots = false }
    tally.warn(
      "summary_differs",
      "the statement's own summary differs from its entries: \(wrong.joined(separator: ", "))")
  }

  private typealias Difference = (name: String, stated: Int64?, found: Int64)

  /// Numbers of entries are whole, sums are money.
  private func text(_ difference: Difference, _ currency: Currency) -> String {
    let isMoney = difference.name.contains(" of ")
    let text = { (value: Int64) in
      isMoney ? "\(decimalText(value, digits: currency.minorDigits)) \(currency.code)" : "\(value)"
    }
    return "\(difference.name) \(text(difference.stated ?? 0)) for \(text(difference.found))"
  }

  private mutating func differences(
    _ rule: SummaryRule, _ found: EntrySummary, _ currency: Currency
  ) -> [Difference] {
    [
      ("credits", whole(rule.credits.count), found.credits.count),
      ("debits", whole(rule.debits.count), found.debits.count),
      ("sum of credits", amount(rule.credits.sum, currency), found.credits.sum),
      ("sum of debits", amount(rule.debits.sum, currency), found.debits.sum),
      ("sum of entries", amount(rule.all.sum, currency), found.credits.sum &+ found.debits.sum),
      ("net of entries", net(rule, found, currency), found.net),
    ]
  }

  /// What the entries come to by the statement's own word.
  private mutating func statedNet(
    _ rule: SummaryRule, _ found: EntrySummary, _ currency: Currency
  ) -> Int64? {
    if let net = net(rule, found, currency) { return net }
    let credits = amount(rule.credits.sum, currency)
    let debits = amount(rule.debits.sum, currency)
    if credits == nil && debits == nil { return nil }
    return (credits ?? 0) &- (debits ?? 0)
  }

  /// Without a direction it has that of the entries.
  private mutating func net(
    _ rule: SummaryRule, _ found: EntrySummary, _ currency: Currency
  ) -> Int64? {
    let range = resolve(rule.net)
    let isSigned = rule.netSign.map { !resolve($0.source).isEmpty } ?? true
    guard !range.isEmpty,
      case .value(let value) = money(
        range, currency: currency, scale: nil, direction: isSigned ? rule.netSign : nil)
    else { return nil }
    return !isSigned && found.net < 0 ? -value : value
  }

  private mutating func amount(_ source: ValueSource, _ currency: Currency) -> Int64? {
    let range = resolve(source)
    guard !range.isEmpty,
      case .value(let value) = money(range, currency: currency, scale: nil, direction: nil)
    else { return nil }
    return value
  }

  private mutating func whole(_ source: ValueSource) -> Int64? {
    let range = resolve(source)
    guard !range.isEmpty, case .value(let value) = decimals.decode(cells, range, digits: 0) else {
      return nil
    }
    return value
  }
}
