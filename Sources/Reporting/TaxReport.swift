import Accounting
import DelimitedText

/// `tax.csv`: tax of the period by jurisdiction, remitter and currency.
///
/// The seller owes what it collected less what it refunded, and nothing may be withheld from it; a
/// marketplace withholds as much as it collected. What is left of either is the difference.
struct TaxReport {
  static let columns = [
    "jurisdiction", "remitted_by", "currency", "collected", "withheld", "refunded", "payable",
    "difference",
  ]

  let bytes: [UInt8]

  init(_ index: ReportIndex, _ scope: ReportScope) throws {
    let symbols = index.data.snapshot.symbols
    let rows = index.lines.taxes.totals(in: scope.period).map { key, sum in
      (
        jurisdiction: key.jurisdiction.isNone ? "Unknown" : symbols[key.jurisdiction],
        remitter: key.remitter == .seller ? "seller" : "marketplace", key: key, sum: sum
      )
    }.sorted {
      ($0.jurisdiction, $0.remitter, $0.key.currency)
        < ($1.jurisdiction, $1.remitter, $1.key.currency)
    }
    var writer = DelimitedWriter(columns: Self.columns)
    for row in rows {
      let net = try row.sum.collected.adding(-row.sum.refunded)
      let payable = row.key.remitter == .seller ? net : 0
      writer.text(row.jurisdiction)
      writer.text(row.remitter)
      writer.text(row.key.currency.code)
      writer.amount(row.sum.collected, row.key.currency)
      writer.amount(row.sum.withheld, row.key.currency)
      writer.amount(row.sum.refunded, row.key.currency)
      writer.amount(payable, row.key.currency)
      writer.amount(try net.adding(-row.sum.withheld).adding(-payable), row.key.currency)
      writer.endRecord()
    }
    bytes = writer.bytes
  }
}
