import Accounting
import Hashing

extension JournalBuilder {
  /// Recipes R1, R5 to R8 and R12: one entry per settlement, currency and event date.
  ///
  /// - Returns: The sale lines that take goods out of ShippedNotSettled.
  mutating func postSettlementLines() -> [SettledGoods] {
    let groups = LineGroups(snapshot.settlementLines, in: self) { line in
      line.event.isPostedToClearing && isInBooks(line.date)
        && (line.settlement < 0 || !isHeld[Int(line.settlement)])
    }
    var poster = SettlementPoster(self)
    for index in groups.groups.indices {
      let group = groups.groups[index]
      let scope = groups.scopes[group.scope]
      let lines = groups.lines(of: index)
      poster.begin(scope, isForeign: scope.currency != settings.functionalCurrency)
      for line in lines { poster.add(Int(line)) }
      postGroup(&poster, scope, group.date)
    }
    noteEarlierGoods(&poster)
    result.marginShares = poster.shares
    result.unrefunded = poster.unrefunded
    suspenseEvidence.merge(poster.suspenseItems.map { ($0, $0) }) { first, _ in first }
    return dealShared(poster.settled)
  }

  /// What was settled before the books began has already left ShippedNotSettled.
  private func noteEarlierGoods(_ poster: inout SettlementPoster) {
    guard settings.booksFrom != nil else { return }
    for (index, line) in snapshot.settlementLines.enumerated() where !isInBooks(line.date) {
      if line.settlement >= 0 && isHeld[Int(line.settlement)] { continue }
      poster.noteSettledGoods(line, index)
    }
  }

  private mutating func postGroup(
    _ poster: inout SettlementPoster, _ scope: LineScope, _ date: CalendarDate
  ) {
    if scope.currency != settings.functionalCurrency {
      let source = snapshot.symbols[scope.source]
      guard let rate = baseRate(scope.currency, on: date, source: source),
        poster.convert(at: rate)
      else {
        poster.discard()
        return
      }
    }
    append(settlementEntry(scope, date, rule: poster.rule, poster.takePostings()))
  }

  private func settlementEntry(
    _ scope: LineScope, _ date: CalendarDate, rule: String, _ postings: [Posting]
  ) -> JournalEntry {
    let source = snapshot.symbols[scope.source]
    let settlementId =
      scope.settlement < 0
      ? "" : snapshot.symbols[snapshot.settlements[Int(scope.settlement)].settlementId]
    let description =
      scope.settlement < 0
      ? "\(sourceTitle(source)) \(scope.currency.code), not yet paid out"
      : "\(sourceTitle(source)) settlement \(settlementId)"
    return JournalEntry(
      id: stableId(
        "JE", ["lines", source, settlementId, scope.currency.code, date.description]),
      date: date, description: description, rule: rule, settlementId: settlementId,
      sourceFile: "", postings: postings)
  }
}
