import Accounting

/// A file to import.
package struct InputFile: Sendable {
  package var path: String
  /// The name that evidence carries: below the inbox, percent-encoded.
  package var name: String

  package init(path: String, name: String) {
    self.path = path
    self.name = name
  }
}

/// One kind of warning about a file, however often it arose.
package struct ImportWarning: Hashable, Sendable {
  package var code: String
  package var count: Int
  package var firstLine: Int
  package var message: String

  package init(code: String, count: Int, firstLine: Int, message: String) {
    self.code = code
    self.count = count
    self.firstLine = firstLine
    self.message = message
  }
}

/// What a document says it comes to, against what was read of it.
///
/// Amounts are in minor units.
package struct ControlTotal: Hashable, Sendable {
  /// Blank where the total is of the document as a whole; a statement's number for statements.
  package var settlementId: String
  package var currency: Currency
  package var declared: Int64?
  package var accepted: Int64
  /// The sum of the quarantined amounts that could be read.
  package var quarantined: Int64
  package var quarantinedRows: Int
  package var hasUnreadable: Bool

  package init(
    settlementId: String, currency: Currency, declared: Int64? = nil, accepted: Int64 = 0,
    quarantined: Int64 = 0, quarantinedRows: Int = 0, hasUnreadable: Bool = false
  ) {
    self.settlementId = settlementId
    self.currency = currency
    self.declared = declared
    self.accepted = accepted
    self.quarantined = quarantined
    self.quarantinedRows = quarantinedRows
    self.hasUnreadable = hasUnreadable
  }

  /// Accepted + quarantined − declared; `nil` where nothing is declared or 64 bits do not hold it.
  package var difference: Int64? {
    guard let declared else { return nil }
    let (sum, overflow) = accepted.addingReportingOverflow(quarantined)
    let (difference, again) = sum.subtractingReportingOverflow(declared)
    return overflow || again ? nil : difference
  }

  /// The lines come to the declared total, or quarantined rows explain why not.
  package var foots: Bool {
    guard declared != nil else { return true }
    return difference == 0 || (quarantinedRows > 0 && hasUnreadable)
  }
}

/// What an import made of one file; its records went to the sink.
package struct ImportedDocument: Sendable {
  package var sha256 = ""
  package var byteCount = 0
  package var format = ""
  package var formatVersion = 0
  /// The source of the format, for example `amazon`; empty for operational files.
  package var source = ""
  /// rows = accepted + quarantined + ignored.
  package var rows = 0
  package var accepted = 0
  package var quarantined = 0
  package var ignored = 0
  /// In order of code.
  package var warnings: [ImportWarning] = []
  /// In order of settlement and currency.
  package var controlTotals: [ControlTotal] = []
  /// In order of the file, with document -1 until the ledger numbers the document.
  package var quarantinedRows: [QuarantinedRow] = []
  /// Rows that were taken and cannot be true as they stand, with document -1 likewise.
  package var brokenRules: [BrokenRule] = []
  /// The columns of a delimited file.
  package var header: FileHeader?
  /// The row that was asked for, by column.
  package var watchedCells: [WatchedCell] = []
  /// What became of the first rows, as many as were asked for.
  package var rowFates: [(line: Int, fate: RowFate)] = []
  /// The settlements the file has a record of, sorted.
  package var settlementIds: [String] = []
  /// Whether each bank statement leads from its opening to its closing balance.
  package var statementFoots = true
  /// Why its own figures cannot be right, so that nothing of it was handed over; else blank.
  package var disproof = ""
  /// Other files may have rows of its settlements too: only the ledger knows whether they foot.
  package var sharesSettlements = false

  package init() {}

  /// By this document alone, a total does not foot and no quarantined row explains it.
  package var isHeld: Bool {
    !statementFoots || !disproof.isEmpty || controlTotals.contains { !$0.foots }
  }

  /// Held whatever other documents bring.
  package var isHeldForGood: Bool {
    !statementFoots || !disproof.isEmpty || controlTotals.contains { !$0.foots && !isShared($0) }
  }

  /// The currencies of which the document's own total does not foot.
  package var heldCurrencies: Set<Currency> {
    Set(controlTotals.filter { $0.settlementId.isEmpty && !$0.foots }.map(\.currency))
  }

  /// The total is of a settlement that may have rows in other documents.
  package func isShared(_ total: ControlTotal) -> Bool {
    sharesSettlements && settlementIds.contains(total.settlementId)
  }
}
