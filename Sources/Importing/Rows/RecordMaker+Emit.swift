import Accounting

extension RecordMaker {
  /// Decodes one record of the row, then appends it.
  ///
  /// - Returns: What is wrong with the row, with nothing appended; `nil` when all is well.
  mutating func emit(_ emission: Emission, line: Int, isDryRun: Bool = false) throws -> Fault? {
    if emission.merges, resolve(emission.fields[1].source).isEmpty { return nil }
    let found = decode(emission)
    if var fault = found.fault {
      salvage(emission, into: &fault)
      if emission.kind == .statementLine && !isDryRun { entries.add(fault.amount) }
      noteBalance(setAside: emission, fault, line: line)
      return fault
    }
    if isDryRun { return nil }
    if emission.kind == .statementLine {
      entries.currency = found.currency
      entries.add(scratch[StatementLineColumn.amount].value)
    }
    if emission.isNoted || !tally.disproof.isEmpty {
      try note(emission, currency: found.currency, slot: found.totalSlot, line: line)
      return nil
    }
    noteBrokenRules(emission, currency: found.currency, line: line)
    switch emission.kind {
    case .settlement: try appendSettlement(emission, currency: found.currency, line: line)
    case .settlementLine:
      try appendLines(emission, slot: found.totalSlot, line: line)
    case .statement:
      guard let currency = statementCurrency(found.currency) else { return nil }
      let slot = try closeStatement(emission, currency: currency, line: line)
      appendStatement(emission, slot: slot, line: line)
    case .statementLine:
      if let slot = found.totalSlot {
        let amount = scratch[StatementLineColumn.amount].value
        try totals.accept(amount, slot: slot, line: line)
      }
      noteBalance(emission, currency: found.currency, line: line)
      appendStatementLine(emission, slot: found.totalSlot, line: line)
    default: appendRecord(emission, line: line)
    }
    return nil
  }

  /// The currency of the statement in `scratch`, which is that of its lines where it names none.
  ///
  /// - Returns: `nil` where it has neither: there is nothing to keep of it.
  private mutating func statementCurrency(_ named: Currency?) -> Currency? {
    if let named { return named }
    guard let ofLines = totals.currency(of: scratch[1].range, in: cells) else {
      tally.warn("no_control_total", "a statement without balances and lines says nothing")
      return nil
    }
    let start = cells.bytes.count
    cells.bytes += Array(ofLines.code.utf8)
    scratch[2] = ScratchCell(form: .text, range: start..<cells.bytes.count)
    return ofLines
  }

  /// Adds what is only checked to the totals.
  private mutating func note(
    _ emission: Emission, currency: Currency?, slot: Int?, line: Int
  ) throws {
    switch emission.kind {
    case .statement: try closeStatement(emission, currency: currency, line: line)
    case .statementLine:
      if let slot {
        let amount = scratch[StatementLineColumn.amount].value
        try totals.accept(amount, slot: slot, line: line)
      }
    case .settlementLine:
      for amount in amounts {
        guard let slot else { continue }
        let target =
          totals[slot].total.currency == amount.currency
          ? slot : totals.slot(sameAs: slot, currency: amount.currency)
        try totals.accept(amount.value, slot: target, line: line)
      }
    default: break
    }
  }

  private typealias Found = (fault: Fault?, currency: Currency?, totalSlot: Int?)

  private mutating func decode(_ emission: Emission) -> Found {
    scratch.removeAll(keepingCapacity: true)
    amounts.removeAll(keepingCapacity: true)
    let frame = recordCurrency(emission)
    if frame.fault != nil { return frame }
    for field in emission.fields {
      switch decode(field, currency: frame.currency, slot: frame.totalSlot) {
      case .success(let cell): scratch.append(cell)
      case .failure(let fault): return (fault, frame.currency, frame.totalSlot)
      }
    }
    if !emission.requireAny.isEmpty,
      emission.requireAny.allSatisfy({ peek($0).isEmpty })
    {
      let names = emission.requireAny.map(\.name).joined(separator: ", ")
      return (Fault(failure: .missingRequired, column: names), frame.currency, nil)
    }
    if emission.kind == .settlementLine,
      let fault = decodeAmounts(emission, currency: frame.currency)
    {
      return (fault, frame.currency, frame.totalSlot)
    }
    if let fault = check(emission.identities, currency: frame.currency)
      ?? checkAll(emission.strictIdentities, currency: frame.currency)
      ?? emission.conversion.flatMap({ check($0, currency: frame.currency) })
      ?? check(balanced: emission.balanced, currency: frame.currency)
    {
      return (fault, frame.currency, frame.totalSlot)
    }
    return (nil, frame.currency, frame.totalSlot)
  }

  // MARK: - Currency and settlement of the row

  /// The currency amounts are read in: the row's, which must be the settlement's.
  private mutating func recordCurrency(_ emission: Emission) -> Found {
    guard let position = emission.fields.firstIndex(where: { $0.name == "currency" }) else {
      return (nil, nil, nil)
    }
    let field = emission.fields[position]
    let range = resolve(field.source)
    var currency: Currency?
    if !range.isEmpty {
      currency = currencies.currency(cells, range)
      if currency == nil { return (fault(.unknownCurrency, field.source, range), nil, nil) }
      if cells.bytes[range.lowerBound] >= UInt8(ascii: "a") {
        tally.warn("lower_case_currency", "a currency code in lower case")
      }
    }
    if let other = emission.sameCurrency, let currency {
      if !areAll(currency, in: resolve(other)) {
        return (fault(.otherCurrency, field.source, self.resolve(field.source)), currency, nil)
      }
    }
    guard emission.kind == .settlementLine || emission.kind == .statementLine else {
      if currency == nil, field.isRequired || emission.kind == .settlement {
        return (fault(.missingRequired, field.source, range), nil, nil)
      }
      return (nil, currency, nil)
    }
    let id = contract.totalsByDocument ? 0..<0 : resolve(emission.fields[1].source)
    if emission.kind == .settlementLine, currency == nil,
      let first = emission.amounts.first?.currency
    {
      let own = resolve(first)
      currency = own.isEmpty ? nil : currencies.currency(cells, own)
    }
    switch totals.slot(of: id, in: cells, currency: currency) {
    case .value(let slot): return (nil, totals[slot].total.currency, slot)
    case .failure(let failure):
      let source = failure == .otherCurrency ? field.source : emission.fields[1].source
      return (fault(failure, source, failure == .otherCurrency ? range : id), currency, nil)
    }
  }

  // MARK: - Fields

  private mutating func decode(
    _ field: FieldRule, currency: Currency?, slot: Int?
  ) -> Result<ScratchCell, Fault> {
    if field.source.isNothing && field.sum == nil {
      switch field.kind {
      case .currency where currency != nil: return .success(ScratchCell(form: .text))
      case .key, .prose, .currency, .label, .rowHash, .source:
        return .success(ScratchCell(form: .text))
      default: return .success(blank(field))
      }
    }
    if let sum = field.sum { return decode(field, sum, currency: currency) }
    let range = resolve(field.source)
    if range.isEmpty {
      if field.isRequired { return .failure(fault(.missingRequired, field.source, range)) }
      return .success(blank(field))
    }
    switch field.kind {
    case .key:
      if let failure = keyFault(cells.bytes.span.extracting(range)) {
        return .failure(fault(failure, field.source, range))
      }
      return .success(ScratchCell(form: .text, range: range))
    case .prose, .label, .rowHash, .source:
      return .success(ScratchCell(form: .text, range: range))
    case .currency:
      guard currencies.currency(cells, range) != nil else {
        return .failure(fault(.unknownCurrency, field.source, range))
      }
      return .success(ScratchCell(form: .text, range: range))
    default:
      switch integer(field, range, currency: currency, slot: slot) {
      case .value(let value):
        return .success(
          value.map { ScratchCell(form: .integer, value: $0) } ?? ScratchCell())
      case .failure where field.mayBeUnreadable:
        tally.warn(
          "left_blank", "\(field.source.name) '\(cells.text(range))' cannot be read and is left out"
        )
        return .success(blank(field))
      case .failure(let failure): return .failure(fault(failure, field.source, range))
      }
    }
  }

  private func blank(_ field: FieldRule) -> ScratchCell {
    if let fallback = field.fallback { return ScratchCell(form: .integer, value: fallback) }
    switch field.kind {
    case .key, .prose, .currency, .label, .rowHash, .source: return ScratchCell(form: .text)
    default: return ScratchCell()
    }
  }

  private mutating func integer(
    _ field: FieldRule, _ range: Range<Int>, currency: Currency?, slot: Int?
  ) -> Decoded<Int64?> {
    let decoded: Decoded<Int64>
    switch field.kind {
    case .instant:
      decoded = field.isEnd ? dates.end(cells, range) : dates.instant(cells, range)
      if case .value(let seconds) = decoded, let slot { noteDate(seconds, slot: slot) }
    case .day: decoded = day(field, range)
    case .whole: decoded = whole(range)
    case .scaled(let digits): decoded = decimals.decode(cells, range, digits: digits)
    case .word(let words):
      decoded = word(cells.text(range).lowercased(), words, field)
    default:
      if let own = field.ownCurrency {
        let ownRange = resolve(own)
        if !ownRange.isEmpty,
          currencies.currency(cells, ownRange) != currency
        {
          tally.warn(
            "balance_in_other_currency", "a balance in another currency is left out")
          return .value(nil)
        }
      }
      decoded = money(
        range, currency: currency, scale: field.scale, direction: field.direction)
    }
    guard case .value(var value) = decoded else {
      if case .failure(let failure) = decoded { return .failure(failure) }
      return .failure(.notANumber)
    }
    let limit = ValueLimits.of(field)
    if value > limit || value < -limit { return .failure(.amountOverflow) }
    if field.isNonNegative && value < 0 { return .failure(.negativeValue) }
    if field.isPositive && value <= 0 {
      return .failure(value < 0 ? .negativeValue : .zeroValue)
    }
    if field.isNegated { value = -value }
    if field.isAbsolute { value = abs(value) }
    return .value(value)
  }

  private mutating func day(_ field: FieldRule, _ range: Range<Int>) -> Decoded<Int64> {
    guard let source = field.near else { return dates.day(cells, range) }
    let other = resolve(source)
    // Banks that count 30 days a month value on the 29th and 30th of February.
    let endsFebruary = ["0229", "0230"].contains(cells.text(other.suffix(4)))
    if !other.isEmpty, !endsFebruary, case .failure(let failure) = dates.day(cells, other) {
      return .failure(failure)
    }
    return dates.day(cells, withYear(range, near: source))
  }

  /// `MMdd` as `yyMMdd`, with the year that brings it nearest to the month of another `yyMMdd`.
  private mutating func withYear(_ range: Range<Int>, near source: ValueSource) -> Range<Int> {
    let other = resolve(source)
    guard range.count == 4, other.count == 6,
      let year = Int(cells.text(other.prefix(2))),
      let otherMonth = Int(cells.text(other.dropFirst(2).prefix(2))),
      let month = Int(cells.text(range.prefix(2)))
    else { return range }
    let shift = month - otherMonth > 6 ? -1 : otherMonth - month > 6 ? 1 : 0
    let nearest = (year + shift + 100) % 100
    let digits = [UInt8.zero + UInt8(nearest / 10), UInt8.zero + UInt8(nearest % 10)]
    return append(digits + cells.bytes[range])
  }

  private mutating func word(
    _ word: String, _ words: [String: Int64], _ field: FieldRule
  ) -> Decoded<Int64> {
    if let own = field.words.first(where: { $0.pattern.matches(word) }) {
      return .value(own.value)
    }
    if let value = words[word] { return .value(value) }
    guard let other = field.otherWord else { return .failure(.unknownWord) }
    tally.warn("unknown_word", "'\(word)' is not a known word of the column \(field.source.name)")
    return .value(other)
  }

  /// A field whose value is a sum of columns, or a share of one.
  private mutating func decode(
    _ field: FieldRule, _ sum: MoneySum, currency: Currency?
  ) -> Result<ScratchCell, Fault> {
    let decoded: Int64?
    switch self.sum(sum, currency: currency, scale: field.scale) {
    case .failure(let fault): return .failure(fault)
    case .success(let value): decoded = value
    }
    guard var value = decoded else {
      if field.isRequired { return .failure(fault(.missingRequired, field.source, 0..<0)) }
      return .success(blank(field))
    }
    if let share = field.share {
      switch self.share(of: value, share, field.name, currency: currency) {
      case .failure(let fault): return .failure(fault)
      case .success(let part): value = part
      }
    }
    if let own = field.own {
      switch self.sum(own, currency: currency, scale: nil) {
      case .failure(let fault): return .failure(fault)
      case .success(let more): value += more ?? 0
      }
    }
    if field.isNegated { value = -value }
    if field.isAbsolute { value = abs(value) }
    if field.isNonNegative && value < 0 {
      return .failure(fault(.negativeValue, field.source, resolve(field.source)))
    }
    return .success(ScratchCell(form: .integer, value: value))
  }

  private mutating func share(
    of value: Int64, _ rule: ShareRule, _ name: String, currency: Currency?
  ) -> Result<Int64, Fault> {
    var weights: [Int64] = []
    for sum in [rule.by, rule.whole] {
      switch self.sum(sum, currency: currency, scale: nil) {
      case .failure(let fault): return .failure(fault)
      case .success(let weight): weights.append(weight ?? 0)
      }
    }
    return .success(shares.part(of: value, name, weight: weights[0], whole: weights[1]))
  }

  private mutating func whole(_ range: Range<Int>) -> Decoded<Int64> {
    switch decimals.decode(cells, range, digits: 0) {
    case .failure(.excessPrecision): .failure(.fractionalQuantity)
    case let decoded: decoded
    }
  }

  /// An amount in minor units of `currency`, signed by its direction column.
  mutating func money(
    _ range: Range<Int>, currency: Currency?, scale: AmountScale?, direction: Direction?
  ) -> Decoded<Int64> {
    guard let currency else { return .failure(.unknownCurrency) }
    if !contract.numberForms.isDisjoint(with: .namingCurrencies),
      StatedCurrency.contradicts(cells.bytes.span.extracting(range), currency)
    {
      return .failure(.otherCurrency)
    }
    var decoded: Decoded<Int64>
    if let scale {
      decoded = decimals.decode(cells, range, digits: 0)
      if case .value = decoded, cells.bytes[range].contains(where: \.isDecimalMark) {
        return .failure(.decimalInMinorUnits)
      }
      if case .value(let value) = decoded {
        decoded = Self.rescale(value, from: scale.digits(of: currency), to: currency.minorDigits)
      }
    } else {
      decoded = decimals.decode(cells, range, digits: currency.minorDigits)
    }
    guard let direction, case .value(let value) = decoded else { return decoded }
    // The direction is the sign; a second one would leave it open which of them counts.
    if value < 0 { return .failure(.negativeValue) }
    let word = resolve(direction.source)
    if isAmong(word, direction.credit) { return decoded }
    if isAmong(word, direction.debit) { return .value(-value) }
    if word.isEmpty && direction.isCreditWhenBlank { return decoded }
    return value == 0 ? decoded : .failure(.unknownDirection)
  }

  static func rescale(_ value: Int64, from scale: Int, to digits: Int) -> Decoded<Int64> {
    var value = value
    for _ in 0..<max(0, digits - scale) {
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return .failure(.amountOverflow) }
      value = scaled
    }
    for _ in 0..<max(0, scale - digits) {
      if value % 10 != 0 { return .failure(.excessPrecision) }
      value /= 10
    }
    return .value(value)
  }
}

extension UInt8 {
  fileprivate var isDecimalMark: Bool { self == UInt8(ascii: ".") || self == UInt8(ascii: ",") }
}
