import Accounting

/// Fees, prices and refunds far outside their own history in the period, with that history.
enum OutlierTable {
  private static let rowsMax = 30

  /// `nil` where there is none.
  static func table(_ outliers: [FeeOutlier], _ symbols: SymbolTable) -> PageTable? {
    if outliers.isEmpty { return nil }
    var table = HTMLTable(
      caption: "Far outside their own history: the period, or one sale, against the median before",
      columns: ["Channel", "What", "SKU", "Order", "Measured", ">Now", ">Median", "History"])
    for outlier in outliers.prefix(rowsMax) {
      let subject = outlier.subject
      table.row([
        .text(symbols[subject.channel]), .text(outlier.what.worded),
        .text(subject.sku.isNone ? "" : symbols[subject.sku]),
        .text(outlier.sale.map { "\(symbols[$0.orderId]) \($0.evidence)" } ?? ""),
        .text(outlier.measure.rawValue.worded), .number(outlier.text(outlier.value)),
        .number(outlier.text(outlier.median)),
        .text(
          outlier.history.map { "\($0.period): \(outlier.text($0.value))" }
            .joined(separator: ", ")),
      ])
    }
    return PageTable(
      html: table.string,
      more: remainder(outliers.count, shown: min(outliers.count, rowsMax), in: "summary.json"))
  }
}
