import Accounting

/// A share of a whole, kept as the two counts.
struct Ratio {
  var part: Int64 = 0
  var whole: Int64 = 0

  /// As a decimal with `digits` places, half up, scaled by `scale`; `nil` of nothing.
  func text(scale: Int64 = 1, digits: Int) -> String? {
    guard whole > 0 else { return nil }
    var unit = Int128(scale)
    for _ in 0..<digits { unit *= 10 }
    guard let value = Int64(exactly: roundedHalfUp(Int128(part) * unit, over: Int128(whole)))
    else { return nil }
    return decimalText(value, digits: digits)
  }
}

/// The figures by which a period's reconciliation is judged.
struct KeyFigures {
  struct Unreconciled {
    let currency: Currency
    var gross: Int64 = 0
    var net: Int64 = 0

    fileprivate mutating func add(_ difference: Int64) throws {
      try gross.add(Int64(clamping: difference.magnitude))
      try net.add(difference)
    }
  }

  private(set) var autoMatchCount: Ratio
  private(set) var autoMatchValue: Ratio
  private(set) var dataIntegrity: Ratio
  private(set) var footing = Ratio()
  private(set) var marginCoverage = Ratio()
  private(set) var resolvedByDue = Ratio()
  private(set) var exceptionRates: [(code: DiscrepancyCode, rate: Ratio)] = []
  private(set) var unreconciled: [Unreconciled] = []
  private(set) var toleranceSpent = CurrencyTotals()
  let work: WorkRates

  init(
    _ index: ReportIndex, _ scope: ReportScope, settlements: [SettlementRow],
    exceptions: PeriodExceptions
  ) throws {
    let statistics = index.data.matches.statistics
    autoMatchCount = Ratio(
      part: Int64(statistics.matchedRows), whole: Int64(statistics.eligibleRows))
    autoMatchValue = Ratio(part: statistics.matchedValue, whole: statistics.eligibleValue)
    let imports = index.data.imports
    let broken = Set(index.data.snapshot.brokenRules.map(\.provenance)).count
    dataIntegrity = Ratio(
      part: Int64(max(0, imports.accepted - broken)),
      whole: Int64(imports.accepted + imports.quarantined))
    for row in settlements where row.settlement.declaredTotal != nil {
      footing.whole += 1
      if row.settlement.footing == .foots { footing.part += 1 }
    }
    work = WorkRates(index, scope, exceptions, footing: footing)
    for row in index.margin[scope.period] {
      try marginCoverage.whole.add(row.revenue)
      if row.isCostComplete { try marginCoverage.part.add(row.revenue) }
    }
    try count(exceptions, index, scope)
  }

  private mutating func count(
    _ exceptions: PeriodExceptions, _ index: ReportIndex, _ scope: ReportScope
  ) throws {
    var codes = [Int64](repeating: 0, count: ExceptionIndex.codes.count)
    var open: [Currency: Unreconciled] = [:]
    for facts in exceptions.listed {
      if facts.entered == scope.period { codes[Int(facts.code)] += 1 }
      if let due = facts.due, let closedOn = facts.closedOn, !facts.isOpen {
        resolvedByDue.whole += 1
        if closedOn <= due { resolvedByDue.part += 1 }
      }
      // What is not yet due, forgiven or merely logged is not unreconciled.
      if facts.isInformation {
        try forgive(facts, scope)
      } else if facts.isOpen {
        // What stands in Suspense is a difference of its own exceptions already.
        guard let difference = facts.difference,
          ExceptionIndex.codes[Int(facts.code)] != .lg04
        else { continue }
        try open[facts.currency, default: Unreconciled(currency: facts.currency)].add(difference)
      }
    }
    unreconciled = open.values.sorted { $0.currency < $1.currency }
    exceptionRates = zip(ExceptionIndex.codes, codes).filter { $0.1 > 0 }.map {
      ($0.0, Ratio(part: $0.1, whole: autoMatchCount.whole))
    }
  }

  private mutating func forgive(_ facts: ExceptionFacts, _ scope: ReportScope) throws {
    guard ExceptionIndex.codes[Int(facts.code)] == .am06, let difference = facts.difference,
      scope.period.contains(facts.eventDate)
    else { return }
    try toleranceSpent.add(Int64(clamping: difference.magnitude), facts.currency)
  }
}
