import Accounting

/// The row that was taken last without asking its rule, decoded, so that the next one only has to
/// decode what differs.
struct QuickRow {
  /// The first of the plan's fields that the row was read by; -1 when nothing is known.
  var fields = -1
  /// The settlement, for lines.
  var slot = -1
  private(set) var currency: Currency?
  /// The minor digits of the currency.
  private(set) var digits = 0
  /// What its minor unit is worth.
  private(set) var unit = MoneyUnit(nil)
  /// By field of the rule; texts are ranges of the row's own cells.
  var cells: [RecordCell] = []
  /// A cell differs from what it was when the row before was taken.
  var hasChanged = true

  mutating func forget() { fields = -1 }

  mutating func set(_ currency: Currency?) {
    if currency == self.currency { return }
    self.currency = currency
    digits = currency?.minorDigits ?? 0
    unit = MoneyUnit(currency)
  }

  /// The seconds of a field that holds a moment.
  func moment(_ field: Int) -> Int64? {
    field >= 0 && cells[field].length == -1 ? cells[field].value : nil
  }
}

extension RecordMaker {
  func fitsQuickly(_ head: RowPlan.Head) -> Bool {
    for index in head.tests {
      let test = plan.tests[index]
      if cells.ranges[test.slot].isEmpty == test.wantsPresent { return false }
    }
    return true
  }

  /// Takes a row without a detour.
  ///
  /// - Returns: `false` with nothing changed when anything about the row is unusual; the rules
  ///   then decide and explain.
  mutating func takeQuickly(_ number: Int, line: Int) throws -> Bool {
    switch plan.heads[number].form {
    case .none: return false
    case .lines: return try takeLines(plan.heads[number], line: line)
    case .record: return takeRecord(plan.heads[number], line: line)
    }
  }

  private func resolve(_ source: RowPlan.Source) -> Range<Int> {
    if source.first < 0 { return 0..<0 }
    let range = cells.ranges[source.first]
    if !range.isEmpty || source.second < 0 { return range }
    let next = cells.ranges[source.second]
    if !next.isEmpty || source.third < 0 { return next }
    return cells.ranges[source.third]
  }

  /// The fields to decode anew for a row of a rule.
  private mutating func begin(_ fields: Range<Int>) -> UInt64 {
    if quick.fields == fields.lowerBound { return cells.staleFields }
    quick.fields = fields.lowerBound
    quick.slot = -1
    quick.cells = Array(repeating: .absent, count: fields.count)
    return .max
  }

  // MARK: - Settlement lines

  private mutating func takeLines(_ head: RowPlan.Head, line: Int) throws -> Bool {
    var stale = begin(head.fields)
    guard
      let slot = settlement(head, isStale: stale & RowPlan.bit(of: head.fields.lowerBound + 1) != 0)
    else {
      quick.forget()
      return false
    }
    let currency = totals.currency(slot)
    if slot != quick.slot { stale = .max }
    quick.slot = slot
    quick.set(currency)
    guard decode(head, stale: stale), keepsRules(head), decodeAmounts(head, currency) else {
      quick.forget()
      return false
    }
    if let seconds = quick.moment(head.moment) { noteDate(seconds, slot: slot) }
    if quick.hasChanged || output.lines.owner != quick.fields {
      appendItem(head, slot: slot, currency)
      output.lines.owner = quick.fields
      quick.hasChanged = false
    }
    cells.staleFields = 0
    for position in amounts.indices {
      let amount = amounts[position]
      try totals.accept(amount.value, slot: slot, line: line)
      output.lines.append(line: line, meaning: amount.meaning, amount: amount.value)
    }
    return true
  }

  /// The settlement of the row, when it is the one of the row before.
  private func settlement(_ head: RowPlan.Head, isStale: Bool) -> Int? {
    if !isStale, let last = totals.last, last == quick.slot { return last }
    let id = resolve(plan.fields[head.fields.lowerBound + 1].source)
    return id.isEmpty ? nil : totals.lastSlot(of: id, in: cells)
  }

  /// Decodes the row's amounts; `false` when there is none, or one that is unusual.
  private mutating func decodeAmounts(_ head: RowPlan.Head, _ currency: Currency) -> Bool {
    amounts.removeAll(keepingCapacity: true)
    for index in head.amounts {
      let rule = plan.amounts[index]
      let range = resolve(rule.source)
      if range.isEmpty { continue }
      guard case .value(let value) = decimals.decode(cells, range, digits: quick.digits),
        ValueLimits.holds(amount: value)
      else { return false }
      if value == 0 && rule.skipsZero { continue }
      let amount = AmountScratch(
        value: rule.isNegated ? -value : value, meaning: meaning(of: rule.labels),
        currency: currency)
      guard keepsRules(amount.value, meaning: amount.meaning, head) else { return false }
      amounts.append(amount)
    }
    return !amounts.isEmpty
  }

  private mutating func meaning(of labels: Range<Int>) -> Int {
    var guess = meanings.guess
    for label in labels {
      if guess.isOpen { meanings.compare(cells, resolve(plan.labels[label]), with: &guess) }
    }
    if let found = meanings.confirm(guess) { return found }
    meanings.begin()
    for label in labels { meanings.add(cells, resolve(plan.labels[label])) }
    return meanings.find()
  }

  private mutating func appendItem(_ head: RowPlan.Head, slot: Int, _ currency: Currency) {
    output.lines.beginItem()
    for (position, index) in head.fields.enumerated() {
      switch plan.fields[index].action {
      case .ofLine: continue
      case .source: output.lines.appendSource(contract.source)
      case .settlementId: output.lines.appendSettlement(slot, cells, quick.cells[position].range)
      case .currency: output.lines.append(currency)
      default: output.lines.append(quick.cells[position], of: cells)
      }
    }
    output.lines.endItem()
  }

  // MARK: - Records

  private mutating func takeRecord(_ head: RowPlan.Head, line: Int) -> Bool {
    var stale = begin(head.fields)
    let position = head.currency
    if position >= 0, stale & RowPlan.bit(of: head.fields.lowerBound + position) != 0 {
      let range = resolve(plan.fields[head.fields.lowerBound + position].source)
      let currency = range.isEmpty ? nil : cells.currency(at: range)
      if currency != quick.currency { stale = .max }
      quick.set(currency)
    }
    guard decode(head, stale: stale), keepsRules(head) else {
      quick.forget()
      return false
    }
    cells.staleFields = 0
    output.append(head.kind, line: line, quick.cells, of: cells)
    return true
  }

  // MARK: - Fields

  private mutating func decode(_ head: RowPlan.Head, stale: UInt64) -> Bool {
    guard stale != 0 else { return true }
    for (position, index) in head.fields.enumerated()
    where stale & RowPlan.bit(of: index) != 0 {
      let field = plan.fields[index]
      let range = resolve(field.source)
      if range.isEmpty {
        switch field.action {
        case .blankText, .blankNumber, .source, .ofLine: break
        default: if field.isRequired { return false }
        }
        set(position, to: field.blank.cell, isNew: stale == .max)
      } else {
        guard let cell = decode(field, range, isLine: head.form == .lines) else { return false }
        set(position, to: cell, isNew: stale == .max)
      }
    }
    return true
  }

  /// `isNew`: the row before may stand nowhere any more.
  private mutating func set(_ position: Int, to cell: RecordCell, isNew: Bool) {
    if isNew || !cells.areEqual(quick.cells[position], cell) { quick.hasChanged = true }
    quick.cells[position] = cell
  }

  private mutating func decode(
    _ field: RowPlan.Field, _ range: Range<Int>, isLine: Bool
  ) -> RecordCell? {
    let decoded: Decoded<Int64>
    switch field.action {
    case .key:
      guard cells.isPlain(range) || keyFault(cells.bytes.span.extracting(range)) == nil
      else { return nil }
      return .text(range)
    case .currency:
      // A line's currency is its settlement's; one in lower case is worth a warning.
      let isGood =
        isLine
        ? quick.currency.map { cells.holds($0, at: range) } ?? false
        : cells.currency(at: range) != nil
      return isGood ? .text(range) : nil
    case .source, .settlementId, .prose, .ofLine, .blankText, .blankNumber: return .text(range)
    case .word: return word(field.words, range).map { .integer($0) }
    case .instant: decoded = dates.instant(cells, range)
    case .day: decoded = dates.day(cells, range)
    case .whole: decoded = decimals.decode(cells, range, digits: 0)
    case .scaled: decoded = decimals.decode(cells, range, digits: field.digits)
    case .money:
      guard quick.currency != nil else { return nil }
      decoded = decimals.decode(cells, range, digits: quick.digits)
    }
    guard case .value(let value) = decoded, value >= field.least, value <= field.most else {
      return nil
    }
    return .integer(field.isNegated ? -value : value)
  }

  private func word(_ words: Range<Int>, _ range: Range<Int>) -> Int64? {
    let text = cells.bytes.span.extracting(range)
    for index in words where text.equals(plan.words[index].text) { return plan.words[index].value }
    return nil
  }
}

extension RecordCell {
  static func text(_ range: Range<Int>) -> Self {
    .text(start: range.lowerBound, length: range.count)
  }

  /// Where a text stands.
  var range: Range<Int> {
    length > 0 ? Int(value)..<Int(value) + Int(length) : 0..<0
  }
}

extension CellBuffer {
  /// Whether two cells that stand here say the same.
  func areEqual(_ lhs: RecordCell, _ rhs: RecordCell) -> Bool {
    guard lhs.length == rhs.length else { return false }
    if lhs.length < 0 { return lhs.value == rhs.value }
    let (left, right) = (lhs.range, rhs.range)
    for index in 0..<left.count
    where bytes[left.lowerBound + index] != bytes[right.lowerBound + index] { return false }
    return true
  }

  /// Whether the cell is the currency's code in upper case.
  func holds(_ currency: Currency, at range: Range<Int>) -> Bool {
    packedCode(range) == currency.packed
  }

  /// The currency whose code in upper case the cell is.
  func currency(at range: Range<Int>) -> Currency? {
    guard let currency = Currency(ascii: bytes.span.extracting(range)),
      currency.packed == packedCode(range)
    else { return nil }
    return currency
  }

  private func packedCode(_ range: Range<Int>) -> UInt32 {
    guard range.count == 3 else { return 0 }
    var packed: UInt32 = 0
    for index in range { packed = packed << 8 | UInt32(bytes[index]) }
    return packed
  }
}

extension Totals {
  /// The settlement of the row before, when the row is of the same.
  func lastSlot(of id: Range<Int>, in cells: borrowing CellBuffer) -> Int? {
    guard let last, cells.bytes.span.extracting(id).equals(entries[last].id) else { return nil }
    return last
  }

  func currency(_ slot: Int) -> Currency { entries[slot].total.currency }
}
