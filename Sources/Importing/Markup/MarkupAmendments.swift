extension MarkupImport {
  /// What tells a row apart from others that start on its line: its number, and the rule by which
  /// it is read; never 0.
  func rowNumber(rule: Int) -> Int { (state.maker.tally.rows << 8 | min(rule, 254)) + 1 }

  /// What a person decided about the row that was just loaded.
  func decision(line: Int, rule: Int) -> Amendments.Decision? {
    state.amendments.isEmpty
      ? nil : state.amendments[.init(line: line, row: rowNumber(rule: rule))]
  }

  /// Puts changed values in place of those of the row that was just loaded.
  mutating func apply(_ changes: [Amendments.Change], line: Int, rule: Int) throws {
    let references = state.maker.contract.references
    if state.amendments.watched == .init(line: line, row: rowNumber(rule: rule)) {
      state.watchedCells = references.enumerated().map { slot, reference in
        WatchedCell(
          column: reference, value: state.maker.cells.text(state.maker.cells.ranges[slot]),
          isRead: true)
      }
    }
    for change in changes {
      // A path to several elements may be named without its star.
      let known =
        references.firstIndex(of: change.column) ?? references.firstIndex(of: change.column + "*")
      guard let slot = known else {
        throw ImportRefusal.unknownColumn(change.column, known: references, line: line)
      }
      state.maker.cells.place(slot, state.maker.append(Array(change.value.utf8)))
    }
  }
}
