import Accounting
import Hashing

/// Everything one document has come to so far: the record maker, its counts and its quarantine.
struct ImportState: ~Copyable {
  /// Beyond this many bad rows the file as a whole is wrong.
  private static let quarantineMax = 100_000
  static let rawBytesMax = 16_384
  var maker: RecordMaker
  let amendments: Amendments
  /// The columns and values of the row asked for.
  var watchedCells: [WatchedCell] = []
  /// The columns of a delimited file, once they are read.
  var header: FileHeader?
  private(set) var quarantined: [QuarantinedRow] = []
  private var fates: [(line: Int, fate: RowFate)] = []

  init(maker: consuming RecordMaker, amendments: Amendments = Amendments()) {
    self.maker = maker
    self.amendments = amendments
  }

  /// Counts a row, and sets it aside where it cannot be taken.
  ///
  /// `row`: tells rows apart that start on one line; 0 where a line is one row. `element`: the
  /// number of the XML element that `raw` tells of.
  mutating func settle(
    _ outcome: RecordMaker.Outcome, line: Int, byteOffset: Int, row: Int = 0, element: Int = -1,
    raw: Span<UInt8>
  ) throws {
    if fates.count < amendments.explained { note(outcome, line: line) }
    switch outcome {
    case .notCounted: return
    case .accepted:
      maker.tally.accepted += 1
      maker.output.keep(line: line, byteOffset: byteOffset, raw: raw)
      if maker.output.isFull { try flush() }
    case .ignored: maker.tally.ignored += 1
    case .quarantined(let fault):
      try quarantine(
        fault, line: line, byteOffset: byteOffset, row: row, element: element, raw: raw)
    }
    maker.tally.rows += 1
  }

  private mutating func note(_ outcome: RecordMaker.Outcome, line: Int) {
    switch outcome {
    case .notCounted: return
    case .accepted: fates.append((line, .imported))
    case .ignored: fates.append((line, .ignored))
    case .quarantined: fates.append((line, .setAside))
    }
  }

  /// Counts a row that a person discarded; a total that it is part of keeps its explanation.
  mutating func discard(_ row: Amendments.Discarded, line: Int) throws {
    maker.noteBalance(discarded: row, line: line)
    maker.entries.add(row.amount)
    try maker.totals.quarantine(
      id: row.settlementId, currency: row.currency, amount: row.amount, line: line)
    maker.tally.ignored += 1
    maker.tally.rows += 1
  }

  private mutating func quarantine(
    _ fault: RecordMaker.Fault, line: Int, byteOffset: Int, row: Int, element: Int,
    raw: Span<UInt8>
  ) throws {
    maker.tally.quarantined += 1
    try maker.totals.quarantine(
      id: fault.settlementId, currency: fault.currency, amount: fault.amount, line: line)
    var explanation = fault.failure.explanation
    if fault.failure == .notANumber && !fault.value.isEmpty {
      // The word says it already.
      explanation = "'\(fault.value.prefix(64))'"
    }
    if !fault.detail.isEmpty { explanation += " (\(fault.detail))" }
    var aside = QuarantinedRow(
      id: "", provenance: Provenance(document: -1, line: Int32(clamping: line)),
      byteOffset: Int64(byteOffset), code: fault.failure.code,
      reason: "\(fault.failure.rawValue): \(explanation)", column: fault.column,
      value: String(fault.value.prefix(1_024)),
      raw: raw.extracting(0..<min(raw.count, Self.rawBytesMax)).text,
      settlementId: fault.settlementId, currency: fault.currency,
      amount: fault.amount.flatMap { ValueLimits.holds(amount: $0) ? $0 : nil })
    aside.rowNumber = Int64(row)
    aside.element = element
    try set(aside)
  }

  private mutating func set(_ row: QuarantinedRow) throws {
    guard quarantined.count < Self.quarantineMax else {
      throw ImportRefusal(
        reason: "too_many_bad_rows",
        message: "more than \(Self.quarantineMax) rows cannot be read; check format and encoding",
        line: Int(row.provenance.line))
    }
    quarantined.append(row)
  }

  /// Hands the batches over and sets aside what the ledger does not take.
  mutating func flush() throws {
    for (row, conflict) in try maker.output.flush(meanings: maker.meanings.entries) {
      maker.tally.accepted -= 1
      maker.tally.quarantined += 1
      try set(
        QuarantinedRow(
          id: "", provenance: Provenance(document: -1, line: Int32(clamping: row.line)),
          byteOffset: Int64(row.byteOffset), code: conflict.code,
          reason: "\(conflict.reason): \(conflict.message)", column: "", value: "",
          raw: String(decoding: row.raw.prefix(Self.rawBytesMax), as: UTF8.self),
          settlementId: "", currency: nil, amount: nil))
    }
  }

  /// The result, once the document has been read to its end.
  mutating func finish(sha256: String, byteCount: Int) throws -> ImportedDocument {
    try maker.finish()
    try flush()
    var document = ImportedDocument()
    document.sha256 = sha256
    document.byteCount = byteCount
    document.format = maker.contract.name
    document.formatVersion = maker.contract.version
    document.source = maker.contract.source
    document.rows = maker.tally.rows
    document.accepted = maker.tally.accepted
    document.quarantined = maker.tally.quarantined
    document.ignored = maker.tally.ignored
    document.warnings = maker.tally.sortedWarnings
    document.controlTotals = maker.totals.sorted
    document.settlementIds = maker.tally.settlementIds.sorted()
    document.sharesSettlements = maker.contract.identity == .row
    document.statementFoots = maker.tally.statementFoots
    document.disproof = maker.tally.disproof
    document.quarantinedRows = identified(sha256)
    document.watchedCells = watchedCells
    document.brokenRules = maker.brokenRules
    document.rowFates = fates
    document.header = header
    return document
  }

  /// The rows set aside, in order, each with an id of its own place: whatever becomes of the
  /// others, it keeps it.
  private func identified(_ sha256: String) -> [QuarantinedRow] {
    var standing = quarantined
    for dropped in maker.repeats.droppedQuarantine.reversed() { standing.removeSubrange(dropped) }
    var ordered = standing.sorted {
      ($0.provenance.line, $0.byteOffset, $0.rowNumber)
        < ($1.provenance.line, $1.byteOffset, $1.rowNumber)
    }
    var place: [String] = []
    var ordinal = 0
    for position in ordered.indices {
      let row = ordered[position]
      let parts = [sha256, "\(row.provenance.line)", "\(row.byteOffset)"]
      ordinal = parts + ["\(row.rowNumber)"] == place ? ordinal + 1 : 0
      place = parts + ["\(row.rowNumber)"]
      ordered[position].id = stableId("quarantine", parts + ["\(Int(row.rowNumber) + ordinal)"])
    }
    return ordered
  }
}
