import Accounting

extension Tracer {
  /// Settlements of one number from their lines to the bank and the journal.
  func storyOfSettlements(_ positions: [Int32], _ reference: String) -> TraceStory? {
    if positions.isEmpty { return nil }
    var story = TraceStory("settlement \(reference)", [])
    for position in positions {
      let settlement = snapshot.settlements[Int(position)]
      let id = text(settlement.settlementId)
      let lines = snapshot.settlementLines.indices.filter {
        snapshot.settlementLines.items[Int(snapshot.settlementLines.amounts[$0].item)].settlement
          == position
      }
      story.add([header(settlement)] + payoutSteps(of: position) + days(of: lines))
      story.add(bookings(ofSettlement: id))
      story.add([control(settlement, lines)] + wayToTheBank(position, with: [], called: ""))
      story.add(journalTotals(ofSettlement: id, settlement))
      if id != reference { story.add(exceptionSteps(naming: id)) }
    }
    return story
  }

  func header(_ settlement: Settlement) -> TraceStep {
    let date =
      settlement.endsAt.map { zone.date(of: $0) } ?? settlement.depositDate
      ?? CalendarDate(dayNumber: 0)
    let state = settlement.isHeld ? ", held: nothing of it is posted" : ""
    return TraceStep(
      date: date,
      what: "settlement \(text(settlement.settlementId)) of \(text(settlement.source)): "
        + "\(settlement.lineCount) lines, declared"
        + (settlement.declaredTotal == nil ? " nothing" : "") + state,
      amount: settlement.declaredTotal.map { money($0, settlement.currency) },
      evidence: snapshot.evidence(settlement.provenance))
  }

  /// A settlement's lines a day at a time: what they come to, and where they stand.
  private func days(of positions: [Int]) -> [TraceStep] {
    let groups = Dictionary(grouping: positions) { position in
      let line = snapshot.settlementLines[position]
      return Day(date: line.date, currency: line.currency)
    }
    return groups.map { day, positions in
      let lines = positions.map { snapshot.settlementLines[$0] }
      let own = Dictionary(grouping: positions) { result.matches.orderOfSettlementLine[$0] }
      let unknown = Set((own[-1] ?? []).map { snapshot.settlementLines[$0].orderId })
      let orders = own.keys.count { $0 >= 0 } + unknown.count { !$0.isNone }
      let first = lines.min { $0.provenance.line < $1.provenance.line } ?? lines[0]
      return TraceStep(
        date: day.date,
        what: "\(lines.count) settlement lines" + (orders == 0 ? "" : " of \(orders) orders"),
        amount: money(sum(lines, \.amount), day.currency),
        evidence: snapshot.evidence(first.provenance))
    }
  }

  private struct Day: Hashable {
    let date: CalendarDate
    let currency: Currency
  }

  /// The lines by what they are, and what is missing to the declared total.
  private func control(_ settlement: Settlement, _ lines: [Int]) -> TraceTotal {
    let own = lines.map { snapshot.settlementLines[$0] }
    var parts: [(what: String, amount: Int64)] = []
    for event in LineEvent.allCases {
      for part in byComponent(own.filter { $0.event == event && $0.event != .payout }) {
        let name = event.name.replacing("_", with: " ")
        parts.append((part.what == name ? name : "\(name) \(part.what)", part.amount))
      }
    }
    if let declared = settlement.declaredTotal {
      let gap = declared - parts.reduce(0) { $0 + $1.amount }
      if gap != 0 { parts.append(("not explained by its lines", gap)) }
      return TraceTotal("declared total", settlement.currency, parts)
    }
    return TraceTotal("lines", settlement.currency, parts)
  }

  func payoutSteps(of settlement: Int32) -> [TraceStep] {
    result.matches.payouts.indices.filter {
      result.matches.payouts[$0].settlement == settlement
    }.flatMap { position in
      let payout = result.matches.payouts[position]
      let settlement = snapshot.settlements[Int(payout.settlement)]
      return [
        TraceStep(
          date: payout.date, what: "payout of settlement \(text(settlement.settlementId)) sent",
          amount: money(payout.amount, payout.currency),
          evidence: snapshot.evidence(settlement.provenance))
      ]
        + payout.received.map { share in
          let line = snapshot.statementLines[Int(share.statementLine)]
          return bankStep(line, share.amount, by: payout.rule)
        }
        + debits(takingBack: position).map { bankStep($0, $0.amount, by: nil) }
    }
  }

  /// The bank's debits that took a payout back whole.
  private func debits(takingBack payout: Int) -> [StatementLine] {
    if result.matches.payouts[payout].returned == nil { return [] }
    return result.matches.statementLineStates.indices.filter {
      result.matches.statementLineStates[$0] == .payoutReturn(payout: Int32(payout))
    }.map { snapshot.statementLines[$0] }
  }

  func bankStep(_ line: StatementLine, _ amount: Int64, by rule: Match.Rule?) -> TraceStep {
    let how = rule.map { " by \($0.rawValue)" } ?? ""
    let part = amount == line.amount ? "" : " as part of \(money(line.amount, line.currency))"
    let way = line.amount < 0 ? "paid from the bank" : "received at the bank"
    return TraceStep(
      date: line.bookingDate, what: "\(way)\(how)\(part): \(text(line.text))",
      amount: money(amount, line.currency), evidence: snapshot.evidence(line.provenance))
  }

  /// What a settlement's lines pay out, and what of it the bank received.
  ///
  /// `own`: positions of the lines that the story is about, under the name given.
  func wayToTheBank(_ position: Int32, with own: [Int], called name: String) -> [TraceTotal] {
    let settlement = snapshot.settlements[Int(position)]
    let id = text(settlement.settlementId)
    let mine = own.map { snapshot.settlementLines[$0] }.filter { $0.settlement == position }
    let payouts = result.matches.payouts.filter { $0.settlement == position }
    guard let payout = payouts.first else {
      if mine.isEmpty { return [] }
      let part = sum(mine, \.amount)
      return [
        TraceTotal(
          "settlement \(id)\(settlement.isHeld ? ", held" : ", no payout")", settlement.currency,
          [(name, part), ("its other lines", settlement.linesTotal - part)])
      ]
    }
    let part = sum(mine, \.amount)
    var totals: [TraceTotal] = []
    if !mine.isEmpty {
      totals.append(
        TraceTotal(
          "paid out by settlement \(id)", payout.currency,
          [(name, part), ("its other lines", payout.amount - part)]))
    }
    return totals + [bankTotal(payout, sentBy: "sent by settlement \(id)")]
  }

  /// What the bank received of a payout; in the bank's currency where that is another.
  private func bankTotal(_ payout: Payout, sentBy name: String) -> TraceTotal {
    if let conversion = payout.conversion {
      let settled = "\(conversion.settled) \(conversion.settled.currency.code)"
      let parts = [
        (what: "\(name), \(settled) at the rate", amount: -conversion.carried),
        (what: "stated fee", amount: -conversion.fee),
        (what: "change of the rate", amount: -conversion.rate),
        (what: "rounding", amount: -conversion.rounding),
      ].filter { $0.amount != 0 }
      return TraceTotal(
        "not explained", conversion.received.currency,
        parts + received(payout).map { ($0.what, $0.amount) })
    }
    let isConverted = payout.isConverted(snapshot.statementLines)
    let came = isConverted ? [] : received(payout)
    let what =
      isConverted
      ? "received in another currency, and no rate is known"
      : came.isEmpty
        ? "still on its way"
        : payout.returned == nil
          ? "bank less payout" : "came back and is still to be sent again"
    return TraceTotal(what, payout.currency, [(what: name, amount: -payout.amount)] + came)
  }

  private func received(_ payout: Payout) -> [(what: String, amount: Int64)] {
    let position = result.matches.payouts.firstIndex {
      $0.settlement == payout.settlement && $0.currency == payout.currency
    }
    let debits = position.map(debits(takingBack:)) ?? []
    return payout.received.map {
      let line = snapshot.statementLines[Int($0.statementLine)]
      let what = $0.amount < 0 ? "taken back by the bank, " : "received, "
      return (what + snapshot.evidence(line.provenance), $0.amount)
    }
      + debits.map { ("taken back by the bank, " + snapshot.evidence($0.provenance), $0.amount) }
  }

  /// What each account of the settlement's open items was moved by.
  private func journalTotals(ofSettlement id: String, _ settlement: Settlement) -> [TraceTotal] {
    var items: [Account: [(what: String, amount: Int64)]] = [:]
    for entry in result.journal.entries {
      for posting in entry.postings
      where [id, id + Account.cardItemSuffix].contains(posting.item)
        && posting.currency == settlement.currency && posting.amount != 0
      {
        items[posting.account, default: []].append(
          ("\(entry.date) \(entry.id) \(entry.description)", posting.amount))
      }
    }
    return items.sorted { $0.key < $1.key }.map {
      TraceTotal("journal, \($0.key.name)", settlement.currency, $0.value)
    }
  }

  /// A bank line by its reference, or by a word of its text where it has none of its own.
  func storyOfBank(reference: Symbol) -> TraceStory? {
    let lines = snapshot.statementLines.indices.filter {
      snapshot.statementLines[$0].reference == reference
    }
    if lines.isEmpty { return nil }
    var story = TraceStory("bank reference \(text(reference))", [])
    for position in lines { add(bankLine: position, to: &story) }
    return story
  }

  /// A bank line, what it was matched with and how it is booked.
  func add(bankLine position: Int, to story: inout TraceStory) {
    let line = snapshot.statementLines[position]
    var step = bankStep(line, line.amount, by: nil)
    let state = result.matches.statementLineStates[position]
    step.what += " (\(words(state)))"
    story.add([step])
    if case .matched(let payouts) = state {
      let matched = payouts.map { result.matches.payouts[Int($0)] }
      for payout in matched {
        story.add([header(snapshot.settlements[Int(payout.settlement)])])
        story.add(payoutSteps(of: payout.settlement).filter { $0.evidence != step.evidence })
      }
      story.add([
        TraceTotal("bank line", line.currency, matched.flatMap { share(of: position, in: $0) })
      ])
      for payout in matched { story.add(wayToTheBank(payout.settlement, with: [], called: "")) }
    }
    story.add(entrySteps(at: line.provenance))
  }

  private func share(of line: Int, in payout: Payout) -> [(what: String, amount: Int64)] {
    let id = text(snapshot.settlements[Int(payout.settlement)].settlementId)
    return payout.received.filter { $0.statementLine == Int32(line) }.map {
      ("payout of settlement \(id)", $0.amount)
    }
  }

  private func words(_ state: StatementLineState) -> String {
    switch state {
    case .matched: "matched"
    case .held(let settlement):
      "of settlement \(text(snapshot.settlements[Int(settlement)].settlementId)), which is held"
    case .cardPayment: "a negative balance, collected from our card"
    case .payoutReturn(let payout):
      "the bank took back the payout of settlement "
        + text(
          snapshot.settlements[Int(result.matches.payouts[Int(payout)].settlement)].settlementId)
    case .collected(let settlement):
      "the total of settlement "
        + "\(text(snapshot.settlements[Int(settlement)].settlementId)), collected from us"
    case .unidentified: "nobody announced it: in Suspense"
    case .unrelated: "no source claims it: not posted"
    }
  }
}
