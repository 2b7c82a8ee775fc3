import Accounting

/// PO-01, PO-02, PO-03 and the ambiguity of payouts, DU-05: what matching at the bank left over.
struct BankFindings {
  private let bank: BankMatching
  private let context: MatchContext
  /// By key of a record: where the records stand that may be its other side.
  private let suggestions: [String: [String]]
  /// How many bank lines share an account, day and reference, and how many its text as well.
  private var alike: [String: Int] = [:]

  init(_ bank: BankMatching) {
    self.bank = bank
    context = bank.sides.context
    var suggestions: [String: [String]] = [:]
    for match in bank.matches where match.state != .confirmed {
      let (external, `internal`) = (match.external[0], match.internal[0])
      suggestions[`internal`.key, default: []] += external.evidence
      suggestions[external.key, default: []] += `internal`.evidence
    }
    self.suggestions = suggestions
    for line in bank.sides.lines {
      alike[Self.place(line, context), default: 0] += 1
      alike[Self.place(line, context) + Self.words(line, context), default: 0] += 1
    }
  }

  private static func place(_ line: StatementLine, _ context: MatchContext) -> String {
    let reference = context.text(line.reference)
    return "\(context.text(line.account))|\(line.bookingDate)|"
      + (reference.isEmpty ? context.text(line.text) : reference)
  }

  private static func words(_ line: StatementLine, _ context: MatchContext) -> String {
    "|text|\(context.text(line.text))"
  }

  /// What tells a bank line from the others: as little as does, since a key must outlive a change.
  private func key(_ position: Int) -> String {
    let line = bank.sides.lines[position]
    let place = Self.place(line, context)
    if alike[place] == 1 { return place }
    let withText = place + Self.words(line, context)
    return alike[withText] == 1 ? withText : bank.sides.lineKeys[position]
  }

  func findings() -> [Discrepancy] {
    bank.payouts.indices.compactMap { judge($0) }
      + bank.states.indices.filter { bank.states[$0] == .unidentified }.map(unidentified)
  }

  private func judge(_ position: Int) -> Discrepancy? {
    let payout = bank.payouts[position]
    if let received = payout.receivedTotal { return judge(payout, received: received) }
    if let lines = bank.ambiguous[position] { return undecided(payout, lines) }
    return missing(position)
  }

  /// PO-01: sent, and past its date not received.
  private func missing(_ position: Int) -> Discrepancy? {
    let payout = bank.payouts[position]
    let due = payout.date.adding(days: context.settings.payoutDueDays)
    guard context.asOf > due else { return nil }
    var finding = make(.po01, payout, rule: "payout_not_received")
    finding.due = due
    finding.internal = payout.amount
    finding.cashImpact = -context.functional(payout.amount, payout.currency, on: payout.date)
    finding.note = hint(bank.sides.payoutKeys[position])
    return finding
  }

  /// DU-05: bank lines fit this payout that fit others as well.
  private func undecided(_ payout: Payout, _ lines: Set<Int>) -> Discrepancy {
    let sorted = lines.sorted { bank.sides.precedes($0, $1) }
    var finding = make(.du05, payout, rule: "several_bank_lines_or_payouts")
    finding.internal = payout.amount
    finding.externalEvidence = context.evidence(
      sorted.map { bank.sides.lines[$0].provenance })
    finding.cashImpact = -context.functional(payout.amount, payout.currency, on: payout.date)
    finding.note =
      "candidates: " + finding.externalEvidence.joined(separator: " ")
      + "; choose with 'match confirm'"
    return finding
  }

  /// PO-02, or AM-06 within the tolerance: received, with another amount.
  private func judge(_ payout: Payout, received: Int64) -> Discrepancy? {
    let difference = received - payout.amount
    if difference == 0 { return nil }
    let isForgiven = difference.magnitude <= UInt64(context.settings.payoutTolerance)
    let lines = payout.received.map { bank.sides.lines[Int($0.statementLine)] }
    let date = lines.last?.bookingDate ?? payout.date
    var finding = make(
      isForgiven ? .am06 : .po02, payout,
      rule: isForgiven ? "within_tolerance" : "payout_amount_differs")
    if isForgiven { finding.key += "|payout" }
    finding.eventDate = date
    finding.external = received
    finding.internal = payout.amount
    finding.externalEvidence = context.evidence(lines.map(\.provenance))
    finding.cashImpact = context.functional(difference, payout.currency, on: date)
    let rows = context.snapshot.quarantined.filter {
      $0.settlementId == finding.settlementId && !$0.settlementId.isEmpty
    }
    if !rows.isEmpty {
      finding.note =
        "rows in quarantine: "
        + rows.map { context.snapshot.evidence($0.provenance) }.sorted().joined(separator: " ")
    }
    return finding
  }

  private func make(
    _ code: DiscrepancyCode, _ payout: Payout, rule: String
  ) -> Discrepancy {
    let settlement = context.snapshot.settlements[Int(payout.settlement)]
    let id = context.text(settlement.settlementId)
    var finding = Discrepancy(
      code: code, source: context.text(settlement.source), key: id, eventDate: payout.date,
      rule: rule)
    finding.channel = context.channel(of: settlement)
    finding.settlementId = id
    finding.currency = payout.currency
    finding.internalEvidence = context.evidence([settlement.provenance])
    return finding
  }

  /// PO-03: money in that nobody announced.
  private func unidentified(_ position: Int) -> Discrepancy {
    let line = bank.sides.lines[position]
    var finding = Discrepancy(
      code: .po03, source: "bank", key: key(position), eventDate: line.bookingDate,
      rule: "deposit_without_payout")
    finding.currency = line.currency
    finding.external = line.amount
    finding.externalEvidence = context.evidence([line.provenance])
    finding.cashImpact = context.functional(line.amount, line.currency, on: line.bookingDate)
    finding.note = [context.text(line.text), hint(bank.sides.lineKeys[position])]
      .filter { !$0.isEmpty }.joined(separator: "; ")
    return finding
  }

  private func hint(_ key: String) -> String {
    guard let places = suggestions[key] else { return "" }
    return "may be " + places.joined(separator: " or ")
  }
}
