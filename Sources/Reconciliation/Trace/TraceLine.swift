import Accounting

extension Tracer {
  /// The records and entries that one line of a file is behind; `nil` where there are none.
  func storyOfLine(_ reference: String) -> TraceStory? {
    guard let place = place(reference) else { return nil }
    var story = TraceStory(
      "\(snapshot.documents[Int(place.document)].name):\(place.line)", records(at: place))
    for position in snapshot.statementLines.indices
    where snapshot.statementLines[position].provenance == place {
      add(bankLine: position, to: &story)
    }
    for position in snapshot.settlements.indices
    where snapshot.settlements[position].provenance == place {
      story.add([header(snapshot.settlements[position])] + payoutSteps(of: Int32(position)))
      story.add(wayToTheBank(Int32(position), with: [], called: ""))
    }
    story.add(stockSteps(at: place))
    story.add(entrySteps(at: place))
    let name = snapshot.evidence(place)
    story.add(
      exceptions.filter {
        $0.discrepancy.externalEvidence.contains(name)
          || $0.discrepancy.internalEvidence.contains(name)
      }.map(step))
    let lines = snapshot.settlementLines.filter { $0.provenance == place }
    for (currency, lines) in byCurrency(Array(lines), \.currency) where lines.count > 1 {
      story.totals.append(
        TraceTotal("this line", currency, lines.map { (text($0.label), $0.amount) }))
    }
    return story.steps.isEmpty ? nil : story
  }

  private func records(at place: Provenance) -> [TraceStep] {
    var steps = snapshot.settlementLines.filter { $0.provenance == place }.map { step($0) }
    for position in snapshot.orderLines.indices
    where snapshot.orderLines[position].provenance == place {
      steps += self.steps(ofOrderLine: position)
    }
    steps += snapshot.refunds.filter { $0.provenance == place }.map { step($0) }
    steps += snapshot.receipts.filter { $0.provenance == place }.map { step($0) }
    steps += snapshot.charges.filter { $0.provenance == place }.map { step($0) }
    steps += snapshot.feeRates.filter { $0.provenance == place }.map { step($0) }
    for row in snapshot.quarantined where row.provenance == place {
      steps.append(
        TraceStep(
          date: CalendarDate(dayNumber: 0), what: "set aside: \(row.reason): \(row.raw)",
          amount: row.amount.flatMap { amount in row.currency.map { money(amount, $0) } },
          evidence: row.id))
    }
    return steps
  }

  private func step(_ receipt: Receipt) -> TraceStep {
    TraceStep(
      date: zone.date(of: receipt.receivedAt),
      what: "received \(receipt.quantity) × \(text(receipt.sku)) (\(text(receipt.receiptId)))",
      amount: nil, evidence: snapshot.evidence(receipt.provenance))
  }

  private func step(_ charge: LandedCostCharge) -> TraceStep {
    TraceStep(
      date: zone.date(of: charge.incurredAt),
      what: "charge \(text(charge.chargeId)) on receipt \(text(charge.receiptId))",
      amount: money(charge.amount, charge.currency),
      evidence: snapshot.evidence(charge.provenance))
  }

  private func step(_ rate: FeeRate) -> TraceStep {
    TraceStep(
      date: rate.validFrom, what: "rate agreed with \(text(rate.channel)): \(rate.fee.name)",
      amount: rate.fixed.flatMap { fixed in rate.currency.map { money(fixed, $0) } },
      evidence: snapshot.evidence(rate.provenance))
  }

  /// The place that `FILE:LINE` names; the file as reports name it, as it is on disk, or by its
  /// last part where only one file ends in it.
  private func place(_ reference: String) -> Provenance? {
    guard let (file, line) = Self.parts(of: reference), let document = document(file) else {
      return nil
    }
    return Provenance(document: Int32(document), line: line)
  }

  static func parts(of reference: String) -> (file: String, line: Int32)? {
    guard let colon = reference.lastIndex(of: ":"),
      let line = Int32(reference[reference.index(after: colon)...])
    else { return nil }
    return (String(reference[..<colon]), line)
  }

  func document(_ name: String) -> Int? {
    let named = files(named: name, among: snapshot.documents.map(\.name))
    return named.whole.first ?? (named.ending.count == 1 ? named.ending[0] : nil)
  }
}

extension Tracer {
  private static let hintsMax = 5

  /// Why a reference leads nowhere, and what comes near it.
  func nothing(of reference: String) -> BooksError {
    if let (file, line) = Self.parts(of: reference), let document = document(file) {
      let name = snapshot.documents[document].name
      return BooksError(
        .unusable,
        "\(reference): \(name) is known as \(snapshot.documents[document].format), and line \(line) "
          + "holds nothing that was recorded (a header, a blank or an ignored row)")
    }
    let hints = near(reference)
    let advice = hints.isEmpty ? "" : "; did you mean " + hints.joined(separator: " or ") + "?"
    return BooksError(
      .unusable,
      "\(reference): no order, settlement, payout, bank reference, refund, journal entry, exception "
        + "or FILE:LINE of that name\(advice)")
  }

  /// Names that contain the reference, or begin or end as it does.
  private func near(_ reference: String) -> [String] {
    let wanted = reference.lowercased()
    guard wanted.count > 2 else { return [] }
    var names = Set(snapshot.orderLines.map { text($0.orderId) })
    names.formUnion(snapshot.settlements.map { text($0.settlementId) })
    names.formUnion(snapshot.refunds.map { text($0.refundId) })
    names.formUnion(exceptions.map(\.id))
    names.formUnion(result.journal.entries.map(\.id))
    names.formUnion(snapshot.documents.map(\.name))
    let holding = names.filter { $0.lowercased().contains(wanted) }
    let alike =
      holding.isEmpty
      ? names.filter { common($0.lowercased(), wanted) * 4 >= wanted.count * 3 } : holding
    return Array(alike.sorted { ($0.count, $0) < ($1.count, $1) }.prefix(Self.hintsMax))
  }

  /// How many characters two names share at their beginning or at their end.
  private func common(_ one: String, _ other: String) -> Int {
    max(
      zip(one, other).prefix { $0 == $1 }.count,
      zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count)
  }
}
