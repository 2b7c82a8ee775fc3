import Accounting

extension BankMatching {
  /// Payouts and the bank lines that are their money together.
  struct Group: Equatable {
    var payouts: [Int]
    var lines: [Int]
  }

  /// One deposit for several payouts of a source, or one payout in several deposits, where one
  /// choice alone adds up to the cent.
  ///
  /// Groups that share a record are ambiguous, and none of them stands; nor does one whose deposit
  /// may be another payout's. One that is only left because a person took the other apart is not
  /// chosen by that.
  mutating func pairGroups() {
    let size = sides.context.settings.bankGroupSize
    guard size > 1 else { return }
    var groups: [Group] = []
    for line in states.indices where isOpen(line: line) && sides.lines[line].amount > 0 {
      groups += depositsOfSeveral(line, size)
    }
    for payout in openPayouts where !isAmbiguous(payout) {
      groups += splitDeposits(payout, size)
    }
    var claims: [String: Int] = [:]
    for name in groups.flatMap(names) { claims[name, default: 0] += 1 }
    for group in groups {
      let isAlone = names(group).allSatisfy { claims[$0] == 1 }
      if isAlone && !group.lines.contains(where: isChoice) {
        if !isForbidden(group) { claim(group.payouts, group.lines, .groupSum) }
      } else {
        noteAmbiguity(group)
      }
    }
  }

  private func names(_ group: Group) -> [String] {
    group.payouts.map { "payout \($0)" } + group.lines.map { "line \($0)" }
  }

  private mutating func depositsOfSeveral(_ line: Int, _ size: Int) -> [Group] {
    let open = openPayouts.filter {
      !isAmbiguous($0) && couldPair($0, line) && sides.isInWindow(line, payouts[$0].date)
    }
    let bySource = Dictionary(grouping: open) { sides.settlement($0).source.index }
    return bySource.keys.sorted().compactMap { source in
      let candidates = bySource[source] ?? []
      let found = SubsetSearch.find(
        candidates.map { payouts[$0].amount }, total: sides.lines[line].amount, size: 2...size)
      switch found {
      case .unique(let places):
        return Group(payouts: places.map { candidates[$0] }, lines: [line])
      case .ambiguous(let subsets):
        for places in subsets {
          noteAmbiguity(Group(payouts: places.map { candidates[$0] }, lines: [line]))
        }
        return nil
      case .tooMany:
        for payout in candidates { unsearched.insert(payout) }
        return nil
      case .none: return nil
      }
    }
  }

  private mutating func splitDeposits(_ payout: Int, _ size: Int) -> [Group] {
    let candidates = states.indices.filter {
      couldPair(payout, $0) && sides.isInWindow($0, payouts[payout].date)
    }.sorted { sides.precedes($0, $1) }
    let found = SubsetSearch.find(
      candidates.map { sides.lines[$0].amount }, total: payouts[payout].amount, size: 2...size)
    switch found {
    case .unique(let places):
      return [Group(payouts: [payout], lines: places.map { candidates[$0] })]
    case .ambiguous(let subsets):
      for places in subsets {
        noteAmbiguity(Group(payouts: [payout], lines: places.map { candidates[$0] }))
      }
      return []
    case .tooMany:
      unsearched.insert(payout)
      return []
    case .none: return []
    }
  }
}
