import Accounting
import DelimitedText
import Hashing

/// The exception queue as a table that goes through a spreadsheet and back.
///
/// State, owner, note, reason and waiting_until are for people to fill in; the rest is for them to
/// read. The column `version` says what an exception, and its row, looked like when exported.
package enum ExceptionSheet {
  static let columns = [
    "exception_id", "version", "severity", "code", "what", "state", "owner", "note", "reason",
    "waiting_until", "cash_impact", "functional_currency", "due", "age_days", "period", "channel",
    "order_id", "sku", "settlement_id", "currency", "external", "internal", "difference",
    "next_action", "finding", "evidence_external", "evidence_internal",
  ]

  /// The rows of some exceptions as comma-separated UTF-8, in the order given.
  ///
  /// `stood`: by id, how many things were done about an exception. `day`: ages count to it.
  static func csv(
    _ records: [ExceptionRecord], stood: [String: Int], on day: CalendarDate,
    functional: Currency
  ) -> [UInt8] {
    var writer = DelimitedWriter(columns: columns)
    for record in records {
      write(record, version(record, stood: stood[record.id, default: 0]), to: &writer)
      writeFacts(record, on: day, functional, to: &writer)
      writer.endRecord()
    }
    return writer.bytes
  }

  private static func write(
    _ record: ExceptionRecord, _ version: String, to writer: inout DelimitedWriter
  ) {
    let cells = SheetCells(record)
    writer.text(record.id)
    writer.text("\(version)-\(cells.mark)")
    writer.text(record.severity.name)
    writer.text(record.discrepancy.code.rawValue)
    writer.text(record.discrepancy.code.title)
    for text in [cells.state, cells.owner, cells.note, cells.reason, cells.waitingUntil] {
      writer.text(text)
    }
  }

  private static func writeFacts(
    _ record: ExceptionRecord, on day: CalendarDate, _ functional: Currency,
    to writer: inout DelimitedWriter
  ) {
    let finding = record.discrepancy
    let currency = finding.currency ?? functional
    writer.amount(finding.cashImpact, functional)
    writer.text(functional.code)
    writer.date(record.due)
    writer.whole(Int64(max(0, day.days(since: finding.eventDate))))
    writer.text(record.period.description)
    for text in [finding.channel, finding.orderId, finding.sku, finding.settlementId] {
      writer.text(text)
    }
    writer.text(finding.difference == nil ? "" : currency.code)
    for amount in [finding.external, finding.internal, finding.difference] {
      writer.amount(amount, currency)
    }
    writer.text(finding.code.nextAction)
    writer.text(finding.note)
    writer.text(finding.externalEvidence.joined(separator: " "))
    writer.text(finding.internalEvidence.joined(separator: " "))
  }

  /// What an exception looks like, so that a change since can be told.
  static func version(_ record: ExceptionRecord, stood: Int) -> String {
    let finding = record.discrepancy
    return stableId(
      "V",
      [
        record.id, finding.code.rawValue, record.state.rawValue, record.owner, "\(stood)",
        finding.external.map { "\($0)" } ?? "", finding.internal.map { "\($0)" } ?? "",
        finding.currency?.code ?? "",
      ])
  }
}

/// The cells of a row that people fill in.
struct SheetCells: Hashable {
  var state = ""
  var owner = ""
  var note = ""
  var reason = ""
  var waitingUntil = ""

  init() {}

  init(_ record: ExceptionRecord) {
    state = record.state.rawValue
    // As it comes out of a spreadsheet again.
    owner = SafeText.stripped(record.owner).trimmed
    note = SafeText.stripped(record.comment).trimmed
    reason = SafeText.stripped(record.reason).trimmed
    waitingUntil = record.waitsUntil?.description ?? ""
  }

  /// Says whether a row still has the cells it was exported with.
  var mark: String {
    String(
      stableId("C", [state, owner, note, reason, waitingUntil]).dropFirst(2))
  }
}
