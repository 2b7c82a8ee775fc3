/// A file as received: what every evidence refers to.
package struct SourceDocument: Sendable {
  /// The path below the inbox, percent-encoded so that `name:line` is one word.
  package var name: String
  /// SHA-256 of the bytes, 64 hexadecimal digits, lower case.
  package var sha256: String
  package var format: String
  /// The source that the format belongs to, for example `amazon`; empty for operational files.
  package var source: String
  /// The as-of day of the first run that knew it; `nil` before there was one.
  package var importedOn: CalendarDate?
  /// The number of the first document of the run that brought it, and the version of its format.
  package var run: Int64 = 0
  package var formatVersion = 1
  /// Why it is held; blank for one that is not.
  package var holdReason = ""
  /// The columns of a delimited file; `nil` for others, and for those taken before this was kept.
  package var header: FileHeader?
  /// The column named in place of the format's own for its orders; empty for none.
  package var orderKey = ""

  package init(
    name: String, sha256: String, format: String, source: String,
    importedOn: CalendarDate? = nil
  ) {
    self.name = name
    self.sha256 = sha256
    self.format = format
    self.source = source
    self.importedOn = importedOn
  }
}

/// A file that was not taken, with the reason it was given.
package struct RefusedDocument: Sendable {
  package var name: String
  package var sha256: String
  /// `CM-06` for a file cut short, `DC-05` for a changed header, else `DC-01`.
  package var code: DiscrepancyCode
  package var reason: String
  package var line: Int
  package var refusedOn: CalendarDate

  package init(
    name: String, sha256: String, code: DiscrepancyCode, reason: String, line: Int,
    refusedOn: CalendarDate
  ) {
    self.name = name
    self.sha256 = sha256
    self.code = code
    self.reason = reason
    self.line = line
    self.refusedOn = refusedOn
  }
}

/// A file that repeated another byte for byte and changed nothing.
package struct DuplicateDocument: Sendable {
  package var name: String
  package var sha256: String
  package var firstName: String
  package var seenOn: CalendarDate

  package init(name: String, sha256: String, firstName: String, seenOn: CalendarDate) {
    self.name = name
    self.sha256 = sha256
    self.firstName = firstName
    self.seenOn = seenOn
  }
}

/// A row set aside on import, with what a person needs to mend it.
package struct QuarantinedRow: Sendable {
  /// A hash of the document's content and the row's place in it.
  package var id: String
  package var provenance: Provenance
  package var byteOffset: Int64
  /// Tells rows apart that start on one line, as in XML; 0 where a line is one row.
  package var rowNumber: Int64 = 0
  /// Of XML, the number of the element that `raw` quotes; -1 for none, and out of the ledger.
  package var element = -1
  /// `DC-01`, `DC-02` or `DU-03`.
  package var code: DiscrepancyCode
  /// A stable word, for example `invalid_amount`, followed by an explanation.
  package var reason: String
  package var column: String
  package var value: String
  package var raw: String
  /// The settlement the row belongs to, where that much could be read.
  package var settlementId: String
  package var currency: Currency?
  /// The row's amount, when it could be read although the row could not be taken.
  package var amount: Int64?

  package init(
    id: String, provenance: Provenance, byteOffset: Int64, code: DiscrepancyCode, reason: String,
    column: String, value: String, raw: String, settlementId: String, currency: Currency?,
    amount: Int64?
  ) {
    self.id = id
    self.provenance = provenance
    self.byteOffset = byteOffset
    self.code = code
    self.reason = reason
    self.column = column
    self.value = value
    self.raw = raw
    self.settlementId = settlementId
    self.currency = currency
    self.amount = amount
  }
}
