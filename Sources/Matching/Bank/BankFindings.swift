import Accounting

/// PO-01, PO-02, PO-03 and the ambiguity of payouts, DU-05: what matching at the bank left over.
struct BankFindings {
  let bank: BankMatching
  let context: MatchContext
  /// By key of a record: where the records stand that may be its other side.
  let suggestions: [String: [String]]
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
  func key(_ position: Int) -> String {
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
    // PO-04 and FX-03 tell of these.
    if payout.isConverted(bank.sides.lines) { return nil }
    if let back = payout.returned { return leftOver(position, payout, back) }
    if let received = payout.receivedTotal { return differs(payout, received: received) }
    let choices = bank.choices(for: position)
    if !choices.isEmpty { return undecided(payout, choices) }
    return missing(position)
  }

  func make(
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

  func hint(_ key: String) -> String {
    guard let places = suggestions[key] else { return "" }
    return "may be " + places.joined(separator: " or ")
  }
}
