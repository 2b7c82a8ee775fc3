@testable import DelimitedText

/// Any cutting of a delimited text gives the same records, and what is written reads back.
package enum DelimitedProperty {
  private static let dialects = [
    Dialect.commaSeparated, .tabSeparated, Dialect(delimiter: UInt8(ascii: ";"), quote: nil),
    Dialect(delimiter: UInt8(ascii: "|"), quote: UInt8(ascii: "'")),
  ]

  /// The first two bytes choose dialect, limit and the size of pieces.
  package static func check(_ input: [UInt8]) {
    guard input.count > 2 else { return }
    let dialect = dialects[Int(input[0] & 3)]
    let limit = input[0] & 4 == 0 ? 1 << 20 : 3
    let text = Array(input[2...])
    let whole = read(text, dialect, limit: limit, pieces: .max)
    let pieces = read(text, dialect, limit: limit, pieces: Int(input[1] & 15) + 1)
    expect(whole == pieces, "pieces of \(Int(input[1] & 15) + 1):\n\(whole)\n\(pieces)")
    guard whole.allSatisfy({ $0.error == nil }) else { return }
    var writer = DelimitedWriter()
    for record in whole where !record.fields.isEmpty {
      for field in record.fields { writer.text(field.span) }
      writer.endRecord()
    }
    checkWritten(writer.bytes)
  }

  /// What was written once is safe, and so reads back as the same bytes.
  private static func checkWritten(_ written: [UInt8]) {
    var again = DelimitedWriter()
    for record in read(written, .commaSeparated, limit: 1 << 20, pieces: .max) {
      expect(record.error == nil, "what was written cannot be read")
      for field in record.fields { again.text(field.span) }
      again.endRecord()
    }
    expect(again.bytes == written, "written \(written), again \(again.bytes)")
  }

  private struct Record: Equatable {
    var fields: [[UInt8]] = []
    var isQuoted: [Bool] = []
    var raw: [UInt8] = []
    var line = 0
    var byteOffset = 0
    var hasLineEnd = true
    var error: DelimitedTextError.Code?
  }

  private static func read(
    _ input: [UInt8], _ dialect: Dialect, limit: Int, pieces: Int
  ) -> [Record] {
    var reader = DelimitedReader(dialect: dialect, fieldBytesMax: limit)
    var records: [Record] = []
    inPieces(input, of: min(pieces, max(1, input.count))) { piece in
      reader.feed(piece)
      drain(&reader, into: &records)
    }
    reader.finish()
    drain(&reader, into: &records)
    return records
  }

  private static func drain(_ reader: inout DelimitedReader, into records: inout [Record]) {
    while true {
      var record = Record()
      do {
        guard try reader.next() else { return }
        record.hasLineEnd = reader.hasLineEnd
      } catch {
        record.error = error.code
      }
      record.line = reader.line
      record.byteOffset = reader.byteOffset
      record.raw = bytes(of: reader.rawRecord)
      for index in 0..<reader.fieldCount {
        record.fields.append(bytes(of: reader.field(index)))
        record.isQuoted.append(reader.isQuoted(index))
      }
      records.append(record)
    }
  }
}
