extension [Discrepancy] {
  /// The findings by code, source and key, then by rule and amounts.
  ///
  /// Places are sorted instead of findings, which are large, and codes by number.
  /// - Complexity: O(*n* log *n*).
  package func inOrder() -> [Discrepancy] {
    let codes = DiscrepancyCode.allCases.sorted().enumerated()
    let numbers = Dictionary(uniqueKeysWithValues: codes.map { ($0.element, $0.offset) })
    let ranks = indices.map { numbers[self[$0].code] ?? 0 }
    return indices.sorted { left, right in
      if ranks[left] != ranks[right] { return ranks[left] < ranks[right] }
      if self[left].source != self[right].source { return self[left].source < self[right].source }
      if self[left].key != self[right].key { return self[left].key < self[right].key }
      return (self[left].rule, self[left].external ?? 0, self[left].internal ?? 0)
        < (self[right].rule, self[right].external ?? 0, self[right].internal ?? 0)
    }.map { self[$0] }
  }
}
