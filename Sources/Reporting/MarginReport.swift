import Accounting
import DelimitedText

/// Margin rows by period.
///
/// The rows come sorted, and stay so.
struct MarginIndex: Sendable {
  private let rows: [MarginRow]
  private let ranges: [AccountingPeriod: Range<Int>]
  let accountLevelCharges: [AccountingPeriod: Int64]
  let skus: SymbolNumbers

  init(_ margin: MarginResult, _ symbols: SymbolTable) {
    rows = margin.rows
    skus = SymbolNumbers(rows.lazy.map(\.sku), of: symbols)
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
}

/// Symbols of one kind, numbered, so that what is kept of each needs no dictionary.
struct SymbolNumbers: Sendable {
  /// In order of number.
  private(set) var symbols: [Symbol] = []
  /// By symbol; -1 for those of other kinds.
  private var numbers: [Int32]

  init(_ kind: some Sequence<Symbol>, of table: SymbolTable) {
    numbers = Array(repeating: -1, count: table.count)
    for symbol in kind where numbers[Int(symbol.index)] < 0 {
      numbers[Int(symbol.index)] = Int32(symbols.count)
      symbols.append(symbol)
    }
  }

  subscript(symbol: Symbol) -> Int { Int(numbers[Int(symbol.index)]) }
}

/// `margin.csv`: what each order line earned in the period, in the functional currency.
struct MarginReport {
  static let columns = [
    "period", "channel", "order_id", "order_line_id", "sku", "quantity", "currency", "revenue",
    "discounts", "refunds", "fees", "cost_of_sales", "landed_cost", "margin", "margin_percent",
    "cost_complete", "state",
  ]

  let bytes: [UInt8]

  init(_ index: ReportIndex, _ scope: ReportScope) {
    let digits = index.functional.minorDigits
    let currency = index.functional.code
    let period = scope.period.description
    let last = scope.period.lastDay
    let symbols = index.data.snapshot.symbols
    let rows = index.margin[scope.period]
    var writer = DelimitedWriter(columns: Self.columns)
    writer.reserve(rows.count * 144)
    for row in rows {
      writer.number(period)
      writer.text(row.channel, in: symbols)
      writer.text(row.orderId, in: symbols)
      writer.text(row.orderLineId, in: symbols)
      writer.text(row.sku, in: symbols)
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
      if row.orderLine >= 0 {
        let life = index.lives.lives[Int(row.orderLine)]
        writer.number(life.state(on: last).name)
      } else {
        writer.blank()
      }
      writer.endRecord()
    }
    bytes = writer.bytes
  }
}
