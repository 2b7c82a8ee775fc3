import Accounting

extension RecordMaker {
  /// Makes room for the columns that are data by themselves.
  mutating func bindUnpivot(_ columns: [(name: String, column: Int)]) {
    var constants = Array(cells.bytes[..<cells.base])
    unpivotColumns = columns.map { column in
      let start = constants.count
      constants += Array(column.name.utf8)
      return (start..<constants.count, column.column)
    }
    cells = CellBuffer(
      constants: constants, slotCount: contract.references.count + columns.count)
  }

  /// Tells what can be told of a row that does not fit its header.
  func locate(_ fault: inout Fault) {
    guard contract.identity == .document,
      let emission = contract.rules.flatMap(\.emissions).first(where: { $0.kind == .settlementLine }
      )
    else { return }
    fault.settlementId = cells.text(peek(emission.fields[1].source))
  }
}
