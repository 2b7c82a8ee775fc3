import Accounting
import LedgerStore

/// One step of a story: when, what, how much, and where it says so.
package struct TraceStep: Sendable {
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

/// Everything known about one thing, oldest first.
package struct TraceStory: Sendable {
  package var title: String
  package var steps: [TraceStep]
}

extension CloseRun {
  /// The story of an order, a settlement, a payout, a journal entry, an exception or a `file:line`.
  ///
  /// - Throws: `BooksError` when nothing of that name is known.
  package func trace(_ reference: String) throws -> TraceStory {
    let asOf = try ledger.read { try $0.lastAsOf() } ?? CalendarDate(dayNumber: 0)
    let snapshot = try ledger.read { try $0.snapshot(zone: settings.zone, arrivalsOn: asOf) }
    var clock = StageClock()
    let result = Pipeline(settings: settings, asOf: asOf).run(snapshot, clock: &clock)
    let tracer = Tracer(
      result: result, exceptions: try ledger.read { try $0.exceptions() }, zone: settings.zone,
      functional: settings.functionalCurrency)
    let decisions = try quarantineSteps(of: reference)
    let told = tracer.story(of: reference)
    guard told != nil || !decisions.isEmpty else {
      throw BooksError(
        .unusable,
        "\(reference): no order, settlement, bank reference, entry, exception or file:line of that name"
      )
    }
    return TraceStory(
      title: told?.title ?? reference, steps: (told?.steps ?? []) + decisions)
  }
}

/// Finds what a reference means and gathers its steps from every stage.
struct Tracer {
  let result: Pipeline.Outcome
  let exceptions: [ExceptionRecord]
  let zone: BusinessZone
  let functional: Currency

  private var snapshot: LedgerSnapshot { result.snapshot }

  func story(of reference: String) -> TraceStory? {
    if let exception = exceptions.first(where: { $0.id == reference }) { return story(exception) }
    if let entry = result.journal.entries.first(where: { $0.id == reference }) {
      return finished("journal entry \(reference)", steps(entry, withSources: true))
    }
    if let line = fileLine(reference) { return line }
    if let symbol = snapshot.symbols.find(reference) {
      let steps = orderSteps(symbol) + settlementSteps(symbol) + bankSteps(symbol)
      if !steps.isEmpty { return finished(reference, steps + exceptionSteps(naming: reference)) }
    }
    return nil
  }

  private func finished(_ title: String, _ steps: [TraceStep]) -> TraceStory {
    TraceStory(
      title: title,
      steps: steps.sorted { ($0.date, $0.evidence, $0.what) < ($1.date, $1.evidence, $1.what) })
  }

  private func story(_ exception: ExceptionRecord) -> TraceStory {
    let finding = exception.discrepancy
    var steps = [step(exception)]
    for name in [finding.orderId, finding.settlementId] where !name.isEmpty {
      guard let symbol = snapshot.symbols.find(name) else { continue }
      steps += name == finding.orderId ? orderSteps(symbol) : settlementHeader(symbol)
    }
    for word in finding.externalEvidence + finding.internalEvidence {
      if let line = fileLine(word) {
        steps += line.steps.filter { candidate in
          !steps.contains { $0.evidence == candidate.evidence && $0.what == candidate.what }
        }
      }
    }
    return finished("\(exception.id) \(finding.code.rawValue) \(finding.code.title)", steps)
  }

  private func orderSteps(_ order: Symbol) -> [TraceStep] {
    var steps: [TraceStep] = []
    for line in snapshot.orderLines where line.orderId == order {
      steps += orderSteps(line)
    }
    for refund in snapshot.refunds where refund.orderId == order { steps.append(step(refund)) }
    var settlements: Set<Int32> = []
    for line in snapshot.settlementLines where line.orderId == order {
      steps.append(step(line))
      if line.settlement >= 0 { settlements.insert(line.settlement) }
    }
    for payout in result.matches.payouts where settlements.contains(payout.settlement) {
      steps += payoutSteps(payout)
    }
    return steps
  }

  private func orderSteps(_ line: OrderLine) -> [TraceStep] {
    let name = "\(text(line.orderLineId)), \(line.quantity) × \(text(line.sku))"
    let evidence = snapshot.evidence(line.provenance)
    let amount = Money(minorUnits: line.gross, currency: line.currency)
    var steps = [
      TraceStep(
        date: zone.date(of: line.orderedAt), what: "ordered \(name) on \(text(line.channel))",
        amount: amount, evidence: evidence)
    ]
    if let shipped = line.effectiveShippedAt {
      steps.append(
        TraceStep(
          date: zone.date(of: shipped), what: "shipped \(name)", amount: nil, evidence: evidence))
    }
    return steps
  }

  private func step(_ refund: Refund) -> TraceStep {
    TraceStep(
      date: zone.date(of: refund.refundedAt),
      what: "refund \(text(refund.refundId)) granted, \(refund.returnedQuantity) returned",
      amount: Money(minorUnits: -(refund.amount + refund.tax), currency: refund.currency),
      evidence: snapshot.evidence(refund.provenance))
  }

  private func step(_ line: SettlementLine) -> TraceStep {
    let settlement =
      line.settlement < 0
      ? "not yet settled"
      : "settlement \(text(snapshot.settlements[Int(line.settlement)].settlementId))"
    let order = line.orderId.isNone ? "" : " for order \(text(line.orderId))"
    return TraceStep(
      date: line.date, what: "\(text(line.label))\(order) (\(settlement))",
      amount: Money(minorUnits: line.amount, currency: line.currency),
      evidence: snapshot.evidence(line.provenance))
  }

  private func settlementSteps(_ number: Symbol) -> [TraceStep] {
    let header = settlementHeader(number)
    guard !header.isEmpty else { return [] }
    let entries = result.journal.entries.filter { $0.settlementId == text(number) }
    return header + entries.flatMap { steps($0, withSources: false) }
  }

  private func settlementHeader(_ number: Symbol) -> [TraceStep] {
    var steps: [TraceStep] = []
    for (position, settlement) in snapshot.settlements.enumerated()
    where settlement.settlementId == number {
      let date =
        settlement.endsAt.map { zone.date(of: $0) } ?? settlement.depositDate
        ?? CalendarDate(dayNumber: 0)
      let state = settlement.isHeld ? ", held" : ""
      steps.append(
        TraceStep(
          date: date,
          what: "settlement \(text(number)) of \(text(settlement.source)): "
            + "\(settlement.lineCount) lines, declared"
            + (settlement.declaredTotal == nil ? " nothing" : "") + state,
          amount: settlement.declaredTotal.map {
            Money(minorUnits: $0, currency: settlement.currency)
          }, evidence: snapshot.evidence(settlement.provenance)))
      for payout in result.matches.payouts where payout.settlement == Int32(position) {
        steps += payoutSteps(payout)
      }
    }
    return steps
  }

  private func payoutSteps(_ payout: Payout) -> [TraceStep] {
    let settlement = snapshot.settlements[Int(payout.settlement)]
    let steps = [
      TraceStep(
        date: payout.date, what: "payout of settlement \(text(settlement.settlementId)) sent",
        amount: Money(minorUnits: payout.amount, currency: payout.currency),
        evidence: snapshot.evidence(settlement.provenance))
    ]
    let how = payout.rule.map { " by \($0.rawValue)" } ?? ""
    return steps
      + payout.received.map {
        bankStep(snapshot.statementLines[Int($0.statementLine)], how: how)
      }
  }

  private func bankStep(_ line: StatementLine, how: String) -> TraceStep {
    TraceStep(
      date: line.bookingDate, what: "received at the bank\(how): \(text(line.text))",
      amount: Money(minorUnits: line.amount, currency: line.currency),
      evidence: snapshot.evidence(line.provenance))
  }

  private func bankSteps(_ reference: Symbol) -> [TraceStep] {
    snapshot.statementLines.filter { $0.reference == reference }.map { bankStep($0, how: "") }
  }

  /// The records and entries that one line of a file is behind.
  private func fileLine(_ reference: String) -> TraceStory? {
    guard let colon = reference.lastIndex(of: ":"),
      let line = Int32(reference[reference.index(after: colon)...])
    else { return nil }
    let file = String(reference[..<colon])
    guard let document = snapshot.documents.firstIndex(where: { $0.name == file }) else {
      return nil
    }
    let place = Provenance(document: Int32(document), line: line)
    var steps = snapshot.settlementLines.filter { $0.provenance == place }.map { step($0) }
    steps += snapshot.orderLines.filter { $0.provenance == place }.flatMap { orderSteps($0) }
    steps += snapshot.refunds.filter { $0.provenance == place }.map { step($0) }
    steps += snapshot.statementLines.filter { $0.provenance == place }
      .map { bankStep($0, how: "") }
    for settlement in snapshot.settlements where settlement.provenance == place {
      steps += settlementHeader(settlement.settlementId)
    }
    for row in snapshot.quarantined where row.provenance == place {
      steps.append(
        TraceStep(
          date: CalendarDate(dayNumber: 0), what: "set aside: \(row.reason): \(row.raw)",
          amount: nil, evidence: row.id))
    }
    for entry in result.journal.entries where entry.sourceFile == file {
      let touched = entry.postings.filter { posting in
        posting.sourceLines.runs.contains { $0.contains(line) }
      }
      if !touched.isEmpty { steps += self.steps(entry, withSources: false) }
    }
    return steps.isEmpty ? nil : finished(reference, steps)
  }

  private func steps(_ entry: JournalEntry, withSources: Bool) -> [TraceStep] {
    entry.postings.map { posting in
      let side = posting.amount >= 0 ? "Dr" : "Cr"
      let lines = posting.sourceLines.text
      let source =
        entry.sourceFile.isEmpty || lines.isEmpty ? "" : " ← \(entry.sourceFile):\(lines)"
      return TraceStep(
        date: entry.date,
        what: "\(entry.rule) \(side) \(posting.account.name)" + (withSources ? source : ""),
        amount: Money(minorUnits: posting.amount, currency: posting.currency),
        evidence: entry.id)
    }
  }

  private func exceptionSteps(naming reference: String) -> [TraceStep] {
    exceptions.filter {
      $0.discrepancy.orderId == reference || $0.discrepancy.settlementId == reference
    }.map(step)
  }

  private func step(_ exception: ExceptionRecord) -> TraceStep {
    let finding = exception.discrepancy
    return TraceStep(
      date: finding.eventDate,
      what: "\(finding.code.rawValue) \(finding.code.title), \(exception.state.rawValue), "
        + "\(exception.owner): \(finding.code.nextAction)",
      amount: finding.difference.map {
        Money(minorUnits: $0, currency: finding.currency ?? functional)
      }, evidence: exception.id)
  }

  private func text(_ symbol: Symbol) -> String { snapshot.symbols[symbol] }
}
