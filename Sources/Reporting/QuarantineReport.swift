import Accounting
import DelimitedText

/// `quarantine.csv`: every row set aside and not yet replayed, whatever the period.
struct QuarantineReport {
  static let columns = [
    "quarantine_id", "source_file", "line", "byte_offset", "format", "reason", "column", "value",
    "raw",
  ]

  let bytes: [UInt8]

  init(_ index: ReportIndex) {
    var writer = DelimitedWriter(columns: Self.columns)
    for row in index.quarantined {
      let document = index.data.snapshot.documents[Int(row.provenance.document)]
      writer.text(row.id)
      writer.text(document.name)
      writer.whole(row.provenance.line)
      writer.whole(row.byteOffset)
      writer.text(document.format)
      writer.text(row.reason)
      writer.text(row.column)
      writer.text(row.value)
      writer.text(row.raw)
      writer.endRecord()
    }
    bytes = writer.bytes
  }
}
