import Accounting
import DelimitedText

/// What became of a row.
package enum RowFate: String, Sendable {
  case imported, ignored
  case setAside = "set aside"
}

/// What a contract makes of a file, line by line, with nothing kept.
package struct FormatCheck: Sendable {
  /// A record that a line would bring.
  package struct Record: Sendable {
    package var kind: String
    /// Filled ones only, in ledger order.
    package var fields: [(name: String, value: String)]
  }

  package struct Line: Sendable {
    package var line: Int
    package var fate: RowFate
    package var records: [Record] = []
    /// Why the line would be set aside, and by which column.
    package var reason = ""
    package var column = ""
  }

  package let contract: FormatContract
  package let document: ImportedDocument
  /// In the order of the file: the first ones, and every one that is set aside.
  package let lines: [Line]

  /// Some row would be set aside, or a total does not foot by this file alone.
  package var hasFaults: Bool { document.quarantined > 0 || document.isHeld }

  /// Reads a file by a contract.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - name: The contract's name in the registry.
  ///   - registry: The contracts.
  ///   - zone: The zone of dates that name none.
  ///   - most: How many rows to explain, besides those that are set aside.
  ///   - encoding: What the file is in, where that is known.
  /// - Throws: ``ImportRefusal`` when the file would be refused.
  package init(
    _ file: InputFile, contract name: String, in registry: FormatRegistry, zone: BusinessZone,
    most: Int, encoding: TextEncoding? = nil
  ) throws {
    guard let contract = registry.contract(named: name) else {
      throw ImportRefusal(reason: "unknown_format", message: "there is no format '\(name)'")
    }
    let sink = ExplainingSink(most: most)
    var amendments = Amendments()
    amendments.explained = most
    document = try DocumentImporter(registry: registry, zone: zone)
      .importFile(file, format: name, sink: sink, amendments: amendments, encoding: encoding)
    self.contract = contract
    lines = Self.lines(document, sink)
  }

  private static func lines(_ document: ImportedDocument, _ sink: ExplainingSink) -> [Line] {
    var lines = document.rowFates.filter { $0.fate != .setAside }.map { row in
      Line(
        line: row.line, fate: row.fate,
        records: row.fate == .imported ? sink.records[Int32(row.line)] ?? [] : [])
    }
    lines += document.quarantinedRows.map { row in
      Line(
        line: Int(row.provenance.line), fate: .setAside, reason: row.reason, column: row.column)
    }
    return lines.sorted { $0.line < $1.line }
  }
}

/// Keeps the first records of a document as texts.
private final class ExplainingSink: RecordSink {
  private let most: Int
  private(set) var records: [Int32: [FormatCheck.Record]] = [:]

  init(most: Int) { self.most = most }

  func append(_ batch: RecordBatch) -> [RowConflict] {
    for row in 0..<batch.count where records.count < most {
      let currencyColumn = batch.kind.columns.firstIndex { $0.name == "currency" }
      let currency = currencyColumn.flatMap { Currency(code: batch.text(row: row, column: $0)) }
      var record = FormatCheck.Record(kind: batch.kind.contractName, fields: [])
      for (position, column) in batch.kind.columns.enumerated() {
        let text: String =
          switch column.kind {
          case .text: batch.text(row: row, column: position)
          case .integer:
            batch.integer(row: row, column: position).map {
              FieldKind.of(column, in: batch.kind).text($0, currency)
            } ?? ""
          }
        if !text.isEmpty && column.name != "row_hash" { record.fields.append((column.name, text)) }
      }
      records[batch.lines[row], default: []].append(record)
    }
    return []
  }

  func append(_ batch: SettlementLineBatch) {
    for (position, line) in batch.lines.enumerated() where records.count < most {
      let columns = SettlementLineBatch.itemColumns
      let code = columns.firstIndex { $0.name == "currency" } ?? 0
      let currency = Currency(code: batch.text(line: position, column: code))
      var record = FormatCheck.Record(kind: RecordKind.settlementLine.contractName, fields: [])
      for (number, column) in columns.enumerated() {
        let cell = batch.cell(line: position, column: number)
        let text =
          cell.length == -1
          ? FieldKind.of(column, in: .settlementLine).text(cell.value, currency)
          : cell.length < 0 ? "" : batch.text(line: position, column: number)
        if !text.isEmpty { record.fields.append((column.name, text)) }
      }
      let meaning = batch.meanings[Int(line.meaning)]
      record.fields += [
        ("event", meaning.event.name), ("component", meaning.component.name),
        ("label", String(decoding: meaning.label, as: UTF8.self)),
        ("amount", FieldKind.money.text(line.amount, currency)),
      ]
      records[line.line, default: []].append(record)
    }
  }
}
