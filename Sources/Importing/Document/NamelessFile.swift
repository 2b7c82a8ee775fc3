import Accounting

extension FormatContract {
  /// Whether the first row of a file without column names is one of this contract's: as many cells,
  /// and dates and amounts where it reads them.
  func fits(_ row: [String], _ shape: DelimitedShape) -> Bool {
    guard row.count == shape.required.count else { return false }
    let fields = rules.flatMap(\.emissions).flatMap(\.fields)
    let dates = cells(of: fields.filter { $0.kind == .day || $0.kind == .instant }, row, shape)
    let amounts = cells(of: fields.filter { $0.kind == .money }, row, shape)
    return !dates.isEmpty && !amounts.isEmpty && dates.allSatisfy(isDate)
      && amounts.allSatisfy { $0.isEmpty || isNumber($0) }
  }

  /// What stands in the columns that fields are read from.
  private func cells(
    of fields: [FieldRule], _ row: [String], _ shape: DelimitedShape
  ) -> [String] {
    let names = shape.required.map(HeaderBinding.folded)
    return fields.flatMap { field in
      (field.source.alternatives + (field.sum?.plus.flatMap(\.source.alternatives) ?? []))
        .compactMap { alternative in
          guard case .slot(let slot) = alternative else { return nil }
          return names.firstIndex(of: HeaderBinding.folded(references[slot])).map { row[$0] }
        }
    }
  }

  private func isDate(_ cell: String) -> Bool {
    let bytes = Array(cell.utf8)
    return datePatterns.contains {
      if case .match = $0.match(bytes.span) { return true }
      return false
    }
  }

  private func isNumber(_ cell: String) -> Bool {
    var decoder = DecimalDecoder(forms: numberForms, marks: decimalMarks)
    let bytes = Array(cell.utf8)
    if case .value = decoder.decode(bytes.span, digits: 6) { return true }
    return false
  }
}
