import Accounting

/// Payouts against bank lines, exclusively: by reference, then by amount and date when there is
/// only one candidate on each side.
struct BankMatching {
  let context: MatchContext
  private(set) var payouts: [Payout] = []
  private(set) var states: [StatementLineState]
  private(set) var discrepancies: [Discrepancy] = []
  private var isTaken: [Bool]

  init(_ context: MatchContext) {
    self.context = context
    let count = context.snapshot.statementLines.count
    isTaken = Array(repeating: false, count: count)
    states = context.snapshot.statementLines.map { $0.amount > 0 ? .unidentified : .unrelated }
  }

  mutating func run() {
    payouts = collectPayouts()
    matchByReference()
    matchByAmountAndDate()
    matchHeldSettlements()
    matchCardPayments()
    for payout in payouts { judge(payout) }
    for (position, state) in states.enumerated() where state == .unidentified {
      discrepancies.append(unidentified(context.snapshot.statementLines[position]))
    }
  }

  /// Every settlement that sends money, by date, source and number.
  ///
  /// A total of zero or less sends none; a held settlement is not ours to expect.
  private func collectPayouts() -> [Payout] {
    var sent: [Int32: Int64] = [:]
    let lines = context.snapshot.settlementLines
    for line in lines.positions(where: { $0.event == .payout }).map({ lines[$0] }) {
      if line.settlement >= 0 { sent[line.settlement, default: 0] -= line.amount }
    }
    var payouts: [Payout] = []
    for (position, settlement) in context.snapshot.settlements.enumerated() {
      guard !settlement.isHeld, let date = settlement.depositDate else { continue }
      let amount = sent[Int32(position)] ?? settlement.declaredTotal ?? settlement.linesTotal
      guard amount > 0 else { continue }
      payouts.append(
        Payout(
          settlement: Int32(position), currency: settlement.currency, amount: amount, date: date))
    }
    return payouts.sorted { payoutKey($0) < payoutKey($1) }
  }

  private func payoutKey(_ payout: Payout) -> (CalendarDate, Int64, String) {
    let settlement = context.snapshot.settlements[Int(payout.settlement)]
    return (
      payout.date, payout.amount,
      "\(context.text(settlement.source))|\(context.text(settlement.settlementId))"
    )
  }

  /// Bank lines by each word of their text, a word being what stands between blanks, or a run of
  /// letters and digits.
  private func wordIndex() -> [String: [Int]] {
    var index: [String: [Int]] = [:]
    for (position, line) in context.snapshot.statementLines.enumerated() {
      let text = "\(context.text(line.reference)) \(context.text(line.text))".lowercased()
      var words = Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
      words.formUnion(
        text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init))
      words.formUnion(words.map { $0.trimmingPunctuation() })
      for word in words where word.utf8.count > 3 { index[word, default: []].append(position) }
    }
    return index
  }

  private mutating func matchByReference() {
    let words = wordIndex()
    for position in payouts.indices {
      let settlement = context.snapshot.settlements[Int(payouts[position].settlement)]
      let names = [settlement.bankReference, settlement.settlementId]
        .map { context.text($0).lowercased() }.filter { !$0.isEmpty }
      let candidates = Set(names.flatMap { words[$0] ?? [] }).filter {
        !isTaken[$0] && isCredit($0, payouts[position].currency)
      }.sorted { bankKey($0) < bankKey($1) }
      let exact = candidates.filter {
        context.snapshot.statementLines[$0].amount == payouts[position].amount
      }
      if let line = exact.first ?? candidates.first { pair(position, line, "reference") }
    }
  }

  private func isCredit(_ position: Int, _ currency: Currency) -> Bool {
    let line = context.snapshot.statementLines[position]
    return line.currency == currency && line.amount > 0
  }

  private func bankKey(_ position: Int) -> (CalendarDate, Int64, String) {
    let line = context.snapshot.statementLines[position]
    return (line.bookingDate, line.amount, context.snapshot.evidence(line.provenance))
  }

  private mutating func pair(_ payout: Int, _ line: Int, _ rule: String) {
    payouts[payout].statementLine = Int32(line)
    payouts[payout].rule = rule
    states[line] = .matched(payout: Int32(payout))
    isTaken[line] = true
  }

  private mutating func matchByAmountAndDate() {
    var candidatesOf: [Int: [Int]] = [:]
    var claims = [Int](repeating: 0, count: states.count)
    let byAmount = Dictionary(
      grouping: states.indices.filter { !isTaken[$0] },
      by: { context.snapshot.statementLines[$0].amount })
    for position in payouts.indices where payouts[position].statementLine == nil {
      let found = (byAmount[payouts[position].amount] ?? []).filter {
        isCredit($0, payouts[position].currency) && isInWindow($0, payouts[position].date)
      }
      candidatesOf[position] = found
      for line in found { claims[line] += 1 }
    }
    for position in payouts.indices {
      guard let found = candidatesOf[position], found.count == 1, claims[found[0]] == 1 else {
        continue
      }
      pair(position, found[0], "amount_and_date")
    }
  }

  private func isInWindow(_ position: Int, _ date: CalendarDate) -> Bool {
    let days = context.snapshot.statementLines[position].bookingDate.days(since: date)
    return days >= -context.settings.bankDaysBefore && days <= context.settings.bankDaysAfter
  }

  /// The deposit of a held settlement goes to Suspense under its name, not to PO-03.
  private mutating func matchHeldSettlements() {
    let words = wordIndex()
    for (position, settlement) in context.snapshot.settlements.enumerated() {
      guard settlement.isHeld, let total = settlement.declaredTotal, total > 0,
        let date = settlement.depositDate
      else { continue }
      let named = words[context.text(settlement.settlementId).lowercased()] ?? []
      let fitting = states.indices.filter {
        !isTaken[$0] && isCredit($0, settlement.currency)
          && context.snapshot.statementLines[$0].amount == total && isInWindow($0, date)
      }
      let chosen =
        fitting.first { named.contains($0) } ?? (fitting.count == 1 ? fitting[0] : nil)
      if let chosen {
        states[chosen] = .held(settlement: Int32(position))
        isTaken[chosen] = true
      }
    }
  }

  /// A negative balance that a channel collected from our card, against the bank's debit.
  private mutating func matchCardPayments() {
    let lines = context.snapshot.settlementLines
    for position in lines.positions(where: { $0.event == .cardPayment && $0.amount > 0 }) {
      let line = lines[position]
      // A held settlement is not booked, so its card payment has nothing to meet.
      if line.settlement >= 0 && context.snapshot.settlements[Int(line.settlement)].isHeld {
        continue
      }
      let fitting = states.indices.filter {
        let bank = context.snapshot.statementLines[$0]
        return !isTaken[$0] && bank.currency == line.currency && bank.amount == -line.amount
          && isInWindow($0, line.date)
      }
      guard fitting.count == 1 else { continue }
      states[fitting[0]] = .cardPayment(settlementLine: Int32(position))
      isTaken[fitting[0]] = true
    }
  }

  /// PO-01 past its date, PO-02 where the bank shows another amount.
  private mutating func judge(_ payout: Payout) {
    let settlement = context.snapshot.settlements[Int(payout.settlement)]
    guard let position = payout.statementLine else {
      let due = payout.date.adding(days: context.settings.payoutDueDays)
      guard context.asOf > due else { return }
      var finding = make(.po01, payout, settlement, rule: "payout_not_received")
      finding.due = due
      finding.internal = payout.amount
      finding.cashImpact = -context.functional(payout.amount, payout.currency, on: payout.date)
      discrepancies.append(finding)
      return
    }
    let line = context.snapshot.statementLines[Int(position)]
    let difference = line.amount - payout.amount
    guard difference.magnitude > UInt64(context.settings.payoutTolerance) else { return }
    var finding = make(.po02, payout, settlement, rule: "payout_amount_differs")
    finding.eventDate = line.bookingDate
    finding.external = line.amount
    finding.internal = payout.amount
    finding.externalEvidence = context.evidence([line.provenance])
    finding.cashImpact = context.functional(difference, payout.currency, on: line.bookingDate)
    let rows = context.snapshot.quarantined.filter {
      $0.settlementId == finding.settlementId && !$0.settlementId.isEmpty
    }
    if !rows.isEmpty {
      finding.note =
        "rows in quarantine: "
        + rows.map { context.snapshot.evidence($0.provenance) }.sorted().joined(separator: " ")
    }
    discrepancies.append(finding)
  }

  private func make(
    _ code: DiscrepancyCode, _ payout: Payout, _ settlement: Settlement, rule: String
  ) -> Discrepancy {
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
  private func unidentified(_ line: StatementLine) -> Discrepancy {
    let reference = context.text(line.reference)
    var finding = Discrepancy(
      code: .po03, source: "bank",
      key:
        "\(context.text(line.account))|\(line.bookingDate)|\(reference.isEmpty ? context.text(line.text) : reference)",
      eventDate: line.bookingDate, rule: "deposit_without_payout")
    finding.currency = line.currency
    finding.external = line.amount
    finding.externalEvidence = context.evidence([line.provenance])
    finding.cashImpact = context.functional(line.amount, line.currency, on: line.bookingDate)
    finding.note = context.text(line.text)
    return finding
  }
}

extension String {
  /// The word without punctuation at its ends.
  fileprivate func trimmingPunctuation() -> String {
    let isCore = { (character: Character) in character.isLetter || character.isNumber }
    guard let start = firstIndex(where: isCore), let end = lastIndex(where: isCore) else {
      return ""
    }
    return String(self[start...end])
  }
}
