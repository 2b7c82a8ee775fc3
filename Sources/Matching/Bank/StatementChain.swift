import Accounting

/// The statements of one bank account in one currency, whatever files and formats they came in.
struct StatementChain {
  /// One balance does not lead to another.
  struct Break {
    var earlier: ChainedStatement
    var later: ChainedStatement
    /// What is missing between them, or what the later says more of the days that both have.
    var amount: Int64
    /// They have days in common.
    var isContradiction = false
  }

  /// In order of their days.
  private let links: [ChainedStatement]
  /// The days on which they end, each once.
  private let ends: [CalendarDate]
  /// Those that are held, and tell for themselves what is wrong.
  private let held: [BankStatement]

  init(
    _ frames: [BankStatement], _ lines: [StatementLine],
    isEarlier: (Provenance, Provenance) -> Bool
  ) {
    let entries = AccountEntries(lines)
    var counts: [Int32: Int] = [:]
    for frame in frames { counts[frame.provenance.document, default: 0] += 1 }
    held = frames.filter(\.isHeld)
    let all = frames.filter { !$0.isHeld }.compactMap {
      ChainedStatement($0, entries, isAlone: counts[$0.provenance.document] == 1)
    }
    let byStart = all.sorted { $0.start < $1.start }
    links =
      all.filter { link in
        guard link.frame.closing != nil else { return false }
        return !link.reachesBeyondItsEntries || Self.isCovered(link, by: byStart)
      }
      .sorted {
        ($0.start, $0.end) == ($1.start, $1.end)
          ? isEarlier($0.frame.provenance, $1.frame.provenance)
          : ($0.start, $0.end) < ($1.start, $1.end)
      }
    ends = Set(links.map(\.end)).sorted()
  }

  /// Whether other statements, in order of their first days, have the entries up to a statement's
  /// closing balance.
  private static func isCovered(_ link: ChainedStatement, by all: [ChainedStatement]) -> Bool {
    guard var reached = link.frame.lastDay, let closing = link.frame.closingDate else {
      return true
    }
    for other in all where closing > reached {
      let last = other.frame.lastDay ?? other.end
      if other.start <= reached.adding(days: 1), last > reached { reached = last }
    }
    return closing <= reached
  }

  func breaks() -> [Break] {
    let gaps = links.indices.compactMap { gap(before: $0) }
    let told = Set(gaps.flatMap { [$0.earlier.frame.provenance, $0.later.frame.provenance] })
    var pairs: Set<Set<Provenance>> = []
    let others = (contradictions() + surpluses()).filter {
      let pair: Set = [$0.earlier.frame.provenance, $0.later.frame.provenance]
      return told.isDisjoint(with: pair) && pairs.insert(pair).inserted
    }
    return gaps + others
  }

  // MARK: - Gaps

  private func gap(before position: Int) -> Break? {
    let link = links[position]
    guard let earlier = predecessor(of: position), !isLinked(position),
      let amount = amount(from: earlier, to: link)
    else { return nil }
    let isHeldBetween = held.contains {
      let start = $0.openingDate ?? $0.closingDate ?? earlier.end
      return start <= link.end && $0.closingDate ?? link.end >= earlier.end
    }
    return isHeldBetween ? nil : Break(earlier: earlier, later: link, amount: amount)
  }

  private func amount(from earlier: ChainedStatement, to later: ChainedStatement) -> Int64? {
    if let opening = later.frame.opening, let closing = earlier.frame.closing,
      earlier.end == later.firstEntry ?? later.start
    {
      return opening &- closing
    }
    guard let base = earlier.closings.first, let own = later.bases.first else { return nil }
    return own &- base
  }

  /// The last statement that ends before one begins, else the last that begins before it; of a
  /// statement without an opening balance, the last that ends before it does.
  private func predecessor(of position: Int) -> ChainedStatement? {
    let link = links[position]
    guard link.frame.opening != nil else {
      return links.filter { $0.end < link.end }.max { $0.end < $1.end }
    }
    let earlier = links[..<position]
    return earlier.filter { $0.end <= link.start }.max { $0.end < $1.end }
      ?? earlier.max { $0.end < $1.end }
  }

  /// Whether a statement follows from any other.
  private func isLinked(_ position: Int) -> Bool {
    let link = links[position]
    guard let opening = link.frame.opening else { return isReached(link) }
    let day = max(link.start, link.firstEntry ?? link.start)
    return links.indices.contains { other in
      guard other != position else { return false }
      let candidate = links[other]
      if candidate.frame.closing == opening && isLast(candidate, on: day) { return true }
      guard other < position else { return false }
      return Self.meet(link.openings, candidate.openings + candidate.closings)
    }
  }

  /// Whether entries lead to a closing balance from the last one before, or from the one before
  /// that, which then is the one to blame.
  private func isReached(_ link: ChainedStatement) -> Bool {
    let ends = ends.prefix { $0 < link.end }.suffix(2)
    return links.contains { candidate in
      guard ends.contains(candidate.end) else { return false }
      return Self.meet(link.closings, candidate.closings)
        || link.frame.isCard && Self.meet(link.owed, candidate.owed)
    }
  }

  /// Whether no statement ends between the end of one and a day, or the day before.
  private func isLast(_ candidate: ChainedStatement, on day: CalendarDate) -> Bool {
    candidate.end == ends.last { $0 <= day } || candidate.end == ends.last { $0 < day }
  }

  private static func meet(_ first: [Int64], _ second: [Int64]) -> Bool {
    first.contains { second.contains($0) }
  }

  // MARK: - Contradictions

  /// Statements that end on the same day with different balances, of which none leads on to the
  /// other and no entry tells them apart.
  private func contradictions() -> [Break] {
    let byEnd = Dictionary(grouping: links) { $0.end }
    return byEnd.sorted { $0.key < $1.key }.compactMap { _, links in
      let last = links.filter { link in
        !links.contains {
          $0.start >= link.start && $0.frame.opening == link.frame.closing
            && $0.frame.closing != link.frame.closing
        }
      }
      guard let first = last.first,
        let other = last.first(where: {
          $0.frame.closing != first.frame.closing && !Self.meet($0.closings, first.closings)
        })
      else { return nil }
      let amount = (other.frame.closing ?? 0) &- (first.frame.closing ?? 0)
      return Break(earlier: first, later: other, amount: amount, isContradiction: true)
    }
  }

  /// Statements in whose days others have entries that they do not, though they add up.
  private func surpluses() -> [Break] {
    links.indices.compactMap { position in
      let link = links[position]
      guard link.isAlone, let opening = link.openings.first, let closing = link.closings.first,
        !Self.meet(link.openings, link.closings),
        let other = links.indices.first(where: {
          $0 != position && links[$0].start < link.end && links[$0].end > link.start
        })
      else { return nil }
      return Break(
        earlier: links[other], later: link, amount: closing &- opening, isContradiction: true)
    }
  }
}
