import Accounting

extension Tracer {
  /// A journal entry posting by posting, with the records behind it.
  func story(_ entry: JournalEntry) -> TraceStory {
    var story = TraceStory(
      "journal entry \(entry.id): \(entry.description)", steps(entry, withSources: true))
    for (currency, postings) in byCurrency(entry.postings, \.currency) {
      story.totals.append(
        TraceTotal(
          "debits less credits", currency,
          [
            ("debits", sum(postings) { max(0, $0.amount) }),
            ("credits", sum(postings) { min(0, $0.amount) }),
          ]))
    }
    if !entry.settlementId.isEmpty, let symbol = snapshot.symbols.find(entry.settlementId) {
      for position in snapshot.settlements.indices
      where snapshot.settlements[position].settlementId == symbol {
        story.add(wayToTheBank(Int32(position), with: [], called: ""))
      }
    }
    return story
  }

  func steps(_ entry: JournalEntry, withSources: Bool) -> [TraceStep] {
    entry.postings.map { posting in
      let side = posting.amount >= 0 ? "Dr" : "Cr"
      let lines = posting.sourceLines.text
      let file = entry.sourceFile(of: posting)
      let source = file.isEmpty || lines.isEmpty ? "" : " ← \(file):\(lines)"
      return TraceStep(
        date: entry.date,
        what: "\(entry.rule) \(side) \(posting.account.name)" + (withSources ? source : ""),
        amount: money(posting.amount, posting.currency), evidence: entry.id)
    }
  }

  /// How a settlement is booked: an entry a step, with what it moves on the open item.
  func bookings(ofSettlement id: String) -> [TraceStep] {
    result.journal.entries.filter { entry in
      entry.settlementId == id || entry.postings.contains { $0.item == id }
    }.map { entry in
      let own = entry.postings.filter { $0.item == id && $0.amount != 0 }
      let first = own.first ?? entry.postings[0]
      let others = Set(entry.postings.map(\.account.name)).subtracting([first.account.name])
      return TraceStep(
        date: entry.date,
        what: "booked (\(entry.rule)): \(first.account.name) against "
          + others.sorted().map { Self.short($0) }.joined(separator: ", "),
        amount: money(first.amount, first.currency), evidence: entry.id)
    }
  }

  /// An account without its class.
  private static func short(_ account: String) -> Substring {
    account.firstIndex(of: ":").map { account[account.index(after: $0)...] } ?? account[...]
  }

  /// The entries that one line of a file is behind: what is booked of it alone with its amount, and
  /// what is booked together with other lines without one.
  func entrySteps(at place: Provenance) -> [TraceStep] {
    let file = snapshot.documents[Int(place.document)].name
    return entries(at: place).flatMap { entry in
      let whole = Set(entry.postings.map { $0.sourceLines.text }) == ["\(place.line)"]
      var own = entry
      if !whole {
        own.postings.removeAll { posting in
          entry.sourceFile(of: posting) != file
            || !posting.sourceLines.runs.contains { $0.contains(place.line) }
        }
      }
      return zip(steps(own, withSources: false), own.postings).map { step, posting in
        if posting.sourceLines.text == "\(place.line)" { return step }
        var step = step
        step.amount = nil
        step.what += ", with lines \(posting.sourceLines.text)"
        return step
      }
    }
  }

  /// What one line of a file did to stock.
  func stockSteps(at place: Provenance) -> [TraceStep] {
    result.costing.movements.filter { $0.provenance == place }.map { movement in
      let units = movement.quantity == 0 ? "" : " \(abs(movement.quantity)) × \(text(movement.sku))"
      return TraceStep(
        date: movement.date, what: "stock: \(movement.kind.words)\(units)",
        amount: money(movement.value, functional), evidence: snapshot.evidence(place))
    }
  }

  private func entries(at place: Provenance) -> [JournalEntry] {
    let file = snapshot.documents[Int(place.document)].name
    return result.journal.entries.filter { entry in
      entry.postings.contains { posting in
        entry.sourceFile(of: posting) == file
          && posting.sourceLines.runs.contains { $0.contains(place.line) }
      }
    }
  }

  /// How settlement lines are booked: each entry with the part of it that is theirs.
  func bookings(of positions: [Int]) -> [TraceStep] {
    let lines = snapshot.settlementLines
    let wanted = positions.map { lines[$0] }
    let ids = Set(
      wanted.filter { $0.settlement >= 0 }.map {
        text(snapshot.settlements[Int($0.settlement)].settlementId)
      })
    var steps: [TraceStep] = []
    for entry in result.journal.entries
    where ids.contains(entry.settlementId) || entry.settlementId.isEmpty {
      var accounts: Set<String> = []
      var own: Set<Int> = []
      for posting in entry.postings {
        let file = entry.sourceFile(of: posting)
        for (index, line) in wanted.enumerated()
        where line.date == entry.date
          && snapshot.documents[Int(line.provenance.document)].name == file
          && posting.sourceLines.runs.contains(where: { $0.contains(line.provenance.line) })
        {
          own.insert(index)
          accounts.insert(posting.account.name)
        }
      }
      guard let currency = own.first.map({ wanted[$0].currency }) else { continue }
      let isClearing = accounts.contains { $0.hasPrefix("Assets:Clearing:") }
      let share = isClearing ? sum(own.map { wanted[$0] }, \.amount) : nil
      steps.append(
        TraceStep(
          date: entry.date,
          what: "booked (\(entry.rule)): "
            + accounts.sorted().map { Self.short($0) }.joined(separator: ", "),
          amount: share.map { money($0, currency) }, evidence: entry.id))
    }
    return steps
  }
}

extension StockMovementKind {
  fileprivate var words: String {
    switch self {
    case .received: "received"
    case .landed: "landed cost of goods on hand"
    case .landedAfterSale: "landed cost of goods sold"
    case .shipped: "shipped"
    case .coveredAfterSale: "cost of goods sold before they were received"
    case .returned: "returned"
    case .writtenDown: "written down"
    }
  }
}
