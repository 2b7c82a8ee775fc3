@testable import Accounting
@testable import Importing

/// Any file is imported or refused, the same in any size of chunks, and its rows are all counted.
///
/// Which of several faults refuses an XML document depends on the chunks; that it is refused does
/// not.
package enum DocumentsProperty {
  private static let registry = standardRegistry()
  private static let file = ScratchFile("document")

  package static func check(_ input: [UInt8]) {
    file.write(input)
    let whole = outcome(of: file, registry, format: nil, chunkBytes: 1 << 18)
    let size = input.count % 13 + 1
    let pieces = outcome(of: file, registry, format: nil, chunkBytes: size)
    let isMarkup = input.contains(UInt8(ascii: "<"))
    let areRefused = whole.isRefused && pieces.isRefused
    expect(
      whole.told == pieces.told || isMarkup && areRefused,
      "chunks of \(size):\n\(whole.told)\n\(pieces.told)")
  }
}

func standardRegistry() -> FormatRegistry {
  do { return try FormatRegistry.standard() } catch { fatalError("\(error)") }
}

/// What comes of a file: everything that is told of it.
func outcome(
  of file: ScratchFile, _ registry: FormatRegistry, format: String?, chunkBytes: Int
) -> (told: [String], isRefused: Bool) {
  let importer = DocumentImporter(registry: registry, zone: .utc, chunkBytes: chunkBytes)
  let sink = TextSink()
  do {
    let document = try importer.importFile(
      InputFile(path: file.path, name: "fuzz"), format: format, sink: sink)
    expect(
      document.rows == document.accepted + document.quarantined + document.ignored,
      "rows are lost: \(document)")
    expect(document.quarantined == document.quarantinedRows.count, "rows set aside are lost")
    return (sink.records + ["\(document)"], false)
  } catch let refusal as ImportRefusal {
    return (["\(refusal) at \(refusal.byteOffset)"], true)
  } catch {
    fatalError("\(error)")
  }
}

/// Keeps records as texts.
private final class TextSink: RecordSink {
  var records: [String] = []

  func append(_ batch: RecordBatch) -> [RowConflict] {
    for row in 0..<batch.count {
      let cells = batch.kind.columns.indices.map { column in
        switch batch.kind.columns[column].kind {
        case .text: batch.text(row: row, column: column)
        case .integer: batch.integer(row: row, column: column).map(String.init) ?? ""
        }
      }
      records.append("\(batch.kind) \(batch.lines[row]) \(cells)")
    }
    return []
  }

  func append(_ batch: SettlementLineBatch) {
    for (position, line) in batch.lines.enumerated() {
      let cells = SettlementLineBatch.itemColumns.indices.map { column in
        let cell = batch.cell(line: position, column: column)
        return cell.length == -1 ? "\(cell.value)" : batch.text(line: position, column: column)
      }
      records.append(
        "line \(line.line) \(line.amount) \(batch.meanings[Int(line.meaning)]) \(cells)")
    }
  }
}
