import Accounting

extension RecordMaker {
  /// Reads a footer's totals and counts.
  ///
  /// - Returns: What is wrong with the footer.
  /// - Throws: ``ImportRefusal`` when it states more rows than the file has.
  mutating func readFooter(_ rule: RowRule, line: Int) throws -> Fault? {
    if let control = rule.control, let fault = try readControl(control, line: line) {
      return fault
    }
    if let count = rule.count { return try check(count, line: line) }
    return nil
  }

  private mutating func readControl(_ control: ControlRule, line: Int) throws -> Fault? {
    let range = resolve(control.currency)
    guard let currency = currencies.currency(cells, range) else {
      let isBlank = (control.declared.plus + control.declared.minus)
        .allSatisfy { resolve($0.source).isEmpty }
      if control.of != nil && isBlank { return nil }
      return fault(.unknownCurrency, control.currency, range)
    }
    let total: Int64
    switch sum(control.declared, currency: currency, scale: control.scale) {
    case .failure(let fault): return fault
    case .success(let value):
      if control.of != nil && value == nil { return nil }
      total = value ?? 0
    }
    if let rows = control.rows {
      switch sum(rows, currency: currency, scale: control.scale) {
      case .failure(let fault): return fault
      case .success(let value):
        if case .value(let slot) = totals.slot(of: 0..<0, in: cells, currency: currency) {
          try totals.accept(value ?? 0, slot: slot, line: line)
        }
      }
    }
    if let of = control.of {
      totals.declare(total, id: cells.text(resolve(of)), currency: currency)
      return nil
    }
    let known = controls[control.group]?[currency] ?? 0
    let (sum, overflow) = known.addingReportingOverflow(total)
    if overflow { throw Totals.overflow(line: line) }
    controls[control.group, default: [:]][currency] = sum
    return nil
  }

  private mutating func check(_ rule: CountRule, line: Int) throws -> Fault? {
    let range = resolve(rule.source)
    guard case .value(let stated) = decimals.decode(cells, range, digits: 0)
    else { return fault(.notANumber, rule.source, range) }
    if rule.holds {
      if fileLines < stated {
        disprove("rows_missing", "the file states \(stated) lines and has \(fileLines)")
      }
      return nil
    }
    let start = rule.since.compactMap { rowMarks[$0] }.max() ?? 0
    let counted = tally.accepted + tally.quarantined - start
    if counted < stated {
      throw ImportRefusal(
        .cm06, reason: "rows_missing",
        message: "the file states \(stated) rows and has \(counted); fetch it again", line: line)
    }
    if counted > stated {
      tally.warn(
        "row_count_differs", "a footer states \(stated) rows where there are \(counted)")
    }
    return nil
  }

  /// Of several kinds of footer the last by name speaks for the whole document, and the others
  /// must come to the same.
  private mutating func declareFooters() {
    guard let last = controls.keys.max(), let declared = controls[last] else { return }
    for (currency, total) in declared.sorted(by: { $0.key < $1.key }) {
      totals.declare(total, id: "", currency: currency)
      for (group, others) in controls.sorted(by: { $0.key < $1.key }) {
        guard let other = others[currency], other != total else { continue }
        let text = { decimalText($0, digits: currency.minorDigits) }
        disprove(
          "footers_differ",
          "the footers of \(group) come to \(text(other)) \(currency.code), those of \(last) to "
            + text(total))
      }
    }
  }

  /// Settles what only the end of the document can tell.
  mutating func finish() throws {
    for (opening, closing) in contract.promises
    where rowMarks[opening] != nil && rowMarks[closing] == nil {
      throw ImportRefusal(
        .cm06, reason: "footer_missing",
        message: "a row \(opening) promises a row \(closing), which is missing; fetch it again",
        line: tally.line)
    }
    declareFooters()
    try settleBalances()
    noteMemo()
    let sums = totals
    pendingSettlements.settleSigns { sums.sum(id: $0.id, currency: $0.currency) }
    for record in pendingSettlements.sorted {
      write(record)
      // What is paid without a list has no lines to add up to it.
      if let declared = record.declaredTotal, record.payoutKind ?? 0 == 0 {
        totals.declare(declared, id: record.id, currency: record.currency)
      }
    }
    try totals.placeWaiting()
    if contract.expectsControl, !tally.hasWarned("no_control_total"),
      !totals.entries.contains(where: { $0.total.declared != nil })
    {
      tally.warn("no_control_total", "nothing in the file proves that it is complete")
    }
  }
}
