import Accounting
import DelimitedText

/// Margin rows by period.
struct MarginIndex: Sendable {
  private let rows: [MarginRow]
  private let ranges: [AccountingPeriod: Range<Int>]
  let accountLevelCharges: [AccountingPeriod: Int64]

  init(_ margin: MarginResult) {
    rows = Self.sorted(margin.rows)
    accountLevelCharges = margin.accountLevelCharges
    var ranges: [AccountingPeriod: Range<Int>] = [:]
    var start = 0
    for position in rows.indices
    where position + 1 == rows.count || rows[position + 1].period != rows[position].period {
      ranges[rows[position].period] = start..<position + 1
      start = position + 1
    }
    self.ranges = ranges
  }

  subscript(period: AccountingPeriod) -> ArraySlice<MarginRow> {
    ranges[period].map { rows[$0] } ?? []
  }

  private static func sorted(_ rows: [MarginRow]) -> [MarginRow] {
    let isSorted = zip(rows, rows.dropFirst()).allSatisfy { !precedes($1, $0) }
    return isSorted ? rows : rows.sorted(by: precedes)
  }

  private static func precedes(_ lhs: MarginRow, _ rhs: MarginRow) -> Bool {
    if lhs.period != rhs.period { return lhs.period < rhs.period }
    if lhs.channel != rhs.channel { return lhs.channel < rhs.channel }
    if lhs.orderId != rhs.orderId { return lhs.orderId < rhs.orderId }
    return (lhs.orderLineId, lhs.sku, lhs.revenue, lhs.fees)
      < (rhs.orderLineId, rhs.sku, rhs.revenue, rhs.fees)
  }
}

/// `margin.csv`: what each order line earned in the period, in the functional currency.
struct MarginReport {
  static let columns = [
    "period", "channel", "order_id", "order_line_id", "sku", "quantity", "currency", "revenue",
    "discounts", "refunds", "fees", "cost_of_sales", "landed_cost", "margin", "margin_percent",
    "cost_complete",
  ]

  let bytes: [UInt8]

  init(_ index: ReportIndex, _ scope: ReportScope) {
    let digits = index.functional.minorDigits
    let currency = index.functional.code
    let period = scope.period.description
    var writer = DelimitedWriter(columns: Self.columns)
    for row in index.margin[scope.period] {
      writer.number(period)
      writer.text(row.channel)
      writer.text(row.orderId)
      writer.text(row.orderLineId)
      writer.text(row.sku)
      writer.whole(row.quantity)
      writer.text(currency)
      writer.amount(row.revenue, digits: digits)
      writer.amount(row.discounts, digits: digits)
      writer.amount(row.refunds, digits: digits)
      writer.amount(row.fees, digits: digits)
      writer.amount(row.costOfSales, digits: digits)
      writer.amount(row.landedCost, digits: digits)
      writer.amount(row.margin, digits: digits)
      if let percent = row.marginPercentHundredths {
        writer.amount(percent, digits: 2)
      } else {
        writer.blank()
      }
      writer.flag(row.isCostComplete)
      writer.endRecord()
    }
    bytes = writer.bytes
  }
}
