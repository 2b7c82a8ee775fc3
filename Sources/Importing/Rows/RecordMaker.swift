import Accounting

/// Turns rows into records by the rules of one contract, for one document.
///
/// A row is decoded in full before anything of it is appended, so that a row is taken whole or
/// not at all. Holds everything that outlives a row: batches, totals, warnings and quarantine.
struct RecordMaker: ~Copyable {
  let contract: FormatContract
  var cells: CellBuffer
  var decimals: DecimalDecoder
  var dates: DateDecoder
  var meanings: MeaningCache
  var totals: Totals
  var output: BatchOutput
  var tally = Tally()
  /// Values of the record under way, one for each column.
  var scratch: [ScratchCell] = []
  var amounts: [AmountScratch] = []
  var currencies = CurrencyCache()
  var pendingSettlements = PendingSettlements()
  var controls: [String: [Currency: Int64]] = [:]
  /// The rows counted when a row of a type was last seen.
  var rowMarks: [String: Int] = [:]
  var balances: RunningBalances
  /// Rows that were taken and cannot be true as they stand.
  var brokenRules: [BrokenRule] = []
  var shares = Shares()
  var unpivotColumns: [(name: Range<Int>, column: Int)] = []
  let plan: RowPlan
  /// The lines of the whole file, where the contract has a count of them; else 0.
  var fileLines = 0
  /// The row under way has fewer fields than the header has columns.
  var isShortRow = false
  var quick = QuickRow()
  var repeats: RepeatedStatements
  var entries = EntrySummary()

  init(
    contract: FormatContract, zone: BusinessZone, sink: any RecordSink
  ) {
    self.contract = contract
    plan = RowPlan(contract)
    repeats = RepeatedStatements(contract)
    balances = RunningBalances(contract)
    cells = CellBuffer(
      constants: contract.constants, slotCount: contract.references.count,
      constantRanges: plan.constantRanges, readers: plan.readers)
    decimals = DecimalDecoder(forms: contract.numberForms, marks: contract.decimalMarks)
    dates = DateDecoder(patterns: contract.datePatterns, zone: zone)
    meanings = MeaningCache(vocabulary: contract.vocabulary)
    totals = Totals(
      needsHeader: contract.identity == .document && contract.postedBy.isEmpty)
    output = BatchOutput(sink: sink, keepsRaw: contract.identity == .key)
  }

  /// What became of a row.
  enum Outcome {
    case accepted, ignored, notCounted
    case quarantined(Fault)
  }

  /// Why a row cannot be taken.
  struct Fault: Error {
    var failure: DecodeFailure
    var column = ""
    var value = ""
    var detail = ""
    var settlementId = ""
    var currency: Currency?
    /// The row's amount, when that much could be read.
    var amount: Int64?
  }

  /// Evaluates the row in `cells` by the first rule that fits.
  ///
  /// - Throws: ``ImportRefusal`` when the file as a whole cannot be trusted.
  mutating func evaluate(rules: Range<Int>, line: Int) throws -> Outcome {
    for index in rules where plan.heads[index].isShort == isShortRow {
      let head = plan.heads[index]
      if head.isQuick ? fitsQuickly(head) : fits(contract.rules[index].conditions) {
        return try apply(index, line: line)
      }
    }
    return .quarantined(Fault(failure: .unknownRowType))
  }

  /// Evaluates the row in `cells` by one rule, whose conditions fit.
  mutating func apply(_ index: Int, line: Int) throws -> Outcome {
    if plan.heads[index].refuses { try refuseFile(index, line: line) }
    // What the quick way cannot take, the careful way explains.
    if tally.disproof.isEmpty, try takeQuickly(index, line: line) { return .accepted }
    if let summary = contract.rules[index].summary { try check(summary, line: line) }
    if contract.rules[index].control != nil || contract.rules[index].count != nil {
      if let fault = try readFooter(contract.rules[index], line: line) {
        return .quarantined(fault)
      }
    }
    if let balance = contract.rules[index].balance, let fault = read(balance, line: line) {
      return .quarantined(fault)
    }
    if contract.rules[index].unpivots { return try unpivot(index, line: line) }
    // A row of several records is tried whole before any of them is written.
    let count = contract.rules[index].emissions.count
    if count > 1 {
      tally.isSilent = true
      defer { tally.isSilent = false }
      for emission in contract.rules[index].emissions {
        if let fault = try emit(emission, line: line, isDryRun: true) {
          return .quarantined(fault)
        }
      }
    }
    for position in 0..<count {
      if let fault = try emit(contract.rules[index].emissions[position], line: line) {
        // Without its frame nothing in the document has a place.
        let isFrame =
          contract.rules[index].counting == .none
          || (contract.identity == .document
            && contract.rules[index].emissions[position].kind == .settlement)
        if isFrame { try refuse(fault, line: line) }
        return .quarantined(fault)
      }
    }
    if !contract.rules[index].checks.isEmpty { check(contract.rules[index].checks) }
    switch contract.rules[index].counting {
    case .accepted: return tally.disproof.isEmpty ? .accepted : .ignored
    case .ignored, .noted:
      if contract.rules[index].emissions.isEmpty { entries.leftOut += 1 }
      return .ignored
    case .none: return .notCounted
    }
  }

  private mutating func refuseFile(_ index: Int, line: Int) throws {
    guard let refusal = contract.rules[index].refusal else { return }
    let quoted = cells.text(resolve(refusal.quoted))
    throw ImportRefusal(
      reason: "refused_by_contract",
      message: refusal.message + (quoted.isEmpty ? "" : " (it says: \(quoted))"), line: line)
  }

  private func refuse(_ fault: Fault, line: Int) throws {
    throw ImportRefusal(
      reason: "invalid_frame",
      message: "the frame of the document cannot be read: \(fault.column) is '\(fault.value)', "
        + "\(fault.failure.explanation)", line: line)
  }

  private mutating func unpivot(_ index: Int, line: Int) throws -> Outcome {
    let rule = contract.rules[index]
    guard let name = contract.references.firstIndex(of: "$column"),
      let cell = contract.references.firstIndex(of: "$cell")
    else { return .ignored }
    // First all, then any: a row is taken whole or not at all.
    for isDryRun in [true, false] {
      for column in unpivotColumns.indices {
        let value = cells.ranges[column + contract.references.count]
        if value.isEmpty
          || rule.unpivotBlanks.contains(where: { cells.bytes[value].elementsEqual($0) })
        {
          continue
        }
        cells.place(name, unpivotColumns[column].name)
        cells.place(cell, value)
        for emission in rule.emissions {
          if let fault = try emit(emission, line: line, isDryRun: isDryRun) {
            return .quarantined(fault)
          }
        }
      }
    }
    return .accepted
  }

  // MARK: - Conditions and sources

  mutating func fits(_ conditions: [Condition]) -> Bool {
    for condition in conditions {
      let range = peek(condition.source)
      switch condition.test {
      case .present: if range.isEmpty { return false }
      case .empty: if !range.isEmpty { return false }
      case .nonZero: if range.isEmpty || isZero(range) { return false }
      case .among(let words): if !isAmong(range, words) { return false }
      case .notAmong(let words): if isAmong(range, words) { return false }
      case .like(let patterns):
        let word = cells.text(range)
        if !patterns.contains(where: { $0.matches(word) }) { return false }
      case .unmoved(let change, let currency):
        if !leavesBalance(at: range, by: change, currency) { return false }
      }
    }
    return true
  }

  /// Whether an amount is nothing, in whatever form: `$0.00`, `0,000`, `-`.
  func isZero(_ range: Range<Int>) -> Bool {
    let text = String(decoding: cells.bytes[range], as: UTF8.self)
    let digits = text.unicodeScalars.filter { $0.properties.numericType != nil }
    return digits.isEmpty
      ? text.allSatisfy { "-–—\u{2212}".contains($0) } : digits.allSatisfy { $0 == "0" }
  }

  func isAmong(_ range: Range<Int>, _ words: [[UInt8]]) -> Bool {
    let bytes = cells.bytes.span.extracting(range)
    for word in words where bytes.equalsIgnoringCase(word) { return true }
    return false
  }

  /// The first filled slot of a source that has slots only.
  func peek(_ source: ValueSource) -> Range<Int> {
    for alternative in source.alternatives {
      switch alternative {
      case .slot(let slot): if !cells.ranges[slot].isEmpty { return cells.ranges[slot] }
      case .constant(let range): return range
      case .template, .join, .word, .sign, .currency: continue
      }
    }
    return 0..<0
  }

  /// The value of a source; empty when all its alternatives are blank.
  mutating func resolve(_ source: ValueSource) -> Range<Int> {
    for alternative in source.alternatives {
      let range: Range<Int>
      switch alternative {
      case .slot(let slot): range = cells.ranges[slot]
      case .constant(let constant): return constant
      case .template(let parts): range = fill(parts)
      case .join(let slots): range = join(slots)
      case .sign(let slot, let credit, let debit):
        if cells.ranges[slot].isEmpty { continue }
        return isNegative(cells.ranges[slot]) ? debit : credit
      case .currency(let slot):
        let stated = StatedCurrency.currency(of: cells.bytes.span.extracting(cells.ranges[slot]))
        range = stated.map { append(Array($0.code.utf8)) } ?? 0..<0
      case .word(let slot, let marks, let isBefore):
        range = word(in: cells.ranges[slot], marks, isBefore: isBefore)
      }
      if range.isEmpty || (!source.blanks.isEmpty && isAmong(range, source.blanks)) { continue }
      if source.isBlankWhenZero && isZero(range) { continue }
      return range
    }
    return 0..<0
  }

  /// Lets a date of the file decide how the others are written.
  mutating func narrowDates(by source: ValueSource) {
    let range = resolve(source)
    if !range.isEmpty { dates.narrow(cells, range) }
  }

  private mutating func fill(_ parts: [ValueSource.Part]) -> Range<Int> {
    var text: [UInt8] = []
    for part in parts {
      switch part {
      case .literal(let range): text += cells.bytes[range]
      case .slot(let slot):
        if cells.ranges[slot].isEmpty { return 0..<0 }
        text += cells.bytes[cells.ranges[slot]]
      case .day(let slot):
        let range = cells.ranges[slot]
        guard !range.isEmpty,
          case .value(let day) = dates.day(cells, range)
        else { return 0..<0 }
        text += Array(CalendarDate(dayNumber: Int32(day)).description.utf8)
      }
    }
    return append(text)
  }

  private func isNegative(_ amount: Range<Int>) -> Bool {
    let bytes = cells.bytes[amount]
    return bytes.contains(.minus) || bytes.first == UInt8(ascii: "(")
      || bytes.starts(with: [0xe2, 0x88, 0x92])
  }

  /// The word that touches the first mark found, without punctuation at its end.
  private func word(in text: Range<Int>, _ marks: [[UInt8]], isBefore: Bool) -> Range<Int> {
    for mark in marks where !mark.isEmpty && text.count >= mark.count {
      let last = text.upperBound - mark.count
      guard
        let place = (text.lowerBound...last).first(where: { start in
          cells.bytes.span.extracting(start..<start + mark.count).equalsIgnoringCase(mark)
        })
      else { continue }
      var start = isBefore ? place : place + mark.count
      var end = start
      if isBefore {
        while start > text.lowerBound, !cells.bytes[start - 1].isBlank { start -= 1 }
      } else {
        while end < text.upperBound, !cells.bytes[end].isBlank { end += 1 }
      }
      while end > start, ",;.)".utf8.contains(cells.bytes[end - 1]) { end -= 1 }
      if end > start { return start..<end }
    }
    return 0..<0
  }

  private mutating func join(_ slots: [Int]) -> Range<Int> {
    var text: [UInt8] = []
    for slot in slots where !cells.ranges[slot].isEmpty {
      if !text.isEmpty { text.append(UInt8(ascii: " ")) }
      text += cells.bytes[cells.ranges[slot]]
    }
    return append(text)
  }

  mutating func append(_ text: [UInt8]) -> Range<Int> {
    let start = cells.bytes.count
    cells.bytes += text
    return start..<cells.bytes.count
  }
}

/// One value of a record under way.
struct ScratchCell {
  enum Form { case absent, integer, text }
  var form = Form.absent
  var value: Int64 = 0
  var range = 0..<0

  var isFilled: Bool { form == .integer || !range.isEmpty }
}

/// One amount of a row under way.
struct AmountScratch {
  var value: Int64
  var meaning: Int
  var currency: Currency
}

/// The currency of the last row, so that its code is looked up once.
struct CurrencyCache {
  private var bytes: [UInt8] = []
  private var currency: Currency?

  mutating func currency(_ text: Span<UInt8>) -> Currency? {
    if text.count == 3, text.equals(bytes) { return currency }
    bytes = text.copy
    currency = Currency(ascii: text)
    return currency
  }
}
