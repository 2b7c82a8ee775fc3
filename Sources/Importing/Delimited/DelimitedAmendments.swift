import DelimitedText

extension DelimitedImport {
  /// Reads a row as a person decided; `false` when nobody did.
  ///
  /// Without changed columns it is read as it stands. With them, cells that the row lacks are
  /// blank and cells too many are left out.
  mutating func takeAmended(
    _ reader: inout DelimitedReader, line: Int, into state: inout ImportState
  ) throws -> Bool {
    guard let decision = state.amendments[.init(line: line)] else { return false }
    if state.amendments.watched == .init(line: line) { watch(&reader, in: &state) }
    if decision == .read([]) { return false }
    // Neither this row nor the next is to be compared with what the cells hold.
    isLoaded = false
    defer { isLoaded = false }
    load(&reader, into: &state)
    try settle(
      decision, line: line, byteOffset: reader.byteOffset + offsetBase, raw: reader.rawRecord,
      into: &state)
    return true
  }

  /// The same for a row whose fields cannot be told apart: all its cells are blank.
  mutating func takeAmended(
    unreadable reader: borrowing DelimitedReader, line: Int, byteOffset: Int,
    into state: inout ImportState
  ) throws -> Bool {
    guard let decision = state.amendments[.init(line: line)] else { return false }
    if state.amendments.watched == .init(line: line) { watch([], in: &state) }
    if decision == .read([]) { return false }
    state.maker.cells.removeCells()
    for (slot, _) in usedSlots { state.maker.cells.place(slot, 0..<0) }
    for index in state.maker.unpivotColumns.indices {
      state.maker.cells.place(contract.references.count + index, 0..<0)
    }
    try settle(
      decision, line: line, byteOffset: byteOffset + offsetBase, raw: reader.rawRecord,
      into: &state)
    return true
  }

  private mutating func settle(
    _ decision: Amendments.Decision, line: Int, byteOffset: Int, raw: Span<UInt8>,
    into state: inout ImportState
  ) throws {
    switch decision {
    case .discarded(let row):
      filling.noteDiscarded()
      try state.discard(row, line: line)
    case .read(let changes):
      for change in changes { try apply(change, line: line, to: &state) }
      filling.takeChanges(of: state.maker)
      let outcome = try evaluate(line: line, into: &state)
      try state.settle(outcome, line: line, byteOffset: byteOffset, raw: raw)
    }
  }

  private func apply(
    _ change: Amendments.Change, line: Int, to state: inout ImportState
  ) throws {
    let name = HeaderBinding.folded(change.column)
    let value = Array(change.value.utf8)
    var isKnown = false
    for (slot, column) in usedSlots where HeaderBinding.folded(header[column]) == name {
      state.maker.cells.set(slot, to: value.span)
      isKnown = true
    }
    for (index, other) in state.maker.unpivotColumns.enumerated()
    where HeaderBinding.folded(header[other.column]) == name {
      state.maker.cells.set(contract.references.count + index, to: value.span)
      isKnown = true
    }
    guard isKnown else {
      let read = readColumns(state)
      throw ImportRefusal.unknownColumn(
        change.column, known: header.indices.filter { read.contains($0) }.map { header[$0] },
        line: line)
    }
  }

  private func readColumns(_ state: borrowing ImportState) -> Set<Int> {
    Set(usedSlots.map(\.column) + state.maker.unpivotColumns.map(\.column))
  }

  private func watch(_ reader: inout DelimitedReader, in state: inout ImportState) {
    var cells: [String] = []
    for index in 0..<reader.fieldCount { cells.append(reader.field(index).text) }
    watch(cells, in: &state)
  }

  private func watch(_ cells: [String], in state: inout ImportState) {
    let read = readColumns(state)
    state.watchedCells = (0..<max(header.count, cells.count)).map { column in
      WatchedCell(
        column: column < header.count ? header[column] : "",
        value: column < cells.count ? cells[column] : "", isRead: read.contains(column))
    }
  }
}
