import Accounting
import DelimitedText

/// One SKU's stock movements, their values in minor units of the functional currency.
struct StockTotals: PeriodTotals {
  var quantity: Int64 = 0
  var value: Int64 = 0
  var receivedQuantity: Int64 = 0
  var receivedValue: Int64 = 0
  var landedCost: Int64 = 0
  var soldQuantity: Int64 = 0
  var costOfSales: Int64 = 0
  var returnedQuantity: Int64 = 0
  var returnedValue: Int64 = 0
  var writtenDownQuantity: Int64 = 0
  var writtenDown: Int64 = 0

  mutating func add(_ other: Self) throws {
    try quantity.add(other.quantity)
    try value.add(other.value)
    try receivedQuantity.add(other.receivedQuantity)
    try receivedValue.add(other.receivedValue)
    try landedCost.add(other.landedCost)
    try soldQuantity.add(other.soldQuantity)
    try costOfSales.add(other.costOfSales)
    try returnedQuantity.add(other.returnedQuantity)
    try returnedValue.add(other.returnedValue)
    try writtenDownQuantity.add(other.writtenDownQuantity)
    try writtenDown.add(other.writtenDown)
  }

  mutating func add(_ movement: StockMovement) throws {
    if movement.kind != .landedAfterSale {
      try quantity.add(movement.quantity)
      try value.add(movement.value)
    }
    switch movement.kind {
    case .received:
      try receivedQuantity.add(movement.quantity)
      try receivedValue.add(movement.value)
    case .landed:
      try landedCost.add(movement.value)
    case .landedAfterSale:
      // In and out at once, so that opening + columns = closing whenever a charge comes.
      try landedCost.add(movement.value)
      try costOfSales.add(movement.value)
    case .shipped:
      try soldQuantity.add(-movement.quantity)
      try costOfSales.add(-movement.value)
    case .returned:
      try returnedQuantity.add(movement.quantity)
      try returnedValue.add(movement.value)
    case .writtenDown:
      try writtenDownQuantity.add(-movement.quantity)
      try writtenDown.add(-movement.value)
    }
  }
}

/// Stock by SKU and period.
struct StockIndex: Sendable {
  /// In order of SKU.
  let items: [(sku: String, series: PeriodSeries<StockTotals>)]

  init(_ data: CloseData) throws {
    let symbols = data.snapshot.symbols
    var numbers = [Int32](repeating: -1, count: symbols.count)
    var skus: [Symbol] = []
    var series: [PeriodSeries<StockTotals>] = []
    var months = MonthOfDay()
    for position in data.costing.movements.indices {
      let movement = data.costing.movements[position]
      let sku = Int(movement.sku.index)
      if numbers[sku] < 0 {
        numbers[sku] = Int32(skus.count)
        skus.append(movement.sku)
        series.append(PeriodSeries())
      }
      try series[Int(numbers[sku])].update(months.period(of: movement.date)) {
        try $0.add(movement)
      }
    }
    items = zip(skus, series).map { (symbols[$0], $1) }.sorted { $0.sku < $1.sku }
  }
}

/// `inventory.csv`: each SKU's stock from the period's opening to its closing.
///
/// opening + received + landed − cost of sales + returned − written down = closing.
struct InventoryReport {
  static let columns = [
    "sku", "opening_quantity", "opening_value", "received_quantity", "received_value",
    "landed_cost", "sold_quantity", "cost_of_sales", "returned_quantity", "returned_value",
    "written_down_quantity", "written_down", "closing_quantity", "closing_value",
  ]

  let bytes: [UInt8]

  init(_ index: ReportIndex, _ scope: ReportScope) throws {
    let digits = index.functional.minorDigits
    var writer = DelimitedWriter(columns: Self.columns)
    writer.reserve(index.stock.items.count * 120)
    for item in index.stock.items where item.series.hasAny(through: scope.period) {
      var opening = StockTotals()
      try item.series.forEach(before: scope.period) { totals in
        try opening.quantity.add(totals.quantity)
        try opening.value.add(totals.value)
      }
      let movement = item.series.total(in: scope.period)
      writer.text(item.sku)
      writer.whole(opening.quantity)
      writer.amount(opening.value, digits: digits)
      writer.whole(movement.receivedQuantity)
      writer.amount(movement.receivedValue, digits: digits)
      writer.amount(movement.landedCost, digits: digits)
      writer.whole(movement.soldQuantity)
      writer.amount(movement.costOfSales, digits: digits)
      writer.whole(movement.returnedQuantity)
      writer.amount(movement.returnedValue, digits: digits)
      writer.whole(movement.writtenDownQuantity)
      writer.amount(movement.writtenDown, digits: digits)
      writer.whole(try opening.quantity.adding(movement.quantity))
      writer.amount(try opening.value.adding(movement.value), digits: digits)
      writer.endRecord()
    }
    bytes = writer.bytes
  }
}
