import Accounting
import LedgerStore

extension CloseRun {
  /// The story of an order, a settlement or payout, a bank line, a refund, a journal entry, an
  /// exception or a `file:line`.
  ///
  /// - Throws: `BooksError` when nothing of that name is known, naming what comes near.
  package func trace(_ reference: String) throws -> TraceStory {
    let asOf = try ledger.read { try $0.lastAsOf() } ?? CalendarDate(dayNumber: 0)
    let snapshot = try ledger.read {
      try $0.snapshot(
        zone: settings.zone, arrivalsOn: asOf, systems: settings.systemsOfRecord)
    }
    let reported = try ledger.read { try $0.reportedPeriods().last }
    var clock = StageClock()
    let result = Pipeline(settings: settings, asOf: asOf, reported: reported)
      .run(snapshot, clock: &clock)
    let tracer = Tracer(
      result: result, exceptions: try ledger.read { try $0.exceptions() }, zone: settings.zone,
      functional: settings.functionalCurrency,
      events: try ledger.read { try $0.exceptionEvents() })
    let decisions = try quarantineSteps(of: reference)
    guard var story = tracer.story(of: reference) else {
      if decisions.isEmpty { throw tracer.nothing(of: reference) }
      return TraceStory(reference, decisions)
    }
    story.add(decisions)
    return story
  }
}

/// Finds what a reference means and gathers its steps from every stage.
struct Tracer {
  let result: Pipeline.Outcome
  let exceptions: [ExceptionRecord]
  let zone: BusinessZone
  let functional: Currency
  let events: [ExceptionEvent]

  var snapshot: LedgerSnapshot { result.snapshot }

  func text(_ symbol: Symbol) -> String { snapshot.symbols[symbol] }

  func money(_ amount: Int64, _ currency: Currency) -> Money {
    Money(minorUnits: amount, currency: currency)
  }

  func story(of reference: String) -> TraceStory? {
    if let exception = exceptions.first(where: { $0.id == reference }) { return story(exception) }
    if let entry = result.journal.entries.first(where: { $0.id == reference }) {
      return story(entry)
    }
    if let line = storyOfLine(reference) { return line }
    return snapshot.symbols.find(reference).flatMap { named($0, reference) }
  }

  /// What an order, a settlement, a refund or a bank reference is called; a name may be several.
  private func named(_ name: Symbol, _ reference: String) -> TraceStory? {
    let stories = [
      storyOfOrder(name), storyOfSettlements(settlements(named: name), reference),
      storyOfRefund(name), storyOfBank(reference: name),
    ].compactMap(\.self)
    guard var story = stories.first else { return nil }
    for other in stories.dropFirst() { story.add(other) }
    story.add(exceptionSteps(naming: reference))
    return story
  }

  /// By the settlement's own number or by the reference that its payout carries.
  private func settlements(named name: Symbol) -> [Int32] {
    snapshot.settlements.indices.filter {
      let settlement = snapshot.settlements[$0]
      return settlement.settlementId == name || settlement.bankReference == name
    }.map { Int32($0) }
  }

  func exceptionSteps(naming reference: String) -> [TraceStep] {
    exceptions.filter {
      $0.discrepancy.orderId == reference || $0.discrepancy.settlementId == reference
    }.map(step)
  }

  func step(_ exception: ExceptionRecord) -> TraceStep {
    let finding = exception.discrepancy
    return TraceStep(
      date: finding.eventDate,
      what: "\(finding.code.rawValue) \(finding.code.title), \(exception.state.rawValue), "
        + "\(exception.owner): \(finding.code.nextAction)",
      amount: finding.difference.map { money($0, finding.currency ?? functional) },
      evidence: exception.id)
  }

  private func story(_ exception: ExceptionRecord) -> TraceStory {
    let finding = exception.discrepancy
    var story = TraceStory(
      "exception \(exception.id): \(finding.code.rawValue) \(finding.code.title)",
      [step(exception)] + history(exception), totals(finding))
    for name in [finding.orderId, finding.settlementId] where !name.isEmpty {
      guard let symbol = snapshot.symbols.find(name), let other = named(symbol, name) else {
        continue
      }
      // Of an order's settlement, what concerns the order is told already.
      if name == finding.settlementId && !finding.orderId.isEmpty { break }
      story.add(other)
    }
    for word in finding.externalEvidence + finding.internalEvidence {
      if let line = storyOfLine(word) { story.add(line) }
    }
    return story
  }

  private func history(_ exception: ExceptionRecord) -> [TraceStep] {
    events.filter { $0.exceptionId == exception.id }.map { event in
      let words = event.text.isEmpty ? "" : ": \(event.text)"
      return TraceStep(
        date: event.at.map { zone.date(of: $0) } ?? event.asOf,
        what: "\(event.action.rawValue) by \(event.by), now \(event.state.rawValue) of "
          + "\(event.owner)\(words)",
        amount: event.writeOff?.amount, evidence: exception.id)
    }
  }

  private func totals(_ finding: Discrepancy) -> [TraceTotal] {
    guard finding.difference != nil else { return [] }
    return [
      TraceTotal(
        "difference", finding.currency ?? functional,
        [
          ("external, the channel's or the bank's word", finding.external ?? 0),
          ("less internal, ours", -(finding.internal ?? 0)),
        ])
    ]
  }
}
