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
    case .shipped, .coveredAfterSale:
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
  /// What moved of one SKU in one period, and what there was before.
  struct Cell {
    let openingQuantity: Int64
    let openingValue: Int64
    let movement: StockTotals
  }

  /// In order of their texts.
  let skus: [Symbol]
  /// Of each SKU in turn, by period.
  private let cells: [Cell]
  /// Of each cell.
  private let periods: [AccountingPeriod]
  /// Per SKU, where its cells end.
  private let ends: [Int32]

  init(_ data: CloseData) throws {
    let symbols = data.snapshot.symbols
    let numbers = SymbolNumbers(data.costing.movements.lazy.map(\.sku), of: symbols)
    var series = numbers.symbols.map { _ in PeriodSeries<StockTotals>() }
    var months = MonthOfDay()
    for position in data.costing.movements.indices {
      let movement = data.costing.movements[position]
      try series[numbers[movement.sku]].update(months.period(of: movement.date)) {
        try $0.add(movement)
      }
    }
    let order = zip(numbers.symbols, series).map { (symbols[$0], $0, $1) }.sorted { $0.0 < $1.0 }
    var cells: [Cell] = []
    var periods: [AccountingPeriod] = []
    var ends: [Int32] = []
    for item in order {
      var (quantity, value): (Int64, Int64) = (0, 0)
      for (period, movement) in item.2.all {
        cells.append(
          Cell(openingQuantity: quantity, openingValue: value, movement: movement))
        periods.append(period)
        try quantity.add(movement.quantity)
        try value.add(movement.value)
      }
      ends.append(Int32(cells.count))
    }
    (skus, self.cells, self.periods, self.ends) = (order.map(\.1), cells, periods, ends)
  }

  /// The stock of a SKU in a period, by the SKU's place in `skus`; `nil` before it ever moved.
  func cell(_ sku: Int, in period: AccountingPeriod) throws -> Cell? {
    let first = sku == 0 ? 0 : Int(ends[sku - 1])
    var position = Int(ends[sku]) - 1
    while position >= first && periods[position] > period { position -= 1 }
    if position < first { return nil }
    let last = cells[position]
    if periods[position] == period { return last }
    return Cell(
      openingQuantity: try last.openingQuantity.adding(last.movement.quantity),
      openingValue: try last.openingValue.adding(last.movement.value), movement: StockTotals())
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
    let stock = index.stock
    let symbols = index.data.snapshot.symbols
    writer.reserve(stock.skus.count * 120)
    for (position, sku) in stock.skus.enumerated() {
      guard let cell = try stock.cell(position, in: scope.period) else { continue }
      let movement = cell.movement
      writer.text(sku, in: symbols)
      writer.whole(cell.openingQuantity)
      writer.amount(cell.openingValue, digits: digits)
      writer.whole(movement.receivedQuantity)
      writer.amount(movement.receivedValue, digits: digits)
      writer.amount(movement.landedCost, digits: digits)
      writer.whole(movement.soldQuantity)
      writer.amount(movement.costOfSales, digits: digits)
      writer.whole(movement.returnedQuantity)
      writer.amount(movement.returnedValue, digits: digits)
      writer.whole(movement.writtenDownQuantity)
      writer.amount(movement.writtenDown, digits: digits)
      writer.whole(try cell.openingQuantity.adding(movement.quantity))
      writer.amount(try cell.openingValue.adding(movement.value), digits: digits)
      writer.endRecord()
    }
    bytes = writer.bytes
  }
}
