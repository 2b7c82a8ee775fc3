import Accounting

/// What a payout may be that several records fit.
extension BankMatching {
  mutating func noteAmbiguity(_ payout: Int, _ lines: some Sequence<Int>) {
    ambiguous[payout, default: []].formUnion(lines)
  }

  /// Notes a sum that fits as well as another.
  mutating func noteAmbiguity(_ group: Group) {
    if !sums.contains(group) { sums.append(group) }
  }

  func isAmbiguous(_ payout: Int) -> Bool {
    ambiguous[payout] != nil || sums.contains { $0.payouts.contains(payout) }
  }

  /// Whether a bank line is one of the choices for some payout.
  func isChoice(_ line: Int) -> Bool {
    ambiguous.values.contains { $0.contains(line) } || sums.contains { $0.lines.contains(line) }
  }

  /// Each choice that there is for an ambiguous payout, in order of the bank lines; empty where it
  /// is not ambiguous.
  func choices(for payout: Int) -> [Group] {
    let single = (ambiguous[payout] ?? []).map { Group(payouts: [payout], lines: [$0]) }
    return (single + sums.filter { $0.payouts.contains(payout) }).sorted { precedes($0, $1) }
  }

  private func precedes(_ one: Group, _ other: Group) -> Bool {
    for (left, right) in zip(one.lines, other.lines) where left != right {
      return sides.precedes(left, right)
    }
    return (one.lines.count, one.payouts.count) < (other.lines.count, other.payouts.count)
      || one.lines == other.lines && one.payouts.lexicographicallyPrecedes(other.payouts)
  }

  /// Leaves the choices that nothing else has taken and nobody has ruled out, each as a match of
  /// its own to confirm.
  mutating func nameCandidates() {
    for (payout, lines) in ambiguous {
      let left = lines.filter { mayPair(payout, $0) || mayConvert(payout, $0) }
      ambiguous[payout] = left.isEmpty ? nil : left
    }
    sums = sums.filter { group in
      !isForbidden(group) && group.lines.allSatisfy { isOpen(line: $0) }
        && group.payouts.allSatisfy { isOpen(payout: $0) }
    }
    var named: [Group] = []
    for payout in openPayouts where isAmbiguous(payout) {
      let choices = choices(for: payout)
      for choice in choices where !named.contains(choice) {
        named.append(choice)
        let isSum = choice.payouts.count + choice.lines.count > 2
        matches.append(
          match(
            choice.payouts, choice.lines, isSum ? .groupSum : .amountAndDate, .ambiguous,
            candidates: max(2, choices.count)))
      }
    }
  }
}
