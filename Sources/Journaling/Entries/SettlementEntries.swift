import Accounting
import Hashing

extension JournalBuilder {
  /// Recipes R1, R5 to R8 and R12: one entry per settlement, currency and event date.
  ///
  /// - Returns: The sale lines that take goods out of ShippedNotSettled.
  mutating func postSettlementLines() -> [SettledGoods] {
    let groups = LineGroups(
      snapshot.settlementLines, in: self,
      isIncluded: { item in
        isInBooks(item.date) && (item.settlement < 0 || !isHeld[Int(item.settlement)])
      },
      isPosted: \.isPostedToClearing)
    let facts = PostingFacts(self)
    let numbers = numbers(of: groups)
    result.grossParts = facts.gross.parts
    let builder = self
    var parts = inParallel(groups.groups.count, smallest: 32) { range in
      builder.postGroups(range, of: groups, numbers, facts)
    }
    parts.append(noteEarlierGoods(facts))
    var settled: [SettledGoods] = []
    for part in parts {
      for entry in part.entries { append(entry) }
      missingRates.merge(part.missingRates)
      result.shareParts.append(part.shares)
      result.unrefunded.merge(part.unrefunded, uniquingKeysWith: +)
      suspenseEvidence.merge(part.suspenseItems.map { ($0, $0) }) { first, _ in first }
      settled += part.settled
    }
    return dealShared(settled)
  }

  private func postGroups(
    _ range: Range<Int>, of groups: LineGroups, _ numbers: [Int: Int], _ facts: PostingFacts
  ) -> PostedLines {
    var poster = SettlementPoster(facts)
    let (settlementLines, orders) = (snapshot.settlementLines, facts.orders)
    var posted = PostedLines()
    for index in range {
      let group = groups.groups[index]
      let scope = groups.scopes[group.scope]
      poster.begin(scope, isForeign: scope.currency != settings.functionalCurrency)
      for line in groups.lines(of: index) {
        poster.add(settlementLines[Int(line)], at: Int(line), orders)
      }
      if convert(&poster, scope, group.date, &posted.missingRates) {
        posted.entries.append(
          settlementEntry(
            scope, group.date, number: numbers[index] ?? 1, rule: poster.rule,
            poster.takePostings()))
      } else {
        poster.discard()
      }
    }
    posted.take(poster)
    return posted
  }

  /// What was settled before the books began has already left ShippedNotSettled.
  private func noteEarlierGoods(_ facts: PostingFacts) -> PostedLines {
    var posted = PostedLines()
    guard settings.booksFrom != nil else { return posted }
    var poster = SettlementPoster(facts)
    for (index, line) in snapshot.settlementLines.enumerated() where !isInBooks(line.date) {
      if line.settlement >= 0 && isHeld[Int(line.settlement)] { continue }
      poster.noteSettledGoods(line, index, facts.orders)
    }
    posted.take(poster)
    return posted
  }

  /// Fills in the functional amounts; `false` where there is no rate, which is noted.
  private func convert(
    _ poster: inout SettlementPoster, _ scope: LineScope, _ date: CalendarDate,
    _ missing: inout MissingRates
  ) -> Bool {
    let target = settings.functionalCurrency
    if scope.currency == target { return true }
    guard let rate = rates.rate(from: scope.currency, to: target, on: date) else {
      missing.note(scope.currency, on: date, source: snapshot.symbols[scope.source])
      return false
    }
    return poster.convert(at: rate)
  }

  /// Entries of one day whose rows name no settlement are told apart by the order of their payouts,
  /// what is still to be paid last: a payout to come changes no number.
  private func numbers(of groups: LineGroups) -> [Int: Int] {
    let unnamed = groups.groups.indices.filter { groups.scopes[groups.groups[$0].scope].isUnnamed }
    let days = Dictionary(grouping: unnamed) { index in
      let scope = groups.scopes[groups.groups[index].scope]
      return [
        snapshot.symbols[scope.source], scope.currency.code,
        groups.groups[index].date.description,
      ]
    }
    var numbers: [Int: Int] = [:]
    for day in days.values where day.count > 1 {
      let sorted = day.sorted {
        payoutOrder(groups.scopes[groups.groups[$0].scope])
          < payoutOrder(groups.scopes[groups.groups[$1].scope])
      }
      for (place, index) in sorted.enumerated() { numbers[index] = place + 1 }
    }
    return numbers
  }

  private func payoutOrder(_ scope: LineScope) -> (Int, Int32, String) {
    guard scope.settlement >= 0 else { return (1, 0, "") }
    let settlement = snapshot.settlements[Int(scope.settlement)]
    return (
      0, settlement.depositDate?.dayNumber ?? .max, snapshot.symbols[settlement.settlementId]
    )
  }

  private func settlementEntry(
    _ scope: LineScope, _ date: CalendarDate, number: Int, rule: String, _ postings: [Posting]
  ) -> JournalEntry {
    let source = snapshot.symbols[scope.source]
    let settlementId =
      scope.settlement < 0
      ? "" : snapshot.symbols[snapshot.settlements[Int(scope.settlement)].settlementId]
    let description =
      scope.settlement < 0
      ? "\(sourceTitle(source)) \(scope.currency.code), by day"
      : "\(sourceTitle(source)) settlement \(settlementId)"
    return JournalEntry(
      id: stableId(
        "JE",
        ["lines", source, scope.isUnnamed ? "" : settlementId, scope.currency.code]
          + [date.description] + (number > 1 ? ["\(number)"] : [])),
      date: date, description: description, rule: rule, settlementId: settlementId,
      sourceFile: "", postings: postings)
  }
}

/// What adding up some of the groups came to.
private struct PostedLines: Sendable {
  var entries: [JournalEntry] = []
  var missingRates = MissingRates()
  private(set) var shares: [MarginShare] = []
  private(set) var unrefunded: [Int32: Int64] = [:]
  private(set) var settled: [SettledGoods] = []
  private(set) var suspenseItems: [String] = []

  mutating func take(_ poster: SettlementPoster) {
    shares = poster.shares
    unrefunded = poster.unrefunded
    settled = poster.settled
    suspenseItems = poster.suspenseItems
  }
}
