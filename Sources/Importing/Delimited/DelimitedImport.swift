import Accounting
import DelimitedText

/// Reads the rows of one delimited file and hands them to the record maker.
struct DelimitedImport: ~Copyable {
  let contract: FormatContract
  private let shape: DelimitedShape
  private let dialect: Dialect
  let offsetBase: Int
  /// 0 until the header is read.
  private var columnCount = 0
  private var namedCount = 0
  private var headerCount = 0
  private let isTyped: Bool
  private var headerBytes: [UInt8] = []
  private(set) var header: [String] = []
  /// In order of column.
  private(set) var usedSlots: [(slot: Int, column: Int)] = []
  /// By column, how many of `usedSlots` come before it.
  private var firstUsed: [Int] = []
  /// The record before is the one in the record maker's cells.
  var isLoaded = false
  private var isFirstRecord = true
  private var preambleRows = 0
  private var preambleCells: [[UInt8]]
  /// What rows take from the rows above them.
  var filling: RowFilling
  let rules: Range<Int>

  init(contract: FormatContract, shape: DelimitedShape, dialect: Dialect, offsetBase: Int) {
    self.contract = contract
    self.shape = shape
    self.dialect = dialect
    self.offsetBase = offsetBase
    rules = 0..<contract.rules.count
    isTyped = shape.headerRowType != nil
    filling = RowFilling(contract, shape)
    preambleCells = Array(repeating: [], count: shape.preambleValues.count)
  }

  /// Reads every complete record that the reader has.
  mutating func drain(_ reader: inout DelimitedReader, into import: inout ImportState) throws {
    while true {
      do {
        guard try reader.next() else { return }
      } catch {
        isLoaded = false
        try take(error, reader, into: &`import`)
        continue
      }
      if reader.isBlank {
        isLoaded = false
        continue
      }
      try take(&reader, into: &`import`)
    }
  }

  private mutating func take(
    _ error: DelimitedTextError, _ reader: borrowing DelimitedReader, into state: inout ImportState
  ) throws {
    if columnCount == 0 || error.code == .unterminatedQuote {
      throw ImportRefusal(
        error.code == .unterminatedQuote ? .cm06 : .dc01, reason: error.reason,
        message: error.message, line: error.line, byteOffset: error.byteOffset + offsetBase)
    }
    if try takeAmended(
      unreadable: reader, line: error.line, byteOffset: error.byteOffset, into: &state)
    {
      return
    }
    let failure: DecodeFailure = error.code == .textAfterQuote ? .textAfterQuote : .fieldTooLong
    try state.settle(
      .quarantined(RecordMaker.Fault(failure: failure)), line: error.line,
      byteOffset: error.byteOffset + offsetBase, raw: reader.rawRecord)
  }

  private mutating func take(
    _ reader: inout DelimitedReader, into state: inout ImportState
  ) throws {
    let line = reader.line
    state.maker.tally.line = line
    if isFirstRecord {
      isFirstRecord = false
      if reader.rawRecord.text.lowercased().hasPrefix("sep=") && reader.rawRecord.count <= 5 {
        return
      }
    }
    if isTyped, let type = shape.headerRowType {
      try takeTyped(&reader, type, line: line, into: &state)
      return
    }
    if columnCount == 0, shape.isNameless {
      try bind(shape.required, [], line: line, into: &state)
    } else if columnCount == 0 {
      if !isPreamble(&reader) { try bind(&reader, line: line, into: &state) }
      return
    }
    if headerCount > 0, reader.rawRecord.count == headerCount,
      reader.rawRecord.equalsIgnoringCase(headerBytes)
    {
      throw ImportRefusal(
        reason: "second_header",
        message: "the column header stands a second time; the file holds two documents, split it",
        line: line, byteOffset: reader.byteOffset + offsetBase)
    }
    if !state.amendments.isEmpty, try takeAmended(&reader, line: line, into: &state) { return }
    if (reader.fieldCount > columnCount && !endsBlank(reader)) || reader.fieldCount < namedCount {
      if try takeEmpty(&reader, line: line, into: &state) { return }
      let isShort = reader.fieldCount < columnCount
      load(&reader, into: &state)
      if isShort, try takeShort(&reader, line: line, into: &state) { return }
      try refuseOtherHeader(&reader, line: line)
      if isShort, !reader.hasLineEnd {
        throw ImportRefusal(
          .cm06, reason: "truncated",
          message:
            "the last line breaks off; the file was cut while it was written, fetch it again",
          line: line, byteOffset: reader.byteOffset + offsetBase)
      }
      var fault = RecordMaker.Fault(failure: isShort ? .shortRow : .longRow)
      fault.detail = "\(reader.fieldCount) fields, \(columnCount) columns"
      state.maker.locate(&fault)
      try state.settle(
        .quarantined(fault), line: line, byteOffset: reader.byteOffset + offsetBase,
        raw: reader.rawRecord)
      return
    }
    load(&reader, into: &state)
    let outcome = try evaluate(line: line, into: &state)
    if case .quarantined = outcome {
      if try takeEmpty(&reader, line: line, into: &state) { return }
      try refuseOtherHeader(&reader, line: line)
    }
    try state.settle(
      outcome, line: line, byteOffset: reader.byteOffset + offsetBase, raw: reader.rawRecord)
  }

  /// Evaluates the row that is loaded, unless it waits for another.
  mutating func evaluate(
    line: Int, into state: inout ImportState
  ) throws -> RecordMaker.Outcome {
    if let fault = filling.fault { return .quarantined(fault) }
    let outcome = try state.maker.evaluate(rules: rules, line: line)
    filling.note(outcome)
    return outcome
  }

  /// Leaves out a row of separators alone, which says no more than a blank line.
  private func takeEmpty(
    _ reader: inout DelimitedReader, line: Int, into state: inout ImportState
  ) throws -> Bool {
    for index in 0..<reader.fieldCount {
      if !reader.field(index).text.trimmingBlanks.isEmpty { return false }
    }
    state.maker.tally.line = line
    state.maker.tally.warn("empty_row", "a row of separators alone is left out")
    try settleIgnored(&reader, line: line, into: &state)
    return true
  }

  /// Whether what stands beyond the last column is blank, and the contract allows that.
  private func endsBlank(_ reader: borrowing DelimitedReader) -> Bool {
    guard shape.allowsTrailingBlanks else { return false }
    for index in columnCount..<reader.fieldCount {
      if !reader.field(index).text.trimmingBlanks.isEmpty { return false }
    }
    return true
  }

  /// Refuses a row that cannot be read because it names the columns again, in whatever order.
  private func refuseOtherHeader(_ reader: inout DelimitedReader, line: Int) throws {
    guard reader.fieldCount >= shape.required.count,
      HeaderBinding.missing(shape, in: Self.names(&reader)).isEmpty
    else { return }
    throw ImportRefusal(
      reason: "second_header",
      message: "a second column header, in another order; the file holds two documents, split it",
      line: line, byteOffset: reader.byteOffset + offsetBase)
  }

  /// Evaluates a row of too few fields, where the contract has a rule for such rows that fits.
  private func takeShort(
    _ reader: inout DelimitedReader, line: Int, into state: inout ImportState
  ) throws -> Bool {
    guard contract.rules.contains(where: \.isShort) else { return false }
    state.maker.isShortRow = true
    defer { state.maker.isShortRow = false }
    let outcome = try state.maker.evaluate(rules: rules, line: line)
    if case .quarantined(let fault) = outcome, fault.failure == .unknownRowType { return false }
    try state.settle(
      outcome, line: line, byteOffset: reader.byteOffset + offsetBase, raw: reader.rawRecord)
    return true
  }

  /// A row of a file in which the first cell says what a row is.
  private mutating func takeTyped(
    _ reader: inout DelimitedReader, _ headerType: String, line: Int,
    into state: inout ImportState
  ) throws {
    let type = reader.field(0).text.trimmingBlanks
    if type == headerType {
      if columnCount > 0, !reader.rawRecord.equalsIgnoringCase(headerBytes) {
        throw ImportRefusal(
          reason: "second_header", message: "a second, different column header", line: line,
          byteOffset: reader.byteOffset + offsetBase)
      }
      let isFirst = columnCount == 0
      try bind(&reader, line: line, into: &state)
      if !isFirst { try settleIgnored(&reader, line: line, into: &state) }
      return
    }
    state.maker.rowMarks[type] = state.maker.tally.accepted + state.maker.tally.quarantined
    guard columnCount > 0 else {
      guard shape.leadingRowTypes.contains(type) else {
        throw ImportRefusal(
          reason: "header_missing", message: "rows of type '\(type)' come before the column header",
          line: line)
      }
      return
    }
    if !state.amendments.isEmpty, try takeAmended(&reader, line: line, into: &state) { return }
    load(&reader, into: &state)
    let outcome = try state.maker.evaluate(rules: rules, line: line)
    try state.settle(
      outcome, line: line, byteOffset: reader.byteOffset + offsetBase, raw: reader.rawRecord)
  }

  private func settleIgnored(
    _ reader: inout DelimitedReader, line: Int, into state: inout ImportState
  ) throws {
    try state.settle(
      .ignored, line: line, byteOffset: reader.byteOffset + offsetBase, raw: reader.rawRecord)
  }

  // MARK: - Header

  /// Whether the row stands before the header, which must come within the contract's limit.
  private mutating func isPreamble(_ reader: inout DelimitedReader) -> Bool {
    guard preambleRows < shape.preambleMax,
      !HeaderBinding.missing(shape, in: Self.names(&reader)).isEmpty
    else { return false }
    preambleRows += 1
    let text = reader.rawRecord.text
    for (position, value) in shape.preambleValues.enumerated() {
      for mark in value.marks {
        guard let range = text.firstRange(of: mark) else { continue }
        let word = text[range.upperBound...].prefix { !",;.\" ".contains($0) }
        preambleCells[position] = Array(word.utf8)
        break
      }
    }
    return true
  }

  private static func names(_ reader: inout DelimitedReader) -> [String] {
    var names: [String] = []
    for index in 0..<reader.fieldCount { names.append(reader.field(index).text.trimmingBlanks) }
    return names
  }

  private mutating func bind(
    _ reader: inout DelimitedReader, line: Int, into state: inout ImportState
  ) throws {
    try bind(Self.names(&reader), reader.rawRecord.copy, line: line, into: &state)
  }

  /// `bytes`: the header's row; none where there is none.
  private mutating func bind(
    _ names: [String], _ bytes: [UInt8], line: Int, into state: inout ImportState
  ) throws {
    header = names
    let bound = try HeaderBinding(contract, shape, header: header, line: line)
    state.header = state.header ?? bound.columnsFound
    headerBytes = bytes
    columnCount = bound.columnCount
    namedCount = bound.namedCount
    headerCount = headerBytes.count
    usedSlots = bound.columns.enumerated().filter { $0.element >= 0 }
      .map { (slot: $0.offset, column: $0.element) }.sorted { $0.column < $1.column }
    firstUsed = (0...columnCount).map { column in usedSlots.count { $0.column < column } }
    isLoaded = false
    if bound.hasOtherSpelling {
      state.maker.tally.warn("header_case", "column names in another spelling")
    }
    if contract.rules.contains(where: \.unpivots) {
      state.maker.bindUnpivot(bound.others)
    } else if !shape.allowsOtherColumns {
      state.maker.warnOfOthers(bound.others.map(\.name))
    }
  }

  /// Puts the fields that the contract uses into the record maker's cells.
  mutating func load(_ reader: inout DelimitedReader, into state: inout ImportState) {
    let count = reader.fieldCount
    if isLoaded, count == columnCount, state.maker.cells.hasRoom {
      loadChanges(reader, into: &state)
      return
    }
    isLoaded =
      count == columnCount && state.maker.unpivotColumns.isEmpty && shape.carry == nil
      && shape.preambleValues.isEmpty && shape.fillDown.isEmpty && shape.numbering == nil
    state.maker.cells.removeCells()
    // What an earlier row left in columns that the file does not have.
    for slot in shape.carry?.slots ?? [] { state.maker.cells.place(slot, 0..<0) }
    for (slot, column) in usedSlots {
      if column < count {
        state.maker.cells.set(slot, to: reader.field(column))
      } else {
        state.maker.cells.place(slot, 0..<0)
      }
    }
    for (index, other) in state.maker.unpivotColumns.enumerated() where other.column < count {
      state.maker.cells.set(contract.references.count + index, to: reader.field(other.column))
    }
    for (value, cell) in zip(shape.preambleValues, preambleCells) {
      state.maker.cells.place(value.slot, state.maker.append(cell))
    }
    filling.fill(&state.maker)
  }
}

extension DelimitedImport {
  /// Lets the first rows decide between ways to write a date that exclude each other.
  mutating func settleDates(_ sniff: Sniff, into state: inout ImportState) {
    guard contract.datesAgree else { return }
    var trial = DelimitedImport(
      contract: contract, shape: shape, dialect: dialect, offsetBase: offsetBase)
    var sources: [ValueSource] = []
    for field in contract.rules.flatMap(\.emissions).flatMap(\.fields)
    where field.kind == .instant || field.kind == .day { sources.append(field.source) }
    var reader = DelimitedReader(dialect: dialect)
    reader.feed(sniff.text(for: shape).span)
    if sniff.isWhole { reader.finish() }
    while (try? reader.next()) ?? false {
      if reader.isBlank { continue }
      if trial.columnCount == 0, shape.isNameless {
        try? trial.bind(shape.required, [], line: 0, into: &state)
      } else if trial.columnCount == 0 {
        if !trial.isPreamble(&reader) { try? trial.bind(&reader, line: 0, into: &state) }
        continue
      }
      trial.load(&reader, into: &state)
      for source in sources { state.maker.narrowDates(by: source) }
    }
    state.maker.tally = Tally()
  }
}

extension DelimitedImport {
  /// Puts in those fields only that differ from the record before.
  private func loadChanges(
    _ reader: borrowing DelimitedReader, into state: inout ImportState
  ) {
    let columns = reader.changedFields
    for index in firstUsed[columns.lowerBound]..<firstUsed[columns.upperBound] {
      let (slot, column) = usedSlots[index]
      state.maker.cells.set(slot, to: reader.field(column))
    }
  }
}
