import Accounting
import DelimitedText

/// The rows of `discrepancies.csv`, written once but for what depends on the run and its date.
struct ExceptionRows: Sendable {
  /// Where a row's parts end in `bytes`; the age and the run stand between them, and what it was
  /// carried forward from after them.
  private struct Ends {
    let life: Int
    let finding: Int
    let work: Int
  }

  private let bytes: [UInt8]
  private let ends: [Ends]

  /// `order`: places in `records`, in order of the rows.
  init(_ records: [ExceptionRecord], order: [Int32], functional: Currency) {
    var writer = DelimitedWriter()
    var ends: [Ends] = []
    ends.reserveCapacity(records.count)
    writer.reserve(records.count * 320)
    for place in order {
      let record = records[Int(place)]
      Self.writeLife(of: record, to: &writer)
      let life = writer.bytes.count
      Self.writeFinding(
        record.discrepancy, period: record.period, functional: functional, to: &writer)
      let finding = writer.bytes.count
      Self.writeWork(on: record, to: &writer)
      ends.append(Ends(life: life, finding: finding, work: writer.bytes.count))
      writer.endRecord()
    }
    bytes = writer.bytes
    self.ends = ends
  }

  /// Appends the rows of some exceptions, with their age and the cell that names the run.
  func write(
    _ exceptions: [ExceptionFacts], _ scope: ReportScope, runId: [UInt8], to report: inout [UInt8]
  ) {
    var count = 0
    for facts in exceptions { count += length(of: Int(facts.position)) + runId.count + 20 }
    report.reserveCapacity(report.count + count)
    bytes.withUnsafeBufferPointer { bytes in
      for facts in exceptions {
        let position = Int(facts.position)
        let start = start(of: position)
        report.append(contentsOf: bytes[start..<ends[position].life])
        report.append(UInt8(ascii: ","))
        appendDecimal(Int64(scope.age(of: facts.eventDate)), digits: 0, to: &report)
        report.append(contentsOf: bytes[ends[position].life..<ends[position].finding])
        report.append(UInt8(ascii: ","))
        report.append(contentsOf: runId)
        report.append(contentsOf: bytes[ends[position].finding..<ends[position].work])
        report.append(UInt8(ascii: ","))
        if facts.isOpen && facts.entered < scope.period {
          report.append(contentsOf: facts.entered.description.utf8)
        }
        report.append(UInt8(ascii: "\n"))
      }
    }
  }

  private func length(of position: Int) -> Int {
    ends[position].work - start(of: position)
  }

  /// A line end stands between two rows.
  private func start(of position: Int) -> Int { position == 0 ? 0 : ends[position - 1].work + 1 }

  private static func writeWork(on record: ExceptionRecord, to writer: inout DelimitedWriter) {
    writer.text(record.discrepancy.note)
    writer.text(record.reason)
    writer.date(record.waitsUntil)
    writer.text(record.comment)
  }

  private static func writeLife(of record: ExceptionRecord, to writer: inout DelimitedWriter) {
    writer.text(record.id)
    writer.text(record.discrepancy.code.rawValue)
    writer.text(record.severity.name)
    writer.text(record.state.rawValue)
    writer.text(record.owner)
    writer.text(record.discrepancy.code.nextAction)
    writer.date(record.due)
    writer.date(record.firstSeen)
  }

  private static func writeFinding(
    _ finding: Discrepancy, period: AccountingPeriod, functional: Currency,
    to writer: inout DelimitedWriter
  ) {
    let currency = finding.currency ?? functional
    writer.number(period.description)
    writer.text(finding.channel)
    writer.text(finding.orderId)
    writer.text(finding.sku)
    writer.text(finding.settlementId)
    writer.text(finding.currency?.code ?? (finding.difference == nil ? "" : functional.code))
    writer.amount(finding.external, currency)
    writer.amount(finding.internal, currency)
    writer.amount(finding.difference, currency)
    writer.amount(finding.cashImpact, functional)
    writer.amount(finding.marginImpact, functional)
    writer.amount(finding.taxImpact, functional)
    writer.amount(finding.inventoryImpact, functional)
    writer.text(finding.rule)
    writer.text(finding.externalEvidence.joined(separator: " "))
    writer.text(finding.internalEvidence.joined(separator: " "))
  }
}
