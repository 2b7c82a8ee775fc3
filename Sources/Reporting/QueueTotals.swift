import Accounting

/// The exception queue in a period's reports: what changed, how old it is, what was forgiven.
struct QueueTotals {
  /// What was forgiven of one source's budget for the period.
  struct Forgiven {
    let source: String
    var count = 0
    /// Minor units of the functional currency, as is the budget.
    var spent: Int64 = 0
    let budget: Int64

    var isUsedUp: Bool { spent > 0 && spent >= budget }
  }

  let roll: QueueRoll
  let rollByCode: [(code: DiscrepancyCode, roll: QueueRoll)]
  private(set) var aging = QueueAging()
  /// In order of name.
  let agingByOwner: [(owner: String, aging: QueueAging)]
  /// In order of source.
  let forgiven: [Forgiven]
  /// The farthest outside their history first.
  let outliers: [FeeOutlier]

  init(_ index: ReportIndex, _ scope: ReportScope, _ exceptions: PeriodExceptions) throws {
    (roll, rollByCode) = index.exceptions.roll(scope.period)
    var owners = [QueueAging](repeating: QueueAging(), count: index.exceptions.owners.count)
    for facts in exceptions.listed where facts.isOpen {
      let days = scope.age(of: facts.eventDate)
      aging.add(days: days, cash: facts.cashImpact)
      owners[Int(facts.owner)].add(days: days, cash: facts.cashImpact)
    }
    agingByOwner = zip(index.exceptions.owners, owners).filter { $0.1 != QueueAging() }
      .sorted { $0.0 < $1.0 }.map { ($0.0, $0.1) }
    forgiven = try Self.forgiven(index, scope, exceptions)
    outliers = index.data.outliers[scope.period] ?? []
  }

  private static func forgiven(
    _ index: ReportIndex, _ scope: ReportScope, _ exceptions: PeriodExceptions
  ) throws -> [Forgiven] {
    let code = ExceptionIndex.codes.firstIndex(of: .am06).map(Int32.init)
    var sources: [String: Forgiven] = [:]
    for facts in exceptions.listed
    where facts.code == code && scope.period.contains(facts.eventDate) {
      let record = index.exceptions.records[Int(facts.record)]
      // What is closed is not forgiven any more: nothing differs there now.
      if record.state == .closed { continue }
      let source = record.discrepancy.source
      let budget = index.data.settings.toleranceBudget(of: source)
      var sum = sources[source] ?? Forgiven(source: source, budget: budget)
      sum.count += 1
      try sum.spent.add(Int64(clamping: record.discrepancy.forgivenAmount))
      sources[source] = sum
    }
    return sources.values.sorted { $0.source < $1.source }
  }
}
