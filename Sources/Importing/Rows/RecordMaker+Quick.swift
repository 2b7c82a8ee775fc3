import Accounting

extension RecordMaker {
  func fitsQuickly(_ head: LinePlan.Head) -> Bool {
    for index in head.tests {
      let test = plan.tests[index]
      if cells.ranges[test.slot].isEmpty == test.wantsPresent { return false }
    }
    return true
  }

  private func resolve(_ source: LinePlan.Source) -> Range<Int> {
    if source.first < 0 { return 0..<0 }
    let range = cells.ranges[source.first]
    if !range.isEmpty || source.second < 0 { return range }
    let next = cells.ranges[source.second]
    if !next.isEmpty || source.third < 0 { return next }
    return cells.ranges[source.third]
  }

  /// Takes a row of settlement lines without a detour.
  ///
  /// - Returns: `false` with nothing changed when anything about the row is unusual; the rules
  ///   then decide and explain.
  mutating func emitQuickly(_ head: LinePlan.Head, line: Int) throws -> Bool {
    let id = resolve(plan.fields[head.fields.lowerBound + 1].source)
    guard !id.isEmpty, let slot = totals.lastSlot(of: id, in: cells) else { return false }
    let currency = totals.currency(slot)
    guard decodeQuickly(head, currency: currency, slot: slot) else { return false }
    amounts.removeAll(keepingCapacity: true)
    for index in head.amounts {
      let rule = plan.amounts[index]
      let range = resolve(rule.source)
      if range.isEmpty { continue }
      guard case .value(let value) = decimals.decode(cells, range, digits: currency.minorDigits),
        ValueLimits.holds(amount: value)
      else { return false }
      if value == 0 && rule.skipsZero { continue }
      meanings.begin()
      for label in rule.labels { meanings.add(cells, resolve(plan.labels[label])) }
      amounts.append(
        AmountScratch(
          value: rule.isNegated ? -value : value, meaning: meanings.find(), currency: currency))
    }
    if amounts.isEmpty { return false }
    appendQuickly(head, slot: slot, currency)
    for amount in amounts {
      try totals.accept(amount.value, slot: slot, line: line)
      output.lines.append(line: line, meaning: amount.meaning, amount: amount.value)
    }
    return true
  }

  private mutating func decodeQuickly(
    _ head: LinePlan.Head, currency: Currency, slot: Int
  ) -> Bool {
    let isPlain = cells.isPlainRow
    scratch.removeAll(keepingCapacity: true)
    for index in head.fields {
      let field = plan.fields[index]
      let range = resolve(field.source)
      if range.isEmpty {
        if field.isRequired { return false }
        scratch.append(ScratchCell(form: field.action == .whole ? .absent : .text))
        continue
      }
      switch field.action {
      case .key:
        if !isPlain, keyFault(cells.bytes.span.extracting(range)) != nil { return false }
        scratch.append(ScratchCell(form: .text, range: range))
      case .whole:
        guard case .value(let value) = decimals.decode(cells, range, digits: 0),
          value <= ValueLimits.quantity, value >= -ValueLimits.quantity
        else { return false }
        scratch.append(ScratchCell(form: .integer, value: value))
      case .instant:
        guard case .value(let seconds) = dates.instant(cells, range) else { return false }
        noteDate(seconds, slot: slot)
        scratch.append(ScratchCell(form: .integer, value: seconds))
      case .currency:
        guard cells.holds(currency, at: range) else { return false }
        scratch.append(ScratchCell(form: .text, range: range))
      default: scratch.append(ScratchCell(form: .text, range: range))
      }
    }
    return true
  }

  private mutating func appendQuickly(_ head: LinePlan.Head, slot: Int, _ currency: Currency) {
    output.lines.beginItem()
    for (position, index) in head.fields.enumerated() {
      switch plan.fields[index].action {
      case .source: output.lines.appendSource(contract.source)
      case .settlementId: output.lines.appendSettlement(slot, cells, scratch[position].range)
      case .currency: output.lines.append(currency)
      case .amount, .event, .component, .label, .rowHash: continue
      case .key, .prose: output.lines.append(cells, scratch[position].range)
      case .blankText: output.lines.appendBlank()
      case .whole, .instant:
        if scratch[position].form == .integer {
          output.lines.append(scratch[position].value)
        } else {
          output.lines.appendAbsent()
        }
      case .blankNumber: output.lines.appendAbsent()
      }
    }
    output.lines.endItem()
  }
}

extension CellBuffer {
  /// Whether the row's own cells are plain; in a document kept as a tree it is not told.
  var isPlainRow: Bool { bytes.count - base < 4_096 && isPlain }

  /// Whether the cell is the currency's code in upper case.
  func holds(_ currency: Currency, at range: Range<Int>) -> Bool {
    guard range.count == 3 else { return false }
    var packed: UInt32 = 0
    for index in range { packed = packed << 8 | UInt32(bytes[index]) }
    return packed == currency.packed
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
