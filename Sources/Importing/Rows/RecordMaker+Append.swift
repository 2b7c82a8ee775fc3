import Accounting
import Hashing

extension RecordMaker {
  /// Appends the record in `scratch` to the batch of its kind.
  ///
  /// - Returns: the hash of the row's content, where its kind has one.
  @discardableResult
  mutating func appendRecord(_ emission: Emission, line: Int) -> String {
    shares.commit()
    let hash = emission.fields.contains { $0.kind == .rowHash } ? rowHash(emission, nil) : ""
    output.begin(emission.kind, line: line)
    for (index, field) in emission.fields.enumerated() {
      appendCell(field, scratch[index], emission.kind, hash: hash)
    }
    return hash
  }

  private mutating func appendCell(
    _ field: FieldRule, _ cell: ScratchCell, _ kind: RecordKind, hash: String
  ) {
    switch field.kind {
    case .source: output.append(contract.source, to: kind)
    case .rowHash: output.append(hash, to: kind)
    case .currency: output.append(upperCased(cell.range).span, to: kind)
    default:
      switch cell.form {
      case .absent: output.append(nil, to: kind)
      case .integer: output.append(cell.value, to: kind)
      case .text: output.append(cells, cell.range, to: kind)
      }
    }
  }

  private func upperCased(_ range: Range<Int>) -> [UInt8] {
    cells.bytes[range].map { $0 &- 97 < 26 ? $0 & 0xdf : $0 }
  }

  // MARK: - Settlements

  mutating func appendSettlement(_ emission: Emission, currency: Currency?, line: Int) throws {
    let record = PendingSettlements.Record(
      id: cells.text(scratch[1].range), marketplace: cells.text(scratch[2].range),
      currency: currency ?? .usd, startsAt: scratch[4].optional, endsAt: scratch[5].optional,
      depositAt: scratch[6].optional, declaredTotal: scratch[7].optional,
      bankReference: cells.text(scratch[8].range), payoutStatus: scratch[9].optional,
      payoutKind: scratch[10].optional, hasEitherSign: emission.fields[7].hasEitherSign,
      line: line)
    if emission.merges {
      try pendingSettlements.merge(record)
      return
    }
    guard !tally.settlementIds.contains(record.id) || contract.identity == .row else {
      throw ImportRefusal(
        reason: "repeated_settlement",
        message: "settlement \(record.id) has a second header record; these are two documents "
          + "in one file, import them apart", line: line)
    }
    if contract.identity == .document { totals.declare(record) }
    write(record)
  }

  mutating func write(_ record: PendingSettlements.Record) {
    // The format that books the money brings the settlement.
    guard contract.postedBy.isEmpty else { return writeTotal(record) }
    tally.settlementIds.insert(record.id)
    output.begin(.settlement, line: record.line)
    output.append(contract.source, to: .settlement)
    output.append(record.id, to: .settlement)
    output.append(record.marketplace, to: .settlement)
    output.append(record.currency.code, to: .settlement)
    output.append(record.startsAt, to: .settlement)
    output.append(record.endsAt, to: .settlement)
    output.append(record.depositAt, to: .settlement)
    output.append(record.declaredTotal, to: .settlement)
    output.append(record.bankReference, to: .settlement)
    output.append(record.payoutStatus, to: .settlement)
    output.append(record.payoutKind, to: .settlement)
  }

  /// Writes what a report that is not posted says of a payout, to hold the booked one against.
  private mutating func writeTotal(_ record: PendingSettlements.Record) {
    guard let total = record.declaredTotal else { return }
    output.begin(.payoutTotal, line: record.line)
    output.append(contract.source, to: .payoutTotal)
    output.append(record.id, to: .payoutTotal)
    output.append(record.currency.code, to: .payoutTotal)
    output.append(record.depositAt, to: .payoutTotal)
    output.append(total, to: .payoutTotal)
  }

  mutating func noteDate(_ seconds: Int64, slot: Int) {
    if totals.isOutside(seconds, slot: slot) {
      tally.warn("date_outside_period", "a date outside the settlement's own period")
    }
  }

  /// Appends one settlement line for each amount of the row.
  mutating func appendLines(_ emission: Emission, slot: Int?, line: Int) throws {
    for position in amounts.indices {
      let amount = amounts[position]
      var target = slot
      let event = meanings[amount.meaning].event
      // What has no effect on the balance is no part of what the balances come to.
      let isApart = balances.isRead && event == .memo || event == .stated
      if let slot, !isApart, totals[slot].total.currency != amount.currency {
        target = totals.slot(sameAs: slot, currency: amount.currency)
      }
      if let target, !isApart { try totals.accept(amount.value, slot: target, line: line) }
      appendItem(emission, amount.currency)
      output.lines.append(line: line, meaning: amount.meaning, amount: amount.value)
      if contract.identity == .row { output.lines.append(hash: rowHash(emission, amount)) }
    }
  }

  private mutating func appendItem(_ emission: Emission, _ currency: Currency) {
    output.lines.beginItem()
    for index in emission.fields.indices {
      switch (emission.fields[index].kind, scratch[index].form) {
      case (.event, _), (.component, _), (.label, _), (.amount, _), (.rowHash, _): continue
      case (.source, _): output.lines.appendSource(contract.source)
      case (.currency, _): output.lines.append(currency)
      case (_, .absent): output.lines.appendAbsent()
      case (_, .integer): output.lines.append(scratch[index].value)
      case (_, .text): output.lines.append(cells, scratch[index].range)
      }
    }
    output.lines.endItem()
  }

  // MARK: - Statements

  /// - Returns: the total of the statement's lines; `nil` without a currency.
  @discardableResult
  mutating func closeStatement(
    _ emission: Emission, currency: Currency?, line: Int
  ) throws -> Int? {
    let opening = scratch[3].optional
    let closing = scratch[4].optional
    let id = scratch[1].range
    guard let currency, case .value(let slot) = totals.slot(of: id, in: cells, currency: currency)
    else { return nil }
    // Another statement of the same number in this file is one of its own.
    defer { totals.close(slot) }
    totals.absorbStrangers(into: slot)
    let sources = (emission.fields[3].source, emission.fields[4].source)
    if let opening, let closing {
      let (declared, overflow) = closing.subtractingReportingOverflow(opening)
      if overflow { throw Totals.overflow(line: line) }
      if let summary = totals[slot].total.declared, summary != declared {
        let shown = [summary, declared].map { decimalText($0, digits: currency.minorDigits) }
        tally.warn(
          "summary_differs",
          "the bank's summary of the entries comes to \(shown[0]) \(currency.code), its balances "
            + "move by \(shown[1])")
      }
      totals.declare(declared, slot: slot)
    } else if sources.0.isNothing || emission.isNoted
      || (peek(sources.0).isEmpty && peek(sources.1).isEmpty)
    {
      if totals[slot].total.declared == nil {
        tally.warn("no_control_total", "a statement without balances cannot be proven")
      }
    } else {
      doesNotFoot()
      return slot
    }
    if !totals[slot].total.foots { doesNotFoot() }
    return slot
  }

  private mutating func doesNotFoot() {
    tally.statementFoots = false
    tally.warn(
      "statement_does_not_foot",
      "the opening balance and the booked lines do not lead to the closing balance")
  }

  // MARK: - Identity of a row

  /// A bank's charges came later than ledgers with rows that have none.
  private static let namesOutsideIdentity = [
    "settlement_id", "statement_id", "row_hash", "source", "charges",
  ]

  /// 32 hexadecimal digits over the row's canonical values.
  ///
  /// The settlement or statement it stands in is left out: a row keeps its identity when a later
  /// export knows its payout, or when two statements overlap.
  private func rowHash(_ emission: Emission, _ amount: AmountScratch?) -> String {
    guard contract.identity == .row else { return "" }
    var bytes = Array(contract.source.utf8)
    // A row without the number that makes it known is known by all that it says.
    let isNumbered =
      !contract.rowIdentity.isEmpty
      && !(contract.rowIdentity.contains("reference")
        && emission.fields.indices.contains {
          emission.fields[$0].name == "reference" && scratch[$0].range.isEmpty
        })
    for (index, field) in emission.fields.enumerated() {
      let isNamed = contract.rowIdentity.contains(field.name)
      if !isNamed, Self.namesOutsideIdentity.contains(field.name) { continue }
      if isNumbered, !isNamed { continue }
      if field.name == "balance", scratch[index].form == .absent { continue }
      bytes.append(0x1f)
      switch (field.kind, scratch[index].form) {
      case (.amount, _): bytes += Array("\(amount?.value ?? 0)".utf8)
      case (.label, _): bytes += amount.map { meanings[$0.meaning].label } ?? []
      case (.event, _), (.component, _): continue
      case (.currency, _):
        bytes += Array(
          (amount?.currency.code ?? cells.text(scratch[index].range).uppercased()).utf8)
      case (_, .absent): continue
      case (_, .integer): bytes += Array("\(scratch[index].value)".utf8)
      case (_, .text): bytes += cells.bytes[scratch[index].range]
      }
    }
    // What has not moved yet is not the row that will have.
    if !contract.rowIdentity.isEmpty, let amount, meanings[amount.meaning].event == .memo {
      bytes += Array("\u{1f}memo".utf8)
    }
    return String(sha256Hex(bytes.span).prefix(32))
  }
}

extension ScratchCell {
  var optional: Int64? { form == .integer ? value : nil }
}
