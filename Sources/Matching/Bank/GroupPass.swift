import Accounting

extension BankMatching {
  private struct Group {
    var payouts: [Int]
    var lines: [Int]
  }

  /// One deposit for several payouts of a source, or one payout in several deposits, where one
  /// choice alone adds up to the cent.
  ///
  /// Groups that share a record are ambiguous, and none of them stands.
  mutating func pairGroups() {
    let size = sides.context.settings.bankGroupSize
    guard size > 1 else { return }
    var groups: [Group] = []
    for line in states.indices where isOpen(line: line) && sides.lines[line].amount > 0 {
      groups += depositsOfSeveral(line, size)
    }
    for payout in openPayouts where ambiguous[payout] == nil {
      groups += splitDeposits(payout, size)
    }
    var claims: [String: Int] = [:]
    for name in groups.flatMap(names) { claims[name, default: 0] += 1 }
    for group in groups {
      if names(group).allSatisfy({ claims[$0] == 1 }) {
        claim(group.payouts, group.lines, .groupSum)
      } else {
        for payout in group.payouts { noteAmbiguity(payout, group.lines) }
      }
    }
  }

  private func names(_ group: Group) -> [String] {
    group.payouts.map { "payout \($0)" } + group.lines.map { "line \($0)" }
  }

  private mutating func depositsOfSeveral(_ line: Int, _ size: Int) -> [Group] {
    let open = openPayouts.filter {
      ambiguous[$0] == nil && mayPair($0, line) && sides.isInWindow(line, payouts[$0].date)
    }
    let bySource = Dictionary(grouping: open) { sides.settlement($0).source.index }
    return bySource.keys.sorted().compactMap { source in
      let candidates = bySource[source] ?? []
      let found = SubsetSearch.find(
        candidates.map { payouts[$0].amount }, total: sides.lines[line].amount, size: 2...size)
      switch found {
      case .unique(let places):
        return Group(payouts: places.map { candidates[$0] }, lines: [line])
      case .ambiguous(let one, let other):
        for place in Set(one + other) { noteAmbiguity(candidates[place], [line]) }
        return nil
      case .none, .tooMany: return nil
      }
    }
  }

  private mutating func splitDeposits(_ payout: Int, _ size: Int) -> [Group] {
    let candidates = states.indices.filter {
      mayPair(payout, $0) && sides.isInWindow($0, payouts[payout].date)
    }.sorted { sides.precedes($0, $1) }
    let found = SubsetSearch.find(
      candidates.map { sides.lines[$0].amount }, total: payouts[payout].amount, size: 2...size)
    switch found {
    case .unique(let places):
      return [Group(payouts: [payout], lines: places.map { candidates[$0] })]
    case .ambiguous(let one, let other):
      noteAmbiguity(payout, Set(one + other).map { candidates[$0] })
      return []
    case .none, .tooMany: return []
    }
  }
}
