import Accounting

extension BankMatching {
  /// Bank lines that name a payout: the same amount first, then groups that add up, then the lines
  /// of the name whatever their amounts, where they come to no more than the payout.
  mutating func pairByReference() {
    var named: [Int: [Int]] = [:]
    for payout in openPayouts {
      let found = linesNaming(payout).filter { mayPair(payout, $0) }
        .sorted { sides.precedes($0, $1) }
      if !found.isEmpty { named[payout] = found }
    }
    pairSameAmounts(named)
    pairDepositsOfSeveral(named)
    pairSplitDeposits(named)
    pairOnlyNamed(named)
  }

  private func open(_ named: [Int: [Int]]) -> [(payout: Int, lines: [Int])] {
    named.keys.sorted().filter { isOpen(payout: $0) }.compactMap { payout in
      let lines = (named[payout] ?? []).filter { isOpen(line: $0) }
      return lines.isEmpty ? nil : (payout, lines)
    }
  }

  private mutating func pairSameAmounts(_ named: [Int: [Int]]) {
    for (payout, lines) in open(named) {
      let exact = lines.filter { sides.lines[$0].amount == payouts[payout].amount }
      let inWindow = exact.filter { sides.isInWindow($0, payouts[payout].date) }
      if exact.count == 1 || inWindow.count == 1 {
        claim(
          [payout], inWindow.count == 1 ? inWindow : exact, .reference, candidates: lines.count)
      } else if exact.count > 1 {
        noteAmbiguity(payout, exact)
      }
    }
  }

  /// One deposit that names several payouts and is their sum, or less by so little that each of
  /// them must be in it.
  ///
  /// One that is more, or so much less, may be some of them or all: each is a choice.
  private mutating func pairDepositsOfSeveral(_ named: [Int: [Int]]) {
    var naming: [Int: [Int]] = [:]
    for (payout, lines) in open(named) {
      for line in lines { naming[line, default: []].append(payout) }
    }
    for line in naming.keys.sorted(by: { sides.precedes($0, $1) }) {
      let group = (naming[line] ?? []).filter { isOpen(payout: $0) }
      guard group.count > 1, isOpen(line: line) else { continue }
      let sum = group.reduce(Int128(0)) { $0 + Int128(payouts[$1].amount) }
      let short = sum - Int128(sides.lines[line].amount)
      let least = group.map { payouts[$0].amount }.min() ?? 0
      let isNamedOnce = group.allSatisfy { named[$0]?.filter { isOpen(line: $0) } == [line] }
      if short.magnitude <= UInt128(sides.context.settings.payoutTolerance) {
        claim(group, [line], .referenceGroup)
      } else if isNamedOnce && short > 0 && short < Int128(least) {
        claim(group, [line], .referenceOnly)
      } else if isNamedOnce {
        noteAmbiguity(Group(payouts: group, lines: [line]))
        for payout in group { noteAmbiguity(payout, [line]) }
      }
    }
  }

  /// One payout whose name stands on several deposits of which one choice alone adds up to it.
  private mutating func pairSplitDeposits(_ named: [Int: [Int]]) {
    for (payout, lines) in open(named) where lines.count > 1 {
      let found = SubsetSearch.find(
        lines.map { sides.lines[$0].amount }, total: payouts[payout].amount, size: 2...lines.count)
      if case .unique(let places) = found {
        claim([payout], places.map { lines[$0] }, .referenceGroup, candidates: lines.count)
      }
    }
  }

  private mutating func pairOnlyNamed(_ named: [Int: [Int]]) {
    let naming = payoutsNamed
    for (payout, lines) in open(named) where !isAmbiguous(payout) {
      let isRival = lines.contains { line in
        naming[line, default: []].contains { $0 != payout && isOpen(payout: $0) }
      }
      let sum = lines.reduce(Int128(0)) { $0 + Int128(sides.lines[$1].amount) }
      // Where they are more, each of them must be needed to come to that much.
      let least = lines.map { sides.lines[$0].amount }.min() ?? 0
      let fits = lines.count == 1 || sum - Int128(payouts[payout].amount) < Int128(least)
      if !isRival && fits {
        claim([payout], lines, .referenceOnly)
      } else {
        noteAmbiguity(payout, lines)
      }
    }
  }

  /// By bank line, the open payouts that it names, whatever their currency.
  private var payoutsNamed: [Int: [Int]] {
    var naming: [Int: [Int]] = [:]
    for payout in openPayouts {
      for line in linesNaming(payout) where mayPair(payout, line) || mayConvert(payout, line) {
        naming[line, default: []].append(payout)
      }
    }
    return naming
  }
}
